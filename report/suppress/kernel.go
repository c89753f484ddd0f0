package suppress

import (
	"cmp"
	"slices"
)

// A kernel looks for a witness in another way than a search does: among changes
// that keep every sum from the start, it mends the counts that a change makes
// too small. The counts with most room follow the others, so that these are few.
type kernel struct {
	*echelon
	cells int
	room  []int           // by place, how far down it may go
	alone map[int]changes // by place, see with
	rows  map[int]line    // by place
}

// changes are by how much each place changes.
type changes map[int]int

// add adds so many times other changes.
func (m changes) add(what changes, times int) {
	for at, n := range what {
		if m[at] += n * times; m[at] == 0 {
			delete(m, at)
		}
	}
}

// turns are the orders in which cells of a class are reduced: where one gives
// fractions or finds no way, another may.
const turns = 4

// solve looks for a witness at a cell, turn by turn.
func (t *table) solve(c int, how reach) witness {
	for turn := range turns {
		if w := t.kernel(c, how, turn).witness(c); w != nil {
			return w
		}
	}
	return nil
}

// kernel is that of the cells which hang together with one, as far as they may
// be moved.
func (t *table) kernel(c int, how reach, turn int) *kernel {
	cols := t.reached(c, how)
	class := make(map[int]int, len(cols))
	for _, col := range cols {
		class[col] = t.class(col, how)
	}
	class[c] = last
	order := func(col int) uint64 {
		if turn == 0 {
			return uint64(col)
		}
		return mix(uint64(turns*col + turn))
	}
	slices.SortFunc(cols, func(a, b int) int {
		return cmp.Or(cmp.Compare(class[a], class[b]), cmp.Compare(order(a), order(b)))
	})
	k := &kernel{echelon: t.echelon(cols), cells: len(t.x), alone: map[int]changes{}, rows: map[int]line{}}
	for _, col := range cols {
		k.room = append(k.room, t.room(col, how))
	}
	return k
}

// reached are the cells that hang together with one through such as may be
// moved, and the spares of their bounds.
func (t *table) reached(c int, how reach) []int {
	seen := map[int]bool{c: true}
	cols := []int{c}
	reach := func(col int) {
		if !seen[col] {
			seen[col] = true
			cols = append(cols, col)
		}
	}
	for i := 0; i < len(cols); i++ {
		if cols[i] >= len(t.x) {
			continue
		}
		for _, u := range t.in[cols[i]] {
			if t.rules[u.rule].atMost {
				reach(len(t.x) + u.rule)
			}
			for _, m := range t.rules[u.rule].terms {
				if t.price(m.cell, how) >= 0 {
					reach(m.cell)
				}
			}
		}
	}
	slices.Sort(cols)
	return cols
}

// room is how far down a cell, or the spare of a bound, may go.
func (t *table) room(col int, how reach) int {
	if col >= len(t.x) {
		return t.rules[col-len(t.x)].room
	}
	return t.x[col] - t.least(col, how)
}

const last = 100

// class is the less the better it is for a cell to follow others: what has room
// and costs nothing first, what has no room and is dear last.
func (t *table) class(col int, how reach) (class int) {
	switch room := t.room(col, how); {
	case room <= 0:
		class = 20
	case room < 3:
		class = 1
	}
	if col >= len(t.x) {
		return class
	}
	switch price := t.price(col, how); {
	case price >= dear:
		class += 10
	case price > 0:
		class += 2 + min(price/8, 7)
	}
	return class
}

// with is what moves with a place that is no pivot, in the least whole numbers;
// nil if they are large.
func (k *kernel) with(at int) changes {
	if m, ok := k.alone[at]; ok {
		return m
	}
	move := map[int]uint64{at: 1}
	k.solve(move)
	var m changes
	for times := 1; times <= 12 && m == nil; times++ {
		m = whole(move, times)
	}
	k.alone[at] = m
	return m
}

func whole(move map[int]uint64, by int) changes {
	m := changes{}
	for at, n := range move {
		var ok bool
		if m[at], ok = little(times(n, modulo(by))); !ok {
			return nil
		}
	}
	return m
}
