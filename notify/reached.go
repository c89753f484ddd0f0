package notify

import (
	"slices"

	"caseclock/deadline"
)

// compareSteps orders by the day on which they were reached; on one day what
// asks for more is higher.
func compareSteps(a, b step) int {
	if a.moment != b.moment {
		return int(a.moment - b.moment)
	}
	return slices.Index(Occasions, a.rung.When) - slices.Index(Occasions, b.rung.When)
}

// reached is the day on which the deadline reached the rung, or no date where
// it has not, or the rung is none of its.
func (d *decision) reached(it *Item, r *Rung) deadline.Date {
	var m deadline.Date
	dl := &it.Deadline
	open := it.breach() && dl.Open()
	switch r.When {
	case Before:
		if it.pending() && it.due() >= d.today {
			m = it.due() - deadline.Date(r.Days)
		}
	case After:
		if open {
			m = dl.Due + deadline.Date(r.Days)
		}
	case ProposedPassed:
		if open && dl.Reason != nil && dl.Reason.Lapsed {
			m = max(dl.Reason.Proposed, dl.Due) + 1
		}
	case Unexplained:
		if it.breach() && !dl.Explained() {
			m = lastTime(unexplainedSince(dl)+deadline.Date(r.Days), r.Every, d.today)
		}
	}
	if m > d.today {
		return 0
	}
	return m
}

// unexplainedSince is the day from which a breach has stood unexplained: the
// due day, or the proposed date that passed.
func unexplainedSince(dl *deadline.Deadline) deadline.Date {
	if dl.Reason != nil && dl.Reason.Lapsed {
		return max(dl.Reason.Proposed, dl.Due)
	}
	return dl.Due
}

// lastTime is the latest of first, first + every, first + 2 every... that is
// not after today; or first, where that is still to come.
func lastTime(first deadline.Date, every int, today deadline.Date) deadline.Date {
	if every <= 0 || today < first {
		return first
	}
	return today - (today-first)%deadline.Date(every)
}
