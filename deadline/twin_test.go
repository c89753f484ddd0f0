package deadline_test

import (
	"cmp"
	"slices"
	"time"

	"caseclock/deadline"
)

// The twin is a second reckoning of the published rules, written apart from
// the first: slow, plain, with its own calendar and its own table of rules. It
// exists to be compared with deadline.Evaluate, line by line.

type twinEvent struct {
	place int // in the order recorded
	deadline.Event

	kind, conference, outcome, subject, direction, cause     string
	on, planned, until, of, edd                              twinDay
	registeredOn, lastReview, lastCoreGroup, start, proposed twinDay
}

type twinDeadline struct {
	rule                              twinRule
	conference                        string
	start, due, notBefore, met, ended twinDay
	planned                           twinDay
	known                             bool // whether the calendar could count it
	authority                         string
	startedBy, metBy, endedBy         *twinEvent
}

func (d *twinDeadline) open() bool { return d.met.IsZero() && d.ended.IsZero() }

type twinCase struct {
	rules                        []twinRule
	all                          []*twinEvent // all that were known, before any was left out
	deadlines                    []*twinDeadline
	registered, registeredBefore bool
	delivery                     twinDay
	authority                    string
	reasons                      []*twinEvent
}

// twin reckons one case's events, in the order recorded, under one pack.
func twin(pack string, events []deadline.Event, m deadline.Moment) []deadline.Line {
	s := &twinCase{rules: twinPack(pack)}
	asAt := dayOf(m.AsAt)
	s.all = knownBy(events, m.KnownAt)
	for _, e := range inOrder(lastCalls(upTo(asAt, standing(s.all)))) {
		s.take(e)
	}
	var lines []deadline.Line
	for _, d := range s.deadlines {
		lines = append(lines, s.line(pack, d, asAt))
	}
	slices.SortStableFunc(lines, inContractOrder)
	return lines
}

func knownBy(events []deadline.Event, known time.Time) (kept []*twinEvent) {
	for i, e := range events {
		if known.IsZero() || !e.Recorded.After(known) {
			kept = append(kept, twinEventOf(i, e))
		}
	}
	return kept
}

func twinEventOf(place int, e deadline.Event) *twinEvent {
	return &twinEvent{place: place, Event: e,
		kind: e.Kind.String(), conference: e.Conference.String(), outcome: e.Outcome.String(),
		subject: e.Subject.String(), direction: e.Direction.String(), cause: e.Cause.String(),
		on: dayOf(e.On), planned: dayOf(e.Planned), until: dayOf(e.Until), of: dayOf(e.Of), edd: dayOf(e.EDD),
		registeredOn: dayOf(e.RegisteredOn), lastReview: dayOf(e.LastReview), lastCoreGroup: dayOf(e.LastCoreGroup),
		start: dayOf(e.Start), proposed: dayOf(e.Proposed)}
}

// standing leaves out withdrawals, what they target, and what is replaced:
// whatever the day of the later event, and whether or not it is itself undone.
func standing(events []*twinEvent) (kept []*twinEvent) {
	for _, e := range events {
		undone := e.kind == "withdrawn"
		for _, other := range events {
			if other != e && e.ID != "" && (other.Target == e.ID || other.Replaces == e.ID) {
				undone = true
			}
		}
		if !undone {
			kept = append(kept, e)
		}
	}
	return kept
}

func upTo(asAt twinDay, events []*twinEvent) (kept []*twinEvent) {
	for _, e := range events {
		if !e.on.After(asAt) {
			kept = append(kept, e)
		}
	}
	return kept
}

// lastCalls keeps, of several calls of one kind of conference on one day, the
// last recorded.
func lastCalls(events []*twinEvent) (kept []*twinEvent) {
	for _, e := range events {
		again := false
		for _, later := range events {
			if e.kind == "conference-called" && later.kind == e.kind && later.conference == e.conference &&
				later.on.Equal(e.on) && later.place > e.place {
				again = true
			}
		}
		if !again {
			kept = append(kept, e)
		}
	}
	return kept
}

var twinKindOrder = []string{"case-assigned", "position-brought-in", "concern-notified", "edd-revised", "referral-allocated",
	"born", "transfer-notified", "conference-called", "notice-given", "conference-not-needed", "conference-held",
	"decisions-circulated", "plan-circulated", "minutes-circulated", "core-group-held", "change-identified",
	"chair-notified", "reason-recorded", "closed"}

func inOrder(events []*twinEvent) []*twinEvent {
	sorted := slices.Clone(events)
	slices.SortFunc(sorted, func(a, b *twinEvent) int {
		return cmp.Or(a.on.Compare(b.on),
			cmp.Compare(slices.Index(twinKindOrder, a.kind), slices.Index(twinKindOrder, b.kind)),
			cmp.Compare(quorateLast(a), quorateLast(b)),
			cmp.Compare(a.place, b.place))
	})
	return sorted
}

func quorateLast(e *twinEvent) int {
	if held(e) {
		return 1
	}
	return 0
}

// take is one step of the pass: dating, meet, fall away, register, start.
func (s *twinCase) take(e *twinEvent) {
	if e.kind == "case-assigned" && e.Authority != "" {
		s.authority = e.Authority
	}
	if e.kind == "reason-recorded" {
		s.reasons = append(s.reasons, e)
	}
	s.date(e)
	for _, d := range s.deadlines {
		if d.open() && d.rule.metBy(s, d, e) && !e.on.Before(d.notBefore) {
			d.met, d.metBy = e.on, e
		}
	}
	for _, d := range s.deadlines {
		if d.open() && d.rule.endedBy(d, e) {
			d.ended, d.endedBy = e.on, e
		}
	}
	s.register(e)
	for _, rule := range s.rules {
		for _, start := range rule.starts(s, e) {
			s.begin(rule, e, start)
		}
	}
}

func (s *twinCase) date(e *twinEvent) {
	for _, d := range s.deadlines {
		undatedAtBirth := e.kind == "born" && s.delivery.IsZero() && d.due.IsZero()
		if d.rule.id == "pre-birth-cpcc" && d.open() && undatedAtBirth {
			d.due = laterOf(daysOn(d.start, 21), e.on)
		}
	}
	if !oneOf(e, "concern-notified", "edd-revised") || e.edd.IsZero() {
		return
	}
	s.delivery = e.edd
	for _, d := range s.deadlines {
		passed := !d.due.IsZero() && d.due.Before(e.on)
		if d.rule.id == "pre-birth-cpcc" && d.open() && !passed {
			due, _ := d.rule.due(s, d.startedBy, d.start)
			d.due = laterOf(due, e.on)
		}
	}
}

func (s *twinCase) register(e *twinEvent) {
	s.registeredBefore = s.registered
	switch {
	case e.kind == "position-brought-in", held(e) && (e.outcome == "registered" || e.outcome == "retained"):
		s.registered = true
	case e.kind == "closed", held(e) && e.outcome == "deregistered":
		s.registered = false
	}
}

func (s *twinCase) begin(rule twinRule, e *twinEvent, start twinDay) {
	kind := kindCarried(e)
	for _, d := range s.deadlines {
		same := d.rule.id == rule.id && d.start.Equal(start) && d.conference == kind
		absorbed := d.rule.id == rule.id && d.open() && !rule.each
		if same || absorbed {
			return
		}
	}
	d := &twinDeadline{rule: rule, conference: kind, start: start, planned: e.planned, authority: s.authority, startedBy: e}
	d.due, d.known = rule.due(s, e, start)
	if rule.notBefore != nil {
		d.notBefore = rule.notBefore(start)
	}
	s.deadlines = append(s.deadlines, d)
}
