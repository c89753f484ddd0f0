package report

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"caseclock/deadline"
)

// siblings are four children notified on one day (the last a day later), seen
// at one meeting, registered and reviewed at another; the fourth was not at
// the review and is called to it only.
func siblings() []deadline.Case {
	var cases []deadline.Case
	for i := range 4 {
		e := []deadline.Event{
			{ID: "a", Kind: deadline.CaseAssigned, On: day("2026-01-02"), Authority: "stirling"},
			{ID: "b", Kind: deadline.ConcernNotified, On: day("2026-01-05")},
			{ID: "c", Kind: deadline.ConferenceCalled, On: day("2026-01-08"), Conference: deadline.Initial, Planned: day("2026-01-20"), Meeting: "M1"},
			{ID: "d", Kind: deadline.NoticeGiven, On: day("2026-01-12"), Conference: deadline.Initial},
			{ID: "e", Kind: deadline.ConferenceHeld, On: day("2026-01-27"), Conference: deadline.Initial, Outcome: deadline.Registered, Meeting: "M1"},
			{ID: "f", Kind: deadline.MinutesCirculated, On: day("2026-02-05"), Of: day("2026-01-27")},
			{ID: "g", Kind: deadline.ConferenceCalled, On: day("2026-03-02"), Conference: deadline.Review, Planned: day("2026-04-21"), Meeting: "M2"},
			{ID: "h", Kind: deadline.ConferenceHeld, On: day("2026-04-21"), Conference: deadline.Review, Outcome: deadline.Retained, Meeting: "M2"},
		}
		if i == 3 {
			e[1].On++
			e = e[:7]
		}
		for j := range e {
			e[j].Case = fmt.Sprintf("CP-%d", i)
		}
		cases = append(cases, deadline.NewCase(fmt.Sprintf("CP-%d", i), e))
	}
	return cases
}

func evaluated(o Options, cases []deadline.Case) Report {
	f := New(o)
	book := deadline.NewRulebook(deadline.Period{Pack: testPack, Calendar: deadline.NewCalendar("none", "0", []int{2026}, nil)})
	var reckoner deadline.Reckoner
	for i := range cases {
		m := deadline.Moment{AsAt: o.AsAt, KnownAt: o.KnownAt}
		f.Add(&cases[i], reckoner.Evaluate(&cases[i], book, m), deadline.Queries(&cases[i], book, m))
	}
	return f.Report(About{})
}

// Four brothers and sisters are one meeting, whatever it is that is counted.
func TestSiblingsAreOneMeeting(t *testing.T) {
	o := Options{From: day("2026-01-01"), To: day("2026-12-31"), AsAt: day("2026-05-15")}
	r := evaluated(o, siblings())
	for _, c := range []struct{ rule, child, meeting string }{
		{"initial-cpcc", "due 4 met 1 late 3 out 0", "due 1 met 0 late 1 out 0"},
		{"notice-of-cpcc", "due 8 met 4 late 0 out 4", "due 2 met 1 late 0 out 1"},
		{"minutes", "due 7 met 4 late 0 out 3", "due 2 met 1 late 0 out 1"},
		{"first-core-group", "due 4 met 0 late 0 out 4", "due 1 met 0 late 0 out 1"},
		{"first-review", "due 4 met 3 late 0 out 1", "due 1 met 0 late 0 out 1"},
		{"next-review", "due 3 met 0 late 0 out 0", "due 1 met 0 late 0 out 0"},
	} {
		for basis, want := range map[Basis]string{Child: c.child, Meeting: c.meeting} {
			f := find(t, r, "stirling", c.rule, basis)
			if got := fmt.Sprintf("due %d met %d late %d out %d", f.Due, f.Met, f.MetLate, f.Overdue); got != want {
				t.Errorf("%s by %s: %s, want %s", c.rule, basis, got, want)
			}
		}
	}
}

