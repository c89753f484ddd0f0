package engine

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"

	"caseclock/deadline"
	"caseclock/report"
	"caseclock/report/document"
	"caseclock/store"
)

// IssueAsk says which report is to be issued.
type IssueAsk struct {
	ReportAsk
	For     document.Audience `json:"for,omitempty"` // none: the committee
	By      string            `json:"by,omitempty"`
	Compare string            `json:"compare,omitempty"`
	Series  string            `json:"series,omitempty"` // none: one an authority and kind of readers
}

// making is called before each report that is issued is made; tests make it
// fail.
var making = func(*IssueAsk) error { return nil }

// documentOf makes the report that is issued.
func (e *Engine) documentOf(ctx context.Context, a IssueAsk) (document.Report, error) {
	if err := making(&a); err != nil {
		return document.Report{}, err
	}
	return e.plainDocument(ctx, a)
}

// plainDocument counts what fell due in the period, by timescale and status.
// It stands in until the report itself can be had as a document.
func (e *Engine) plainDocument(ctx context.Context, a IssueAsk) (document.Report, error) {
	l, err := e.look(Ask{AsAt: a.AsAt, KnownAt: a.KnownAt, Authority: a.Authority})
	if err != nil {
		return document.Report{}, err
	}
	counts, cases := map[string]int{}, 0
	err = e.store.Scan(ctx, func(_ store.CaseKey, c *deadline.Case) error {
		seen := false
		for _, d := range l.reckoner.Evaluate(c, l.book.Rulebook(), l.moment) {
			if d.Due < a.From || d.Due > a.To || a.Authority != "" && d.Authority != a.Authority {
				continue
			}
			counts[d.Rule.ID+" "+d.Status.String()]++
			seen = true
		}
		if seen {
			cases++
		}
		return nil
	})
	return e.plainReport(&a, l.book, counts, cases), err
}

func (e *Engine) plainReport(a *IssueAsk, b *Book, counts map[string]int, cases int) document.Report {
	r := document.Report{Title: "Timescales of child protection case conferences",
		Scope: document.Scope{For: a.For, Authority: a.Authority, From: a.From, To: a.To, AsAt: a.AsAt, KnownAt: a.KnownAt,
			Threshold: e.Reporting.Threshold, Target: e.Reporting.Target, Product: e.Product, CasesSeen: cases}}
	about := e.about(b, a.Authority)
	for _, p := range about.Packs {
		r.Scope.Packs = append(r.Scope.Packs, document.Pack{Authority: p.Authority, ID: p.ID, Title: p.Title, Version: p.Version, From: p.From})
	}
	for _, c := range about.Calendars {
		r.Scope.Calendars = append(r.Scope.Calendars, document.Calendar{Name: c.Name, Version: c.Version, Horizon: c.Horizon})
	}
	r.Heading = []document.Particular{{Name: "Period", Value: report.PeriodOf(a.From, a.To).Name}}
	d := document.Data{ID: "figures", Title: "Figures", Columns: []document.Column{
		{Key: "what", Head: "What", Says: "What was counted.", Kind: document.Text},
		{Key: "count", Head: "Count", Says: "How many.", Kind: document.Count}}}
	sum := sha256.New()
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		cell := document.Cell{N: counts[what], ID: what}
		if a.For.Hides() && cell.N < e.Reporting.Threshold {
			cell = document.Cell{State: document.Hidden, ID: what}
		}
		d.Rows = append(d.Rows, document.Line{{Text: what}, cell})
		fmt.Fprintln(sum, what, counts[what], a.AsAt)
	}
	r.Data = []document.Data{d}
	r.Scope.Digest = fmt.Sprintf("sha256:%x", sum.Sum(nil))
	return r
}
