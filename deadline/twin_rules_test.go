package deadline_test

import (
	"slices"
)

// twinRule is a row of the published table of rules, written out by hand.
type twinRule struct {
	id        string
	starts    func(s *twinCase, e *twinEvent) []twinDay // days on which the event starts it
	due       func(s *twinCase, e *twinEvent, start twinDay) (due twinDay, known bool)
	notBefore func(start twinDay) twinDay // nil: any day meets it
	metBy     func(s *twinCase, d *twinDeadline, e *twinEvent) bool
	endedBy   func(d *twinDeadline, e *twinEvent) bool
	each      bool // every start has its own; otherwise absorbed while one is open
	possible  bool // "where possible": no breach
}

// Limits.

type twinLimit = func(*twinCase, *twinEvent, twinDay) (twinDay, bool)

func days(n int) twinLimit {
	return func(_ *twinCase, _ *twinEvent, start twinDay) (twinDay, bool) { return daysOn(start, n), true }
}

func weeks(n int) twinLimit { return days(7 * n) }

func months(n int) twinLimit {
	return func(_ *twinCase, _ *twinEvent, start twinDay) (twinDay, bool) { return monthsOn(start, n), true }
}

func workingDays(n int) twinLimit {
	return func(_ *twinCase, _ *twinEvent, start twinDay) (twinDay, bool) { return workingDaysOn(start, n) }
}

// laterOf28WeeksAnd21Days is the pre-birth limit of the 2014 guidance.
func laterOf28WeeksAnd21Days(s *twinCase, _ *twinEvent, start twinDay) (twinDay, bool) {
	if s.delivery.IsZero() {
		return never, true
	}
	return laterOf(daysOn(s.delivery, -84), daysOn(start, 21)), true
}

// earlierOf28WeeksAnd28Days is the pre-birth limit of the 2021 guidance.
func earlierOf28WeeksAnd28Days(s *twinCase, _ *twinEvent, start twinDay) (twinDay, bool) {
	fourWeeks := daysOn(start, 28)
	if s.delivery.IsZero() || !daysOn(s.delivery, -84).After(start) {
		return fourWeeks, true
	}
	return earlierOf(fourWeeks, daysOn(s.delivery, -84)), true
}

func fiveDaysBeforePlanned(_ *twinCase, e *twinEvent, _ twinDay) (twinDay, bool) {
	return daysOn(e.planned, -5), true
}

func threeMonthsOrUntil(_ *twinCase, e *twinEvent, start twinDay) (twinDay, bool) {
	limit := monthsOn(start, 3)
	if e.until.After(e.on) {
		limit = earlierOf(limit, e.until)
	}
	return limit, true
}

func onALaterDay(start twinDay) twinDay    { return daysOn(start, 1) }
func fromSixWeeksOn(start twinDay) twinDay { return daysOn(start, 42) }

// What events are.

// held is a conference that was quorate; of one of the kinds, when any is
// named.
func held(e *twinEvent, kinds ...string) bool {
	return e.kind == "conference-held" && e.outcome != "inquorate" && (len(kinds) == 0 || slices.Contains(kinds, e.conference))
}

func inquorate(e *twinEvent) bool { return e.kind == "conference-held" && e.outcome == "inquorate" }

func registers(e *twinEvent) bool {
	return held(e, "initial", "continued-initial", "pre-birth", "transfer") && e.outcome == "registered"
}

func deregisters(e *twinEvent) bool { return held(e) && e.outcome == "deregistered" }

func oneOf(e *twinEvent, kinds ...string) bool { return slices.Contains(kinds, e.kind) }

// Starts. A rule starts on the event's own day unless it was brought in.

func startsWhen(ok func(s *twinCase, e *twinEvent) bool) func(*twinCase, *twinEvent) []twinDay {
	return func(s *twinCase, e *twinEvent) []twinDay {
		if ok(s, e) {
			return []twinDay{e.on}
		}
		return nil
	}
}

func concernAbout(subject string) func(*twinCase, *twinEvent) []twinDay {
	return startsWhen(func(s *twinCase, e *twinEvent) bool {
		return e.kind == "concern-notified" && e.subject == subject && !s.registered
	})
}

func newlyRegisters(kinds ...string) func(*twinCase, *twinEvent) []twinDay {
	return startsWhen(func(s *twinCase, e *twinEvent) bool {
		return registers(e) && !s.registeredBefore && held(e, kinds...)
	})
}

