package suppress_test

import (
	"slices"

	"caseclock/report/suppress"
)

// A reader is what somebody knows who sets out to work out hidden counts.
type reader struct {
	forgetsMarks bool // does not know that a mark is at least 1
	blind        bool // sees nothing of this issue (what earlier ones give away by themselves)
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

// both is the attack on issues, the last one now, by a reader who knows which
// counts have not changed from one to the next: what was shown and is the same
// is known, and what was hidden and is the same is the same unknown.
func (rd reader) both(issues ...issue) (a *attack, ask []int) {
	a = &attack{}
	was := map[string]int{}
	for i, is := range issues {
		n, who := len(a.unknowns), reader{}
		if i == len(issues)-1 {
			who = rd
		}
		who.include(a, is, was)
		for j, c := range is.p.Cells {
			was[c.ID] = n + j
		}
		ask = append(ask, worth(is, n)...)
	}
	return a, slices.DeleteFunc(ask, func(w int) bool { return a.unknowns[w].lo == a.unknowns[w].hi })
}

// include adds what an issue shows.
func (rd reader) include(a *attack, is issue, was map[string]int) {
	most := 20
	for _, c := range is.p.Cells {
		most = max(most, 4*c.Value+20)
	}
	at := map[string]int{}
	for _, c := range is.p.Cells {
		n := len(a.unknowns)
		at[c.ID] = n
		a.unknowns = append(a.unknowns, rd.unknown(is, c, most))
		if o, ok := was[c.ID]; ok && a.unknowns[o].truth == c.Value {
			a.add(equation{vars: []int{o, n}, coef: []int{1, -1}})
		}
	}
	for _, s := range is.p.Sums {
		e := equation{vars: []int{at[s.Total]}, coef: []int{-1}}
		for _, p := range s.Parts {
			e.vars, e.coef = append(e.vars, at[p]), append(e.coef, 1)
		}
		a.add(e)
	}
	for _, b := range is.p.Bounds {
		a.add(equation{atMost: true, vars: []int{at[b.Less], at[b.More]}, coef: []int{1, -1}})
	}
}

// unknown is what a cell could count, as it is printed.
func (rd reader) unknown(is issue, c suppress.Cell, most int) unknown {
	_, marked := is.r.Hidden[c.ID]
	blank := !c.Printed || rd.blind || slices.Contains(is.r.Withheld, c.ID)
	switch public := c.Printed && c.Before == suppress.Shown && c.Then == c.Value; {
	case public || !blank && !marked:
		return unknown{c.Value, c.Value, c.Value}
	case blank || rd.forgetsMarks:
		return unknown{0, most, c.Value}
	}
	return unknown{1, most, c.Value}
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