// Which meeting a deadline belongs to, by what met it, what was called and
// what started it.
func TestMeetingOfDeadline(t *testing.T) {
	const from = "\x00from "
	ev := func(kind deadline.Kind, on string, conf deadline.Conference, meeting string) deadline.Event {
		e := deadline.Event{ID: fmt.Sprint(kind, on, meeting), Kind: kind, On: day(on), Conference: conf, Meeting: meeting, Recorded: instantOf(on)}
		if kind == deadline.ConferenceCalled {
			e.Planned = e.On + 14
		}
		return e
	}
	held, called, minutes := deadline.ConferenceHeld, deadline.ConferenceCalled, deadline.MinutesCirculated
	start := ev(held, "2026-01-10", deadline.Initial, "M1")
	bare := ev(held, "2026-01-10", deadline.Initial, "")
	for _, c := range []struct {
		name, rule string
		met        bool // by the last event
		ended      string
		events     []deadline.Event
		withdrawn  string
		known      string
		kind       deadline.Conference
		want       string
	}{
		{name: "a review belongs to the meeting that met it", rule: "next-review", met: true, events: []deadline.Event{start, ev(called, "2026-02-01", deadline.Review, "M9"), ev(held, "2026-02-15", deadline.Review, "M2")}, want: "M2"},
		{name: "held without a reference: the meeting called", rule: "next-review", met: true, events: []deadline.Event{start, ev(called, "2026-02-01", deadline.Review, "M2"), ev(held, "2026-02-15", deadline.Review, "")}, want: "M2"},
		{name: "held, and no reference anywhere: its own", rule: "next-review", met: true, events: []deadline.Event{start, ev(held, "2026-02-15", deadline.Review, "")}, want: ""},
		{name: "open: the meeting called last", rule: "next-review", events: []deadline.Event{start, ev(called, "2026-02-01", deadline.Review, "M2"), ev(called, "2026-02-20", deadline.Review, "M3"), ev(called, "2026-02-21", deadline.Review, "")}, want: "M3"},
		{name: "of calls, the latest by its day and not by its place", rule: "next-review", events: []deadline.Event{start, ev(called, "2026-02-20", deadline.Review, "M3"), ev(called, "2026-02-01", deadline.Review, "M2")}, want: "M3"},
		{name: "a call of another kind is for another thing", rule: "next-review", events: []deadline.Event{start, ev(called, "2026-02-01", deadline.Transfer, "M2")}, want: from + "M1"},
		{name: "a call for a day before the clock started is not for it", rule: "next-review", events: []deadline.Event{start, ev(called, "2025-12-20", deadline.Review, "M0")}, want: from + "M1"},
		{name: "a call withdrawn is none", rule: "next-review", withdrawn: "M2", events: []deadline.Event{start, ev(called, "2026-02-01", deadline.Review, "M2")}, want: from + "M1"},
		{name: "a call after it ended is not for it", rule: "next-review", ended: "2026-02-03", events: []deadline.Event{start, ev(called, "2026-02-04", deadline.Review, "M2")}, want: from + "M1"},
		{name: "a call after the as-at day is not known yet", rule: "next-review", events: []deadline.Event{start, ev(called, "2026-05-04", deadline.Review, "M2")}, want: from + "M1"},
		{name: "a call recorded after the known-at is not known yet", rule: "next-review", known: "2026-04-10", events: []deadline.Event{start, ev(called, "2026-04-20", deadline.Review, "M2")}, want: from + "M1"},
		{name: "reconvened: the same kind", rule: "reconvened-cpcc", events: []deadline.Event{start, ev(called, "2026-01-11", deadline.Initial, "M2"), ev(called, "2026-01-12", deadline.Review, "M3")}, want: "M2"},
		{name: "reconvened: initial for pre-birth", rule: "reconvened-cpcc", kind: deadline.PreBirth, events: []deadline.Event{start, ev(called, "2026-01-11", deadline.Initial, "M2"), ev(called, "2026-01-12", deadline.Review, "M3")}, want: "M2"},
		{name: "reconvened: not pre-birth for initial", rule: "reconvened-cpcc", events: []deadline.Event{start, ev(called, "2026-01-11", deadline.PreBirth, "M2")}, want: from + "M1"},
		{name: "papers belong to the meeting they are of", rule: "minutes", events: []deadline.Event{start, ev(called, "2026-01-11", deadline.Review, "M2")}, want: "M1"},
		{name: "papers that name the meeting themselves", rule: "minutes", met: true, events: []deadline.Event{bare, ev(minutes, "2026-01-20", 0, "M1")}, want: "M1"},
		{name: "nothing known: its own", rule: "next-review", events: []deadline.Event{bare}, want: ""},
	} {
		events := slices.Clone(c.events)
		d := deadline.Deadline{Rule: testPack.Rule(c.rule), Start: day("2026-01-10"), Due: day("2026-03-10"), Conference: deadline.Initial, MetBy: -1, EndedBy: -1}
		if c.met {
			d.MetBy = int32(len(events) - 1)
			d.Met = events[d.MetBy].On
		}
		d.Ended = optional(c.ended)
		if c.kind != 0 {
			d.Conference = c.kind
		}
		for _, e := range events {
			if e.Meeting == c.withdrawn && c.withdrawn != "" {
				events = append(events, deadline.Event{ID: "w", Kind: deadline.Withdrawn, On: e.On, Target: e.ID, Recorded: e.Recorded})
			}
		}
		cs := deadline.NewCase("CP-1", events)
		r := reading{c: &cs, o: &Options{AsAt: day("2026-05-01")}}
		if c.known != "" {
			r.o.KnownAt = instantOf(c.known)
		}
		if got := r.meeting(newTimescale(d.Rule), &d); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A meeting stands as the worst of its children does, whichever comes first.
func TestMeetingStandsAsItsWorst(t *testing.T) {
	order := []deadline.Status{deadline.Overdue, deadline.EndedOverdue, deadline.MetLate, deadline.Pending, deadline.Met, deadline.Ended}
	for i, worse := range order {
		for _, better := range order[i:] {
			a, b := standing{status: worse, due: 10}, standing{status: better, due: 9}
			if got := a.join(b, nil); got.status != worse || got != b.join(a, nil) || got.due != 9 {
				t.Errorf("%s and %s: %+v and %+v", worse, better, got, b.join(a, nil))
			}
		}
	}
	var ws words
	moved, inquorate := ws.of("family-moved"), ws.of("inquorate")
	a := standing{category: moved, reasonLate: 3, late: 3}
	b := standing{category: inquorate, reasonLate: 4, late: 4, marks: agreed}
	if got := a.join(b, &ws); got.category != inquorate || got.late != 4 || !got.is(agreed) || got != b.join(a, &ws) {
		t.Errorf("the reason of the latest: %+v", got)
	}
	b.reasonLate = 3
	if got := a.join(b, &ws); got.category != moved || got != b.join(a, &ws) {
		t.Errorf("of two as late, the first by name: %+v", got)
	}
}

// instantOf is noon of a day.
func instantOf(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t.Add(12 * time.Hour)
}
