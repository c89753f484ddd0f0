package layout

import (
	"container/heap"
	"slices"
)

// pinned are those of the names that can have one value only, and those of
// which it could not be found out.
func (a *attacker) pinned(names []string) (pins, unsure []string) {
	open := map[int]bool{}
	for _, name := range names {
		v, ok := a.at[name]
		switch {
		case !ok || open[v]:
		case a.can[v].known():
			pins = append(pins, name)
		case a.another(v, open):
		case a.fixed(v) || a.shut(v):
			pins = append(pins, name)
		default:
			unsure = append(unsure, name)
		}
	}
	return pins, unsure
}

// shut says whether it can be seen at once that no other value would do.
func (a *attacker) shut(v int) bool {
	for _, i := range []interval{{a.can[v].lo, a.truth[v] - 1}, {a.truth[v] + 1, a.can[v].hi}} {
		can := slices.Clone(a.can)
		can[v] = i
		if i.lo <= i.hi && a.narrow(can, &v) {
			return false
		}
	}
	return true
}

// another looks for other counts that look the same to the reader and in which
// v differs, and marks all that differ in them.
func (a *attacker) another(v int, open map[int]bool) bool {
	mark := func(moved []int) bool {
		for _, w := range moved {
			open[w] = true
		}
		return true
	}
	for i, greed := range []int{4, 16} {
		if moved, found := a.mend(v, &paths{greed: greed, noise: i * greed / 3}, 1000+i*1000); found {
			return mark(moved)
		}
	}
	if moved, found := a.far(v); found {
		return mark(moved)
	}
	for i, greed := range []int{64, 1, 32} {
		if moved, found := a.mend(v, &paths{greed: greed, noise: i * greed / 3}, 4000); found {
			return mark(moved)
		}
	}
	return false
}

// fixed says whether the equations alone leave no choice: where an unknown
// follows others whatever comes last, it follows from nothing.
func (a *attacker) fixed(v int) bool {
	f := a.follow(v, 0)
	return f.lines[f.place[v]] != nil
}

// A path is a step and those before it.
type path struct {
	before       *path
	v, step      int
	steps, worse int
	hash         uint64
}

// paths are those to go on with, the best first: short ones that break little,
// but for some noise.
type paths struct {
	heap         []*path
	greed, noise int
}

func (p *paths) rank(x *path) int {
	return x.steps + p.greed*x.worse + int(x.hash>>32)%(p.noise+1)
}
func (p *paths) Len() int           { return len(p.heap) }
func (p *paths) Less(i, j int) bool { return p.rank(p.heap[i]) < p.rank(p.heap[j]) }
func (p *paths) Swap(i, j int)      { p.heap[i], p.heap[j] = p.heap[j], p.heap[i] }
func (p *paths) Push(x any)         { p.heap = append(p.heap, x.(*path)) }
func (p *paths) Pop() any {
	last := p.heap[len(p.heap)-1]
	p.heap = p.heap[:len(p.heap)-1]
	return last
}

// changes are what a path changes, and by how much each row is off.
type changes struct {
	by, off    []int
	moved, hit []int
}

// of takes a path in hand, in place of the one before.
func (c *changes) of(a *attacker, p *path) {
	for _, v := range c.moved {
		c.by[v] = 0
	}
	for _, r := range c.hit {
		c.off[r] = 0
	}
	c.moved, c.hit = c.moved[:0], c.hit[:0]
	for ; p != nil; p = p.before {
		c.by[p.v] += p.step
		c.moved = append(c.moved, p.v)
		for _, u := range a.plain[p.v] {
			if c.off[u.at] == 0 {
				c.hit = append(c.hit, u.at)
			}
			c.off[u.at] += p.step * u.coef
		}
	}
}

// mend moves v by one and then whatever mends what that broke, the shortest
// ways first; nothing is moved back.
func (a *attacker) mend(v int, q *paths, effort int) ([]int, bool) {
	seen := map[uint64]bool{}
	c := &changes{by: make([]int, len(a.truth)), off: make([]int, len(a.rows))}
	for _, step := range []int{1, -1} {
		a.push(q, seen, c, nil, v, step)
	}
	for ; q.Len() > 0 && effort > 0; effort-- {
		p := heap.Pop(q).(*path)
		c.of(a, p)
		r := a.worst(c)
		if r < 0 {
			return c.moved, true
		}
		for _, u := range a.rows[r].terms {
			step := 1
			if (c.off[r] > 0) == (u.coef > 0) {
				step = -1
			}
			a.push(q, seen, c, p, u.at, step)
		}
	}
	return nil, false
}

func (a *attacker) push(q *paths, seen map[uint64]bool, c *changes, before *path, v, step int) {
	if !a.may(c, v, step) {
		return
	}
	p := &path{before: before, v: v, step: step, steps: 1, hash: uint64(step) * scatter(v)}
	if before != nil {
		p.steps, p.worse, p.hash = before.steps+1, before.worse, p.hash+before.hash
	}
	if seen[p.hash] || p.steps > 300 {
		return
	}
	seen[p.hash] = true
	for _, u := range a.plain[v] {
		p.worse += a.broken(u.at, c.off[u.at]+step*u.coef) - a.broken(u.at, c.off[u.at])
	}
	heap.Push(q, p)
}

// scatter spreads numbers, so that sums of them tell sets apart.
func scatter(n int) uint64 {
	x := uint64(n+1) * 0xd6e8feb86659fd93
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	return x ^ x>>32
}

func (a *attacker) may(c *changes, v, step int) bool {
	n := a.truth[v] + c.by[v] + step
	return n >= a.can[v].lo && n <= a.can[v].hi && c.by[v]*step >= 0
}

// broken is 1 where a row does not hold.
func (a *attacker) broken(r, off int) int {
	if a.eqs[a.rows[r].eq].atMost && off > a.rows[r].room || !a.eqs[a.rows[r].eq].atMost && off != 0 {
		return 1
	}
	return 0
}

// worst is the broken row with the fewest ways to mend it, or -1.
func (a *attacker) worst(c *changes) int {
	best, fewest := -1, 0
	for _, r := range c.hit {
		off := c.off[r]
		if a.broken(r, off) == 0 {
			continue
		}
		n := 0
		for _, u := range a.rows[r].terms {
			step := 1
			if (off > 0) == (u.coef > 0) {
				step = -1
			}
			if a.may(c, u.at, step) {
				if n++; best >= 0 && n > fewest {
					break
				}
			}
		}
		if best < 0 || n < fewest || n == fewest && r < best {
			best, fewest = r, n
		}
	}
	return best
}
