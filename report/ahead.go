package report

import (
	"cmp"
	"strings"

	"caseclock/deadline"
)

// AheadFigure is what is still to do of one binding timescale on the as-at day,
// on one basis. A meeting counts in Due, in CertainLate and in Out once when
// the deadline of any of its children does; so it may be in Due and in Out.
type AheadFigure struct {
	Authority string
	Rule      string // empty in a total over timescales
	Basis     Basis
	Due       int // not yet due, and due in the period looked ahead to

	// CertainLate are those of Due that are certain to be late already, for
	// one or more of three reasons.
	CertainLate int
	Proposed    int // the last date proposed for it lies after the due day
	Planned     int // the conference last called for it is planned for a day after the due day
	TooEarly    int // nothing before a day after the due day counts

	Out int // out of timescale now and still open, whenever it fell due
}

func (a *AheadFigure) add(o AheadFigure) {
	a.Due += o.Due
	a.CertainLate += o.CertainLate
	a.Proposed += o.Proposed
	a.Planned += o.Planned
	a.TooEarly += o.TooEarly
	a.Out += o.Out
}

// outlook is what makes a deadline, or a meeting, count in an AheadFigure.
type outlook uint8

const (
	dueAhead outlook = 1 << iota
	byProposed
	byPlan
	byWindow
	stillOut
)

func (a *AheadFigure) count(l outlook) {
	a.Due += one(l&dueAhead != 0)
	a.CertainLate += one(l&(byProposed|byPlan|byWindow) != 0)
	a.Proposed += one(l&byProposed != 0)
	a.Planned += one(l&byPlan != 0)
	a.TooEarly += one(l&byWindow != 0)
	a.Out += one(l&stillOut != 0)
}

// aheadFigures are those with something in them.
func (y *tally) aheadFigures() []AheadFigure {
	if y.ahead[Child] == (AheadFigure{}) {
		return nil
	}
	for b := range y.ahead {
		a := &y.ahead[b]
		a.Authority, a.Rule, a.Basis = y.authority, y.rule, Basis(b)
	}
	return y.ahead[:]
}

// outlookOf is what is ahead of a binding deadline that is open.
func (f *Figures) outlookOf(r *reading, t *timescale, d *deadline.Deadline) outlook {
	switch {
	case t.wherePossible:
		return 0
	case d.Status == deadline.Overdue:
		return stillOut
	case d.Status != deadline.Pending || !f.ahead.Contains(d.Due):
		return 0
	}
	l := dueAhead
	if d.Reason != nil && lastProposed(r.reasons(d)) > d.Due {
		l |= byProposed
	}
	if r.planned(t, d) > d.Due {
		l |= byPlan
	}
	if d.NotBefore > d.Due {
		l |= byWindow
	}
	return l
}

// lastProposed is the date that the latest reason with one proposes.
func lastProposed(reasons []deadline.Reason) deadline.Date {
	var last deadline.Date
	for i := range reasons {
		if p := reasons[i].Proposed; p != 0 {
			last = p
		}
	}
	return last
}

// AheadOf is what is ahead for one authority, or for all where none is named,
// over all timescales, on one basis.
func (r Report) AheadOf(authority string, all bool, basis Basis) AheadFigure {
	sum := AheadFigure{Authority: authority, Basis: basis}
	for _, a := range r.Ahead {
		if a.Basis == basis && (all || a.Authority == authority) {
			sum.add(a)
		}
	}
	return sum
}

func (a AheadFigure) compare(o AheadFigure) int {
	return cmp.Or(strings.Compare(a.Authority, o.Authority), strings.Compare(a.Rule, o.Rule), int(a.Basis)-int(o.Basis))
}
