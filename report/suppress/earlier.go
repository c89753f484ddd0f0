package suppress

// addEarlier adds the earlier issue to the table, as a reader has it who holds
// both and knows which counts have not changed: each count that has changed
// gets a second cell with what it was, and the sums and bounds of then stand
// beside those of now. A sum is left out where a count of then is not known,
// or where it did not hold.
func (t *table) addEarlier(cells []Cell) {
	then := t.countsThen(cells)
	if then == nil {
		return
	}
	for c, n := range then { // a complement that changed little is a small count too
		if d := t.x[c] - n; n >= 0 && t.state[c] == unseen && t.small(max(d, -d)) && !t.printed[c] && !cells[c].Aside {
			t.goal[c] = true
		}
	}
	twin := map[int]int{}
	for _, r := range t.rules[:len(t.rules):len(t.rules)] {
		if old, changed := t.ruleThen(r, then); changed {
			for i, m := range old.terms {
				if then[m.cell] != t.x[m.cell] {
					old.terms[i].cell = t.twin(cells[m.cell], m.cell, then[m.cell], twin)
				}
			}
			t.rules = append(t.rules, old)
		}
	}
}

// countsThen is what each cell counted in the earlier issue, -1 where that is
// not known; nil if there was none. What is one missing count of a sum is
// worked out.
func (t *table) countsThen(cells []Cell) []int {
	then := make([]int, len(cells))
	any := false
	for i, c := range cells {
		then[i] = -1
		if c.Before == Shown || c.Before == Withheld || c.Before == Hidden && c.Then > 0 {
			then[i], any = c.Then, true
		}
	}
	if !any {
		return nil
	}
	for again := true; again; {
		again = false
		for _, r := range t.rules {
			c, n := missing(r, then)
			if c < 0 || cells[c].Printed && (cells[c].Before != Hidden || n == 0) || n < 0 {
				continue
			}
			then[c], again = n, true
		}
	}
	return then
}

// missing is the one cell of a sum whose count is not known, and that count;
// -1 if there is none, or more than one.
func missing(r rule, then []int) (cell, count int) {
	cell, sign := -1, 0
	for _, m := range r.terms {
		if then[m.cell] >= 0 {
			count += m.sign * then[m.cell]
			continue
		}
		if cell >= 0 || r.atMost {
			return -1, 0
		}
		cell, sign = m.cell, m.sign
	}
	return cell, -sign * count
}

// ruleThen is a copy of a rule, if it held then and any of its counts changed.
func (t *table) ruleThen(r rule, then []int) (old rule, changed bool) {
	n := 0
	for _, m := range r.terms {
		if then[m.cell] < 0 {
			return rule{}, false
		}
		n += m.sign * then[m.cell]
		changed = changed || then[m.cell] != t.x[m.cell]
	}
	if n > 0 || n < 0 && !r.atMost {
		return rule{}, false
	}
	return rule{atMost: r.atMost, terms: append([]term(nil), r.terms...)}, changed
}

// twin is the cell for what a cell counted then.
func (t *table) twin(c Cell, cell, then int, twin map[int]int) int {
	if n, ok := twin[cell]; ok {
		return n
	}
	st := unseen
	switch {
	case c.Before == Shown:
		st = known
	case c.Before == Hidden:
		st = hidden
	}
	n := len(t.x)
	twin[cell] = n
	t.ids = append(t.ids, c.ID+" before")
	t.printed = append(t.printed, false)
	t.marked = append(t.marked, st == hidden)
	t.x = append(t.x, then)
	t.weight = append(t.weight, 1)
	t.state = append(t.state, st)
	t.why = append(t.why, 0)
	t.goal = append(t.goal, st == hidden || st == unseen && !c.Aside && (t.small(then) || c.Printed && then > 0))
	return n
}
