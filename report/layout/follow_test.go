package layout

import (
	"cmp"
	"maps"
	"slices"
)

// The far ways. Where no short way leads to other counts, all that can be
// changed so that every equation holds is looked at together: some counts are
// moved at will, and the others follow (Gauss, in remainders by a prime). What
// is found is gone over again with the rows as they were given.

const prime = 1<<31 - 1

// follow is what the unknowns around one can do.
type follow struct {
	cols  []int         // unknowns; the spare of row r is len(truth)+r
	place map[int]int   // of each of them in cols
	lines map[int][]use // by its first place, which follows the others
	room  []interval    // by place, how far it may move down and up
}

// around is every unknown, and every spare, that hangs together with one.
func (a *attacker) around(v int) []int {
	cols, seen := []int{v}, map[int]bool{v: true}
	for i := 0; i < len(cols); i++ {
		if cols[i] >= len(a.truth) {
			continue
		}
		for _, u := range a.plain[cols[i]] {
			next := a.rows[u.at].terms
			if a.eqs[a.rows[u.at].eq].atMost {
				next = append([]use{{len(a.truth) + u.at, 1}}, next...)
			}
			for _, w := range next {
				if !seen[w.at] {
					seen[w.at] = true
					cols = append(cols, w.at)
				}
			}
		}
	}
	return cols
}

func (a *attacker) roomOf(col int) interval {
	if col >= len(a.truth) {
		return interval{-a.rows[col-len(a.truth)].room, 1 << 30}
	}
	return interval{a.can[col].lo - a.truth[col], a.can[col].hi - a.truth[col]}
}

// follow lets what has room follow what has none, and all of it v.
func (a *attacker) follow(v, turn int) *follow {
	f := &follow{cols: a.around(v), place: map[int]int{}, lines: map[int][]use{}}
	rank := func(col int) int {
		room := a.roomOf(col)
		if col == v {
			return 9
		}
		return 3 - min(3, -room.lo, room.hi)
	}
	slices.SortFunc(f.cols, func(x, y int) int {
		return cmp.Or(cmp.Compare(rank(x), rank(y)), cmp.Compare(scatter(x*8+turn), scatter(y*8+turn)))
	})
	for i, col := range f.cols {
		f.place[col] = i
		f.room = append(f.room, a.roomOf(col))
	}
	var lines [][]use
	for r, row := range a.rows {
		if l := f.line(len(a.truth)+r, row); len(l) > 0 {
			lines = append(lines, l)
		}
	}
	slices.SortStableFunc(lines, func(x, y []use) int { return cmp.Compare(len(x), len(y)) })
	for _, l := range lines {
		for len(l) > 0 && f.lines[l[0].at] != nil {
			l = without(l, f.lines[l[0].at], l[0].coef)
		}
		if len(l) > 0 {
			f.lines[l[0].at] = without(nil, l, prime-power(l[0].coef, prime-2))
		}
	}
	return f
}

func (f *follow) line(spare int, row row) (l []use) {
	for _, u := range row.terms {
		if at, ok := f.place[u.at]; ok {
			l = append(l, use{at, (u.coef + prime) % prime})
		}
	}
	if at, ok := f.place[spare]; ok {
		l = append(l, use{at, 1})
	}
	slices.SortFunc(l, func(x, y use) int { return cmp.Compare(x.at, y.at) })
	return l
}

// without takes so many times p from l.
func without(l, p []use, times int) []use {
	d := make([]use, 0, len(l)+len(p))
	for len(l) > 0 || len(p) > 0 {
		switch {
		case len(p) == 0 || len(l) > 0 && l[0].at < p[0].at:
			d, l = append(d, l[0]), l[1:]
		case len(l) == 0 || p[0].at < l[0].at:
			d, p = append(d, use{p[0].at, (prime - times) * p[0].coef % prime}), p[1:]
		default:
			if c := (l[0].coef + (prime-times)*p[0].coef) % prime; c != 0 {
				d = append(d, use{l[0].at, c})
			}
			l, p = l[1:], p[1:]
		}
	}
	return d
}

func power(n, by int) int {
	r := 1
	for ; by > 0; by >>= 1 {
		if by&1 == 1 {
			r = r * n % prime
		}
		n = n * n % prime
	}
	return r
}

// with moves a place by 1 to 12, so that what follows it moves by whole numbers;
// nil if it follows itself, or they are large.
func (f *follow) with(at int) map[int]int {
	if f.lines[at] != nil {
		return nil
	}
	move := map[int]int{at: 1}
	for _, p := range slices.Backward(slices.Sorted(maps.Keys(f.lines))) {
		sum := 0
		for _, u := range f.lines[p][1:] {
			sum = (sum + u.coef*move[u.at]) % prime
		}
		if sum != 0 {
			move[p] = prime - sum
		}
	}
	for times := 1; times <= 12; times++ {
		if m := near(move, times); m != nil {
			return m
		}
	}
	return nil
}

// near is so many times the numbers that stand for whole ones near 0.
func near(move map[int]int, times int) map[int]int {
	m := map[int]int{}
	for at, n := range move {
		if n = n * times % prime; n > prime/2 {
			n -= prime
		}
		if n < -1000 || n > 1000 {
			return nil
		}
		m[at] = n
	}
	return m
}
