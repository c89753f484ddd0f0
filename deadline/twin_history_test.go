package deadline_test

import (
	"fmt"
	"time"

	"caseclock/deadline"

	"pgregory.net/rapid"
)

// Random histories of one case: believable courses of events, and data as
// muddled as an export can be. Days cluster around the ends of limits, month
// ends, leap days and the edges of the calendar.

// teller draws one history, event by event, in the order recorded.
type teller struct {
	t        *rapid.T
	events   []deadline.Event
	day      twinDay         // where the story has got to
	recorded time.Time       // when the last event was written down
	about    *deadline.Event // what the next reason speaks of, when it answers an event
	nasty    bool
}

var firstDays = []string{"2026-01-05", "2025-11-30", "2025-12-11", "2024-02-29", "2023-08-31", "2012-12-03", "2012-06-01",
	"2013-06-14", "2014-12-10", "2014-12-31", "2028-11-20", "2028-12-28", "2027-08-31", "2019-02-28", "2026-05-29", "2015-01-01"}

// gaps are days between one event and the next: many at once, some of them the
// ends of limits.
var gaps = []int{0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 10, 14, 15, 16, 20, 21, 22, 27, 28, 29, 30, 31, 41, 42, 43, 56, 57, 84, 90, 91, 92, 93, 181, 184}

func drawHistory(t *rapid.T) []deadline.Event {
	s := &teller{t: t, nasty: rapid.Bool().Draw(t, "nasty")}
	s.day = mustDay(rapid.SampledFrom(firstDays).Draw(t, "first day"))
	s.recorded = s.day
	for range rapid.IntRange(0, 22).Draw(t, "events") {
		s.tell()
	}
	return s.events
}

func (s *teller) tell() {
	e := deadline.Event{ID: fmt.Sprintf("e%d", len(s.events)+1), Case: "CP-0001"}
	if answer := s.answer(); answer.kind != 0 {
		e.Kind = answer.kind
		if e.Kind == deadline.ConferenceCalled || e.Kind == deadline.NoticeGiven || e.Kind == deadline.ConferenceHeld {
			e.Conference = answer.conference
		}
	} else {
		s.move()
		e.Kind = s.kind()
	}
	e.On = dateOf(s.day)
	if s.nasty && s.one(6, "another day") {
		e.On = dateOf(daysOn(s.day, s.pick([]int{-200, -90, -30, -22, -2, -1, 1, 3, 40}, "off by")))
	}
	s.fill(&e)
	s.correct(&e)
	e.By = []string{"", "admin-1", "admin-2"}[s.upTo(2, "by")]
	e.Recorded = s.write()
	for _, old := range s.events { // nothing is corrected before it was written down
		if (old.ID == e.Replaces || old.ID == e.Target) && e.Recorded.Before(old.Recorded) {
			e.Recorded = old.Recorded
		}
	}
	s.events = append(s.events, e)
}

// answer is what may follow an event, and the days after it on which its limit
// is nearly up, up, or just past.
type answer struct {
	to         deadline.Kind
	kind       deadline.Kind
	conference deadline.Conference
	after      []int
}

var answers = []answer{
	{deadline.ConcernNotified, deadline.ConferenceHeld, deadline.Initial, []int{0, 20, 21, 22, 27, 28, 29}},
	{deadline.ConcernNotified, deadline.ConferenceHeld, deadline.PreBirth, []int{1, 21, 22, 28, 29, 60}},
	{deadline.ConcernNotified, deadline.ConferenceCalled, deadline.Initial, []int{0, 2, 10}},
	{deadline.ConcernNotified, deadline.ReferralAllocated, 0, []int{0, 3, 21, 22}},
	{deadline.ConcernNotified, deadline.Born, 0, []int{3, 30, 100}},
	{deadline.TransferNotified, deadline.ConferenceHeld, deadline.Transfer, []int{5, 21, 22, 29, 30, 31}},
	{deadline.ConferenceCalled, deadline.NoticeGiven, 0, []int{0, 0, 1, 2, 9}},
	{deadline.ConferenceCalled, deadline.ConferenceHeld, 0, []int{0, 1, 1, 2, 5, 6, 14, 21}},
	{deadline.ConferenceHeld, deadline.DecisionsCirculated, 0, []int{0, 1, 2}},
	{deadline.ConferenceHeld, deadline.PlanCirculated, 0, []int{0, 5, 6, 7, 8}},
	{deadline.ConferenceHeld, deadline.MinutesCirculated, 0, []int{10, 14, 15, 16, 17}},
	{deadline.ConferenceHeld, deadline.CoreGroupHeld, 0, []int{0, 14, 15, 16, 21, 22, 41, 42, 43, 55, 56, 57}},
	{deadline.ConferenceHeld, deadline.ConferenceHeld, deadline.Review, []int{0, 60, 89, 90, 91, 92, 93, 181, 182, 184, 185}},
	{deadline.ConferenceHeld, deadline.ConferenceHeld, 0, []int{0, 1, 13, 14, 15, 28, 90, 92}},
	{deadline.ConcernNotified, deadline.ReasonRecorded, 0, []int{20, 21, 22, 28}},
	{deadline.ConferenceHeld, deadline.ReasonRecorded, 0, []int{1, 5, 15, 16}},
	{deadline.ConferenceHeld, deadline.ReasonRecorded, 0, []int{0, 5, 15}},
	{deadline.CoreGroupHeld, deadline.CoreGroupHeld, 0, []int{0, 1, 27, 30, 31, 32, 42, 43}},
	{deadline.CoreGroupHeld, deadline.ChangeIdentified, 0, []int{0, 1}},
	{deadline.ChangeIdentified, deadline.ChairNotified, 0, []int{0, 0, 3, 4}},
	{deadline.PositionBroughtIn, deadline.ConferenceHeld, deadline.Review, []int{0, 0, 1, 90}},
	{deadline.PositionBroughtIn, deadline.Closed, 0, []int{0, 5}},
	{deadline.PositionBroughtIn, deadline.CoreGroupHeld, 0, []int{0, 1, 30}},
}

