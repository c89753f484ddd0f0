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
	at        int32 // its row, where it is placed
	placed    bool
	spells    int  // how many have begun
	on        bool // on the register, in the stay
	stay      stay
}

// stay is a part of a spell on the register under one authority.
type stay struct {
	row      int32         // the authority's; -1 is one that is not reported on
	since    deadline.Date // on the register
	from, to deadline.Date // under this authority; to is none while it lasts
	in       func(*RegisterIn) *int
	out      func(*RegisterOut) *int
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
	w.authority, w.placed = f.Word, false
	if w.on {
		w.leave(f.On, movedOut)
		w.begin(stay{since: w.stay.since, from: f.On, in: movedIn})
	}
}

// begin begins a stay under the authority that is responsible.
func (w *walk) begin(s stay) {
	s.row = -1
	if w.f.o.wants(w.authority) {
		s.row = w.row()
	}
	w.stay = s
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
		w.begin(stay{since: s.Since, from: s.From, in: inBy(f)})
		w.spells, w.on = w.spells+1, true
	}
}

func (w *walk) notified(k int, f *deadline.Fact) {
	if !w.counts(k, f) {
		return
	}
	flows := w.f.rows[w.row()].flows
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
	row, meeting := w.row(), w.c.Meeting(i)
	for n := range w.f.terms {
		if w.f.terms[n].has(f.On) {
			flow := &w.f.rows[row].flows[n]
			flow.Children.count(f.Conference, f.Outcome)
			if meeting == "" {
				flow.Meetings.count(f.Conference, f.Outcome)
			}
		}
	}
	if meeting == "" {
		return
	}
	s := sitting{meeting, row, f.On, f.Conference}
	e, known := w.f.sittings[s]
	if !known {
		s.meeting = strings.Clone(meeting)
	}
	if e.with(f.Outcome) != e {
		w.f.sittings[s] = e.with(f.Outcome)
	}
}

// row is the row of the authority that is responsible.
func (w *walk) row() int32 {
	if !w.placed {
		w.at, w.placed = w.f.row(w.authority), true
	}
	return w.at
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
	if s.row < 0 {
		return
	}
	flows := f.rows[s.row].flows
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
