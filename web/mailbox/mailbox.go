// Package mailbox shows the mails of a demonstration, as their readers would see
// them. No daemon with a real store has these pages.
package mailbox

import (
	"embed"
	"strings"
	"time"

	"caseclock/engine"
	"caseclock/web/page"
)

// Mail is one message as its reader sees it.
type Mail struct {
	ID      string // as addresses take it
	To      string
	Subject string
	Date    time.Time
	Text    string
}

//go:embed pages
var files embed.FS

var pages = page.Parse(files)

// Routes are the pages over the mails that list gives, in the order in which
// they were accepted. Links that begin with site can be followed.
func Routes(site string, list func() []Mail) []page.Route {
	return []page.Route{
		{Pattern: "GET /mailbox", Handle: func(x *page.Exchange) error {
			return x.Show(pages, "list.html", page.View{Title: "Mailbox", Wide: true, Data: list()})
		}},
		{Pattern: "GET /mailbox/{id}", Handle: func(x *page.Exchange) error {
			for _, m := range list() {
				if m.ID == x.R.PathValue("id") {
					return x.Show(pages, "mail.html", page.View{Title: m.Subject, Data: shown{m, pieces(m.Text, site)}})
				}
			}
			return engine.ErrNotThere
		}},
	}
}

type shown struct {
	Mail
	Pieces []Piece
}

// Piece is a stretch of a text, or an address that can be followed.
type Piece struct {
	Text string
	Path string // on this site; empty: plain text
}

// pieces cuts a text at the addresses that begin with a site's own.
func pieces(text, site string) (all []Piece) {
	for site != "" {
		i := strings.Index(text, site+"/")
		if i < 0 {
			break
		}
		end := i + strings.IndexAny(text[i:]+" ", " \n>)")
		all = append(all, Piece{Text: text[:i]}, Piece{text[i:end], text[i+len(site) : end]})
		text = text[end:]
	}
	return append(all, Piece{Text: text})
}
