package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"caseclock/deadline"
)

// A breach leaves the lists without a reason where the entry behind it is
// withdrawn or corrected. That is how a slip is put right, and how a breach could
// be made to vanish: so it asks for a person and a why, and is listed and counted
// as a query on the data, under the day that the breach was due.
const (
	breachWithdrawn = "breach-withdrawn"
	breachCorrected = "breach-corrected"
)

// takenBackCodes are the codes of these queries.
var takenBackCodes = []string{breachWithdrawn, breachCorrected}

// breachKey tells breaches of a case apart.
func breachKey(d *deadline.Deadline) DeadlineKey {
	return DeadlineKey{d.Rule.ID, d.Start, d.Conference}
}

// vanished are the breaches of a case that the event at a position made
// vanish: on the day it was recorded (at most the day looked from) they were out
// of timescale without it, and with it they are not. One whose clock moved with
// the correction and is out of timescale still did not vanish.
func vanished(book *Book, c *deadline.Case, i int, asAt deadline.Date) []deadline.Deadline {
	before, after := upTo(c, i), upTo(c, i+1)
	m := deadline.Moment{AsAt: asAt}
	is := deadline.Evaluate(&after, book.Rulebook(), m)
	var gone []deadline.Deadline
	for _, d := range deadline.Evaluate(&before, book.Rulebook(), m) {
		if d.Breach() && !slices.ContainsFunc(is, func(a deadline.Deadline) bool { return sameBreach(&after, &a, &d) }) {
			gone = append(gone, d)
		}
	}
	return gone
}

// sameBreach says whether a deadline is a breach that was there before: by its
// clock, or by a clock that a correction moved.
func sameBreach(c *deadline.Case, now, before *deadline.Deadline) bool {
	if !now.Breach() || now.Rule.ID != before.Rule.ID || now.Conference != before.Conference {
		return false
	}
	return now.Start == before.Start || int(now.StartedBy) < len(c.Facts) && now.StartedBy >= 0 && c.Facts[now.StartedBy].Replaces == before.StartedBy+1
}

// upTo is a case with its first n events.
func upTo(c *deadline.Case, n int) deadline.Case {
	short := deadline.Case{Ref: c.Ref, Facts: c.Facts[:n:n], Load: c.Load}
	if c.Events != nil {
		short.Events = c.Events[:n:n]
	}
	return short
}

// takenBack are the queries about breaches of a case that were made to vanish,
// as known at a moment, but those that are out of timescale again as it stands.
func takenBack(book *Book, c *deadline.Case, m deadline.Moment, ds []deadline.Deadline) []deadline.Query {
	var all []deadline.Query
	for i := range c.Facts {
		f := &c.Facts[i]
		if f.Withdraws|f.Replaces == 0 || !m.Knows(f) || f.Recorded == 0 {
			continue
		}
		day := min(m.AsAt, deadline.DayOf(time.Unix(0, f.Recorded)))
		for _, d := range vanished(book, c, i, day) {
			if slices.ContainsFunc(ds, func(is deadline.Deadline) bool { return is.Breach() && breachKey(&is) == breachKey(&d) }) {
				continue
			}
			all = append(all, takenBackQuery(c, i, &d, day))
		}
	}
	return all
}

func takenBackQuery(c *deadline.Case, i int, d *deadline.Deadline, day deadline.Date) deadline.Query {
	e := c.Event(int32(i))
	q := deadline.Query{Case: c.Ref, Code: breachWithdrawn, Severity: deadline.Odd, Event: e.ID, On: d.Due}
	what := "withdrawn"
	if e.Kind != deadline.Withdrawn {
		q.Code, what = breachCorrected, "corrected"
	}
	by, why := e.By, e.Why
	if by == "" {
		by = "nobody who is named"
	}
	switch {
	case why == "" && e.Source != "":
		why = "said otherwise in " + e.Source
	case why == "":
		why = "no reason is recorded"
	}
	q.Text = fmt.Sprintf("%s due %s was out of timescale and left the list on %s, when an entry behind it was %s by %s: %s", d.Rule.ID, d.Due, day, what, by, why)
	return q
}

// checkTakingBack refuses an event that makes a breach vanish without saying who
// takes the entry back and why. Prefix is that of the fields in hand.
func (e *Engine) checkTakingBack(faults *Refused, prefix string, was *deadline.Case, event *deadline.Event) {
	if was == nil || event.Replaces == "" && event.Target == "" || len(faults.Faults) > 0 {
		return
	}
	if event.By != "" && strings.TrimSpace(event.Why) != "" {
		return
	}
	is := deadline.NewCase(was.Ref, append(eventsOf(was), *event))
	if len(vanished(e.Book, &is, len(is.Facts)-1, e.Today())) == 0 {
		return
	}
	if strings.TrimSpace(event.Why) == "" {
		faults.add("%swhy: missing; what is out of timescale would leave the list, so a short text is needed that says what was wrong with the entry", prefix)
	}
	if event.By == "" {
		faults.add("%sby: missing; what is out of timescale would leave the list, so the person is needed who takes the entry back", prefix)
	}
}

// checkCorrectionWhy refuses a why that goes with no correction.
func checkCorrectionWhy(faults *Refused, prefix string, event *deadline.Event) {
	checkText(faults, prefix+"why", event.Why)
	if event.Why != "" && event.Replaces == "" {
		faults.add("%swhy: it goes with replaces, and says what was wrong with the entry that is corrected", prefix)
	}
}

// eventsOf are the events of a case in full, in memory of their own.
func eventsOf(c *deadline.Case) []deadline.Event {
	all := make([]deadline.Event, len(c.Facts), len(c.Facts)+1)
	for i := range c.Facts {
		all[i] = c.Event(int32(i))
	}
	return all
}
