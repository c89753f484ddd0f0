package report

import (
	"strings"

	"caseclock/deadline"
)

// Figures counts cases, one at a time. It holds no case: of each it keeps what
// it adds to the counts, the days late, and for each meeting one small record
// (about 150 bytes with its reference), because the children of a meeting come
// one by one. It is not safe for concurrent use.
type Figures struct {
	o          Options
	timescales map[*deadline.Rule]*timescale
	tallies    map[group]*tally
	queries    map[queryKey]*QueryCount
	digest     digest
}

// group is what is counted together.
type group struct {
	authority, rule string
	wherePossible   bool
}

// tally is the figures of a group as they grow.
type tally struct {
	group
	child, meeting Figure // meeting: of those that are not shared
	meetings       map[string]standing
}

// New begins to count. The options are expected to have passed Check.
func New(o Options) *Figures {
	return &Figures{o: o, timescales: map[*deadline.Rule]*timescale{}, tallies: map[group]*tally{}, queries: map[queryKey]*QueryCount{}}
}

// Add counts one case: its deadlines and queries as evaluated at the moment
// that the options name. Nothing of them is kept; they may be overwritten.
func (f *Figures) Add(c *deadline.Case, ds []deadline.Deadline, qs []deadline.Query) {
	r := reading{c: c, o: &f.o}
	f.digest.begin(c.Ref)
	for i := range ds {
		if f.o.wants(ds[i].Authority) {
			f.addDeadline(&r, &ds[i])
		}
	}
	f.addQueries(&r, qs)
	f.digest.end()
}

func (f *Figures) addDeadline(r *reading, d *deadline.Deadline) {
	t := f.timescale(d.Rule)
	y := f.tally(t, d.Authority)
	if d.Due == 0 {
		f.addNoDueDay(t, y, d)
		return
	}
	if f.o.Since != nil && d.Due < f.o.Since[d.Authority] {
		return
	}
	s, meeting := standingOf(d), r.meeting(t, d)
	f.digest.deadline(t, d, meeting)
	if f.o.inPeriod(d.Due) {
		y.countedBy(t)
		y.child.count(s)
	}
	f.addToMeeting(y, meeting, s)
}

// addToMeeting counts a deadline with no meeting at once; the others when all
// children have come. What falls due outside the period is remembered too: it
// may belong to a meeting that does not.
func (f *Figures) addToMeeting(y *tally, meeting string, s standing) {
	if meeting == "" {
		if f.o.inPeriod(s.due) {
			y.meeting.count(s)
		}
		return
	}
	already, ok := y.meetings[meeting]
	if ok {
		s = already.join(s)
	} else {
		meeting = strings.Clone(meeting)
	}
	if s.category != already.category {
		s.category = strings.Clone(s.category)
	}
	y.meetings[meeting] = s
}

func (f *Figures) addNoDueDay(t *timescale, y *tally, d *deadline.Deadline) {
	if !f.o.inPeriod(d.Start) {
		return
	}
	y.countedBy(t)
	f.digest.deadline(t, d, "")
	n := &y.child.NoDueDay
	switch d.Status {
	case deadline.Undated:
		n.Undated++
	case deadline.Unknown:
		n.Unknown++
	default:
		n.Settled++
	}
}

func (f *Figures) timescale(r *deadline.Rule) *timescale {
	t := f.timescales[r]
	if t == nil {
		t = newTimescale(r)
		f.timescales[r] = t
	}
	return t
}

// tally finds the tally of a timescale and an authority. Rules of one id in
// several packs share it.
func (f *Figures) tally(t *timescale, authority string) *tally {
	for _, y := range t.tallies {
		if y.authority == authority {
			return y
		}
	}
	g := group{strings.Clone(authority), t.rule.ID, t.wherePossible}
	y := f.tallies[g]
	if y == nil {
		y = &tally{group: g, child: g.figure(Child), meeting: g.figure(Meeting), meetings: map[string]standing{}}
		f.tallies[g] = y
	}
	t.tallies = append(t.tallies, y)
	return y
}

// countedBy keeps that a deadline of the timescale was counted.
func (y *tally) countedBy(t *timescale) {
	t.counted = true
	if !y.child.limits[t.limit] {
		y.child.limits[t.limit], y.meeting.limits[t.limit] = true, true
	}
}

func (g group) figure(b Basis) Figure {
	return Figure{Authority: g.authority, Rule: g.rule, Basis: b, WherePossible: g.wherePossible, limits: map[string]bool{}}
}

// figures is the tally's figures so far, by child and by meeting; what grows
// later does not change them.
func (y *tally) figures(o Options) (child, meeting Figure) {
	child, meeting = *total(y.child, []*Figure{&y.child}), *total(y.meeting, []*Figure{&y.meeting})
	for _, s := range y.meetings {
		if o.inPeriod(s.due) {
			meeting.count(s)
		}
	}
	return child, meeting
}
