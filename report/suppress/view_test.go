package suppress_test

import (
	"slices"

	"caseclock/report/suppress"
)

// A reader is what somebody knows who sets out to work out hidden counts.
type reader struct {
	forgetsMarks  bool // does not know that a mark is at least 1
	forgetsBounds bool
	blind         bool // sees nothing of this issue (what earlier ones give away by themselves)
}

// An issue is a problem as it was published.
type issue struct {
	p suppress.Problem
	r suppress.Result
}

// view is the attack on one issue, and the unknowns worth knowing.
func (rd reader) view(is issue) (a *attack, ask []int) {
	a = &attack{}
	rd.include(a, is, nil)
	return a, worth(is, 0)
}

// both is the attack on two issues by a reader who knows which counts have not
// changed: what was shown and is the same is known, and what was hidden and is
// the same is the same unknown.
func (rd reader) both(old, now issue) (a *attack, ask []int) {
	a = &attack{}
	was := map[string]int{}
	reader{}.include(a, old, nil)
	for i, c := range old.p.Cells {
		was[c.ID] = i
	}
	n := len(a.unknowns)
	rd.include(a, now, was)
	for _, w := range append(worth(old, 0), worth(now, n)...) {
		if a.unknowns[w].lo < a.unknowns[w].hi {
			ask = append(ask, w)
		}
	}
	return a, ask
}

// include adds what an issue shows.
func (rd reader) include(a *attack, is issue, was map[string]int) {
	from := len(a.unknowns)
	most := 20
	at := map[string]int{}
	withheld := map[string]bool{}
	for _, id := range is.r.Withheld {
		withheld[id] = true
	}
	for _, c := range is.p.Cells {
		most = max(most, 4*c.Value+20)
	}
	for i, c := range is.p.Cells {
		at[c.ID] = from + i
		u := unknown{0, most, c.Value}
		_, marked := is.r.Hidden[c.ID]
		public := c.Printed && c.Before == suppress.Shown && c.Then == c.Value
		switch {
		case public:
			u.lo, u.hi = c.Value, c.Value
		case rd.blind || !c.Printed || withheld[c.ID] || marked && rd.forgetsMarks:
		case marked:
			u.lo = 1
		default:
			u.lo, u.hi = c.Value, c.Value
		}
		a.unknowns = append(a.unknowns, u)
		if o, ok := was[c.ID]; ok && a.unknowns[o].truth == c.Value {
			a.add(equation{vars: []int{o, from + i}, coef: []int{1, -1}})
		}
	}
	for _, s := range is.p.Sums {
		e := equation{vars: []int{at[s.Total]}, coef: []int{-1}}
		for _, p := range s.Parts {
			e.vars, e.coef = append(e.vars, at[p]), append(e.coef, 1)
		}
		a.add(e)
	}
	if rd.forgetsBounds {
		return
	}
	for _, b := range is.p.Bounds {
		a.add(equation{atMost: true, vars: []int{at[b.Less], at[b.More]}, coef: []int{1, -1}})
	}
}

// worth lists the unknowns that nobody must be able to work out: hidden counts
// that are not public, and small ones that are printed nowhere.
func worth(is issue, from int) (ask []int) {
	for i, c := range is.p.Cells {
		_, marked := is.r.Hidden[c.ID]
		marked = marked || slices.Contains(is.r.Withheld, c.ID) && c.Value > 0
		public := c.Before == suppress.Shown && c.Then == c.Value
		small := c.Value >= 1 && c.Value < is.p.Threshold
		if c.Printed && marked && !public || !c.Printed && small {
			ask = append(ask, from+i)
		}
	}
	return ask
}
