package layout

import (
	"cmp"
	"maps"
	"slices"
)

// The attacker: what a reader can work out from what he has read, in whole
// numbers. It shares no code with package suppress. Each count that he does not
// know has an interval; relations narrow the intervals; what remains open is
// shown to be so by another set of counts that fits everything he knows.

// relation says that terms add up to 0, or to 0 at most.
type relation struct {
	atMost bool
	coef   map[string]int
}

type interval struct{ lo, hi int }

func (i interval) known() bool { return i.lo == i.hi }

// equation is a relation over numbered unknowns.
type equation struct {
	atMost bool
	vars   []int
	coef   []int
	rest   int
}

type attacker struct {
	at    map[string]int
	truth []int
	can   []interval
	eqs   []equation
	of    [][]int // the equations of each unknown
	rows  []row   // the equations that were given, as far as they are open
	plain [][]use // the rows of each unknown
}

// row is what is open of an equation; room is by how much it may still grow.
type row struct {
	eq, room int
	terms    []use
}

type use struct{ at, coef int }

// newAttacker is a reader who knows the relations, and that each count lies in
// its interval. truth is what the counts are; it only guides the search.
func newAttacker(truth map[string]int, can map[string]interval, relations []relation) *attacker {
	a := &attacker{at: map[string]int{}}
	one := sameOnes(relations)
	for _, name := range slices.Sorted(maps.Keys(truth)) {
		v, ok := a.at[one(name)]
		if !ok {
			v = len(a.truth)
			a.at[one(name)] = v
			a.truth, a.can = append(a.truth, truth[name]), append(a.can, can[name])
		}
		a.at[name] = v
		a.can[v] = interval{max(a.can[v].lo, can[name].lo), min(a.can[v].hi, can[name].hi)}
	}
	for _, r := range relations {
		e := equation{atMost: r.atMost}
		for _, name := range slices.Sorted(maps.Keys(r.coef)) {
			e.vars, e.coef = append(e.vars, a.at[name]), append(e.coef, r.coef[name])
		}
		if e = e.tidy(); len(e.vars) > 0 {
			a.eqs = append(a.eqs, e)
		}
	}
	a.of = a.index()
	a.narrow(a.can, nil)
	a.plain = a.openPart()
	a.eliminate()
	a.of = a.index()
	a.narrow(a.can, nil)
	return a
}

