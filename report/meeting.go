package report

import "caseclock/deadline"

// reading reads of a case what the figures need beside its deadlines: which
// meeting its events belong to, who is responsible, and all its reasons.
type reading struct {
	c    *deadline.Case
	o    *Options
	ds   []deadline.Deadline // all that the case has
	live []bool              // nil until asked for
	who  []assigned          // nil until asked for
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
		if f := &r.c.Facts[i]; f.Kind == deadline.Born && f.On <= r.o.AsAt && r.counts(i) {
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
		return either(r.meetingOf(d.StartedBy), r.meetingOf(d.MetBy))
	}
	ref := either(r.meetingOf(d.MetBy), r.called(t, d))
	if from := r.meetingOf(d.StartedBy); ref == "" && d.Met == 0 && from != "" {
		return "\x00from " + from
	}
	return ref
}

func (r *reading) meetingOf(event int32) string {
	if event < 0 || int(event) >= len(r.c.Facts) {
		return ""
	}
	return r.c.Event(event).Meeting
}

// called is the meeting last called that would meet the deadline.
func (r *reading) called(t *timescale, d *deadline.Deadline) string {
	ref, on := "", deadline.Date(0)
	for i := range r.c.Facts {
		if f := &r.c.Facts[i]; f.On >= on && r.calledFor(t, d, i) {
			if m := r.meetingOf(int32(i)); m != "" {
				ref, on = m, f.On
			}
		}
	}
	return ref
}

// planned is the day for which the conference last called that would meet the
// deadline is planned, or none.
func (r *reading) planned(t *timescale, d *deadline.Deadline) deadline.Date {
	var planned, on deadline.Date
	for i := range r.c.Facts {
		if f := &r.c.Facts[i]; f.On >= on && r.calledFor(t, d, i) {
			planned, on = f.A, f.On
		}
	}
	return planned
}

// calledFor says whether an event calls a conference that would meet the
// deadline: of a kind that meets it, planned for a day that counts, and called
// before the deadline was settled.
func (r *reading) calledFor(t *timescale, d *deadline.Deadline, i int) bool {
	f := &r.c.Facts[i]
	if f.Kind != deadline.ConferenceCalled || f.On > r.o.AsAt || !t.metBy(f.Conference, d.Conference) {
		return false
	}
	return f.A >= max(d.Start, d.NotBefore) && (settled(d) == 0 || f.On <= settled(d)) && r.counts(i)
}

func settled(d *deadline.Deadline) deadline.Date { return max(d.Met, d.Ended) }

// counts says whether an event is known at the instant asked for, and neither
// withdrawn nor replaced by one that is.
func (r *reading) counts(event int) bool {
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