// answer draws, half of the time, what may follow one of the last events, and
// goes to its day.
func (s *teller) answer() answer {
	if len(s.events) == 0 || s.one(2, "something else") {
		return answer{}
	}
	last := s.events[max(0, len(s.events)-1-s.upTo(3, "of the last")):][0]
	var fitting []answer
	for _, a := range answers {
		if a.to == last.Kind {
			fitting = append(fitting, a)
		}
	}
	if len(fitting) == 0 {
		return answer{}
	}
	a := rapid.SampledFrom(fitting).Draw(s.t, "answer")
	if a.conference == 0 {
		a.conference = last.Conference
	}
	if a.kind == deadline.ReasonRecorded {
		s.about = &last
	}
	s.day = daysOn(dayOf(last.On), s.pick(a.after, "after"))
	return a
}

// move goes on to the day of the next event.
func (s *teller) move() {
	if s.nasty && len(s.events) > 0 && s.one(5, "back") {
		s.day = dayOf(s.earlier().On)
	}
	switch s.upTo(8, "move") {
	case 0:
		s.day = monthsOn(s.day, s.pick([]int{1, 3, 6}, "months"))
	case 1:
		s.day = daysOn(monthsOn(s.day, s.pick([]int{1, 3, 6}, "months")), s.pick([]int{-1, 1}, "beside"))
	default:
		s.day = daysOn(s.day, s.pick(gaps, "gap"))
	}
}

// write gives the instant of recording: mostly a little after the last, now
// and then before it.
func (s *teller) write() time.Time {
	hours := s.pick([]int{0, 1, 5, 24, 24, 72, 240}, "hours")
	if s.nasty && s.one(10, "written before") {
		hours = -100
	}
	s.recorded = s.recorded.Add(time.Duration(hours) * time.Hour)
	return s.recorded
}

// correct makes an event one that replaces another, now and then: often of the
// same kind with another day or another word.
func (s *teller) correct(e *deadline.Event) {
	if len(s.events) == 0 || e.Kind == deadline.Withdrawn || !s.one(9, "replaces") {
		return
	}
	old := s.earlier()
	if old.Kind == deadline.Withdrawn {
		return
	}
	if !s.one(5, "by another kind") {
		on := e.On
		id := e.ID
		*e = old
		e.ID, e.Replaces, e.On = id, "", on
		if s.one(3, "same day") {
			e.On = old.On
		}
		if s.one(3, "filled anew") {
			s.fill(e)
		}
	}
	e.Replaces = old.ID
}

var expected = []deadline.Kind{deadline.ConcernNotified, deadline.ConcernNotified, deadline.ConferenceHeld, deadline.ConferenceHeld,
	deadline.ConferenceHeld, deadline.ConferenceHeld, deadline.ConferenceCalled, deadline.ConferenceCalled, deadline.NoticeGiven,
	deadline.DecisionsCirculated, deadline.PlanCirculated, deadline.MinutesCirculated, deadline.CoreGroupHeld, deadline.CoreGroupHeld,
	deadline.ReasonRecorded, deadline.ReasonRecorded}

var every = []deadline.Kind{deadline.CaseAssigned, deadline.PositionBroughtIn, deadline.EDDRevised, deadline.ReferralAllocated,
	deadline.Born, deadline.TransferNotified, deadline.ConferenceNotNeeded, deadline.ChangeIdentified, deadline.ChairNotified,
	deadline.Closed, deadline.Withdrawn}

func (s *teller) kind() deadline.Kind {
	if len(s.events) == 0 && !s.nasty {
		return []deadline.Kind{deadline.ConcernNotified, deadline.TransferNotified, deadline.PositionBroughtIn, deadline.CaseAssigned}[s.upTo(3, "begins")]
	}
	k := rapid.SampledFrom(append(expected, every...)).Draw(s.t, "kind")
	if k == deadline.Withdrawn && (len(s.events) == 0 || s.one(2, "no withdrawal")) {
		return deadline.ConferenceHeld
	}
	return k
}

// The drawing of small things.

func (s *teller) upTo(n int, what string) int { return rapid.IntRange(0, n).Draw(s.t, what) }
func (s *teller) one(in int, what string) bool {
	return rapid.IntRange(1, in).Draw(s.t, what) == in
}
func (s *teller) pick(from []int, what string) int { return rapid.SampledFrom(from).Draw(s.t, what) }
func (s *teller) earlier() deadline.Event {
	return s.events[rapid.IntRange(0, len(s.events)-1).Draw(s.t, "earlier")]
}

// mention gives the day of an earlier event, or one beside it.
func (s *teller) mention(otherwise deadline.Date) deadline.Date {
	if len(s.events) == 0 {
		return otherwise
	}
	e := s.earlier()
	if e.Kind == deadline.PositionBroughtIn && s.one(2, "as brought in") {
		if d := []deadline.Date{e.RegisteredOn, e.LastReview, e.LastCoreGroup}[s.upTo(2, "of the position")]; d != 0 {
			return d
		}
	}
	if s.nasty && s.one(6, "beside") {
		return dateOf(daysOn(dayOf(e.On), s.pick([]int{-1, 1, 9}, "beside by")))
	}
	return e.On
}
