package report

import (
	"strings"

	"caseclock/deadline"
)

// Figures counts cases, one at a time. It holds no case: of each it keeps what
// it adds to the counts, the days late, and for each meeting one small record a
// timescale, because the children of a meeting come one by one. It is not safe
// for concurrent use.
type Figures struct {
	o           Options
	hull        Period // of all periods that are counted
	ahead       Period
	timescales  map[*deadline.Rule]*timescale
	tallies     map[group]*tally
	queries     map[queryKey]*QueryCount
	provisional map[group]*ProvisionalFigure
	meetings    meetings
	words       words
	digest      digest
	cases       int
}

// group is what is counted together.
type group struct {
	authority, rule string
	wherePossible   bool
}

// tally is the figures of a group as they grow.
type tally struct {
	group
	whole    part // by meeting: those that are not shared
	parts    map[word]*part
	trend    []both // by period of Options.Trend
	meetings map[meeting]standing
	ahead    aheadTally
	papers   paperTally
}

// part is the figures of a group, or of one chair or team in it.
type part struct{ child, meeting Figure }

// both are counts by child and by meeting.
type both [2]Counts

// New begins to count. The options are expected to have passed Check.
func New(o Options) *Figures {
	return &Figures{o: o, hull: hull(append([]Period{{From: o.From, To: o.To}}, o.Trend...)), ahead: o.Ahead(),
		timescales: map[*deadline.Rule]*timescale{}, tallies: map[group]*tally{}, queries: map[queryKey]*QueryCount{},
		provisional: map[group]*ProvisionalFigure{}, meetings: newMeetings()}
}

// Add counts one case: all of its deadlines, and its queries, as evaluated at
// the moment that the options name. Nothing of them is kept; they may be
// overwritten.
func (f *Figures) Add(c *deadline.Case, ds []deadline.Deadline, qs []deadline.Query) {
	r := reading{c: c, o: &f.o, ds: ds}
	f.cases += one(r.seen())
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
	if d.Due != 0 && f.o.Since != nil && d.Due < f.o.Since[d.Authority] {
		return
	}
	t := f.timescale(d.Rule)
	y := f.tally(t, d.Authority)
	ref := r.meeting(t, d)
	v := f.viewOf(r, t, d)
	f.digest.deadline(t, d, ref, f.words.text(v.part), v)
	m := f.meetings.of(ref)
	if t.paper && f.o.inPeriod(d.Start) {
		y.papers.add(m, d)
	}
	f.addProvisional(y, d, v.onDelivery)
	y.ahead.add(m, v.outlook)
	if d.Due == 0 {
		f.addNoDueDay(t, y, v.part, d)
		return
	}
	if f.hull.Contains(d.Due) {
		f.addChild(t, y, &v.standing)
	}
	f.addToMeeting(y, m, v.standing)
}

// view is all that the figures see of a deadline beside its days.
type view struct {
	standing
	outlook    outlook
	onDelivery bool // its due day may still be revised
}

func (f *Figures) viewOf(r *reading, t *timescale, d *deadline.Deadline) view {
	v := view{standing: f.standingOf(r, d), outlook: f.outlookOf(r, t, d)}
	v.onDelivery = t.onDelivery && d.Status == deadline.Pending && !r.born()
	if f.o.By != "" {
		v.part = f.words.of(r.part(d))
	}
	return v
}

// addChild counts a deadline by child in each period that it falls due in.
func (f *Figures) addChild(t *timescale, y *tally, s *standing) {
	for i := range f.o.Trend {
		if f.o.Trend[i].Contains(s.due) {
			y.trend[i][Child].count(s.status)
		}
	}
	if f.o.inPeriod(s.due) {
		y.countedBy(t)
		y.whole.child.count(s, &f.words)
		if f.o.By != "" {
			y.part(s.part, &f.words).child.count(s, &f.words)
		}
	}
}

// addToMeeting counts a deadline with no meeting at once; the others when all
// children have come. What falls due outside the periods is remembered too: it
// may belong to a meeting that does not.
func (f *Figures) addToMeeting(y *tally, m meeting, s standing) {
	if m == 0 {
		if f.hull.Contains(s.due) {
			f.countMeeting(&y.whole.meeting, y.trend, func() *Figure { return &y.part(s.part, &f.words).meeting }, &s)
		}
		return
	}
	if already, ok := y.meetings[m]; ok {
		s = already.join(s, &f.words)
	}
	y.meetings[m] = s
}

// countMeeting counts a meeting in each period that it falls due in.
func (f *Figures) countMeeting(whole *Figure, trend []both, part func() *Figure, s *standing) {
	for i := range f.o.Trend {
		if f.o.Trend[i].Contains(s.due) {
			trend[i][Meeting].count(s.status)
		}
	}
	if f.o.inPeriod(s.due) {
		whole.count(s, &f.words)
		if f.o.By != "" {
			part().count(s, &f.words)
		}
	}
}

func (f *Figures) addNoDueDay(t *timescale, y *tally, whom word, d *deadline.Deadline) {
	if !f.o.inPeriod(d.Start) {
		return
	}
	y.countedBy(t)
	y.whole.child.NoDueDay.count(d.Status)
	if f.o.By != "" {
		y.part(whom, &f.words).child.NoDueDay.count(d.Status)
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
		y = &tally{group: g, whole: g.part(""), parts: map[word]*part{}, trend: make([]both, len(f.o.Trend)), meetings: map[meeting]standing{}}
		f.tallies[g] = y
	}
	t.tallies = append(t.tallies, y)
	return y
}

// countedBy keeps that a deadline of the timescale was counted.
func (y *tally) countedBy(t *timescale) {
	t.counted = true
	if !y.whole.child.limits[t.limit] {
		y.whole.child.limits[t.limit], y.whole.meeting.limits[t.limit] = true, true
	}
}

func (y *tally) part(whom word, ws *words) *part {
	p := y.parts[whom]
	if p == nil {
		n := y.group.part(ws.text(whom))
		p = &n
		y.parts[whom] = p
	}
	return p
}

func (g group) part(name string) part {
	of := func(b Basis) Figure {
		return Figure{Authority: g.authority, Part: name, Rule: g.rule, Basis: b, WherePossible: g.wherePossible, limits: map[string]bool{}}
	}
	return part{of(Child), of(Meeting)}
}

// copied is the part's figures so far; what grows later does not change them.
func (p *part) copied() *part {
	return &part{*total(p.child, []*Figure{&p.child}), *total(p.meeting, []*Figure{&p.meeting})}
}

// closed is the tally with the meetings counted, now that all children have
// come. What comes later does not change it.
func (f *Figures) closed(y *tally) *tally {
	c := &tally{group: y.group, whole: *y.whole.copied(), parts: map[word]*part{}, trend: append([]both(nil), y.trend...)}
	for whom, p := range y.parts {
		c.parts[whom] = p.copied()
	}
	for _, s := range y.meetings {
		if f.hull.Contains(s.due) {
			f.countMeeting(&c.whole.meeting, c.trend, func() *Figure { return &c.part(s.part, &f.words).meeting }, &s)
		}
	}
	return c
}
