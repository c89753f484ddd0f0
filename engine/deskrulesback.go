package engine

import (
	"slices"

	"caseclock/access"
	"caseclock/deadline"
)

// Back is what a conference on a day asks for and is in time for.
type Back struct {
	Notice []Due   // by when participants are to be given notice
	InTime []Since // what it is in time for
}

// Since is what a conference is in time for, where it happened on a day or
// later.
type Since struct {
	Words string        // what happened, as Occurrence has it
	From  deadline.Date // none: however early
	To    deadline.Date // the last day: that of the conference, where one on the same day meets it
	Due   Due           // of what happened on From, or on To where there is none
}

// How far back what a conference is in time for is looked for: while it is in
// time, as long as a limit can be; and while it is not yet, because what comes
// earlier than so many weeks does not count, about a year.
const (
	longestInTime = deadline.LongestLimit
	longestNotYet = 400
)

// outcomes that a conference of each kind is taken to have: one that meets what
// it was called for.
var calculatedOutcome = map[deadline.Conference]deadline.Outcome{
	deadline.Initial: deadline.Registered, deadline.ContinuedInitial: deadline.Registered, deadline.PreBirth: deadline.Registered,
	deadline.Review: deadline.Retained, deadline.Transfer: deadline.Registered,
}

// Backward says of a conference on a day by when to give notice of it, and since
// when what it follows may have happened for it to be in time. Each day is
// tried with the reckoning itself: no date is counted here. What concerns an
// unborn child is left out where no expected date of delivery is given. Errors:
// Refused, ErrNotAllowed.
func (d *Desk) Backward(w Worked) (Back, error) {
	if !d.v.May(access.SeeRules) {
		return Back{}, ErrNotAllowed
	}
	var faults Refused
	by := d.countingBy(&w, &faults)
	if calculatedOutcome[w.Conference] == 0 {
		faults.add("conference: accepted is one of the kinds listed")
	}
	checkCalculated(&faults, "on", w.On, true)
	checkCalculated(&faults, "edd", w.EDD, false)
	if err := faults.err(); err != nil {
		return Back{}, err
	}
	b := Back{Notice: by.notice(&w)}
	for i := range Occurrences {
		if w.EDD == 0 && slices.Contains(Occurrences[i].Wants, "edd") {
			continue // without it there is no day to be in time for
		}
		b.InTime = append(b.InTime, by.inTime(&Occurrences[i], &w)...)
	}
	return b, nil
}

// calledAhead is how many days before it a conference is taken to be called:
// early enough for any notice.
const calledAhead = 92

// notice is by when notice is due of the conference.
func (by *countingBy) notice(w *Worked) []Due {
	called := *w
	called.Planned = w.On
	h := Occurrence{registered: w.Conference == deadline.Review, event: func(w *Worked) deadline.Event {
		return deadline.Event{Kind: deadline.ConferenceCalled, Conference: w.Conference, Planned: w.Planned}
	}}
	return by.dues(&h, &called, w.On-calledAhead)
}

// inTime is, rule by rule, since when h may have happened.
func (by *countingBy) inTime(h *Occurrence, w *Worked) []Since {
	var all []Since
	open := map[string]int{} // rules that are in time up to the day looked at, by their place in all
	shut := map[string]bool{}
	early := true // an earlier start may be met, though this one is not
	for back := deadline.Date(0); back <= longestInTime && (len(open) > 0 || early && back <= longestNotYet); back++ {
		on := w.On - back
		met, tooSoon := by.metOn(h, w, on)
		early = back == 0 || tooSoon || len(by.periods) > 1
		for rule, place := range open {
			if _, still := met[rule]; !still {
				delete(open, rule)
				shut[rule] = true
				all[place].From = on + 1
			}
		}
		for rule := range met {
			if _, is := open[rule]; !is && !shut[rule] {
				open[rule] = len(all)
				all = append(all, Since{Words: h.Words, To: on, Due: Due{Rule: rule}})
			}
		}
		if len(shut) > 0 && len(open) == 0 {
			break
		}
	}
	return by.explained(h, w, all)
}

// metOn gives the rules that the conference meets in time where h happened on a
// day; tooSoon says that it comes before a day from which on it would count.
func (by *countingBy) metOn(h *Occurrence, w *Worked, on deadline.Date) (met map[string]bool, tooSoon bool) {
	c, at, of := by.withConference(h, w, on)
	met = map[string]bool{}
	for _, x := range deadline.Evaluate(&c, by.book, deadline.Moment{AsAt: w.On}) {
		if x.StartedBy == at && x.MetBy == of && x.Status == deadline.Met {
			met[x.Rule.ID] = true
		}
		tooSoon = tooSoon || x.StartedBy == at && x.NotBefore > w.On
	}
	return met, tooSoon
}

func (by *countingBy) withConference(h *Occurrence, w *Worked, on deadline.Date) (c deadline.Case, at, of int32) {
	conference := deadline.Event{Kind: deadline.ConferenceHeld, On: w.On, Conference: w.Conference, Outcome: calculatedOutcome[w.Conference]}
	c, at = h.invented(w, on, conference)
	return c, at, int32(len(c.Facts) - 1)
}

// explained tells of each how its due day was reached.
func (by *countingBy) explained(h *Occurrence, w *Worked, all []Since) []Since {
	var told []Since
	for _, s := range all {
		on := s.From
		if on == 0 {
			on = s.To
		}
		for _, u := range by.dues(h, w, on) {
			if u.Rule == s.Due.Rule {
				s.Due = u
				told = append(told, s)
			}
		}
	}
	return told
}
