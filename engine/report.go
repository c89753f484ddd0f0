package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"caseclock/deadline"
	"caseclock/report"
	"caseclock/report/document"
	"caseclock/store"
)

// ReportAsk says which figures are wanted and how they are drawn.
type ReportAsk struct {
	From      deadline.Date `json:"from"`
	To        deadline.Date `json:"to"`
	Authority string        `json:"authority,omitempty"`
	AsAt      deadline.Date `json:"as_at,omitzero"`    // none: today
	KnownAt   time.Time     `json:"known_at,omitzero"` // zero: all that is recorded
	Format    string        `json:"format"`            // one of ReportFormats

	For     document.Audience `json:"for,omitempty"`     // none: internal
	By      string            `json:"by,omitempty"`      // chair or team; none: figures are not parted
	Compare string            `json:"compare,omitempty"` // a built-in pack, or RULE=LIMIT
	Series  string            `json:"series,omitempty"`  // whose last issue it is set beside; none: one an authority and kind of readers

	Progress func(cases int) `json:"-"` // told now and then how many cases were counted
}

// seriesOf names the series of a report.
func seriesOf(a *ReportAsk) string {
	switch {
	case a.Series != "":
		return a.Series
	case a.Authority != "":
		return a.Authority + "-" + string(a.For)
	}
	return string(a.For)
}

// ReportFormats are the ways to draw a report.
var ReportFormats = []string{"table", "csv", "json", "html"}

// Figures makes the committee's figures.
func (e *Engine) Figures(ctx context.Context, a ReportAsk) (report.Report, error) {
	l, err := e.look(Ask{AsAt: a.AsAt, KnownAt: a.KnownAt, Authority: a.Authority})
	if err != nil {
		return report.Report{}, err
	}
	o := report.Options{From: a.From, To: a.To, Authority: a.Authority, AsAt: l.moment.AsAt, KnownAt: a.KnownAt, Since: l.book.since()}
	if err := o.Check(); err != nil {
		return report.Report{}, refuse("%w", err)
	}
	figures := report.New(o)
	err = e.store.Scan(ctx, func(_ store.CaseKey, c *deadline.Case) error {
		ds := l.reckoner.Evaluate(c, l.book.Rulebook(), l.moment)
		figures.Add(c, ds, deadline.Queries(c, l.book.Rulebook(), l.moment))
		return nil
	})
	if err != nil {
		return report.Report{}, err
	}
	return figures.Report(e.about(l.book, a.Authority)), nil
}

// ReportPage is a report in parts, for whoever draws it on a terminal.
type ReportPage struct {
	Title       string
	Mark        string
	Heading     []report.Particular
	Sections    []report.Section
	Particulars []report.Particular
}

func pageOf(r report.Report) ReportPage {
	return ReportPage{report.Title, report.Mark, r.Heading(), r.Sections(), r.Particulars()}
}

// Report writes the committee's figures; as a table, the JSON of a ReportPage.
// With the same as-at and known-at it writes the same bytes each time.
func (e *Engine) Report(ctx context.Context, a ReportAsk, w io.Writer) error {
	r, err := e.Figures(ctx, a)
	if err != nil {
		return err
	}
	switch a.Format {
	case "table":
		return json.NewEncoder(w).Encode(pageOf(r))
	case "csv":
		return r.WriteCSV(w)
	case "json":
		return r.WriteJSON(w)
	case "html":
		return r.WriteHTML(w)
	}
	return refuse("format: %q is no format of a report; accepted: %s", clip(a.Format), fmt.Sprint(ReportFormats))
}

func (b *Book) since() map[string]deadline.Date {
	since := map[string]deadline.Date{}
	for _, a := range b.Authorities {
		if a.Since != 0 {
			since[a.ID] = a.Since
		}
	}
	return since
}

// about is what a report says of itself.
func (e *Engine) about(b *Book, authority string) report.About {
	about := report.About{Product: e.Product, Categories: e.Categories}
	for _, a := range b.Authorities {
		about.Authorities = append(about.Authorities, report.Authority{ID: a.ID, Name: a.Name})
		if authority != "" && a.ID != authority {
			continue
		}
		for _, p := range a.Periods {
			about.Packs = append(about.Packs, packInForce(a.ID, p))
		}
	}
	if len(b.Authorities) == 0 {
		for _, p := range b.Otherwise {
			about.Packs = append(about.Packs, packInForce("", p))
		}
	}
	for _, c := range b.Calendars() {
		about.Calendars = append(about.Calendars, report.CalendarInUse{Name: c.Name, Version: c.Version, Horizon: c.Horizon()})
	}
	return about
}

func packInForce(authority string, p deadline.Period) report.PackInForce {
	return report.PackInForce{Authority: authority, ID: p.Pack.ID, Title: p.Pack.Title, Version: p.Pack.Version, From: p.From}
}
