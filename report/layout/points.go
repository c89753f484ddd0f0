package layout

import (
	"caseclock/report"
	"caseclock/report/document"
)

// points are the figures of each timescale in a sentence or two, the binding
// ones first; those whose very number is hidden are named together, last.
func (k *block) points() []document.Point {
	var ps []document.Point
	var hidden []string
	for _, figures := range [][]report.Figure{k.binding, k.where} {
		for _, of := range split(figures) {
			if !k.sight(on(of, report.Child)).may("counted") {
				hidden = append(hidden, ruleName(&of[0]))
				continue
			}
			ps = append(ps, k.point(of))
		}
	}
	if hidden != nil {
		ps = append(ps, document.Point{Timescale: "Hidden", Text: list(hidden) + ", because the numbers are small or would give a small one away."})
	}
	return ps
}

func (k *block) point(figures []report.Figure) document.Point {
	child, meeting := k.sight(on(figures, report.Child)), k.sight(on(figures, report.Meeting))
	p := document.Point{Timescale: ruleName(&figures[0]), Limit: k.Report.Limits(&figures[0])}
	if figures[0].WherePossible {
		p.Limit += ", where possible"
	}
	p.Text = join(k.kept(child)+k.byMeeting(child, meeting), late1(child))
	return p
}

// kept says how many were done within their limit.
func (k *block) kept(f sight) string {
	t, n := thingOf(f.Rule), f.Counted()
	within := withinWords(k.Report.LimitsOf(f.Figure))
	switch {
	case n == 0:
		if why := notCounted(f); why != "" {
			return "None is counted; " + why + "."
		}
		return "None is counted."
	case !f.mayPercent():
		return countOf(n, t.one+" is", t.many+" are") + " counted. How many were " + t.done + " " + within + " is hidden."
	case n == 1 && f.Met == 1:
		return "The one " + t.one + " that fell due was " + t.done + " " + within + " " + f.inPercent(k.p.Target) + "."
	case n == 1:
		return "The one " + t.one + " that fell due was not " + t.done + " " + within + " " + f.inPercent(k.p.Target) + "."
	}
	return ofThese(f, t.of(n)) + " " + t.done + " " + within + " " + f.inPercent(k.p.Target) + "."
}

// late1 says what became of those out of timescale and how late they are, in
// one sentence: "Of the 4 late, 2 were one day late."
func late1(f sight) string {
	n := f.Out()
	switch {
	case n == 0 || !f.may("counted", "out"):
		return ""
	case n == 1 && !f.mayLateness():
		return "1 is out of timescale."
	case n == 1 && f.Counted() == 1:
		return "It " + theOne(f) + "."
	case n == 1:
		return "The other " + theOne(f) + "."
	case !f.may("met_late", "overdue", "ended_overdue"):
		return thousands(n) + " are out of timescale."
	}
	s := "Of the " + thousands(n) + " out of timescale, " + parts(f)
	switch {
	case f.MetLate == n && n == f.Counted():
		s = "They were " + thingOf(f.Rule).done + " late"
	case f.MetLate == n:
		s = "The other " + thousands(n) + " were " + thingOf(f.Rule).done + " late"
	}
	if !f.mayLateness() {
		return s + "."
	}
	longest, _ := f.LongestLate()
	ones := f.LateBy(1)
	if f.MetLate == n && ones > 0 && ones < n {
		return "Of the " + thousands(n) + " late, " + countOf(ones, "was", "were") + " one day late; the longest was " + count(longest, "day") + " late."
	}
	switch {
	case same(f):
		return s + ", " + allOf(n) + " by " + oneDay(longest) + "."
	case ones > 0:
		return s + "; " + countOf(ones, "is", "are") + " late by one day, and the longest delay is " + count(longest, "day") + "."
	}
	return s + "; the longest delay is " + count(longest, "day") + "."
}

// on is the figures of one basis.
func on(figures []report.Figure, basis report.Basis) *report.Figure {
	for i := range figures {
		if figures[i].Basis == basis {
			return &figures[i]
		}
	}
	return &report.Figure{Rule: figures[0].Rule, Basis: basis}
}
