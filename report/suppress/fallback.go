package suppress

import "slices"

// lastResort protects a cell that hiding further cells is not known to
// protect: by hiding everything around; or, because of what earlier issues
// showed, by withholding zeros. What they give away whatever is printed now is
// no longer a goal.
func (s *solver) lastResort(c int, none bool) {
	around, public := s.around(c)
	if !none && !public && s.t.x[c] > 0 { // twice 0 is 0
		s.double(around)
		return
	}
	w, sure := s.search.find(c, withholding, lastTry)
	if w == nil && !sure {
		w = s.t.solve(c, withholding)
	}
	switch {
	case w != nil:
		s.accept(w)
	case sure:
		s.t.goal[c] = false
	default:
		s.giveUp(c)
	}
}

// double hides everything around. Twice every count is then a witness.
func (s *solver) double(around []int) {
	var w witness
	for _, a := range around {
		w = append(w, move{a, s.t.x[a]})
	}
	s.accept(w)
}

// around is every count above 0 that hangs together with a cell through sums
// and bounds, in order, and whether a public one is among them.
func (s *solver) around(c int) (cells []int, public bool) {
	in := map[int]bool{c: true}
	queue := []int{c}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		cells = append(cells, at)
		for m := range s.t.beside(at) {
			switch {
			case in[m] || s.t.x[m] == 0:
			case s.t.state[m] == known:
				public = true
			default:
				in[m] = true
				queue = append(queue, m)
			}
		}
	}
	slices.Sort(cells)
	return cells, public
}

// beside goes through the cells of the rules that a cell is in.
func (t *table) beside(c int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for _, u := range t.in[c] {
			for _, m := range t.rules[u.rule].terms {
				if !yield(m.cell) {
					return
				}
			}
		}
	}
}

// giveUp withholds all that hangs together with a cell, zeros too, without a
// proof that it is enough. What can be worked out of it then is given away by
// what is public.
func (s *solver) giveUp(c int) {
	s.t.goal[c] = false
	for _, col := range s.t.reached(c, withholding) {
		if col < len(s.t.x) {
			s.withhold(col)
		}
	}
}

func (s *solver) withhold(c int) {
	s.withheld[c] = true
	if st := s.t.state[c]; st != known {
		s.t.state[c] = unseen
	}
}

// blur withholds the hidden cells beside a withheld one, so that nobody can
// tell the zeros among the withheld.
func (s *solver) blur() {
	var beside []int
	for c, w := range s.withheld {
		if !w {
			continue
		}
		for m := range s.t.beside(c) {
			if s.t.printed[m] && s.t.why[m] != 0 {
				beside = append(beside, m)
			}
		}
	}
	for _, c := range beside {
		s.withhold(c)
	}
}
