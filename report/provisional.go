package report

import (
	"cmp"
	"strings"

	"caseclock/deadline"
)

// ProvisionalFigure is the deadlines of one timescale, by child, that are open
// on the as-at day, of any period, and whose due day may still change or is not
// known.
type ProvisionalFigure struct {
	Authority     string
	Rule          string
	WherePossible bool

	OnDelivery int // the due day has not passed, and hangs on a date of delivery that may be revised: no birth is recorded
	Undated    int // no due day, for want of a delivery date
	Unknown    int // no due day, for want of a calendar
}

// All is their sum.
func (p ProvisionalFigure) All() int { return p.OnDelivery + p.Undated + p.Unknown }

func (f *Figures) addProvisional(y *tally, d *deadline.Deadline, onDelivery bool) {
	if !onDelivery && (d.Due != 0 || !d.Open()) {
		return
	}
	p := f.provisional[y.group]
	if p == nil {
		p = &ProvisionalFigure{Authority: y.authority, Rule: y.rule, WherePossible: y.wherePossible}
		f.provisional[y.group] = p
	}
	p.OnDelivery += one(onDelivery)
	p.Undated += one(d.Status == deadline.Undated)
	p.Unknown += one(d.Status == deadline.Unknown)
}

func (p ProvisionalFigure) compare(o ProvisionalFigure) int {
	return cmp.Or(strings.Compare(p.Authority, o.Authority), strings.Compare(p.Rule, o.Rule), one(p.WherePossible)-one(o.WherePossible))
}
