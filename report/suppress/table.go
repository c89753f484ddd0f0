package suppress

import "slices"

// A state is what a reader has of a cell.
type state uint8

const (
	known  state = iota // its count, for ever: a printed zero, or public since an earlier issue
	shown               // its count, unless it is hidden as a complement
	hidden              // a mark: a count of at least 1
	unseen              // nothing: a count of at least 0
)

// A table is a problem with numbers for ids.
type table struct {
	threshold int
	ids       []string
	printed   []bool
	x         []int // the counts
	weight    []int
	state     []state
	why       []Why
	goal      []bool // must keep two possible counts
	rules     []rule
	in        [][]int // for each cell the rules that it is in
}

// A rule is a sum (parts less total is 0) or a bound (less minus more is at
// most 0).
type rule struct {
	atMost bool
	terms  []term
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
	t.spread()
	return t, nil
}

// addCell adds a cell with what the rules for single counts make of it.
func (t *table) addCell(c Cell) {
	st, why := t.first(c)
	t.ids = append(t.ids, c.ID)
	t.printed = append(t.printed, c.Printed)
	t.x = append(t.x, c.Value)
	t.weight = append(t.weight, max(c.Weight, 1))
	t.state = append(t.state, st)
	t.why = append(t.why, why)
	t.goal = append(t.goal, st == hidden || st == unseen && t.small(c.Value))
}

func (t *table) small(n int) bool { return n >= 1 && n < t.threshold }

// first is the primary suppression: how a cell is shown for its own sake.
func (t *table) first(c Cell) (state, Why) {
	same := c.Before == Shown && c.Then == c.Value
	switch {
	case !c.Printed:
		return unseen, 0
	case c.Value == 0:
		return known, 0
	case t.small(c.Value) && same:
		return known, Small // hidden, though it is public
	case t.small(c.Value):
		return hidden, Small
	case same:
		return known, 0
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
	t.in = make([][]int, len(t.ids))
	for i, r := range t.rules {
		for _, m := range r.terms {
			t.in[m.cell] = append(t.in[m.cell], i)
		}
	}
}

// spread makes known what the known cells give away by themselves: the one
// other cell of a sum. Nothing that is printed now can protect it.
func (t *table) spread() {
	queue := make([]int, len(t.rules))
	for i := range queue {
		queue[i] = i
	}
	for len(queue) > 0 {
		r := t.rules[queue[0]]
		queue = queue[1:]
		left := -1
		for _, m := range r.terms {
			if t.state[m.cell] == known {
				continue
			}
			if left >= 0 {
				left = -1
				break
			}
			left = m.cell
		}
		if left >= 0 && !r.atMost {
			t.state[left], t.goal[left] = known, false
			queue = append(queue, t.in[left]...)
		}
	}
}

// least is the least count that a cell could have for all a reader knows, once
// it is not shown.
func (t *table) least(c int) int {
	if t.state[c] == unseen {
		return 0
	}
	return 1
}
