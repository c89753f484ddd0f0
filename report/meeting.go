package report

import (
	"slices"

	"caseclock/deadline"
)

// reading reads of a case what the figures need beside its deadlines: which
// meeting its events belong to, who is responsible, and all its reasons.
type reading struct {
	c    *deadline.Case
	o    *Options
	ds   []deadline.Deadline // all that the case has
	live []bool              // nil until asked for
	who  []assigned          // nil until asked for

	refs  []string // by event: the meeting that a conference names; nil until asked for
	spare []string // memory for them
	calls []int32  // the events that call a conference; nil until asked for
}

func (r *reading) moment() deadline.Moment {
	return deadline.Moment{AsAt: r.o.AsAt, KnownAt: r.o.KnownAt}
}

// reasons are all the reasons recorded for a deadline that has one.
func (r *reading) reasons(d *deadline.Deadline) []deadline.Reason {
	return r.c.Reasons(r.ds, d, r.moment())
}

// born says whether the child was born by the as-at day.
func (r *reading) born() bool {
	for i := range r.c.Facts {
		if f := &r.c.Facts[i]; f.Kind == deadline.Born && f.On <= r.o.AsAt && r.counts(int32(i)) {
			return true
		}
	}
	return false
}

// meeting is the reference of the meeting that a deadline belongs to, as the
// package comment says, or empty. A meeting known only as the one a clock
// started from is another than the one of the same reference that was held.
func (r *reading) meeting(t *timescale, d *deadline.Deadline) string {
	if len(t.conferences) == 0 {
		if ref := r.meetingOf(d.StartedBy); ref != "" {
			return ref
		}
		return r.meetingOf(d.MetBy)
	}
	ref := r.meetingOf(d.MetBy)
	if ref == "" {
		ref = r.called(t, d)
	}
	if ref != "" || d.Met != 0 {
		return ref
	}
	if from := r.meetingOf(d.StartedBy); from != "" {
		return "\x00from " + from
	}
	return ref
}

// meetingOf is the reference of the meeting that an event names, or empty.
func (r *reading) meetingOf(event int32) string {
	if event < 0 || int(event) >= len(r.c.Facts) {
		return ""
	}
	switch r.c.Facts[event].Kind {
	case deadline.ConferenceHeld, deadline.ConferenceCalled:
		if r.refs == nil {
			r.readMeetings()
		}
		return r.refs[event]
	}
	return r.c.Meeting(event)
}

// readMeetings reads the meetings that conferences name, all at once: they lie
// far apart in memory, and to wait for each would take most of the time.
func (r *reading) readMeetings() {
	r.refs = slices.Grow(r.spare[:0], len(r.c.Facts))[:len(r.c.Facts)]
	for i := range r.c.Facts {
		if k := r.c.Facts[i].Kind; k == deadline.ConferenceHeld || k == deadline.ConferenceCalled {
			r.refs[i] = r.c.Meeting(int32(i))
		}
	}
}

// called is the meeting last called that would meet the deadline.
func (r *reading) called(t *timescale, d *deadline.Deadline) string {
	ref, on := "", deadline.Date(0)
	for _, i := range r.callings() {
		if f := &r.c.Facts[i]; f.On >= on && r.calledFor(t, d, i) {
			if m := r.meetingOf(i); m != "" {
				ref, on = m, f.On
			}
		}
	}
	return ref
}

// planned is the day for which the conference last called that would meet an
// open deadline is planned, or none: also where one was held since for want of
// a quorum, which is what that call was for (as what is held ends a notice).
func (r *reading) planned(t *timescale, d *deadline.Deadline) deadline.Date {
	last := int32(-1)
	for _, i := range r.callings() {
		if (last < 0 || r.c.Facts[i].On >= r.c.Facts[last].On) && r.calledFor(t, d, i) {
			last = i
		}
	}
	if last < 0 || r.spent(&r.c.Facts[last]) {
		return 0
	}
	return r.c.Facts[last].A
}

// aheadOfPlan is how many days before its planned day a conference may be held
// and still be the one that was called.
const aheadOfPlan = 28

// spent says whether the conference that was called was held, quorate or not.
func (r *reading) spent(call *deadline.Fact) bool {
	for i := range r.c.Facts {
		f := &r.c.Facts[i]
		if f.Kind != deadline.ConferenceHeld || f.Conference != call.Conference || f.On > r.o.AsAt || f.On < call.On {
			continue
		}
		if (call.A <= f.On || call.On < f.On && call.A <= f.On+aheadOfPlan) && r.counts(int32(i)) {
			return true
		}
	}
	return false
}

// callings are the events that call a conference, by their positions.
func (r *reading) callings() []int32 {
	if r.calls == nil {
		r.calls = []int32{}
		for i := range r.c.Facts {
			if r.c.Facts[i].Kind == deadline.ConferenceCalled {
				r.calls = append(r.calls, int32(i))
			}
		}
	}
	return r.calls
}

// calledFor says whether an event calls a conference that would meet the
// deadline: of a kind that meets it, planned for a day that counts, and called
// before the deadline was settled.
func (r *reading) calledFor(t *timescale, d *deadline.Deadline, i int32) bool {
	f := &r.c.Facts[i]
	if f.On > r.o.AsAt || !t.metBy(f.Conference, d.Conference) {
		return false
	}
	return f.A >= max(d.Start, d.NotBefore) && (settled(d) == 0 || f.On <= settled(d)) && r.counts(i)
}

func settled(d *deadline.Deadline) deadline.Date { return max(d.Met, d.Ended) }

// counts says whether an event is known at the instant asked for, and neither
// withdrawn nor replaced by one that is.
func (r *reading) counts(event int32) bool {
	if r.live == nil {
		r.live = r.c.Live(r.moment())
	}
	return r.live[event]
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
