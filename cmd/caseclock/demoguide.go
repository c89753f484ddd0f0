package main

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"caseclock/engine"
)

// guide tells the reader of a demonstration what happened and what to look at
// next.
type guide struct {
	w               io.Writer
	command, config string
	shown           *engine.Row
}

func (g *guide) title(s string) { fmt.Fprintf(g.w, "%s\n", s) }

func (g *guide) heading(s string) { fmt.Fprintf(g.w, "\n%s\n", s) }

func (g *guide) counted(authorities int, b *engine.Brought, woken *engine.Summary) {
	breaches := 0
	for _, n := range woken.BreachesByRule {
		breaches += n
	}
	g.heading("What was counted")
	fmt.Fprintf(g.w, "  %d events of %d cases in %d authorities were imported; %d queries on the data.\n", b.Events, b.Cases, authorities, b.Queried)
	fmt.Fprintf(g.w, "  %d deadlines are open. %d were or are out of timescale, %d of them without a reason that holds.\n", woken.OpenDeadlines, breaches, woken.Unexplained)
}

// mail shows one message as its reader sees it, cut short.
func (g *guide) mail(box *mailbox) {
	files := box.files()
	g.heading("A mail")
	fmt.Fprintf(g.w, "  %d messages were handed over by SMTP and lie in %s.\n", len(files), box.dir)
	if box.refused {
		fmt.Fprintf(g.w, "  One to %s was refused for good, on purpose: the page Status shows it, with the server's words.\n", refusedOnce)
	}
	if i := slices.Index(files, "chair-1-1.eml"); i >= 0 {
		files[0] = files[i]
	}
	if len(files) == 0 {
		return
	}
	name := filepath.Join(box.dir, files[0])
	lines := strings.Split(plainText(name), "\n")
	fmt.Fprintf(g.w, "  %s begins:\n\n", name)
	for _, l := range lines[:min(len(lines), 14)] {
		fmt.Fprintln(g.w, strings.TrimRight("    | "+harmless(l), " "))
	}
}

// plainText is the text of a message, or nothing where it has none.
func plainText(file string) string {
	content, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	m, err := mail.ReadMessage(bytes.NewReader(content))
	if err != nil {
		return ""
	}
	return textPart(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body)
}

func textPart(kind, encoding string, body io.Reader) string {
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		return ""
	}
	if strings.HasPrefix(media, "multipart/") {
		for parts := multipart.NewReader(body, params["boundary"]); ; {
			p, err := parts.NextRawPart()
			if err != nil {
				return ""
			}
			if t := textPart(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p); t != "" {
				return t
			}
		}
	}
	if media != "text/plain" {
		return ""
	}
	if strings.EqualFold(encoding, "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	text, _ := io.ReadAll(body)
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

func (g *guide) reason(row *engine.Row, r *engine.Reason) {
	g.shown = row
	g.heading("A reason asked for, and recorded")
	fmt.Fprintf(g.w, "  %s, %s: due %s, %d days ago, and no reason recorded. The mail asks chair-1 for one.\n", row.Case, row.Rule, row.Due.Long(), row.DaysLate)
	fmt.Fprintf(g.w, "  chair-1 records: %s, proposed %s. It stays out of timescale; it is no longer chased.\n", r.Category, r.Proposed.Long())
}

// next lists what to look at, as commands that work as they stand.
func (g *guide) next(s *demonstration) {
	try := func(what string, words ...string) {
		fmt.Fprintf(g.w, "  %s\n      %s %s --config %s\n", what, g.command, strings.Join(words, " "), g.config)
	}
	g.heading("Look next")
	fmt.Fprintf(g.w, "  The report, in a browser: with every number, and as the committee reads it\n      %s\n      %s\n", s.path("report.html"), s.path("committee.html"))
	try("Who has not said why", "breaches", "--unexplained", "--authority", "stirling")
	if g.shown != nil {
		try("Why this date?", "explain", g.shown.Case, g.shown.Rule)
		try("The whole story of a case", "case", g.shown.Case)
	}
	try("What falls due in the next fortnight", "due", "--within", "14d")
	try("What is doubtful in the data", "queries", "--authority", "fife")
	fmt.Fprintf(g.w, "  The rules as a coordinator signs them\n      %s rules sheet forth-valley\n", g.command)
	fmt.Fprintf(g.w, "\n%s may be deleted; the next demonstration makes it anew.\n", s.dir)
}
