//go:build trial

package input

import (
	"fmt"
	"math/rand/v2"

	"caseclock/deadline"
)

// plant is a contradiction: how it comes about, and the query that must say so.
type plant struct {
	code   string
	at     int // the event that is asked about; -1: the whole case
	events func(d deadline.Date) []deadline.Event
}

func on(d deadline.Date, e deadline.Event) deadline.Event { e.On = d; return e }

var (
	concern    = deadline.Event{Kind: deadline.ConcernNotified}
	registered = deadline.Event{Kind: deadline.ConferenceHeld, Conference: deadline.Initial, Outcome: deadline.Registered}
	removed    = deadline.Event{Kind: deadline.ConferenceHeld, Conference: deadline.Review, Outcome: deadline.Deregistered}
	minutes    = deadline.Event{Kind: deadline.MinutesCirculated}
	closed     = deadline.Event{Kind: deadline.Closed, Cause: deadline.MovedAway}
)

var plants = []plant{
	{"paper-without-conference", 1, func(d deadline.Date) []deadline.Event {
		return []deadline.Event{on(d, concern), on(d+3, minutes), on(d+10, registered)}
	}},
	{"paper-before-conference", 1, func(d deadline.Date) []deadline.Event {
		early := minutes
		early.Of = d + 10
		return []deadline.Event{on(d, concern), on(d+3, early), on(d+10, registered)}
	}},
	{"review-of-unregistered", 1, func(d deadline.Date) []deadline.Event {
		return []deadline.Event{on(d, concern), on(d+9, removed), on(d+20, registered)}
	}},
	{"registered-twice", 2, func(d deadline.Date) []deadline.Event {
		return []deadline.Event{on(d, concern), on(d+9, registered), on(d+20, registered)}
	}},
	{"after-closing", 3, func(d deadline.Date) []deadline.Event {
		moved := deadline.Event{Kind: deadline.TransferNotified, Direction: deadline.In}
		return []deadline.Event{on(d, moved), on(d+2, moved), on(d+9, closed),
			on(d+12, deadline.Event{Kind: deadline.ConferenceHeld, Conference: deadline.Transfer, Outcome: deadline.Registered})}
	}},
	{"concern-while-registered", 2, func(d deadline.Date) []deadline.Event {
		return []deadline.Event{on(d, concern), on(d+9, registered), on(d+12, concern)}
	}},
	{"closed-while-registered", 2, func(d deadline.Date) []deadline.Event {
		return []deadline.Event{on(d, concern), on(d+9, registered), on(d+12, closed)}
	}},
	{"delivery-date-impossible", 0, func(d deadline.Date) []deadline.Event {
		return []deadline.Event{on(d, deadline.Event{Kind: deadline.ConcernNotified, Subject: deadline.Unborn, EDD: d + 400})}
	}},
	{"deregistered-by-other-kind", 2, func(d deadline.Date) []deadline.Event {
		wrong := registered
		wrong.Outcome = deadline.Deregistered
		return []deadline.Event{on(d, concern), on(d+9, registered), on(d+20, wrong)}
	}},
	{"conference-without-cause", 0, func(d deadline.Date) []deadline.Event { return []deadline.Event{on(d, registered)} }},
	{"planned-before-call", 1, func(d deadline.Date) []deadline.Event {
		return []deadline.Event{on(d, concern), on(d+9, deadline.Event{Kind: deadline.ConferenceCalled, Conference: deadline.Initial, Planned: d + 2})}
	}},
	{"position-while-registered", 2, func(d deadline.Date) []deadline.Event {
		return []deadline.Event{on(d, concern), on(d+9, registered), on(d+20, deadline.Event{Kind: deadline.PositionBroughtIn, RegisteredOn: d + 1})}
	}},
	{"reason-fits-nothing", 1, func(d deadline.Date) []deadline.Event {
		return []deadline.Event{on(d, concern), on(d+30, deadline.Event{Kind: deadline.ReasonRecorded, Rule: "initial-cpcc", Start: d + 1, Category: "report-not-ready", Proposed: d + 40})}
	}},
	{"dated-before-2000", 0, func(d deadline.Date) []deadline.Event { return []deadline.Event{on(d-365*30, concern), on(d, concern)} }},
	{"no-authority", -1, func(d deadline.Date) []deadline.Event { return []deadline.Event{on(d, concern)} }},
}

// noise draws events of any kind from a day on, in any order of days.
func noise(chance *rand.Rand, from deadline.Date) (all []deadline.Event) {
	conferences := []deadline.Conference{deadline.Initial, deadline.Review, deadline.PreBirth, deadline.Transfer, deadline.ContinuedInitial}
	outcomes := []deadline.Outcome{deadline.Registered, deadline.NotRegistered, deadline.Retained, deadline.Deregistered, deadline.Inquorate}
	for range chance.IntN(12) {
		d := from + deadline.Date(chance.IntN(200))
		kinds := []deadline.Event{concern, minutes, closed, {Kind: deadline.CoreGroupHeld}, {Kind: deadline.PlanCirculated}, {Kind: deadline.DecisionsCirculated},
			{Kind: deadline.Born}, {Kind: deadline.EDDRevised, EDD: d + deadline.Date(chance.IntN(300))}, {Kind: deadline.TransferNotified, Direction: deadline.In},
			{Kind: deadline.ConferenceHeld, Conference: conferences[chance.IntN(len(conferences))], Outcome: outcomes[chance.IntN(len(outcomes))]},
			{Kind: deadline.ConcernNotified, Subject: deadline.Unborn}}
		all = append(all, on(d, kinds[chance.IntN(len(kinds))]))
	}
	return all
}

// correct draws corrections of the noise and of each other. Twice is an event
// that was corrected more than once, where there is one.
func correct(chance *rand.Rand, ref string, events []deadline.Event, planted int) (made []deadline.Event, twice string) {
	stand := append([]deadline.Event(nil), events[planted:]...)
	undone := map[string]int{}
	for range chance.IntN(6) {
		if len(stand) == 0 {
			break
		}
		was := stand[chance.IntN(len(stand))]
		id := fmt.Sprintf("%s-c%d", ref, len(made))
		if undone[was.ID]++; undone[was.ID] == 2 {
			twice = was.ID
		}
		if chance.IntN(2) == 0 {
			made = append(made, deadline.Event{ID: id, Case: ref, Kind: deadline.Withdrawn, On: was.On + 300, Target: was.ID, Why: "entered in error"})
			continue
		}
		next := was
		next.ID, next.Replaces, next.On = id, was.ID, was.On+deadline.Date(chance.IntN(9))
		made, stand = append(made, next), append(stand, next)
	}
	return made, twice
}
