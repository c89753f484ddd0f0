package engine

import (
	"slices"
	"strings"

	"caseclock/access"
	"caseclock/deadline"
)

// caseload is the cases that are in the same hands, in the orders in which lists
// want them. Every case is in two: that of its authority, and that of its
// authority, chair and lead professional.
type caseload struct {
	part  access.Part // chair and lead are empty in that of an authority
	work  [workLists]order[hotRow]
	cases [caseOrders]order[*boardCase]
}

// The lists of a caseload's deadlines that somebody may have to do something
// about, by due day.
const (
	needing = iota // they need a reason
	outside        // out of timescale and open, nothing more is asked
	pending        // open and counted, with a due day to come
	workLists
)

// The orders of a caseload's cases.
const (
	inReference = iota
	inNextDue
	inDaysLate
	caseOrders
)

var orderOf = map[Sort]int{ByReference: inReference, ByNextDue: inNextDue, ByDaysLate: inDaysLate}

func newCaseload(part access.Part) *caseload {
	l := &caseload{part: part}
	for i := range l.work {
		l.work[i].less = lessHot
	}
	for i, less := range [caseOrders]func(a, b *boardCase) int{byReference, byNextDue, byDaysLate} {
		l.cases[i].less = less
	}
	return l
}

// list is the list of a caseload that a row belongs to; -1: none.
func (r *boardRow) list() int {
	switch {
	case !r.counted:
		return -1
	case r.needsReason():
		return needing
	case r.isOpen() && r.status.OutOfTimescale():
		return outside
	case r.isOpen() && r.due != 0:
		return pending
	}
	return -1
}

// loads are the caseloads that a case is in, made where they are not there.
func (b *board) loads(c *boardCase) [2]*caseload {
	whole, hands := access.Part{Authority: c.who.Authority}, c.who.part()
	if b.whole[whole.Authority] == nil {
		b.whole[whole.Authority] = newCaseload(whole)
	}
	if b.hands[hands] == nil {
		b.hands[hands] = newCaseload(hands)
	}
	return [2]*caseload{b.whole[whole.Authority], b.hands[hands]}
}

// put and take keep a caseload sorted while a case comes and goes.
func (l *caseload) put(c *boardCase) {
	for i := range l.cases {
		l.cases[i].insert(c)
	}
	for i := range c.rows[:c.hot] {
		if k := c.rows[i].list(); k >= 0 {
			l.work[k].insert(hotRow{c, &c.rows[i]})
		}
	}
}

func (l *caseload) take(c *boardCase) {
	for i := range l.cases {
		l.cases[i].remove(c)
	}
	for i := range c.rows[:c.hot] {
		if k := c.rows[i].list(); k >= 0 {
			l.work[k].remove(hotRow{c, &c.rows[i]})
		}
	}
}

// heap puts a case in at the end, to be sorted once all are there.
func (l *caseload) heap(c *boardCase) {
	for i := range l.cases {
		l.cases[i].list = append(l.cases[i].list, c)
	}
	for i := range c.rows[:c.hot] {
		if k := c.rows[i].list(); k >= 0 {
			l.work[k].list = append(l.work[k].list, hotRow{c, &c.rows[i]})
		}
	}
}

func (l *caseload) sort() {
	for i := range l.cases {
		l.cases[i].sort()
	}
	for i := range l.work {
		l.work[i].sort()
	}
}

// theirs are caseloads that together hold what the viewer may see of an
// authority and a chair (empty: any), each case once.
func (d *Desk) theirs(b *board, authority, chair string) []*caseload {
	var all []*caseload
	whole := map[string]bool{}
	for a, l := range b.whole {
		if chair == "" && (authority == "" || a == authority) && d.v.In(access.SeeCases, a) {
			all, whole[a] = append(all, l), true
		}
	}
	for p, l := range b.hands {
		if !whole[p.Authority] && (authority == "" || p.Authority == authority) && (chair == "" || p.Chair == chair) && d.v.MayFor(access.SeeCases, p) {
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(a, b *caseload) int {
		return strings.Compare(a.part.Authority+"\x00"+a.part.Chair+"\x00"+a.part.Lead, b.part.Authority+"\x00"+b.part.Chair+"\x00"+b.part.Lead)
	})
	return all
}

// dueBy is how many of a list that is sorted by due day fall due up to a day.
func dueBy(list []hotRow, day deadline.Date) int {
	n, _ := slices.BinarySearchFunc(list, day+1, func(h hotRow, d deadline.Date) int { return noneLast(h.r.due, d) })
	return n
}
