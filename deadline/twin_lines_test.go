package deadline_test

import (
	"cmp"
	"slices"

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

// reason gives the latest that names the deadline.
func (s *twinCase) reason(d *twinDeadline, asAt twinDay) *deadline.ReasonLine {
	var latest *twinEvent
	for _, r := range s.reasons { // in order of day, then as recorded
		if r.Rule == d.rule.id && s.names(r, d) {
			latest = r
		}
	}
	if latest == nil {
		return nil
	}
	return &deadline.ReasonLine{Category: latest.Category, Text: unlessEmpty(latest.Text), Proposed: latest.Proposed, On: latest.On,
		By: unlessEmpty(latest.By), AgreedBy: unlessEmpty(latest.AgreedBy),
		InAdvance: !d.due.IsZero() && !latest.on.After(d.due),
		Lapsed:    d.open() && !latest.proposed.IsZero() && asAt.After(latest.proposed)}
}

// names says whether a reason of the deadline's rule speaks of it: by its
// start, and by its kind where two share them. A deadline whose starting event
// corrects another is known by the other's day and kind too, while none stands
// there. A kind that fits none is no matter where only one can be meant.
func (s *twinCase) names(r *twinEvent, d *twinDeadline) bool {
	standing, standingFits, movedFits := 0, false, false
	kinds := map[string]bool{} // under which deadlines since moved stood on the day
	for _, other := range s.deadlines {
		if other.rule.id != r.Rule {
			continue
		}
		if other.start.Equal(r.start) {
			standing++
			standingFits = standingFits || other.conference == r.conference
		} else if kind, moved := s.stoodAs(other, r); moved {
			kinds[kind] = true
			movedFits = movedFits || kind == r.conference
		}
	}
	stands := d.start.Equal(r.start)
	kind, moved := s.stoodAs(d, r)
	switch {
	case standingFits:
		return stands && d.conference == r.conference
	case movedFits:
		return !stands && moved && kind == r.conference
	case standing > 0:
		return stands && standing == 1
	}
	return moved && len(kinds) == 1
}

// stoodAs gives the kind under which the deadline stood on the day that a
// reason names, before its starting event was corrected: the nearest of the
// chain, or the one that the reason names if it is among them.
func (s *twinCase) stoodAs(d *twinDeadline, r *twinEvent) (kind string, moved bool) {
	for e := s.find(d.startedBy.Replaces); e != nil; e = s.find(e.Replaces) {
		if !slices.ContainsFunc(s.daysOf(d.rule, e), r.start.Equal) {
			continue
		}
		was := d.conference
		if kindCarried(e) != "" {
			was = e.conference
		}
		if !moved || was == r.conference {
			kind, moved = was, true
		}
	}
	return kind, moved
}

// kindCarried is the kind that deadlines started by an event carry.
func kindCarried(e *twinEvent) string {
	if oneOf(e, "conference-called", "conference-held") {
		return e.conference
	}
	return ""
}

func (s *twinCase) find(id string) *twinEvent {
	for _, e := range s.all {
		if id != "" && e.ID == id {
			return e
		}
	}
	return nil
}

// daysOf gives the days by which a reason may name what an event since
// corrected started: its own, or those that a position brought in.
func (s *twinCase) daysOf(rule twinRule, e *twinEvent) []twinDay {
	if e.kind == "position-brought-in" {
		return rule.starts(&twinCase{}, e)
	}
	return []twinDay{e.on}
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
