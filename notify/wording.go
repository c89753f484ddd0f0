package notify

import (
	"bytes"
	"embed"
	"fmt"
	html "html/template"
	"net/url"
	"strings"
	text "text/template"
	"unicode"

	"caseclock/deadline"
)

//go:embed words
var wordFiles embed.FS

var (
	textWords = text.Must(text.ParseFS(wordFiles, "words/*.txt.tmpl"))
	htmlWords = html.Must(html.ParseFS(wordFiles, "words/*.html.tmpl"))
)

// page is what a message says, before it is set in text and HTML.
type page struct {
	Day      string
	Work     string // address of the reader's list; empty: mails carry no link
	Sections []section
	Entries  []entry
	How      bool // something is to be recorded
	Calendar bool
	// Unrecorded: it could not be written down that this was sent.
	Unrecorded bool
	Person     string
	Code       int
	Waits      bool // the message was put off, and not refused for good
	Report     *readyWords
	Head       []string // lines of the head of the store's log
}

type section struct {
	Title   string
	Entries []entry
	More    int // that are counted, not shown
}

// mostShown is how many deadlines a section of a digest shows; more than a
// person reads are counted, so that a first import makes no mail of megabytes.
const mostShown = 100

// entry is one deadline as a mail may name it: reference, timescale, due day,
// days, link, and what is needed. Nothing else of the case is here to leak.
type entry struct {
	ID, Reference, Timescale, Days, Ask, Link string
}

// digestPage words the alerts of one person.
func digestPage(cfg *Config, today deadline.Date, alerts []Alert) page {
	p := page{Day: today.WithWeekday(), Work: workLink(cfg), Unrecorded: cfg.Unrecorded}
	for _, title := range sectionTitles {
		s := section{Title: title}
		for i := range alerts {
			switch {
			case sectionOf(alerts[i].When) != title:
			case len(s.Entries) == mostShown:
				s.More++
			default:
				s.Entries = append(s.Entries, newEntry(cfg, today, &alerts[i]))
			}
			if n := alerts[i].Needs; n == Reason || n == ReasonDate || n == NewReason {
				p.How = true
			}
		}
		if len(s.Entries) > 0 {
			p.Sections = append(p.Sections, s)
		}
	}
	return p
}

const (
	outTitle     = "Out of timescale"
	comingTitle  = "Coming up"
	missingTitle = "A day is missing"
	rightTitle   = "Put right"
)

var sectionTitles = []string{outTitle, comingTitle, missingTitle, rightTitle}

func sectionOf(when Occasion) string {
	switch when {
	case Before:
		return comingTitle
	case PutRight:
		return rightTitle
	case NoDeliveryDate, NoDueDay:
		return missingTitle
	}
	return outTitle
}

func newEntry(cfg *Config, today deadline.Date, a *Alert) entry {
	e := entry{ID: a.ID, Reference: plain(a.Reference), Timescale: timescale(a),
		Days: inDays(today, a), Ask: ask(a), Link: link(cfg, a)}
	if a.Rule == AgreedReview {
		e.Timescale = agreedReviewWords
	}
	return e
}

const agreedReviewWords = "Review date agreed at the last conference, no timescale"

// timescale names a rule for people and, behind, as commands take it.
func timescale(a *Alert) string {
	id := plain(a.Rule)
	if a.Conference != "" && !strings.Contains(a.Rule, a.Conference) {
		id += ", " + plain(a.Conference)
	}
	return deadline.RuleName(plain(a.Rule)) + " (" + id + ")"
}

// inDays says when a thing is or was due, and how far that is from today.
func inDays(today deadline.Date, a *Alert) string {
	if a.Due == 0 {
		return "No due day can be given yet."
	}
	n := int(a.Due - today)
	switch {
	case a.When == PutRight, a.Done != 0 && a.Done > a.Due:
		return fmt.Sprintf("It was due on %s; it is settled, %s late.", a.Due.WithWeekday(), days(int(a.Done-a.Due)))
	case n < 0:
		return fmt.Sprintf("It was due on %s, %s ago.", a.Due.WithWeekday(), days(-n))
	case n == 0:
		return fmt.Sprintf("It is due today, %s.", a.Due.WithWeekday())
	case a.Rule == AgreedReview:
		return fmt.Sprintf("It is %s, in %s.", a.Due.WithWeekday(), days(n))
	}
	return fmt.Sprintf("It is due on %s, in %s.", a.Due.WithWeekday(), days(n))
}

// ask says what is needed, kindly.
func ask(a *Alert) string {
	switch {
	case a.When == NoDeliveryDate:
		return "The expected date of delivery is not recorded. Please record it, so that the due day can be reckoned."
	case a.When == NoDueDay:
		return "The calendar of holidays does not reach so far. Please ask those who look after Caseclock to bring it up to date."
	case a.Needs == Reason:
		return "The reason is still to be recorded."
	case a.Needs == ReasonDate:
		return "A reason and a proposed date are needed."
	case a.Needs == NewReason:
		return "The proposed date has passed. A new reason and a new proposed date are needed."
	case a.When == PutRight:
		return "Thank you. Nothing more is needed."
	case a.Breach():
		return "A reason and a proposed date are recorded. Thank you."
	}
	return ""
}

// workLink leads to the list of what the reader has to do.
func workLink(cfg *Config) string {
	if cfg.Link == "" {
		return ""
	}
	return strings.TrimSuffix(cfg.Link, "/") + "/work"
}

// link leads to the case by its opaque id.
func link(cfg *Config, a *Alert) string {
	if cfg.Link == "" {
		return ""
	}
	return strings.TrimSuffix(cfg.Link, "/") + "/cases/" + url.PathEscape(a.Case)
}

// plain leaves out what could break a line, hide a character or turn the
// direction of the text.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == unicode.ReplacementChar, unicode.Is(unicode.Cf, r), unicode.Is(unicode.Cc, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// set puts a page in text and in HTML.
func (p *page) set(name string) (txt, htm string, err error) {
	var t, h bytes.Buffer
	if err := textWords.ExecuteTemplate(&t, name+".txt.tmpl", p); err != nil {
		return "", "", err
	}
	if err := htmlWords.ExecuteTemplate(&h, name+".html.tmpl", p); err != nil {
		return "", "", err
	}
	return t.String(), h.String(), nil
}
