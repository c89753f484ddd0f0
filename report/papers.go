package report

import (
	"cmp"
	"strings"

	"caseclock/deadline"
)

// PaperFigure is the papers of one kind (record of decisions, plan, minutes)
// that are owed for the conferences held in the period. By meeting, a paper is
// there when it is there for every child; else it counts once, and what is out
// of timescale comes first.
type PaperFigure struct {
	Authority     string
	Rule          string
	Basis         Basis
	WherePossible bool

	Owed      int // conferences held in the period for which the paper is owed
	There     int // received, in time or late
	Overdue   int // not there, and out of timescale
	NotYetDue int // not there, and not yet due
	NoDueDay  int // not there, and its due day is not known for want of a calendar
	Ended     int // fell away without having been sent
}

// Missing is how many are not there.
func (p PaperFigure) Missing() int { return p.Overdue + p.NotYetDue + p.NoDueDay }

// paper is how a paper stands; a meeting takes the highest of its children's.
type paper uint8

const (
	paperEnded paper = iota + 1
	paperThere
	paperNoDueDay
	paperNotYetDue
	paperOverdue
)

func paperOf(d *deadline.Deadline) paper {
	switch {
	case d.Met != 0:
		return paperThere
	case d.Ended != 0:
		return paperEnded
	case d.Due == 0:
		return paperNoDueDay
	case d.Status == deadline.Overdue:
		return paperOverdue
	}
	return paperNotYetDue
}

func (p *PaperFigure) count(s paper) {
	p.Owed++
	switch s {
	case paperThere:
		p.There++
	case paperEnded:
		p.Ended++
	case paperNoDueDay:
		p.NoDueDay++
	case paperNotYetDue:
		p.NotYetDue++
	case paperOverdue:
		p.Overdue++
	}
}

// paperTally is a PaperFigure as it grows; by meeting, of those not shared.
type paperTally struct {
	child, meeting PaperFigure
	meetings       map[meeting]paper
}

func (p *paperTally) add(m meeting, d *deadline.Deadline) {
	s := paperOf(d)
	p.child.count(s)
	switch {
	case m == 0:
		p.meeting.count(s)
	case p.meetings == nil:
		p.meetings = map[meeting]paper{m: s}
	default:
		p.meetings[m] = max(p.meetings[m], s)
	}
}

func (p *paperTally) figures(g group) []PaperFigure {
	if p.child.Owed == 0 {
		return nil
	}
	child, meeting := p.child, p.meeting
	for _, s := range p.meetings {
		meeting.count(s)
	}
	for b, f := range []*PaperFigure{&child, &meeting} {
		f.Authority, f.Rule, f.WherePossible, f.Basis = g.authority, g.rule, g.wherePossible, Basis(b)
	}
	return []PaperFigure{child, meeting}
}

func (p PaperFigure) compare(o PaperFigure) int {
	return cmp.Or(strings.Compare(p.Authority, o.Authority), strings.Compare(p.Rule, o.Rule), int(p.Basis)-int(o.Basis),
		one(p.WherePossible)-one(o.WherePossible))
}