func plainly(ok func(*twinEvent) bool) func(*twinCase, *twinEvent) []twinDay {
	return startsWhen(func(_ *twinCase, e *twinEvent) bool { return ok(e) })
}

func or(starts ...func(*twinCase, *twinEvent) []twinDay) func(*twinCase, *twinEvent) []twinDay {
	return func(s *twinCase, e *twinEvent) (on []twinDay) {
		for _, start := range starts {
			on = append(on, start(s, e)...)
		}
		return on
	}
}

// broughtIn starts a rule from a day that a position names; a day after the
// position's own counts as absent, and a position of a child registered before
// it does nothing.
func broughtIn(from func(e *twinEvent) twinDay) func(*twinCase, *twinEvent) []twinDay {
	return func(s *twinCase, e *twinEvent) []twinDay {
		if e.kind != "position-brought-in" || s.registeredBefore || from(e).IsZero() {
			return nil
		}
		return []twinDay{from(e)}
	}
}

func unlessAfter(e *twinEvent, d twinDay) twinDay {
	if d.After(e.on) {
		return never
	}
	return d
}

func fromLastReview(e *twinEvent) twinDay    { return unlessAfter(e, e.lastReview) }
func fromLastCoreGroup(e *twinEvent) twinDay { return unlessAfter(e, e.lastCoreGroup) }
func fromRegistration(e *twinEvent) twinDay {
	if !fromLastReview(e).IsZero() {
		return never
	}
	return unlessAfter(e, e.registeredOn)
}

// What meets and ends.

func by(ok func(e *twinEvent) bool) func(*twinCase, *twinDeadline, *twinEvent) bool {
	return func(_ *twinCase, _ *twinDeadline, e *twinEvent) bool { return ok(e) }
}

func byHeld(kinds ...string) func(*twinCase, *twinDeadline, *twinEvent) bool {
	return by(func(e *twinEvent) bool { return held(e, kinds...) })
}

func byEvent(kind string) func(*twinCase, *twinDeadline, *twinEvent) bool {
	return by(func(e *twinEvent) bool { return e.kind == kind })
}

// byPaper: the day named in `of`; without it, the latest start of any deadline
// of the rule on or before the paper's day, met or not.
func byPaper(kind string) func(*twinCase, *twinDeadline, *twinEvent) bool {
	return func(s *twinCase, d *twinDeadline, e *twinEvent) bool {
		if e.kind != kind {
			return false
		}
		of := e.of
		if of.IsZero() {
			for _, other := range s.deadlines {
				if other.rule.id == d.rule.id && !other.start.After(e.on) {
					of = laterOf(of, other.start)
				}
			}
		}
		return d.start.Equal(of)
	}
}

func heldOfItsKind(_ *twinCase, d *twinDeadline, e *twinEvent) bool {
	return held(e, d.conference) || d.conference == "pre-birth" && held(e, "initial")
}

func closedNotNeededOrRegisters(_ *twinDeadline, e *twinEvent) bool {
	return oneOf(e, "closed", "conference-not-needed") || registers(e)
}

func closedOrDeregisters(_ *twinDeadline, e *twinEvent) bool {
	return e.kind == "closed" || deregisters(e)
}

func closedOnly(_ *twinDeadline, e *twinEvent) bool { return e.kind == "closed" }
func nothing(*twinDeadline, *twinEvent) bool        { return false }

func endsNotice(d *twinDeadline, e *twinEvent) bool {
	switch {
	case e.kind == "closed":
		return true
	case e.kind == "conference-not-needed":
		return d.conference != "review"
	case e.kind == "conference-called":
		return e.conference == d.conference
	case e.kind == "conference-held" && e.conference == d.conference:
		return !d.planned.After(e.on) || d.start.Before(e.on) && !d.planned.After(daysOn(e.on, 28))
	}
	return false
}

func endsReconvened(d *twinDeadline, e *twinEvent) bool {
	return registers(e) || deregisters(e) || e.kind == "closed" || e.kind == "conference-not-needed" && d.conference != "review"
}

func endsTransfer(_ *twinDeadline, e *twinEvent) bool {
	return oneOf(e, "closed", "conference-not-needed") || registers(e) || deregisters(e)
}

func endsAfterDeregistration(_ *twinDeadline, e *twinEvent) bool {
	return e.kind == "closed" && (e.cause == "died" || e.cause == "moved-away") || registers(e)
}
