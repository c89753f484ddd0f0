package report

import (
	"slices"
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
	timescales  []*timescale // few, so that looking through them is cheap
	authorities []string
	last        int // of them: the last asked for
	tallies     []*tally
	tallyOf     map[group]*tally
	queries     map[queryKey]*QueryCount
	provisional map[group]*ProvisionalFigure
	meetings    meetings
	words       words
	digest      digest
	cases       int
	spare       []string // memory for reading a case
}

// New begins to count. The options are expected to have passed Check.
func New(o Options) *Figures {
	return &Figures{o: o, hull: hull(append([]Period{{From: o.From, To: o.To}}, o.Trend...)), ahead: o.Ahead(),
		tallyOf: map[group]*tally{}, queries: map[queryKey]*QueryCount{},
		provisional: map[group]*ProvisionalFigure{}, meetings: newMeetings()}
}

// Add counts one case: all of its deadlines, and its queries, as evaluated at
// the moment that the options name. Nothing of them is kept; they may be
// overwritten.
func (f *Figures) Add(c *deadline.Case, ds []deadline.Deadline, qs []deadline.Query) {
	r := reading{c: c, o: &f.o, ds: ds, spare: f.spare}
	f.cases += one(r.seen())
	f.meetings.ref = "" // texts of the last case may be gone
	f.digest.begin(c.Ref)
	for i := range ds {
		if f.o.wants(ds[i].Authority) {
			f.addDeadline(&r, &ds[i])
		}
	}
	f.addQueries(&r, qs)
	f.digest.end()
	if r.refs != nil {
		f.spare = r.refs
	}
}

func (f *Figures) addDeadline(r *reading, d *deadline.Deadline) {
	if d.Due != 0 && f.o.Since != nil && d.Due < f.o.Since[d.Authority] {
		return
	}
	t := f.timescale(d.Rule)
	y := f.tally(t, d.Authority)
	ref := r.meeting(t, d)
	if f.passed(t, d) {
		f.digest.passed(t, d.Authority, ref)
		y.addBefore(f.meetings.keyOf(ref), ref)
		return
	}
	v := f.viewOf(r, t, d)
	f.digest.deadline(t, d, ref, f.words.text(v.part), &v)
	f.addProvisional(y, d, v.onDelivery)
	f.addChild(t, y, &v, d)
	if ref == "" {
		f.addMeeting(y, &record{standing: v.standing, outlook: v.outlook, paper: v.paper})
		return
	}
	k := f.meetings.keyOf(ref)
	if d.Due != 0 && d.Due < f.hull.From {
		y.addBefore(k, ref)
	}
	f.meetings.record(k, y.number).add(&v, &f.words)
}

// passed says whether a deadline can count no more but for the meeting that it
// may share: settled, and due before all periods.
func (f *Figures) passed(t *timescale, d *deadline.Deadline) bool {
	return d.Due != 0 && d.Due < f.hull.From && !d.Open() && !(t.paper && f.o.inPeriod(d.Start))
}

// add adds what is seen of one child's deadline.
func (m *record) add(v *view, ws *words) {
	m.outlook |= v.outlook
	m.paper = max(m.paper, v.paper)
	switch {
	case v.due == 0:
	case m.due == 0:
		m.standing = v.standing
	default:
		m.standing = m.join(v.standing, ws)
	}
}

// view is all that the figures see of a deadline beside its days.
type view struct {
	standing
	outlook    outlook
	paper      paper // of a conference held in the period
	onDelivery bool  // its due day may still be revised
}

func (f *Figures) viewOf(r *reading, t *timescale, d *deadline.Deadline) view {
	v := view{standing: f.standingOf(r, d), outlook: f.outlookOf(r, t, d)}
	if t.paper && f.o.inPeriod(d.Start) {
		v.paper = paperOf(d)
	}
	v.onDelivery = t.onDelivery && d.Status == deadline.Pending && !r.born()
	if f.o.By != "" {
		v.part = f.words.of(r.part(d))
	}
	return v
}

// addChild counts a deadline by child: in each period that it falls due in,
// among what is ahead, and among the papers of the period.
func (f *Figures) addChild(t *timescale, y *tally, v *view, d *deadline.Deadline) {
	y.ahead[Child].count(v.outlook)
	y.papers[Child].count(v.paper)
	if d.Due == 0 {
		f.addNoDueDay(t, y, v.part, d)
		return
	}
	y.addTrend(f.o.Trend, Child, &v.standing)
	if f.o.inPeriod(d.Due) {
		y.countedBy(t)
		y.whole.child.count(&v.standing, &f.words)
		if f.o.By != "" {
			y.part(v.part, &f.words).child.count(&v.standing, &f.words)
		}
	}
}

// addMeeting counts a meeting likewise, once no more of its children can come.
func (f *Figures) addMeeting(y *tally, m *record) {
	y.ahead[Meeting].count(m.outlook)
	y.papers[Meeting].count(m.paper)
	if m.due == 0 {
		return
	}
	y.addTrend(f.o.Trend, Meeting, &m.standing)
	if f.o.inPeriod(m.due) {
		y.whole.meeting.count(&m.standing, &f.words)
		if f.o.By != "" {
			y.part(m.part, &f.words).meeting.count(&m.standing, &f.words)
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
	for _, t := range f.timescales {
		if t.rule == r {
			return t
		}
	}
	t := newTimescale(r)
	f.timescales = append(f.timescales, t)
	return t
}

// tally finds the tally of a timescale and an authority. Rules of one id in
// several packs share it.
func (f *Figures) tally(t *timescale, authority string) *tally {
	n := f.authority(authority)
	for len(t.tallies) <= n {
		t.tallies = append(t.tallies, nil)
	}
	if y := t.tallies[n]; y != nil {
		return y
	}
	g := group{f.authorities[n], t.rule.ID, t.wherePossible}
	y := f.tallyOf[g]
	if y == nil {
		y = &tally{group: g, number: uint16(len(f.tallies)), whole: g.part(""), parts: map[word]*part{}, trend: make([]both, len(f.o.Trend))}
		f.tallyOf[g], f.tallies = y, append(f.tallies, y)
	}
	t.tallies[n] = y
	return y
}

// authority is the number of an authority; mostly that of the last one asked
// for.
func (f *Figures) authority(id string) int {
	if f.last < len(f.authorities) && f.authorities[f.last] == id {
		return f.last
	}
	f.last = slices.Index(f.authorities, id)
	if f.last < 0 {
		f.last = len(f.authorities)
		f.authorities = append(f.authorities, strings.Clone(id))
	}
	return f.last
}

// closed are the tallies with the meetings counted, as if no more of their
// children came.
func (f *Figures) closed() []*tally {
	var closed []*tally
	for _, y := range f.tallies {
		closed = append(closed, y.copied())
	}
	gone := f.meetings.passed(f.tallies)
	for n := uint32(1); n <= f.meetings.records.n; n++ {
		m := *f.meetings.records.at(n)
		if gone[n] {
			m.due = 0
		}
		f.addMeeting(closed[m.tally], &m)
	}
	return closed
}
