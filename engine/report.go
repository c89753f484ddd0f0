package engine

import (
	"time"

	"caseclock/deadline"
	"caseclock/report"
	"caseclock/report/document"
)

// ReportAsk says which report is wanted.
type ReportAsk struct {
	From      deadline.Date `json:"from"`
	To        deadline.Date `json:"to"`
	Authority string        `json:"authority,omitempty"`
	AsAt      deadline.Date `json:"as_at,omitzero"`    // none: today
	KnownAt   time.Time     `json:"known_at,omitzero"` // zero: all that is recorded

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
