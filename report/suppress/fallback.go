package suppress

// hideAround hides everything that hangs together with a cell. Doubling every
// count is then a witness, unless one of them is public. Where even a long
// search finds none, the whole is withheld.
func (s *solver) hideAround(c int) {
	around, public := s.around(c)
	for _, a := range around {
		if s.t.state[a] == shown {
			s.t.state[a], s.t.why[a], s.t.goal[a] = hidden, Complement, true
		}
	}
	if !public {
		var w witness
		for _, a := range around {
			w = append(w, move{a, s.t.x[a]})
		}
		s.accept(w)
		return
	}
	for _, a := range around {
		if !s.t.goal[a] || s.by[a] >= 0 {
			continue
		}
		w := s.search.find(a, false, lastTry)
		if w == nil && s.t.why[a] == Complement {
			s.t.state[a], s.t.why[a], s.t.goal[a] = shown, 0, false
			continue
		}
		if w == nil {
			s.withhold(around)
			return
		}
		s.accept(w)
	}
}

// around is every count above 0 that hangs together with a cell through sums
// and bounds, in order, and whether a public one is among them.
func (s *solver) around(c int) (cells []int, public bool) {
	in := map[int]bool{c: true}
	queue := []int{c}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, r := range s.t.in[at] {
			for _, m := range s.t.rules[r].terms {
				switch {
				case in[m.cell] || s.t.x[m.cell] == 0:
				case s.t.state[m.cell] == known:
					public = true
				default:
					in[m.cell] = true
					queue = append(queue, m.cell)
				}
			}
		}
	}
	for a := range s.t.x {
		if in[a] {
			cells = append(cells, a)
		}
	}
	return cells, public
}

// withhold marks cells, and the zeros and public counts beside them, to be
// printed nowhere.
func (s *solver) withhold(cells []int) {
	for _, c := range cells {
		s.withheld[c] = true
		for _, r := range s.t.in[c] {
			for _, m := range s.t.rules[r].terms {
				s.withheld[m.cell] = true
			}
		}
	}
}
