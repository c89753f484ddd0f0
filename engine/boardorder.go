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

// hotRow is a deadline that somebody may still have to do something about.
type hotRow struct {
	c *boardCase
	r *boardRow
}

// lessHot orders by due day (none last), reference, rule, start, conference.
func lessHot(a, b hotRow) int {
	return cmp.Or(noneLast(a.r.due, b.r.due), strings.Compare(a.c.ref, b.c.ref), strings.Compare(a.r.rule.ID, b.r.rule.ID),
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
