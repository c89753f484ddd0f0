package suppress

import "slices"

// A reach is how far a search for a witness may go.
type reach int

const (
	free        reach = iota // among what is not shown
	hiding                   // hiding further cells
	withholding              // printing nothing of cells, zeros too
)

// dear is what withholding a zero costs, beside the weights of cells to hide.
const dear = 1000

// price is what moving a cell costs, -1 if it may not be moved.
func (t *table) price(c int, how reach) int {
	switch st := t.state[c]; {
	case st == hidden || st == unseen:
		return 0
	case st == shown && how >= hiding:
		return t.weight[c]
	case st == zero && how == withholding:
		return dear
	}
	return -1
}

// least is the least count that a cell could have for all a reader knows, once
// it is not shown.
func (t *table) least(c int, how reach) int {
	switch {
	case t.marked[c]:
		return 1
	case t.state[c] == unseen || how == withholding && t.printed[c]:
		return 0
	}
	return 1
}

// spread makes known what public counts give away by themselves: the one other
// cell of a sum. Nothing that is printed now can protect it.
func (t *table) spread() {
	queue := make([]int, len(t.rules))
	for i := range queue {
		queue[i] = i
	}
	for ; len(queue) > 0; queue = queue[1:] {
		left := t.left(t.rules[queue[0]])
		if left < 0 {
			continue
		}
		t.state[left], t.goal[left] = known, false
		for _, u := range t.in[left] {
			queue = append(queue, u.rule)
		}
	}
	if slices.Contains(t.state, known) {
		t.settled()
	}
}

// left is the one cell of a sum that is not public, or -1.
func (t *table) left(r rule) int {
	left := -1
	for _, m := range r.terms {
		switch {
		case t.state[m.cell] == known:
		case left >= 0 || r.atMost:
			return -1
		default:
			left = m.cell
		}
	}
	return left
}
