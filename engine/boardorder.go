package engine

import (
	"cmp"
	"slices"
	"strings"

	"caseclock/deadline"
)

// order is a list that is kept sorted while its members come and go.
type order[T comparable] struct {
	list []T
	less func(a, b T) int
}

func (o *order[T]) sort() { slices.SortFunc(o.list, o.less) }

func (o *order[T]) insert(x T) {
	i, _ := slices.BinarySearchFunc(o.list, x, o.less)
	o.list = slices.Insert(o.list, i, x)
}

// remove takes one member out. Of several that compare as equal it looks for
// the very one.
func (o *order[T]) remove(x T) {
	i, found := slices.BinarySearchFunc(o.list, x, o.less)
	for ; found && i < len(o.list); i++ {
		if o.list[i] == x {
			o.list = slices.Delete(o.list, i, i+1)
			return
		}
	}
}

// window gives, of several sorted lists taken together, those that are wanted
// from one position on up to another (nil wants all), and counts all wanted.
func window[T any](lists [][]T, less func(a, b T) int, from, to int, wanted func(T) bool) (page []T, count int) {
	if wanted != nil {
		lists = filtered(lists, wanted)
	}
	for _, l := range lists {
		count += len(l)
	}
	if from >= count {
		return nil, count
	}
	if len(lists) == 1 {
		return lists[0][from:min(to, count)], count
	}
	heads := slices.DeleteFunc(slices.Clone(lists), func(l []T) bool { return len(l) == 0 })
	first := func(a, b []T) int { return less(a[0], b[0]) }
	slices.SortFunc(heads, first)
	for n := 0; n < min(to, count); n++ {
		if n >= from {
			page = append(page, heads[0][0])
		}
		heads = advance(heads, first)
	}
	return page, count
}

// advance takes the first of the first list, and puts that list where it then
// belongs.
func advance[T any](heads [][]T, first func(a, b []T) int) [][]T {
	rest := heads[0][1:]
	if len(rest) == 0 {
		return heads[1:]
	}
	i, _ := slices.BinarySearchFunc(heads[1:], rest, first)
	copy(heads, heads[1:1+i])
	heads[i] = rest
	return heads
}

func filtered[T any](lists [][]T, wanted func(T) bool) [][]T {
	all := make([][]T, 0, len(lists))
	for _, l := range lists {
		var kept []T
		for _, x := range l {
			if wanted(x) {
				kept = append(kept, x)
			}
		}
		all = append(all, kept)
	}
	return all
}

// hotRow is a deadline that somebody may still have to do something about.
type hotRow struct {
	c *boardCase
	r *boardRow
}

// lessHot orders by due day (none last), reference, rule, start, conference.
func lessHot(a, b hotRow) int {
	if a.r.due != b.r.due {
		return noneLast(a.r.due, b.r.due)
	}
	return cmp.Or(strings.Compare(a.c.ref, b.c.ref), strings.Compare(a.r.rule.ID, b.r.rule.ID),
		cmp.Compare(a.r.start, b.r.start), cmp.Compare(a.r.conference, b.r.conference), cmp.Compare(a.r.startedBy, b.r.startedBy))
}

func byReference(a, b *boardCase) int { return strings.Compare(a.ref, b.ref) }

func byNextDue(a, b *boardCase) int { return cmp.Or(noneLast(a.next, b.next), byReference(a, b)) }

func byDaysLate(a, b *boardCase) int { return cmp.Or(cmp.Compare(b.late, a.late), byReference(a, b)) }

// noneLast compares days so that none comes after all others.
func noneLast(a, b deadline.Date) int {
	switch {
	case a == b:
		return 0
	case a == 0:
		return 1
	case b == 0:
		return -1
	}
	return cmp.Compare(a, b)
}
