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
	o        Options
	figures  map[figureKey]*Figure
	meetings map[meetingKey]standing
	queries  map[queryKey]*QueryCount
	rules    map[ruleKey]*deadline.Rule
	digest   digest
}

type group struct {
	authority, rule string
	wherePossible   bool
}

type figureKey struct {
	group
	basis Basis
}

type meetingKey struct {
	group
	meeting string
}

type ruleKey struct{ rule, pack, version string }

// New begins to count. The options are expected to have passed Check.
func New(o Options) *Figures {
	return &Figures{o: o, figures: map[figureKey]*Figure{}, meetings: map[meetingKey]standing{},
		queries: map[queryKey]*QueryCount{}, rules: map[ruleKey]*deadline.Rule{}}
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
	g := group{d.Authority, d.Rule.ID, d.Rule.Force == deadline.WherePossible}
	if d.Due == 0 {
		f.addNoDueDay(g, d)
		return
	}
	if d.Due < f.o.Since[d.Authority] {
		return
	}
	s, meeting := standingOf(d), r.meeting(d)
	f.digest.deadline(d, meeting)
	if f.o.inPeriod(d.Due) {
		f.seen(d.Rule)
		f.figure(g, Child).count(s)
	}
	f.addToMeeting(g, meeting, s)
}

// addToMeeting counts a deadline with no meeting at once; the others when all
// children have come. What falls due outside the period is remembered too: it
// may belong to a meeting that does not.
func (f *Figures) addToMeeting(g group, meeting string, s standing) {
	if meeting == "" {
		if f.o.inPeriod(s.due) {
			f.figure(g, Meeting).count(s)
		}
		return
	}
	k := meetingKey{g, meeting}
	already, ok := f.meetings[k]
	if ok {
		s = already.join(s)
	} else {
		k = meetingKey{g.clone(), strings.Clone(meeting)}
	}
	if s.category != already.category {
		s.category = strings.Clone(s.category)
	}
	f.meetings[k] = s
}

func (f *Figures) addNoDueDay(g group, d *deadline.Deadline) {
	if !f.o.inPeriod(d.Start) {
		return
	}
	f.seen(d.Rule)
	f.digest.deadline(d, "")
	n := &f.figure(g, Child).NoDueDay
	switch d.Status {
	case deadline.Undated:
		n.Undated++
	case deadline.Unknown:
		n.Unknown++
	default:
		n.Settled++
	}
}

func (f *Figures) figure(g group, b Basis) *Figure {
	k := figureKey{g, b}
	if f.figures[k] == nil {
		k.group = g.clone()
		f.figures[k] = &Figure{Authority: k.authority, Rule: k.rule, Basis: b, WherePossible: g.wherePossible}
	}
	return f.figures[k]
}

func (f *Figures) seen(r *deadline.Rule) {
	id, version := packOf(r)
	f.rules[ruleKey{r.ID, id, version}] = r
}

func packOf(r *deadline.Rule) (id, version string) {
	if p := r.Pack(); p != nil {
		return p.ID, p.Version
	}
	return "", ""
}

// clone frees a key from the memory of the case it was read from.
func (g group) clone() group {
	g.authority = strings.Clone(g.authority)
	return g
}
