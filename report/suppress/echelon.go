package suppress

import (
	"cmp"
	"maps"
	"slices"
)

// An echelon is the sums over some cells, reduced by each other until each
// begins with another cell: its pivot. All other cells can be moved at will, and
// the pivots follow. What a bound leaves over is a cell too.
type echelon struct {
	cols   []int       // cells, in the order of reduction; rule r's spare is cell len(t.x)+r
	at     map[int]int // where in cols
	pivots map[int]line
}

// A line is what a sum adds up, by place in cols.
type line []part

type part struct {
	at int
	by uint64 // modulo prime
}

// echelon reduces the sums that the columns are in, the short ones first. What
// comes first among the columns is rather made a pivot. Bounds are left out
// but for those whose spare is a column.
func (t *table) echelon(cols []int) *echelon {
	e := &echelon{cols: cols, at: make(map[int]int, len(cols)), pivots: map[int]line{}}
	for i, c := range cols {
		e.at[c] = i
	}
	var lines []line
	for i, r := range t.rules {
		if _, ok := e.at[len(t.x)+i]; ok || !r.atMost {
			lines = append(lines, e.line(t, i))
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int { return cmp.Compare(len(a), len(b)) })
	for _, l := range lines {
		for len(l) > 0 {
			p, ok := e.pivots[l[0].at]
			if !ok {
				e.pivots[l[0].at] = l.times(inverse(l[0].by))
				break
			}
			l = l.less(p, l[0].by)
		}
	}
	return e
}

// line is a rule over the columns.
func (e *echelon) line(t *table, rule int) (l line) {
	for _, m := range t.rules[rule].terms {
		if at, ok := e.at[m.cell]; ok {
			l = append(l, part{at, modulo(m.sign)})
		}
	}
	if at, ok := e.at[len(t.x)+rule]; ok {
		l = append(l, part{at, 1})
	}
	slices.SortFunc(l, func(a, b part) int { return cmp.Compare(a.at, b.at) })
	return l
}

// solve moves the pivots after the others.
func (e *echelon) solve(move map[int]uint64) {
	for _, at := range slices.Backward(slices.Sorted(maps.Keys(e.pivots))) {
		sum := uint64(0)
		for _, p := range e.pivots[at][1:] {
			sum = plus(sum, times(p.by, move[p.at]))
		}
		if sum != 0 {
			move[at] = minus(sum)
		}
	}
}

// row is a pivot's line with no other pivot in it.
func (e *echelon) row(at int) line {
	l := slices.Clone(e.pivots[at])
	for i := 1; i < len(l); {
		if p, ok := e.pivots[l[i].at]; ok {
			l = append(l[:i:i], l[i:].less(p, l[i].by)...)
			continue
		}
		i++
	}
	return l
}

func (l line) times(by uint64) line {
	for i := range l {
		l[i].by = times(l[i].by, by)
	}
	return l
}

// less takes so many times p, which begins with 1 where it does, that this cell
// is gone.
func (l line) less(p line, by uint64) line {
	by = minus(by)
	rest := make(line, 0, len(l)+len(p))
	for i, j := 1, 1; i < len(l) || j < len(p); {
		switch {
		case j == len(p) || i < len(l) && l[i].at < p[j].at:
			rest = append(rest, l[i])
			i++
		case i == len(l) || p[j].at < l[i].at:
			rest = append(rest, part{p[j].at, times(by, p[j].by)})
			j++
		default:
			if sum := plus(l[i].by, times(by, p[j].by)); sum != 0 {
				rest = append(rest, part{l[i].at, sum})
			}
			i, j = i+1, j+1
		}
	}
	return rest
}
