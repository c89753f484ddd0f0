package suppress

import "slices"

// A state is what a reader has of a cell.
type state uint8

const (
	known  state = iota // its count, for ever: public since an earlier issue
	zero                // its count, 0, unless it is withheld
	shown               // its count, unless it is hidden as a complement
	hidden              // a mark: a count of at least 1
	unseen              // nothing: a count of at least 0
)

// A table is a problem with numbers for ids.
type table struct {
	threshold int
	ids       []string
	printed   []bool
	marked    []bool // an earlier issue's mark says that this very count is at least 1
	x         []int  // the counts
	weight    []int
	state     []state
	why       []Why
	goal      []bool // must keep two possible counts
	rules     []rule
	in        [][]use // for each cell the rules that it is in
}

type use struct{ rule, sign int }

// A rule is a sum (parts less total is 0) or a bound (less minus more is at
// most 0).
type rule struct {
	atMost bool
	terms  []term
	room   int // by how much a bound may yet grow
}

type term struct{ cell, sign int }

// build checks a problem and numbers it, in an order that does not depend on
// the order in which it was given.
func build(p Problem) (*table, error) {
	number, err := p.check()
	if err != nil {
		return nil, err
	}
	t := &table{threshold: p.Threshold}
	cells := slices.Clone(p.Cells)
	slices.SortFunc(cells, func(a, b Cell) int { return number[a.ID] - number[b.ID] })
	for _, c := range cells {
		t.addCell(c)
	}
	for _, s := range p.Sums {
		r := rule{terms: []term{{number[s.Total], -1}}}
		for _, part := range s.Parts {
			r.terms = append(r.terms, term{number[part], 1})
		}
		t.rules = append(t.rules, r)
	}
	for _, b := range p.Bounds {
		t.rules = append(t.rules, rule{atMost: true, terms: []term{{number[b.Less], 1}, {number[b.More], -1}}})
	}
	t.order()
	t.addEarlier(cells)
	t.order()
	t.spread()
	return t, nil
}

// addCell adds a cell with what the rules for single counts make of it.
func (t *table) addCell(c Cell) {
	st, why := t.first(c)
	t.ids = append(t.ids, c.ID)
	t.printed = append(t.printed, c.Printed)
	t.marked = append(t.marked, c.Before == Hidden && (c.Then == 0 || c.Then == c.Value))
	t.x = append(t.x, c.Value)
	t.weight = append(t.weight, max(c.Weight, 1))
	t.state = append(t.state, st)
	t.why = append(t.why, why)
	t.goal = append(t.goal, st == hidden || st == unseen && !c.Aside && (t.small(c.Value) || c.Printed && c.Value > 0))
}

func (t *table) small(n int) bool { return n >= 1 && n < t.threshold }

// first is the primary suppression: how a cell is shown for its own sake.
func (t *table) first(c Cell) (state, Why) {
	same := c.Before == Shown && c.Then == c.Value
	switch {
	case !c.Printed:
		return unseen, 0
	case c.Before == Withheld:
		return unseen, Stays
	case t.small(c.Value) && same:
		return known, Small // hidden, though it is public
	case t.small(c.Value):
		return hidden, Small
	case same:
		return known, 0
	case c.Value == 0:
		return zero, 0
	case c.Before == Shown && t.small(max(c.Value-c.Then, c.Then-c.Value)):
		return hidden, Changed
	case c.Before == Hidden:
		return hidden, Stays
	}
	return shown, 0
}

// order puts rules and their terms into an order of their own, and lists the
// rules of each cell.
func (t *table) order() {
	for _, r := range t.rules {
		slices.SortFunc(r.terms, func(a, b term) int { return a.cell - b.cell })
	}
	slices.SortStableFunc(t.rules, func(a, b rule) int {
		if a.atMost != b.atMost {
			if a.atMost {
				return 1
			}
			return -1
		}
		return slices.CompareFunc(a.terms, b.terms, func(a, b term) int {
			return (a.cell-b.cell)*4 + (a.sign - b.sign)
		})
	})
	t.in = make([][]use, len(t.ids))
	for i, r := range t.rules {
		t.rules[i].room = 0
		for _, m := range r.terms {
			t.in[m.cell] = append(t.in[m.cell], use{i, m.sign})
			t.rules[i].room -= m.sign * t.x[m.cell]
		}
	}
}
