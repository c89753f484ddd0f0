package report

import (
	"cmp"
	"strings"
)

// TrendFigure is how the deadlines of one timescale that fell due in one period
// of the trend stand, as at the same day and as known at the same instant as
// everything else in the report.
type TrendFigure struct {
	Period        Period
	Partial       bool // the period has not ended by the as-at day
	Authority     string
	Rule          string // empty in a total over timescales
	Basis         Basis
	WherePossible bool
	Counts
}

// trendFigures are one for every period of the trend, on both bases, where
// there is something in any of them.
func (y *tally) trendFigures(o Options) []TrendFigure {
	var all []TrendFigure
	due := 0
	for _, b := range []Basis{Child, Meeting} {
		for i, p := range o.Trend {
			due += y.trend[i][b].Due
			all = append(all, TrendFigure{Period: p, Partial: p.PartialOn(o.AsAt), Authority: y.authority, Rule: y.rule, Basis: b,
				WherePossible: y.wherePossible, Counts: y.trend[i][b]})
		}
	}
	if due == 0 {
		return nil
	}
	return all
}

func (t TrendFigure) compare(o TrendFigure) int {
	return cmp.Or(strings.Compare(t.Authority, o.Authority), strings.Compare(t.Rule, o.Rule), int(t.Basis)-int(o.Basis),
		one(t.WherePossible)-one(o.WherePossible), int(t.Period.From-o.Period.From), int(t.Period.To-o.Period.To))
}

// TrendOf is the trend of one authority over all timescales that are binding,
// on one basis: one figure a period, in the order of the periods asked for.
func (r Report) TrendOf(authority string, basis Basis) []TrendFigure {
	return r.trend(basis, func(t *TrendFigure) bool { return t.Authority == authority && !t.WherePossible })
}

// TrendOverall is the trend over all authorities and all timescales that are
// binding, on one basis.
func (r Report) TrendOverall(basis Basis) []TrendFigure {
	return r.trend(basis, func(t *TrendFigure) bool { return !t.WherePossible })
}

// TrendOfRule is the trend of one timescale over all authorities.
func (r Report) TrendOfRule(rule string, basis Basis) []TrendFigure {
	return r.trend(basis, func(t *TrendFigure) bool { return t.Rule == rule })
}

func (r Report) trend(basis Basis, wanted func(*TrendFigure) bool) []TrendFigure {
	var sums []TrendFigure
	for _, p := range r.Options.Trend {
		sum := TrendFigure{Period: p, Partial: p.PartialOn(r.Options.AsAt), Basis: basis}
		for i := range r.Trend {
			if t := &r.Trend[i]; t.Period == p && t.Basis == basis && wanted(t) {
				sum.Counts.add(t.Counts)
			}
		}
		sums = append(sums, sum)
	}
	return sums
}
