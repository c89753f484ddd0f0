package suppress

import (
	"cmp"
	"slices"
)

// A solver hides cells of a table until every goal has a witness.
type solver struct {
	t         *table
	search    *search
	witnesses []witness
	by        []int   // the witness of each cell, or -1
	uses      [][]int // the witnesses that move each cell
	withheld  []bool
}

// How to look for a witness.
var (
	freeTry = try{2, 1, 400}  // among the cells not shown, when showing one again
	lastTry = try{8, 1, 4000} // before zeros are withheld
)

// tries are the searches that may hide further cells. What the first finds is
// cheap; the later ones mind the cost less and less, and find something where
// dear totals stand all around.
var tries = []try{{3, 1, 3000}, {16, 1, 6000}, {32, 8, 10000}, {64, 32, 10000}, {64, 1000, 10000}, {8, 1000, 10000}}

func newSolver(t *table) *solver {
	s := &solver{t: t, search: newSearch(t), by: make([]int, len(t.x)),
		uses: make([][]int, len(t.x)), withheld: make([]bool, len(t.x))}
	for c := range s.by {
		s.by[c] = -1
		s.withheld[c] = t.printed[c] && t.state[c] == unseen
	}
	return s
}

// protect finds a witness for every goal.
func (s *solver) protect() {
	for c := range s.t.x {
		if !s.t.goal[c] || s.by[c] >= 0 {
			continue
		}
		var w witness
		sure := false
		for _, a := range tries {
			if w, sure = s.search.find(c, hiding, a); w != nil || sure {
				break
			}
		}
		if w == nil && !sure {
			w = s.t.solve(c, hiding)
		}
		if w != nil {
			s.accept(w)
		} else {
			s.lastResort(c, sure)
		}
	}
}

// accept keeps a witness, hiding or withholding what it moves.
func (s *solver) accept(w witness) {
	for _, m := range w {
		switch c := m.cell; {
		case s.t.state[c] == zero:
			s.withhold(c)
		case s.t.state[c] == shown:
			s.t.state[c], s.t.why[c], s.t.goal[c] = hidden, Complement, true
		}
		if s.t.x[m.cell]+m.by < s.t.least(m.cell, free) {
			s.withhold(m.cell)
		}
	}
	n := s.keep(w)
	for _, m := range w {
		if s.t.goal[m.cell] && s.by[m.cell] < 0 {
			s.by[m.cell] = n
		}
	}
}

func (s *solver) keep(w witness) int {
	n := len(s.witnesses)
	s.witnesses = append(s.witnesses, w)
	for _, m := range w {
		s.uses[m.cell] = append(s.uses[m.cell], n)
	}
	return n
}

// tidy shows complements again that need not be hidden, the weightiest first.
func (s *solver) tidy() {
	var cs []int
	for c, why := range s.t.why {
		if why == Complement && !s.withheld[c] {
			cs = append(cs, c)
		}
	}
	slices.SortStableFunc(cs, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.t.weight[b], s.t.weight[a]), cmp.Compare(s.t.x[b], s.t.x[a]))
	})
	for _, c := range cs {
		s.show(c)
	}
}

// show shows a complement again if every goal that leant on it can lean on
// others.
func (s *solver) show(c int) {
	s.t.state[c], s.t.goal[c] = shown, false
	var lean []int
	for _, n := range s.uses[c] {
		for _, m := range s.witnesses[n] {
			if s.by[m.cell] == n && m.cell != c {
				lean = append(lean, m.cell)
			}
		}
	}
	was := slices.Clone(lean)
	for i, l := range lean {
		was[i], s.by[l] = s.by[l], -1
	}
	for _, l := range lean {
		if s.by[l] >= 0 {
			continue
		}
		w, _ := s.search.find(l, free, freeTry)
		if w == nil {
			s.t.state[c], s.t.goal[c] = hidden, true
			for i, l := range lean {
				s.by[l] = was[i]
			}
			return
		}
		s.accept(w)
	}
	s.t.why[c], s.by[c] = 0, -1
}

func (s *solver) result() Result {
	r := Result{Hidden: map[string]Why{}}
	for c, why := range s.t.why {
		switch {
		case !s.t.printed[c]:
		case s.withheld[c]:
			r.Withheld = append(r.Withheld, s.t.ids[c])
		case why != 0:
			r.Hidden[s.t.ids[c]] = why
		}
	}
	return r
}
