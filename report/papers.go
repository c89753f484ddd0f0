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
	noPaper paper = iota
	paperEnded
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
	if s == noPaper {
		return
	}
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

// paperFigures are those with something in them.
func (y *tally) paperFigures() []PaperFigure {
	if y.papers[Child].Owed == 0 {
		return nil
	}
	for b := range y.papers {
		p := &y.papers[b]
		p.Authority, p.Rule, p.WherePossible, p.Basis = y.authority, y.rule, y.wherePossible, Basis(b)
	}
	return y.papers[:]
}

func (p PaperFigure) compare(o PaperFigure) int {
	return cmp.Or(strings.Compare(p.Authority, o.Authority), strings.Compare(p.Rule, o.Rule), int(p.Basis)-int(o.Basis),
		one(p.WherePossible)-one(o.WherePossible))
}