// sameOnes says of each name which name stands for all that are the same.
func sameOnes(relations []relation) func(string) string {
	to := map[string]string{}
	var one func(string) string
	one = func(name string) string {
		if to[name] == "" {
			return name
		}
		return one(to[name])
	}
	for _, r := range relations {
		if len(r.coef) != 2 || r.atMost {
			continue
		}
		var names []string
		for name, c := range r.coef {
			if c == 1 || c == -1 {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		if len(names) == 2 && r.coef[names[0]]+r.coef[names[1]] == 0 {
			if x, y := one(names[0]), one(names[1]); x != y {
				to[y] = x
			}
		}
	}
	return one
}

// openPart gives for each unknown the equations that it can break.
func (a *attacker) openPart() [][]use {
	of := make([][]use, len(a.truth))
	for i, e := range a.eqs {
		sum, open := e.rest, false
		for k, v := range e.vars {
			sum += e.coef[k] * a.truth[v]
			open = open || !a.can[v].known()
		}
		if !open {
			continue
		}
		n := len(a.rows)
		a.rows = append(a.rows, row{eq: i, room: -sum})
		for k, v := range e.vars {
			if !a.can[v].known() {
				a.rows[n].terms = append(a.rows[n].terms, use{v, e.coef[k]})
				of[v] = append(of[v], use{n, e.coef[k]})
			}
		}
	}
	return of
}

func (a *attacker) index() [][]int {
	of := make([][]int, len(a.truth))
	for i, e := range a.eqs {
		for _, v := range e.vars {
			of[v] = append(of[v], i)
		}
	}
	return of
}

// narrow narrows intervals until nothing moves; false if one is empty. It
// begins with the equations of one unknown, or with all.
func (a *attacker) narrow(can []interval, from *int) bool {
	var queue []int
	queued := make([]bool, len(a.eqs))
	add := func(es []int) {
		for _, e := range es {
			if !queued[e] {
				queued[e] = true
				queue = append(queue, e)
			}
		}
	}
	if from != nil {
		add(a.of[*from])
	} else {
		for v := range a.of {
			add(a.of[v])
		}
	}
	for len(queue) > 0 {
		e := queue[0]
		queue = queue[1:]
		queued[e] = false
		if !a.eqs[e].narrow(can, func(v int) { add(a.of[v]) }) {
			return false
		}
	}
	return true
}

func (e equation) narrow(can []interval, moved func(int)) bool {
	low, high := e.rest, e.rest
	for i, v := range e.vars {
		l, h := ends(e.coef[i], can[v])
		low, high = low+l, high+h
	}
	for i, v := range e.vars {
		c, u := e.coef[i], can[v]
		l, h := ends(c, u)
		if c > 0 {
			u.hi = min(u.hi, floorDiv(l-low, c))
		} else {
			u.lo = max(u.lo, -floorDiv(l-low, -c))
		}
		if least := h - high; !e.atMost && c > 0 {
			u.lo = max(u.lo, -floorDiv(-least, c))
		} else if !e.atMost {
			u.hi = min(u.hi, floorDiv(-least, -c))
		}
		if u.lo > u.hi {
			return false
		}
		if u != can[v] {
			can[v] = u
			moved(v)
			l2, h2 := ends(c, u)
			low, high = low-l+l2, high-h+h2
		}
	}
	return low <= 0 && (high >= 0 || e.atMost)
}

// ends are the least and the most of a term.
func ends(c int, u interval) (int, int) {
	if c > 0 {
		return c * u.lo, c * u.hi
	}
	return c * u.hi, c * u.lo
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b != 0 && a < 0 {
		q--
	}
	return q
}

// eliminate reduces the equations by each other (Gauss), in rows that hold what
// is open alone, and adds the short rows that come out: what they say, the
// intervals alone would not see.
func (a *attacker) eliminate() {
	pivots := map[int]equation{}
	for _, e := range a.openRows() {
		for {
			e = e.tidy()
			if len(e.vars) == 0 {
				break
			}
			p, ok := pivots[e.vars[0]]
			if !ok || e.wild() || p.wild() {
				if !ok {
					pivots[e.vars[0]] = e
				}
				break
			}
			e = e.less(p)
		}
	}
	for _, v := range slices.Backward(slices.Sorted(maps.Keys(pivots))) {
		e := pivots[v]
		for i := 1; i < len(e.vars); {
			if p, ok := pivots[e.vars[i]]; ok && len(p.vars)+len(e.vars) < 200 && !e.wild() && !p.wild() {
				e = e.less(p).tidy()
				i = 1
				continue
			}
			i++
		}
		pivots[v] = e
		if len(e.vars) <= 40 && !e.wild() {
			a.eqs = append(a.eqs, e)
		}
	}
}

// wild says that numbers have grown so that they might not be right any more.
func (e equation) wild() bool {
	return slices.ContainsFunc(e.coef, func(c int) bool { return c > 1000 || c < -1000 })
}

// openRows are the equations with what is known put in, the short ones first.
func (a *attacker) openRows() []equation {
	var rows []equation
	for _, e := range a.eqs {
		if e.atMost {
			continue
		}
		row := equation{rest: e.rest}
		for i, v := range e.vars {
			if a.can[v].known() {
				row.rest += e.coef[i] * a.can[v].lo
			} else {
				row.vars, row.coef = append(row.vars, v), append(row.coef, e.coef[i])
			}
		}
		if len(row.vars) > 0 {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(x, y equation) int { return cmp.Compare(len(x.vars), len(y.vars)) })
	return rows
}

// tidy puts the terms in order and divides by what they have in common.
func (e equation) tidy() equation {
	sum := map[int]int{}
	for i, v := range e.vars {
		sum[v] += e.coef[i]
	}
	t := equation{atMost: e.atMost, rest: e.rest}
	common := e.rest
	for _, v := range slices.Sorted(maps.Keys(sum)) {
		if c := sum[v]; c != 0 {
			t.vars, t.coef = append(t.vars, v), append(t.coef, c)
			common = gcd(common, c)
		}
	}
	for i := range t.coef {
		t.coef[i] /= max(common, 1)
	}
	t.rest /= max(common, 1)
	return t
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}

// less takes so much of p, whose first unknown it holds, that this is gone.
func (e equation) less(p equation) equation {
	var q int
	for i, v := range e.vars {
		if v == p.vars[0] {
			q = e.coef[i]
		}
	}
	c := p.coef[0]
	d := equation{rest: e.rest*c - p.rest*q}
	for i, v := range e.vars {
		d.vars, d.coef = append(d.vars, v), append(d.coef, e.coef[i]*c)
	}
	for i, v := range p.vars {
		d.vars, d.coef = append(d.vars, v), append(d.coef, -p.coef[i]*q)
	}
	return d
}
