package suppress

import (
	"fmt"
	"slices"
)

// A witness is a change of counts after which the table looks the same to a
// reader. Every cell that it moves has at least two possible counts.
type witness []move

type move struct{ cell, by int }

// witness is the change in hand, in order of cell.
func (s *search) witness() witness {
	w := make(witness, 0, len(s.moved))
	for _, c := range s.moved {
		w = append(w, move{c, s.d[c]})
	}
	slices.SortFunc(w, func(a, b move) int { return a.cell - b.cell })
	return w
}

// holds says whether a witness stands as the cells are now: it moves only what
// is not shown, keeps every least count, every sum and every bound.
func (t *table) holds(w witness) bool {
	off := map[int]int{}
	for _, m := range w {
		if m.by == 0 || t.price(m.cell, free) < 0 || t.x[m.cell]+m.by < t.least(m.cell, free) {
			return false
		}
		for _, u := range t.in[m.cell] {
			off[u.rule] += u.sign * m.by
		}
	}
	for r, n := range off {
		if t.breaks(r, n) {
			return false
		}
	}
	return true
}

// check goes over every cell that must keep two possible counts once more.
func (s *solver) check() error {
	stands := map[int]bool{-1: false}
	for c := range s.t.x {
		if !s.t.goal[c] {
			continue
		}
		w := s.by[c]
		if _, ok := stands[w]; !ok {
			stands[w] = s.t.holds(s.witnesses[w])
		}
		if !stands[w] || !slices.ContainsFunc(s.witnesses[w], func(m move) bool { return m.cell == c }) {
			return fmt.Errorf("cell %q: could be worked out after hiding; this is a fault of caseclock", s.t.ids[c])
		}
	}
	return nil
}
