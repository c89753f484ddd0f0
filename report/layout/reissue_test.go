package layout

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"caseclock/deadline"
	"caseclock/report"
)

// No count can be worked out from an issue and the one before it: of the same
// period, after late entries, and of the one after it.
func TestNothingCanBeWorkedOutFromTwoIssues(t *testing.T) {
	var y tally
	for _, seed := range seeds(4) {
		x := planOf(seed)
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(uint64(seed), 8))
			first := issueOf(t, x.material(t, x.o), x.p)
			late := deadline.Date(10 + rng.IntN(60))
			y.pair(t, &first, again(t, x, &first, x.o.From, x.o.To, x.o.AsAt+late))
			next := report.PeriodOf(x.o.To+1, (x.o.To+1).AddMonths(3)-1)
			y.pair(t, &first, again(t, x, &first, next.From, next.To, next.To+14))
		})
	}
	y.end(t)
}

// again issues a report of a period after the first.
func again(t *testing.T, x plan, first *issue, from, to, asAt deadline.Date) *issue {
	o := x.o
	o.From, o.To, o.AsAt, o.KnownAt = from, to, asAt, noonOf(asAt)
	o.Trend = report.Quarters(to, len(x.o.Trend))
	m := x.material(t, o)
	m.Since = sinceOf(t, x, o)
	p := x.p
	p.Earlier = first.d.Counts
	is := issueOf(t, m, p)
	return &is
}

// sinceOf counts what changed since the first issue, as the engine does.
func sinceOf(t *testing.T, x plan, o report.Options) *Since {
	then := x.o
	then.Trend, then.By, then.Teams = nil, "", nil
	now := then
	now.KnownAt = o.KnownAt
	late := report.NewLate(now, then.KnownAt)
	for i := range x.cases {
		late.Add(&x.cases[i])
	}
	return &Since{Issue: "first", IssuedAt: then.KnownAt, Before: material(t, then, x.cases, sampleAbout).Report,
		Now: material(t, now, x.cases, sampleAbout).Report, Late: late.Counts()}
}

// pair attacks two issues together. What the first one and what has not changed
// give away, whatever the second prints, is no fault of the second.
func (y *tally) pair(t *testing.T, was, is *issue) {
	t.Helper()
	r := readerOfBoth(t, was, is, false)
	pins, _ := r.attack()
	given := map[string]bool{}
	if len(pins) > 0 {
		blind := readerOfBoth(t, was, is, true)
		for _, p := range pins {
			blind.ask[p] = true
		}
		gone, _ := blind.attack()
		for _, p := range gone {
			given[p] = true
		}
	}
	y.judge(t, is, r, given)
}
