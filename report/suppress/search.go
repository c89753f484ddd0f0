package suppress

// A search looks for the cheapest change of counts that keeps every rule and
// moves one cell: best first, each step by one. A step breaks rules; the next
// one mends one of them. Steps never take each other back, so any witness
// could be reached; the effort is what ends it.
type search struct {
	t     *table
	nodes []node
	queue []int // a heap of nodes
	seen  map[uint64]bool

	d      []int // the change at the node in hand
	off    []int // by how much a rule is off
	moved  []int // the cells of d that are not 0
	broken []int // the rules that were touched
}

type node struct {
	parent, cell, step int
	cost, steps        int
	rank               int
	hash               uint64
}

func newSearch(t *table) *search {
	return &search{t: t, d: make([]int, len(t.x)), off: make([]int, len(t.rules))}
}

// find looks for a witness at a cell, hiding further cells if it may pay. Nil
// if the effort (nodes opened) does not find one.
func (s *search) find(cell int, pay bool, effort int) witness {
	s.nodes, s.queue, s.seen = s.nodes[:0], s.queue[:0], map[uint64]bool{}
	root := node{parent: -1}
	for _, step := range []int{1, -1} {
		s.push(-1, root, cell, step)
	}
	for ; len(s.queue) > 0 && effort > 0; effort-- {
		at := s.pop()
		s.load(at)
		mend := s.choose(pay)
		if mend == done {
			w := s.witness()
			s.unload()
			return w
		}
		if mend >= 0 {
			s.expand(at, mend, pay)
		}
		s.unload()
	}
	return nil
}

const (
	done = -1 // no rule is broken
	dead = -2 // a rule is broken that nothing can mend
)

// choose picks the broken rule with the fewest ways to mend it.
func (s *search) choose(pay bool) int {
	best, ways := done, 0
	for _, r := range s.broken {
		if !s.isBroken(r) {
			continue
		}
		n := 0
		for _, m := range s.t.rules[r].terms {
			if s.may(r, m, pay) {
				n++
			}
		}
		if n == 0 {
			return dead
		}
		if best == done || n < ways || n == ways && r < best {
			best, ways = r, n
		}
	}
	return best
}

func (s *search) isBroken(r int) bool {
	if s.t.rules[r].atMost {
		return s.off[r] > 0
	}
	return s.off[r] != 0
}

// mends is the step of a term that mends a broken rule.
func (s *search) mends(r int, m term) int {
	if s.off[r] > 0 {
		return -m.sign
	}
	return m.sign
}

// may says whether a term can mend a broken rule by a step.
func (s *search) may(r int, m term, pay bool) bool {
	step := s.mends(r, m)
	st := s.t.state[m.cell]
	return st != known && (pay || st != shown) &&
		s.d[m.cell]*step >= 0 && s.t.x[m.cell]+s.d[m.cell]+step >= s.t.least(m.cell)
}

func (s *search) expand(at, r int, pay bool) {
	from := s.nodes[at]
	for _, m := range s.t.rules[r].terms {
		if s.may(r, m, pay) {
			s.push(at, from, m.cell, s.mends(r, m))
		}
	}
}

// push adds the node that is one step further.
func (s *search) push(parent int, from node, cell, step int) {
	n := node{parent: parent, cell: cell, step: step, cost: from.cost, steps: from.steps + 1}
	if s.t.x[cell]+s.d[cell]+step < s.t.least(cell) || s.t.state[cell] == known {
		return
	}
	n.hash = from.hash + uint64(step)*mix(uint64(cell))
	if s.seen[n.hash] {
		return
	}
	s.seen[n.hash] = true
	if s.t.state[cell] == shown && s.d[cell] == 0 {
		n.cost += s.t.weight[cell]
	}
	n.rank = n.cost*8 + n.steps
	s.nodes = append(s.nodes, n)
	s.raise(len(s.nodes) - 1)
}

// load takes a node in hand.
func (s *search) load(at int) {
	for ; at >= 0; at = s.nodes[at].parent {
		n := s.nodes[at]
		if s.d[n.cell] == 0 {
			s.moved = append(s.moved, n.cell)
		}
		s.d[n.cell] += n.step
	}
	for _, c := range s.moved {
		for _, r := range s.t.in[c] {
			s.broken = append(s.broken, r)
		}
	}
	for _, r := range s.broken {
		s.off[r] = s.t.off(r, s.d)
	}
}

func (s *search) unload() {
	for _, c := range s.moved {
		s.d[c] = 0
	}
	for _, r := range s.broken {
		s.off[r] = 0
	}
	s.moved, s.broken = s.moved[:0], s.broken[:0]
}

// mix spreads a number over 64 bits (the finish of splitmix64).
func mix(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}
