package demo

import "caseclock/deadline"

// convene calls a conference and holds it: mostly in time, late mostly by less
// than a fortnight, and in busy times late more often than not. It gives the
// day on which it was held and whether it was by the last day told of.
func (f *family) convene(kind deadline.Conference, rule string, start, due deadline.Date) (held deadline.Date, ok bool) {
	p := 0.83
	if f.w.isBusy(f.authority, due) {
		p = 0.5
	}
	if open := f.stillOpen(due); open != 0 {
		held = open
		f.explain(rule, start, due, held, 0)
	} else if f.chance(p) {
		held = max(start+1, f.later(due, -f.between(0, 8)))
	} else {
		held = due + deadline.Date(f.lateness())
		for held.Weekend() {
			held++
		}
		f.explain(rule, start, due, held, 0)
	}
	f.call(kind, start, held)
	if f.chance(0.04) { // too few came
		f.each(deadline.Event{Kind: deadline.ConferenceHeld, On: held, Conference: kind, Outcome: deadline.Inquorate, Meeting: f.meeting()})
		again := f.later(held, f.between(7, 26))
		f.call(kind, held+1, again)
		if again > due && held <= due {
			f.explain(rule, start, due, again, 0)
		}
		held = again
	}
	return held, held <= f.w.Until
}

// stillOpen gives a day after the last one told of for some of what fell due
// shortly before it: late, and not done yet.
func (f *family) stillOpen(due deadline.Date) deadline.Date {
	if due >= f.w.Until || due < f.w.Until-60 || f.chance(0.65) {
		return 0
	}
	return f.w.Until + deadline.Date(f.between(2, 25))
}

// lateness draws days late: mostly from 1 to 14.
func (f *family) lateness() int {
	if f.chance(0.85) {
		return f.between(1, 14)
	}
	return f.between(15, 50)
}

// call records that a conference was called, sometimes moved, and that notice
// was given.
func (f *family) call(kind deadline.Conference, start, held deadline.Date) {
	called := max(f.w.from, min(start+deadline.Date(f.between(0, 5)), held))
	planned := held
	moved := f.chance(0.12) && held-called > 12
	if moved {
		planned = f.later(held, -f.between(3, 7))
	}
	f.each(deadline.Event{Kind: deadline.ConferenceCalled, On: called, Conference: kind, Planned: planned})
	if moved {
		called = min(called+deadline.Date(f.between(1, 6)), planned)
		f.each(deadline.Event{Kind: deadline.ConferenceCalled, On: called, Conference: kind, Planned: held})
	}
	if f.chance(0.88) {
		f.each(deadline.Event{Kind: deadline.NoticeGiven, On: min(called+deadline.Date(f.soonOrLate(0.8, 0, 4, 8)), held), Conference: kind})
	}
}

// decide tells what a conference decided, and what followed. Brothers and
// sisters are mostly decided for alike.
func (f *family) decide(kind deadline.Conference, held deadline.Date) {
	meeting := f.meeting()
	if kind == deadline.Initial && f.chance(limitsOf(f.authority, held).continued) {
		f.continued(held, meeting)
		return
	}
	registered := f.children
	if f.chance(0.27) {
		registered = nil
	} else if len(f.children) > 1 && f.chance(0.15) {
		registered = f.children[:len(f.children)-1]
	}
	others := f.children[len(registered):]
	f.forAll(registered, deadline.Event{Kind: deadline.ConferenceHeld, On: held, Conference: kind, Outcome: deadline.Registered, Meeting: meeting})
	f.forAll(others, deadline.Event{Kind: deadline.ConferenceHeld, On: held, Conference: kind, Outcome: deadline.NotRegistered, Meeting: meeting})
	f.papers(held, meeting, f.children, registered)
	f.forAll(others, deadline.Event{Kind: deadline.Closed, On: held + deadline.Date(f.between(16, 60)), Cause: deadline.ProcessEnded})
	if f.children = registered; len(registered) > 0 {
		f.onTheRegister(kind, held)
	}
}

// continued: for want of information, to a day agreed.
func (f *family) continued(held deadline.Date, meeting string) {
	until := f.later(held, f.between(21, 60))
	f.each(deadline.Event{Kind: deadline.ConferenceHeld, On: held, Conference: deadline.Initial, Outcome: deadline.Continued, Until: until, Meeting: meeting})
	f.papers(held, meeting, f.children, nil)
	again := until
	if f.chance(0.25) {
		again = f.later(until, f.between(3, 15))
		if limitsOf(f.authority, held).farewell > 0 { // the guidance of 2021 has no limit for it
			f.explain("continued-initial-cpcc", held, until, again, deadline.Initial)
		}
	}
	f.call(deadline.ContinuedInitial, held+1, again)
	if again <= f.w.Until {
		f.decide(deadline.ContinuedInitial, again)
	}
}

// papers: decisions the next day, plan and minutes later, some late and a few
// never.
func (f *family) papers(held deadline.Date, meeting string, all, withPlan []string) {
	of := held
	if f.chance(0.15) {
		of = 0
	}
	l := limitsOf(f.authority, held)
	send := func(rule string, kind deadline.Kind, to []string, limit, days int) {
		if f.chance(0.03) {
			days = 0 // never
		} else {
			f.forAll(to, deadline.Event{Kind: kind, On: held + deadline.Date(days), Of: of, Meeting: meeting})
		}
		if days > limit || days == 0 && limit > 1 {
			f.explainDelay(to, rule, held, limit, days)
		}
	}
	send("decisions-record", deadline.DecisionsCirculated, all, 1, f.soonOrLate(0.88, 0, 1, 4))
	send("plan", deadline.PlanCirculated, withPlan, l.plan, f.soonOrLate(0.82, 2, l.plan-1, 10))
	send("minutes", deadline.MinutesCirculated, all, l.minutes, f.soonOrLate(0.78, 7, l.minutes-1, 20))
}
