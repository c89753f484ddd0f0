package suppress

import (
	"maps"
	"slices"
)

// A draft is changes that keep every sum, of which some counts may be too
// small: by lack, together.
type draft struct {
	changes
	lack int
}

// mostDrafts is how many drafts are kept, and mostMends how many are gone on
// with.
const mostDrafts, mostMends = 1000, 200

// witness is one for a cell, nil if none is found.
func (k *kernel) witness(c int) witness {
	at := k.at[c]
	alone := k.with(at)
	if _, pivot := k.pivots[at]; pivot || alone == nil {
		return nil
	}
	for _, sign := range []int{1, -1} {
		first := changes{}
		first.add(alone, sign)
		if m := k.mend(at, first); m != nil {
			return k.moves(m)
		}
	}
	return nil
}

// moves are the changes of cells.
func (k *kernel) moves(m changes) (w witness) {
	for at, n := range m {
		if k.cols[at] < k.cells {
			w = append(w, move{k.cols[at], n})
		}
	}
	slices.SortFunc(w, func(a, b move) int { return a.cell - b.cell })
	return w
}

// mend adds changes, but of one place, until no count is too small: what lacks
// least first.
func (k *kernel) mend(but int, first changes) changes {
	queue := []draft{{first, k.lack(first)}}
	seen := map[uint64]bool{}
	for effort := mostMends; effort > 0 && len(queue) > 0 && len(queue) < mostDrafts; effort-- {
		best := 0
		for i, d := range queue {
			if d.lack < queue[best].lack {
				best = i
			}
		}
		d := queue[best]
		queue = slices.Delete(queue, best, best+1)
		if d.lack == 0 {
			return d.changes
		}
		for _, next := range k.mends(d.changes, but) {
			if h := next.hash(); !seen[h] {
				seen[h] = true
				queue = append(queue, draft{next, k.lack(next)})
			}
		}
	}
	return nil
}

// mends are the changes in which one thing more moves, so that the place that
// lacks most lacks less.
func (k *kernel) mends(m changes, but int) (all []changes) {
	worst, lack := -1, 0
	for _, at := range slices.Sorted(maps.Keys(m)) {
		if l := -m[at] - k.room[at]; l > lack {
			worst, lack = at, l
		}
	}
	if _, pivot := k.pivots[worst]; !pivot {
		return nil
	}
	if k.rows[worst] == nil {
		k.rows[worst] = k.row(worst)
	}
	for _, p := range k.rows[worst][1:] {
		step := 1
		if p.by < prime/2 {
			step = -1
		}
		alone := k.with(p.at)
		if p.at == but || alone == nil || m[p.at]+step*alone[p.at] < -k.room[p.at] {
			continue
		}
		next := maps.Clone(m)
		next.add(alone, step)
		all = append(all, next)
	}
	return all
}

// lack is how much is too small.
func (k *kernel) lack(m changes) (lack int) {
	for at, n := range m {
		lack += max(0, -n-k.room[at])
	}
	return lack
}

func (m changes) hash() (h uint64) {
	for at, n := range m {
		h += uint64(n) * mix(uint64(at))
	}
	return h
}
