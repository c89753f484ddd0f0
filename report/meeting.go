package report

import "caseclock/deadline"

// reading reads of a case what the figures need beside its deadlines: which
// meeting its events belong to, and who is responsible.
type reading struct {
	c    *deadline.Case
	o    *Options
	live []bool // nil until asked for
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

// called is the meeting last called that would meet the deadline: of a kind
// that meets it, planned for a day that counts, and called before the deadline
// was settled.
func (r *reading) called(t *timescale, d *deadline.Deadline) string {
	ref, on := "", deadline.Date(0)
	for i := range r.c.Facts {
		f := &r.c.Facts[i]
		if f.Kind != deadline.ConferenceCalled || f.On < on || f.On > r.o.AsAt || !t.metBy(f.Conference, d.Conference) {
			continue
		}
		if planned := f.A; planned < max(d.Start, d.NotBefore) || settled(d) != 0 && f.On > settled(d) || !r.counts(i) {
			continue
		}
		if m := r.meetingOf(int32(i)); m != "" {
			ref, on = m, f.On
		}
	}
	return ref
}

func settled(d *deadline.Deadline) deadline.Date { return max(d.Met, d.Ended) }

// counts says whether an event is known at the instant asked for, and neither
// withdrawn nor replaced by one that is.
func (r *reading) counts(event int) bool {
	if r.live == nil {
		r.live = r.c.Live(deadline.Moment{AsAt: r.o.AsAt, KnownAt: r.o.KnownAt})
	}
	return r.live[event]
}

// responsible is the authority responsible for the case on the as-at day, or
// empty.
func (r *reading) responsible() string {
	authority, on := "", deadline.Date(0)
	for i := range r.c.Facts {
		f := &r.c.Facts[i]
		if f.Kind == deadline.CaseAssigned && f.Word != "" && f.On >= on && f.On <= r.o.AsAt && r.counts(i) {
			authority, on = f.Word, f.On
		}
	}
	return authority
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
