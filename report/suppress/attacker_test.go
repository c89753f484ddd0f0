package suppress_test

import "slices"

// The attacker: what a reader can work out from what is published, by exact
// reasoning over whole numbers, sharing no code with the package. Each unknown
// has an interval; equations and bounds narrow the intervals; what remains
// open is halved and tried.

type unknown struct{ lo, hi, truth int }

// An equation says that the terms add up to 0, or to 0 at most.
type equation struct {
	atMost bool
	vars   []int
	coef   []int
	rest   int // the constant part
}

type attack struct {
	unknowns  []unknown
	equations []equation
	of        [][]int
	steps     int // left, before it gives up
	gaveUp    bool
}

func (a *attack) add(e equation) { a.equations = append(a.equations, e) }

// ready adds what follows from the equations by elimination, which intervals
// alone would not see, and indexes them.
func (a *attack) ready() {
	a.eliminate()
	a.of = make([][]int, len(a.unknowns))
	for i, e := range a.equations {
		for _, v := range e.vars {
			a.of[v] = append(a.of[v], i)
		}
	}
}

// pinned says for each unknown asked for whether it can have one value only.
func (a *attack) pinned(ask []int) []int {
	open := map[int]bool{}
	var pins []int
	for _, v := range ask {
		if open[v] {
			continue
		}
		for _, up := range []bool{true, false} {
			us := slices.Clone(a.unknowns)
			if up {
				us[v].lo = us[v].truth + 1
			} else {
				us[v].hi = us[v].truth - 1
			}
			a.steps = 20000
			if found := a.solve(us, []int{v}); found != nil {
				for i, u := range found {
					if u.lo != u.truth {
						open[i] = true
					}
				}
				break
			}
		}
		if !open[v] {
			pins = append(pins, v)
		}
	}
	return pins
}

// solve is a solution, each interval one value, or nil if there is none.
func (a *attack) solve(us []unknown, changed []int) []unknown {
	if a.steps--; a.steps < 0 {
		a.gaveUp = true
		return nil
	}
	if !a.narrow(us, changed) {
		return nil
	}
	pick := -1
	for i, u := range us {
		if u.lo < u.hi && (pick < 0 || u.hi-u.lo < us[pick].hi-us[pick].lo) {
			pick = i
		}
	}
	if pick < 0 {
		return us
	}
	u := us[pick]
	near := min(max(u.truth, u.lo), u.hi) // most counts are as they are
	halves := [][2]int{{near, near}, {u.lo, near - 1}, {near + 1, u.hi}}
	for _, h := range halves {
		if h[0] > h[1] {
			continue
		}
		next := slices.Clone(us)
		next[pick].lo, next[pick].hi = h[0], h[1]
		if found := a.solve(next, []int{pick}); found != nil {
			return found
		}
	}
	return nil
}

// narrow narrows intervals until nothing moves; false if one is empty.
func (a *attack) narrow(us []unknown, changed []int) bool {
	var queue []int
	queued := make([]bool, len(a.equations))
	enqueue := func(v int) {
		for _, e := range a.of[v] {
			if !queued[e] {
				queued[e] = true
				queue = append(queue, e)
			}
		}
	}
	for _, v := range changed {
		if us[v].lo > us[v].hi {
			return false
		}
		enqueue(v)
	}
	for len(queue) > 0 {
		e := queue[0]
		queue = queue[1:]
		queued[e] = false
		if !a.equations[e].narrow(us, enqueue) {
			return false
		}
	}
	return true
}

func (e equation) narrow(us []unknown, enqueue func(int)) bool {
	low, high := e.rest, e.rest
	for i, v := range e.vars {
		l, h := ends(e.coef[i], us[v])
		low, high = low+l, high+h
	}
	if low > 0 || high < 0 && !e.atMost {
		return false
	}
	for i, v := range e.vars {
		u, c := us[v], e.coef[i]
		l, h := ends(c, u)
		// c*v <= -(low-l) and, for equations, c*v >= -(high-h)
		most := l - low
		if c > 0 {
			u.hi = min(u.hi, floor(most, c))
		} else {
			u.lo = max(u.lo, -floor(most, -c))
		}
		if least := h - high; !e.atMost && c > 0 {
			u.lo = max(u.lo, -floor(-least, c))
		} else if !e.atMost {
			u.hi = min(u.hi, floor(-least, -c))
		}
		if u.lo > u.hi {
			return false
		}
		if u != us[v] {
			us[v] = u
			enqueue(v)
			low, high = low-l, high-h
			l, h = ends(c, u)
			low, high = low+l, high+h
		}
	}
	return true
}

// ends are the least and the most of a term.
func ends(c int, u unknown) (int, int) {
	if c > 0 {
		return c * u.lo, c * u.hi
	}
	return c * u.hi, c * u.lo
}

func floor(a, b int) int {
	q := a / b
	if a%b != 0 && a < 0 {
		q--
	}
	return q
}
