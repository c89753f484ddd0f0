package layout

import (
	"maps"
	"slices"
)

// far looks for other counts by far ways.
func (a *attacker) far(v int) ([]int, bool) {
	for turn := range 4 {
		f := a.follow(v, turn)
		alone := f.with(f.place[v])
		if alone == nil {
			continue
		}
		for _, sign := range []int{1, -1} {
			if m := f.mend(f.place[v], plus(nil, alone, sign)); m != nil {
				return a.checked(f, m)
			}
		}
	}
	return nil, false
}

// checked goes over what was found: every row holds, every count is one that
// the reader thinks possible.
func (a *attacker) checked(f *follow, m map[int]int) (moved []int, ok bool) {
	off := make([]int, len(a.rows))
	for at, n := range m {
		v := f.cols[at]
		if v >= len(a.truth) {
			continue
		}
		moved = append(moved, v)
		if a.truth[v]+n < a.can[v].lo || a.truth[v]+n > a.can[v].hi {
			return nil, false
		}
		for _, u := range a.plain[v] {
			off[u.at] += n * u.coef
		}
	}
	for r, n := range off {
		if a.broken(r, n) > 0 {
			return nil, false
		}
	}
	return moved, true
}

// plus is m and so many times another.
func plus(m, other map[int]int, times int) map[int]int {
	sum := maps.Clone(m)
	if sum == nil {
		sum = map[int]int{}
	}
	for at, n := range other {
		if sum[at] += n * times; sum[at] == 0 {
			delete(sum, at)
		}
	}
	return sum
}

// beyond is by how much a place moves further than it may.
func (f *follow) beyond(at, n int) int {
	return max(0, f.room[at].lo-n, n-f.room[at].hi)
}

// mend moves more, but for one place, until none moves further than it may; what
// is least beyond first.
func (f *follow) mend(but int, first map[int]int) map[int]int {
	type draft struct {
		move   map[int]int
		beyond int
	}
	measure := func(m map[int]int) (d draft) {
		d.move = m
		for at, n := range m {
			d.beyond += f.beyond(at, n)
		}
		return d
	}
	queue, seen := []draft{measure(first)}, map[uint64]bool{}
	for effort := 200; effort > 0 && len(queue) > 0 && len(queue) < 2000; effort-- {
		best := 0
		for i := range queue {
			if queue[i].beyond < queue[best].beyond {
				best = i
			}
		}
		d := queue[best]
		queue = slices.Delete(queue, best, best+1)
		if d.beyond == 0 {
			return d.move
		}
		for _, m := range f.mends(but, d.move) {
			hash := uint64(0)
			for at, n := range m {
				hash += uint64(n) * scatter(at)
			}
			if !seen[hash] {
				seen[hash] = true
				queue = append(queue, measure(m))
			}
		}
	}
	return nil
}

// mends move what the place that is furthest beyond follows.
func (f *follow) mends(but int, m map[int]int) (all []map[int]int) {
	worst := but
	for _, at := range slices.Sorted(maps.Keys(m)) {
		if f.beyond(at, m[at]) > f.beyond(worst, m[worst]) {
			worst = at
		}
	}
	row := f.lines[worst]
	for i := 1; i < len(row); {
		if p := f.lines[row[i].at]; p != nil {
			row = without(row, p, row[i].coef)
			continue
		}
		i++
	}
	for _, u := range row[min(1, len(row)):] {
		step := 1
		if (m[worst] < 0) == (u.coef < prime/2) {
			step = -1
		}
		if alone := f.with(u.at); u.at != but && alone != nil && f.beyond(u.at, m[u.at]+step*alone[u.at]) == 0 {
			all = append(all, plus(m, alone, step))
		}
	}
	return all
}
