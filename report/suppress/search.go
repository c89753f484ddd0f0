package suppress

// A search looks for the cheapest change of counts that keeps every rule and
// moves one cell: best first, each step by one. A step breaks rules; the next
// one mends one of them. Steps never take each other back, so any witness
// could be reached; the effort is what ends it.
type search struct {
	t     *table
	how   reach
	greed int // how much a broken rule counts against a node, beside steps and costs
	damp  int // how much less the cost counts
	nodes []node
	queue []int // a heap of nodes
	seen  map[uint64]bool
	cut   bool // a node was too many steps away
	hand
}

// A node is the change of its parent and one step more.
type node struct {
	parent, cell, step int
	cost, steps        int
	broken             int // rules
	rank               int
	hash               uint64
}

func newSearch(t *table) *search {
	return &search{t: t, hand: hand{d: make([]int, len(t.x)), off: make([]int, len(t.rules))}}
}

// A try is how a search goes about it: how greedily, by how much less it minds
// what hiding costs, and how many nodes it opens at most.
type try struct{ greed, damp, effort int }

// find looks for a witness at a cell. Nil if the effort (nodes opened) finds
// none; sure, if that is because there is none.
func (s *search) find(cell int, how reach, by try) (w witness, sure bool) {
	s.how, s.greed, s.damp = how, by.greed, by.damp
	effort := min(by.effort, 20*len(s.t.x))
	s.nodes, s.queue, s.seen = s.nodes[:0], s.queue[:0], map[uint64]bool{}
	for _, step := range []int{1, -1} {
		s.push(-1, node{}, cell, step)
	}
	s.cut = false
	for ; len(s.queue) > 0 && effort > 0; effort-- {
		at := s.pop()
		s.load(s.t, s.nodes, at)
		mend := s.choose()
		if mend == done {
			w := s.witness()
			s.unload()
			return w, true
		}
		s.expand(at, mend)
		s.unload()
	}
	return nil, len(s.queue) == 0 && !s.cut
}

// furthest is how many steps a witness may be away.
const furthest = 80

const (
	done = -1 // no rule is broken
	dead = -2 // a rule is broken that nothing can mend
)

// choose picks the broken rule with the fewest ways to mend it.
func (s *search) choose() int {
	best, ways := done, len(s.t.x)
	for _, r := range s.touched {
		if r == best || !s.t.breaks(r, s.off[r]) {
			continue
		}
		if n := s.ways(r, ways); n == 0 {
			return dead
		} else if n < ways {
			best, ways = r, n
		}
	}
	return best
}

// ways counts the ways to mend a broken rule, up to a limit.
func (s *search) ways(r, limit int) (n int) {
	back := 1
	if s.off[r] > 0 {
		back = -1
	}
	for _, m := range s.t.rules[r].terms {
		if s.may(m.cell, back*m.sign) {
			if n++; n == limit {
				break
			}
		}
	}
	return n
}

// mends is the step of a term that mends a broken rule.
func (s *search) mends(r int, m term) int {
	if s.off[r] > 0 {
		return -m.sign
	}
	return m.sign
}

// may says whether a cell may take a step.
func (s *search) may(c, step int) bool {
	return s.t.price(c, s.how) >= 0 && s.d[c]*step >= 0 &&
		(step > 0 || s.t.x[c]+s.d[c]+step >= s.t.least(c, s.how))
}

// expand queues the ways to mend a rule, none if there is none to be mended.
func (s *search) expand(at, r int) {
	if r < 0 {
		return
	}
	from := s.nodes[at]
	for _, m := range s.t.rules[r].terms {
		s.push(at, from, m.cell, s.mends(r, m))
	}
}

// push adds the node that is one step further, if there may be such a step and
// no other steps have come to the same.
func (s *search) push(parent int, from node, cell, step int) {
	if !s.may(cell, step) {
		return
	}
	if from.steps == furthest {
		s.cut = true
		return
	}
	n := node{parent: parent, cell: cell, step: step, cost: from.cost, steps: from.steps + 1}
	n.hash = from.hash + uint64(step)*mix(uint64(cell))
	if s.seen[n.hash] {
		return
	}
	s.seen[n.hash] = true
	if s.d[cell] == 0 {
		n.cost += s.t.price(cell, s.how)
	}
	n.broken = from.broken + s.breaks(cell, step)
	n.rank = n.cost*8/s.damp + n.steps + n.broken*s.greed
	s.nodes = append(s.nodes, n)
	s.raise(len(s.nodes) - 1)
}

// breaks is how many rules more are broken after a step.
func (s *search) breaks(c, step int) (n int) {
	for _, u := range s.t.in[c] {
		was, is := s.off[u.rule], s.off[u.rule]+u.sign*step
		if s.t.breaks(u.rule, was) {
			n--
		}
		if s.t.breaks(u.rule, is) {
			n++
		}
	}
	return n
}

// mix spreads a number over 64 bits (the finish of splitmix64).
func mix(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}
