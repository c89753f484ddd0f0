package engine

import (
	"context"
	"slices"
	"time"

	"caseclock/deadline"
	"caseclock/report"
	"caseclock/report/document"
	"caseclock/report/layout"
	"caseclock/store"
)

// Document makes the committee's report of a period, in one look at every case.
// With the same as-at and known-at it is the same.
func (e *Engine) Document(ctx context.Context, a ReportAsk) (document.Report, error) {
	n, err := e.census(a)
	if err != nil {
		return document.Report{}, err
	}
	done := 0
	err = e.store.Scan(ctx, func(_ store.CaseKey, c *deadline.Case) error {
		n.add(c)
		if done++; done%256 == 0 && a.Progress != nil {
			a.Progress(done)
		}
		return nil
	})
	if err != nil {
		return document.Report{}, err
	}
	return n.document()
}

// census is a report as it is counted.
type census struct {
	e       *Engine
	ask     ReportAsk
	look    *look
	figures *report.Figures
	flow    *report.FlowCount
	whatIf  *whatIf
	since   *since
}

// census begins to count; it says all that is wrong with what is asked for.
func (e *Engine) census(a ReportAsk) (*census, error) {
	l, err := e.look(Ask{AsAt: a.AsAt, KnownAt: a.KnownAt, Authority: a.Authority})
	if err != nil {
		return nil, err
	}
	var faults Refused
	if a.For == "" {
		a.For = document.Internal
	}
	if !slices.Contains(document.Audiences, a.For) {
		faults.add("for: %q is unknown; accepted: %s", clip(string(a.For)), joinedAudiences())
	}
	o := e.options(&a, l)
	if err := o.Check(); err != nil {
		faults.add("%w", err)
	}
	if a.By == report.ByTeam && len(o.Teams) == 0 {
		faults.add("by: nobody in the configuration has a team; accepted is team beside the people, or chair")
	}
	n := &census{e: e, ask: a, look: l}
	if a.Compare != "" {
		if n.whatIf, err = newWhatIf(a.Compare, l.book, o); err != nil {
			faults.add("compare: %w", err)
		}
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	n.figures, n.flow = report.New(o), report.NewFlow(o)
	n.since, err = e.newSince(&a, o)
	return n, err
}

// options are those of the period asked for, with the quarters of the trend.
func (e *Engine) options(a *ReportAsk, l *look) report.Options {
	o := report.Options{From: a.From, To: a.To, Authority: a.Authority, AsAt: l.moment.AsAt, KnownAt: a.KnownAt, Since: l.book.since(), By: a.By, Teams: map[string]string{}}
	if a.From != 0 && a.To != 0 && a.From <= a.To {
		o.Trend = report.Quarters(a.To, e.Reporting.Trend)
	}
	for _, p := range e.People {
		if p.Team != "" {
			o.Teams[p.ID] = p.Team
		}
	}
	return o
}

// add counts one case.
func (n *census) add(c *deadline.Case) {
	ds, qs := n.look.reckoner.Look(c, n.look.book.Rulebook(), n.look.moment)
	n.figures.Add(c, ds, append(qs, takenBack(n.look.book, c, n.look.moment, ds)...))
	n.flow.Add(c)
	if n.whatIf != nil {
		n.whatIf.add(c, ds, n.look.moment)
	}
	if n.since != nil {
		n.since.add(c)
	}
}

// document lays out what was counted.
func (n *census) document() (document.Report, error) {
	about := n.e.about(n.look.book, n.ask.Authority)
	flow := n.flow.Flow()
	m := layout.Material{Report: n.figures.Report(about), Flow: &flow, FlowTrend: n.flow.Trend()}
	if n.whatIf != nil {
		m.WhatIf = &layout.WhatIf{Name: n.whatIf.name, Rows: n.whatIf.count.Rows()}
	}
	if n.since != nil {
		m.Since = n.since.material(about)
	}
	p := layout.Publication{For: n.ask.For, Threshold: n.e.Reporting.Threshold, Target: n.e.Reporting.Target}
	if n.ask.For.Hides() {
		var err error
		if p.Earlier, err = n.e.earlier(n.ask.KnownAt); err != nil {
			return document.Report{}, err
		}
	}
	return layout.Document(m, p)
}

// since counts what changed since the last issue of the same series: the
// figures of that issue as it was known then and as it is known now, both as at
// its own day.
type since struct {
	issue       Issue
	book        *Book
	before, now *report.Figures
	late        *report.Late
	then, later deadline.Moment
	reckoner    deadline.Reckoner
}

func (e *Engine) newSince(a *ReportAsk, o report.Options) (*since, error) {
	last, found, err := e.LastIssue(seriesOf(a), a.KnownAt)
	if err != nil || !found {
		return nil, err
	}
	book, err := e.bookAt(last.KnownAt)
	if err != nil {
		return nil, err
	}
	b := report.Options{From: last.From, To: last.To, Authority: last.Authority, AsAt: last.AsAt, KnownAt: last.KnownAt, Since: o.Since}
	now := b
	now.KnownAt = a.KnownAt
	return &since{issue: last, book: book, before: report.New(b), now: report.New(now), late: report.NewLate(now, last.KnownAt),
		then: deadline.Moment{AsAt: b.AsAt, KnownAt: b.KnownAt}, later: deadline.Moment{AsAt: b.AsAt, KnownAt: a.KnownAt}}, nil
}

func (s *since) add(c *deadline.Case) {
	s.late.Add(c)
	s.before.Add(c, s.reckoner.Evaluate(c, s.book.Rulebook(), s.then), nil)
	s.now.Add(c, s.reckoner.Evaluate(c, s.book.Rulebook(), s.later), nil)
}

func (s *since) material(about report.About) *layout.Since {
	return &layout.Since{Issue: s.issue.ID, IssuedAt: s.issue.IssuedAt.Truncate(time.Second), Before: s.before.Report(about), Now: s.now.Report(about), Late: s.late.Counts()}
}
