package layout

import (
	"caseclock/report"
	"caseclock/report/document"
)

// sight is a figure as far as it may be told.
type sight struct {
	*report.Figure
	of key
	l  *ledger
}

func (k *block) sight(f *report.Figure) sight { return sight{f, k.key(k.scope, f), k.l} }

// may says whether all of these counts may be told.
func (s sight) may(fields ...string) bool {
	for _, f := range fields {
		if !s.l.shows(s.of.of(f)) {
			return false
		}
	}
	return true
}

// mayPercent says whether the per cent in time may be told.
func (s sight) mayPercent() bool { return s.may("met", "counted", "out") }

// mayLateness says whether the median and the longest may be told.
func (s sight) mayLateness() bool {
	return s.l.shows(s.of.all(bins)...) && s.may("out", "met_late", "overdue", "ended_overdue")
}

// inPercent is the per cent in time beside the target, which what is to be
// kept where possible does not have.
func (s sight) inPercent(target document.Tenths) string {
	p, _ := s.Percent()
	if s.WherePossible {
		return "(" + percentWords(p) + ")"
	}
	return "(" + percentWords(p) + ", target " + targetWords(target) + ")"
}
