package report

import (
	"strings"

	"caseclock/deadline"
)

// walk goes over the events of one case that count, in the order of the pass.
type walk struct {
	f         *FlowCount
	c         *deadline.Case
	course    deadline.Course
	authority string
	spells    int  // how many have begun
	on        bool // on the register, in the stay
	stay      stay
}

// stay is a part of a spell on the register under one authority.
type stay struct {
	authority string
	since     deadline.Date // on the register
	from, to  deadline.Date // under this authority; to is none while it lasts
	in        func(*RegisterIn) *int
	out       func(*RegisterOut) *int
}

// assign takes a change of who is responsible. Of several on one day the last
// counts, as it does for all that happens on that day.
func (w *walk) assign(k int, f *deadline.Fact) {
	if f.Word == "" || f.Word == w.authority {
		return
	}
	for _, i := range w.course.Events[k+1:] {
		later := &w.c.Facts[i]
		if later.Kind != deadline.CaseAssigned || later.On != f.On {
			break
		}
		if later.Word != "" {
			return
		}
	}
	w.authority = f.Word
	if w.on {
		w.leave(f.On, movedOut)
		w.stay = stay{authority: w.authority, since: w.stay.since, from: f.On, in: movedIn}
	}
}

func (w *walk) leave(on deadline.Date, out func(*RegisterOut) *int) {
	w.stay.to, w.stay.out = on, out
	w.f.count(&w.stay)
}

// register takes what puts the child on the register or takes the child off.
func (w *walk) register(i int32, f *deadline.Fact) {
	if w.on && w.course.Spells[w.spells-1].EndedBy == i {
		w.leave(f.On, outBy(f))
		w.on = false
	}
	if w.spells < len(w.course.Spells) && w.course.Spells[w.spells].By == i {
		s := &w.course.Spells[w.spells]
		w.stay = stay{authority: w.authority, since: s.Since, from: s.From, in: inBy(f)}
		w.spells, w.on = w.spells+1, true
	}
}

func (w *walk) notified(k int, f *deadline.Fact) {
	if !w.counts(k, f) {
		return
	}
	flows := w.f.row(w.authority)
	for n := range w.f.terms {
		if !w.f.terms[n].has(f.On) {
			continue
		}
		if deadline.Subject(f.Sub) == deadline.Unborn {
			flows[n].Notified.Unborn++
		} else {
			flows[n].Notified.Child++
		}
	}
}

func (w *walk) held(k int, i int32, f *deadline.Fact) {
	if !w.counts(k, f) {
		return
	}
	flows, meeting := w.f.row(w.authority), w.c.Event(i).Meeting
	for n := range w.f.terms {
		if !w.f.terms[n].has(f.On) {
			continue
		}
		flows[n].Children.count(f.Conference, f.Outcome)
		if meeting == "" {
			flows[n].Meetings.count(f.Conference, f.Outcome)
		}
	}
	if meeting == "" {
		return
	}
	s := sitting{w.authority, meeting, f.Conference, f.On}
	e, known := w.f.sittings[s]
	if !known {
		s.authority, s.meeting = strings.Clone(s.authority), strings.Clone(s.meeting)
	}
	w.f.sittings[s] = e.with(f.Outcome)
}

// counts says whether an event lies in a period, belongs to an authority that
// is reported on, and was not entered before for its day alike.
func (w *walk) counts(k int, f *deadline.Fact) bool {
	if f.On < w.f.first || f.On > w.f.last || !w.f.o.wants(w.authority) {
		return false
	}
	for k--; k >= 0; k-- {
		before := &w.c.Facts[w.course.Events[k]]
		if before.On != f.On || before.Kind != f.Kind {
			break
		}
		if before.Sub == f.Sub && before.Conference == f.Conference && before.Outcome == f.Outcome {
			return false
		}
	}
	return true
}

// count counts a stay in every period that it touches.
func (f *FlowCount) count(s *stay) {
	if !f.o.wants(s.authority) {
		return
	}
	flows := f.row(s.authority)
	spell := deadline.Spell{From: s.from, To: s.to}
	for n := range f.terms {
		t, r := &f.terms[n], &flows[n].Register
		r.Start += one(spell.On(t.start))
		if t.has(s.from) {
			*s.in(&r.In)++
		}
		if s.to != 0 && t.has(s.to) {
			out := s.out(&r.Out)
			*out++
			if out != &r.Out.Moved {
				r.Left.count(s.since, s.to)
			}
		}
		if spell.On(t.end) {
			r.End++
			r.On.count(s.since, t.end)
		}
	}
}

func movedIn(n *RegisterIn) *int   { return &n.Moved }
func movedOut(n *RegisterOut) *int { return &n.Moved }

// inBy is where an event that puts a child on the register is counted.
func inBy(f *deadline.Fact) func(*RegisterIn) *int {
	if f.Kind == deadline.PositionBroughtIn {
		return func(n *RegisterIn) *int { return &n.BroughtIn }
	}
	switch f.Conference {
	case deadline.Initial:
		return func(n *RegisterIn) *int { return &n.Initial }
	case deadline.ContinuedInitial:
		return func(n *RegisterIn) *int { return &n.ContinuedInitial }
	case deadline.PreBirth:
		return func(n *RegisterIn) *int { return &n.PreBirth }
	case deadline.Transfer:
		return func(n *RegisterIn) *int { return &n.Transfer }
	}
	return func(n *RegisterIn) *int { return &n.Other }
}

// outBy is where an event that takes a child off the register is counted.
func outBy(f *deadline.Fact) func(*RegisterOut) *int {
	if f.Kind == deadline.ConferenceHeld && f.Conference == deadline.Review {
		return func(n *RegisterOut) *int { return &n.Review }
	}
	if f.Kind == deadline.Closed {
		switch deadline.Cause(f.Sub) {
		case deadline.MovedAway:
			return func(n *RegisterOut) *int { return &n.MovedAway }
		case deadline.Died:
			return func(n *RegisterOut) *int { return &n.Died }
		case deadline.PregnancyEnded:
			return func(n *RegisterOut) *int { return &n.PregnancyEnded }
		case deadline.ProcessEnded:
			return func(n *RegisterOut) *int { return &n.ProcessEnded }
		}
	}
	return func(n *RegisterOut) *int { return &n.Other }
}
