package demo

import "caseclock/deadline"

// onTheRegister: core groups and reviews until the children leave the
// register.
func (f *family) onTheRegister(kind deadline.Conference, held deadline.Date) {
	l := limitsOf(f.authority, held)
	first := f.soonOrLate(0.84, 5, l.coreGroup-1, 15)
	rule, months := "first-review", l.firstReview
	if kind == deadline.PreBirth && f.authority == "clydeside" {
		rule, months = "first-review-after-pre-birth", 3
	}
	if first > l.coreGroup {
		f.explainDelay(f.children, "first-core-group", held, l.coreGroup, first)
	}
	due := held.AddMonths(months)
	leaves := held + deadline.Date(f.between(20, 80))
	switch f.weighted(0.006, 0.04, 0.954) {
	case 0:
		f.coreGroups(held, leaves, first)
		f.close(leaves, deadline.Died)
	case 1:
		f.coreGroups(held, leaves, first)
		f.each(deadline.Event{Kind: deadline.TransferNotified, On: leaves, Direction: deadline.Out})
		f.close(leaves+deadline.Date(f.between(1, 15)), deadline.MovedAway)
	default:
		f.coreGroups(held, due-15, first)
		f.review(rule, held, due)
	}
}

// coreGroups tells of those before a day. Not every case system is told of
// every one.
func (f *family) coreGroups(from, before deadline.Date, first int) {
	l := limitsOf(f.authority, from)
	each := l.between
	if each == 0 {
		each = 42
	}
	if first == 0 {
		first = f.between(4, each)
	}
	for d := f.later(from, first); d < before && d <= f.w.Until; {
		f.each(deadline.Event{Kind: deadline.CoreGroupHeld, On: d})
		if f.chance(0.06) {
			f.each(deadline.Event{Kind: deadline.ChangeIdentified, On: d})
			if f.chance(0.9) {
				f.each(deadline.Event{Kind: deadline.ChairNotified, On: d + deadline.Date(f.soonOrLate(0.8, 0, 3, 9))})
			}
		}
		if l.between == 0 && f.chance(0.5) {
			return
		}
		next := f.later(d, f.soonOrLate(0.8, each-9, each, 14))
		if l.between > 0 && next < before && next > d+deadline.Date(l.between+1) {
			f.explainDelay(f.children, "core-group", d, l.between+1, int(next-d))
		}
		d = next
	}
}

// review holds a review, and what follows from it. The next one is sometimes
// booked at the meeting.
func (f *family) review(rule string, start, due deadline.Date) {
	for {
		held := f.later(due, -f.between(0, 14))
		if open := f.stillOpen(due); open != 0 {
			held = open
			f.explain(rule, start, due, held, 0)
		} else if !f.chance(0.8) {
			held = f.later(due, f.between(3, 25))
			f.explain(rule, start, due, held, 0)
		}
		if held <= start {
			held = start + 1
		}
		f.call(deadline.Review, max(start, held-deadline.Date(f.between(12, 40))), held)
		if held > f.w.Until {
			return
		}
		meeting := f.meeting()
		if f.chance(0.48) {
			f.deregister(held, meeting)
			return
		}
		next := held.AddMonths(6)
		f.each(deadline.Event{Kind: deadline.ConferenceHeld, On: held, Conference: deadline.Review, Outcome: deadline.Retained, Next: f.later(next, -7), Meeting: meeting})
		f.papers(held, meeting, f.children, f.children)
		f.coreGroups(held, next-15, 0)
		rule, start, due = "next-review", held, next
	}
}

func (f *family) deregister(held deadline.Date, meeting string) {
	f.each(deadline.Event{Kind: deadline.ConferenceHeld, On: held, Conference: deadline.Review, Outcome: deadline.Deregistered, Meeting: meeting})
	f.papers(held, meeting, f.children, nil)
	last := held + deadline.Date(f.between(15, 50))
	if farewell := limitsOf(f.authority, held).farewell; farewell > 0 && f.chance(0.85) {
		days := f.soonOrLate(0.75, farewell-13, farewell, 20)
		f.each(deadline.Event{Kind: deadline.CoreGroupHeld, On: held + deadline.Date(days)})
		last = held + deadline.Date(days+f.between(1, 20))
	}
	if f.chance(0.85) {
		f.close(last, deadline.ProcessEnded)
	}
}
