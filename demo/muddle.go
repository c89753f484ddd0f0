package demo

import "caseclock/deadline"

// muddle adds what a case system's export holds now and then: accepted, and
// queried.
func (f *family) muddle(first string, d deadline.Date) {
	child := []string{first}
	on := d + deadline.Date(f.between(0, 40))
	switch f.r.IntN(7) {
	case 0: // an outcome that a review cannot have
		f.forAll(child, deadline.Event{Kind: deadline.ConferenceHeld, On: on, Conference: deadline.Review, Outcome: deadline.Registered})
	case 1: // minutes of a day on which nothing was held
		f.forAll(child, deadline.Event{Kind: deadline.MinutesCirculated, On: on, Of: on - 3})
	case 2: // a conference planned for a Sunday, before its call
		f.forAll(child, deadline.Event{Kind: deadline.ConferenceCalled, On: on, Conference: deadline.Initial, Planned: on - deadline.Date(on.Weekday())})
	case 3: // a reason that fits no deadline
		f.forAll(child, deadline.Event{Kind: deadline.ReasonRecorded, On: on, Rule: "next-review", Start: on - 1, Category: "report-not-ready"})
	case 4: // a delivery date years away
		f.forAll(child, deadline.Event{Kind: deadline.EDDRevised, On: on, EDD: on.AddMonths(26)})
	case 5: // dated after the day it was written down
		f.record(deadline.Event{Case: first, Kind: deadline.CoreGroupHeld, On: on + 5}, f.officeHours(on))
	case 6: // a core group after the case was closed
		f.forAll(child, deadline.Event{Kind: deadline.Closed, On: on, Cause: deadline.ProcessEnded})
		f.forAll(child, deadline.Event{Kind: deadline.CoreGroupHeld, On: on + 3})
	}
}
