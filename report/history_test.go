package report

import (
	"fmt"
	"time"

	"caseclock/deadline"

	"pgregory.net/rapid"
)

// Random histories of several children at shared meetings, whose cases pass
// from one authority to another, with late entries, corrections and
// withdrawals. Days lie in and around the year 2026, many at the ends of its
// quarters and many together.

var turningDays = []string{"2025-09-30", "2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01", "2026-09-30", "2026-10-01", "2026-12-31", "2027-01-01"}

func drawDay(t *rapid.T) deadline.Date {
	if rapid.Bool().Draw(t, "turning") {
		return day(rapid.SampledFrom(turningDays).Draw(t, "day")) + deadline.Date(rapid.IntRange(-1, 1).Draw(t, "beside"))
	}
	return day("2025-07-01") + deadline.Date(rapid.IntRange(0, 700).Draw(t, "day"))
}

var historyKinds = []deadline.Kind{deadline.CaseAssigned, deadline.CaseAssigned, deadline.ConcernNotified, deadline.ConcernNotified,
	deadline.ConferenceHeld, deadline.ConferenceHeld, deadline.ConferenceHeld, deadline.ConferenceHeld, deadline.ConferenceHeld,
	deadline.PositionBroughtIn, deadline.Closed, deadline.MinutesCirculated, deadline.CoreGroupHeld, deadline.Withdrawn}

func drawEvent(t *rapid.T, earlier []deadline.Event, child string) deadline.Event {
	e := deadline.Event{ID: fmt.Sprintf("e%d", len(earlier)+1), Case: child, Kind: rapid.SampledFrom(historyKinds).Draw(t, "kind"), On: drawDay(t)}
	if len(earlier) > 0 && rapid.IntRange(0, 3).Draw(t, "same day") == 0 {
		e.On = earlier[len(earlier)-1].On
	}
	switch e.Kind {
	case deadline.CaseAssigned:
		e.Authority = rapid.SampledFrom([]string{"", "fife", "falkirk", "stirling"}).Draw(t, "authority")
	case deadline.ConcernNotified:
		e.Subject = rapid.SampledFrom([]deadline.Subject{deadline.Child, deadline.Unborn}).Draw(t, "subject")
		if e.Subject == deadline.Unborn && rapid.Bool().Draw(t, "dated") {
			e.EDD = e.On + deadline.Date(rapid.IntRange(10, 250).Draw(t, "edd"))
		}
	case deadline.PositionBroughtIn:
		e.RegisteredOn = e.On - deadline.Date(rapid.IntRange(-20, 900).Draw(t, "registered"))
	case deadline.ConferenceHeld:
		e.Conference = deadline.Conference(rapid.IntRange(int(deadline.Initial), int(deadline.Transfer)).Draw(t, "conference"))
		e.Outcome = deadline.Outcome(rapid.IntRange(int(deadline.Registered), int(deadline.Deregistered)).Draw(t, "outcome"))
		e.Meeting = rapid.SampledFrom([]string{"", "M1", "M2"}).Draw(t, "meeting")
	case deadline.Closed:
		e.Cause = deadline.Cause(rapid.IntRange(int(deadline.MovedAway), int(deadline.ProcessEnded)).Draw(t, "cause"))
	}
	correctEarlier(t, &e, earlier)
	return e
}

// correctEarlier makes an event one that withdraws or replaces an earlier one,
// where there is one that it can.
func correctEarlier(t *rapid.T, e *deadline.Event, earlier []deadline.Event) {
	replaces := rapid.IntRange(0, 4).Draw(t, "replaces") == 0
	if e.Kind != deadline.Withdrawn && !replaces {
		return
	}
	var old deadline.Event
	if len(earlier) > 0 {
		old = rapid.SampledFrom(earlier).Draw(t, "earlier")
	}
	switch {
	case old.ID == "" || old.Kind == deadline.Withdrawn:
		if e.Kind == deadline.Withdrawn {
			e.Kind = deadline.CoreGroupHeld
		}
	case e.Kind == deadline.Withdrawn:
		e.Target = old.ID
	default:
		e.Replaces = old.ID
	}
}

// drawHistories draws cases whose events were recorded one an hour.
func drawHistories(t *rapid.T) []deadline.Case {
	var cases []deadline.Case
	for i := range rapid.IntRange(0, 6).Draw(t, "cases") {
		child := fmt.Sprintf("CP-%02d", i+1)
		var events []deadline.Event
		for range rapid.IntRange(0, 12).Draw(t, "events") {
			e := drawEvent(t, events, child)
			e.Recorded = recordedFrom.Add(time.Duration(len(events)) * time.Hour)
			events = append(events, e)
		}
		cases = append(cases, deadline.NewCase(child, events))
	}
	return cases
}

var recordedFrom = time.Date(2027, 6, 1, 9, 0, 0, 0, time.UTC)

// drawYear draws options of the year 2026 with its quarters as their trend.
func drawYear(t *rapid.T) Options {
	o := Options{From: day("2026-01-01"), To: day("2026-12-31"), AsAt: day("2027-12-31")}
	o.Trend = o.Period().Quarters(4)
	if rapid.Bool().Draw(t, "early") {
		o.AsAt = drawDay(t)
	}
	if rapid.IntRange(0, 2).Draw(t, "as known") == 0 {
		o.KnownAt = recordedFrom.Add(time.Duration(rapid.IntRange(0, 10).Draw(t, "hours")) * time.Hour)
	}
	if rapid.IntRange(0, 2).Draw(t, "one") == 0 {
		o.Authority = rapid.SampledFrom([]string{"fife", "falkirk"}).Draw(t, "only")
	}
	return o
}
