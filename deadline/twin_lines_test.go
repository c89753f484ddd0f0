package deadline_test

import (
	"cmp"

	"caseclock/deadline"
)

// How a deadline stands, its reason, and its line.

func (s *twinCase) line(pack string, d *twinDeadline, asAt twinDay) deadline.Line {
	word := d.status(asAt)
	status, err := deadline.ParseStatus(word)
	if err != nil {
		panic(err)
	}
	out := word == "overdue" || word == "met-late" || word == "ended-overdue"
	l := deadline.Line{
		Case: d.startedBy.Case, Rule: d.rule.id, Start: dateOf(d.start), Due: dateOf(d.due), NotBefore: dateOf(d.notBefore),
		Met: dateOf(d.met), Ended: dateOf(d.ended), Status: status, DaysLate: d.daysLate(asAt),
		Breach: out && !d.rule.possible, Pack: pack, Authority: unlessEmpty(d.authority),
		StartedBy: d.startedBy.name(), MetBy: d.metBy.name(), EndedBy: d.endedBy.name(), Reason: s.reason(d, asAt),
	}
	if d.conference != "" {
		l.Conference, _ = deadline.ParseConference(d.conference)
	}
	if !d.known {
		l.Error = unlessEmpty("no calendar")
	}
	return l
}

func (d *twinDeadline) status(asAt twinDay) string {
	late := func(day twinDay) bool { return !d.due.IsZero() && day.After(d.due) }
	switch {
	case !d.met.IsZero() && late(d.met):
		return "met-late"
	case !d.met.IsZero():
		return "met"
	case !d.ended.IsZero() && late(d.ended):
		return "ended-overdue"
	case !d.ended.IsZero():
		return "ended"
	case !d.known:
		return "unknown"
	case d.due.IsZero():
		return "undated"
	case late(asAt):
		return "overdue"
	}
	return "pending"
}

func (d *twinDeadline) daysLate(asAt twinDay) (n int32) {
	if d.due.IsZero() {
		return 0
	}
	done := asAt
	if !d.met.IsZero() {
		done = d.met
	} else if !d.ended.IsZero() {
		done = d.ended
	}
	for day := d.due; day.Before(done); day = daysOn(day, 1) {
		n++
	}
	return n
}

// reason gives the latest that names the deadline: its rule and its start, and
// its kind where two share them. What was recorded of a start that has been
// replaced follows to the new one, unless a deadline still stands on the old.
func (s *twinCase) reason(d *twinDeadline, asAt twinDay) *deadline.ReasonLine {
	var latest *twinEvent
	for _, r := range s.reasons { // in order of day, then as recorded
		if s.names(r, d) {
			latest = r
		}
	}
	if latest == nil {
		return nil
	}
	return &deadline.ReasonLine{Category: latest.Category, Text: latest.Text, Proposed: latest.Proposed, On: latest.On,
		By: unlessEmpty(latest.By), AgreedBy: unlessEmpty(latest.AgreedBy),
		InAdvance: !d.due.IsZero() && !latest.on.After(d.due),
		Lapsed:    d.open() && !latest.proposed.IsZero() && asAt.After(latest.proposed)}
}

func (s *twinCase) names(r *twinEvent, d *twinDeadline) bool {
	if r.Rule != d.rule.id {
		return false
	}
	standing := 0 // deadlines of the rule on the day that the reason names
	for _, other := range s.deadlines {
		if other.rule.id == r.Rule && other.start.Equal(r.start) {
			standing++
		}
	}
	if d.start.Equal(r.start) {
		return standing == 1 || r.conference == d.conference
	}
	return standing == 0 && s.stoodOn(d, r.start)
}

// stoodOn says whether the event that started the deadline corrects, directly
// or through others, one that would have started it on that day.
func (s *twinCase) stoodOn(d *twinDeadline, day twinDay) bool {
	e := d.startedBy
	for range s.all {
		e = s.find(e.Replaces)
		if e == nil {
			return false
		}
		for _, start := range s.wouldStart(d.rule.id, e) {
			if start.Equal(day) {
				return true
			}
		}
	}
	return false
}

func (s *twinCase) find(id string) *twinEvent {
	for _, e := range s.all {
		if id != "" && e.ID == id {
			return e
		}
	}
	return nil
}

// wouldStart is the day that an event since corrected gave the rule.
func (s *twinCase) wouldStart(rule string, e *twinEvent) []twinDay {
	if e.kind != "position-brought-in" {
		return []twinDay{e.on}
	}
	switch rule {
	case "next-review":
		return []twinDay{fromLastReview(e)}
	case "first-review":
		return []twinDay{fromRegistration(e)}
	case "core-group":
		return []twinDay{fromLastCoreGroup(e)}
	}
	return nil
}

func (e *twinEvent) name() *string {
	if e == nil {
		return nil
	}
	return unlessEmpty(e.ID)
}

func unlessEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// inContractOrder is the order of lines: case (bytes), due (null last), rule,
// start, conference (null last).
func inContractOrder(a, b deadline.Line) int {
	last := func(s string) string { return cmp.Or(s, "~") }
	return cmp.Or(cmp.Compare(a.Case, b.Case), cmp.Compare(last(a.Due.String()), last(b.Due.String())),
		cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Start.String(), b.Start.String()),
		cmp.Compare(last(a.Conference.String()), last(b.Conference.String())))
}
