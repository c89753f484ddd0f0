package report

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"caseclock/deadline"
)

// Entry is how the records differ from what an issue knew.
type Entry uint8

// The ways in which they differ. All three are of what happened on or before
// the as-at day, since nothing later is in the figures.
//
// A late entry was recorded after the issue, counts now, and takes the place of
// nothing that counted then. A correction was recorded after the issue, counts
// now, and takes the place of an event that counted then (directly, or by way
// of other corrections); it is counted also where it moves that event to a day
// after the as-at day, or from one. A withdrawal is an event that counted then
// and does not now, and whose place none takes.
//
// What was entered and withdrawn again since the issue differs in nothing, and
// is in none of them. Where there are none of the three, the figures
// and those of now are the same.
const (
	LateEntry Entry = iota
	Correction
	Withdrawal
)

func (e Entry) String() string { return [...]string{"late entry", "correction", "withdrawal"}[e] }

// MarshalText writes "late entry", "correction" or "withdrawal".
func (e Entry) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// LateCount is how many records of one kind of event differ in one way from
// what an issue knew.
type LateCount struct {
	Authority string        `json:"authority"` // responsible on the event's own day, as known now
	Event     deadline.Kind `json:"event"`     // of a withdrawal: what was withdrawn
	Entry     Entry         `json:"entry"`
	N         int           `json:"n"`
}

// Late counts, case by case, what was entered, corrected and withdrawn since
// an issue. It holds no case, and is not safe for concurrent use.
type Late struct {
	o     Options
	since deadline.Moment // what the issue knew
	now   deadline.Moment
	n     map[LateCount]int
}

// NewLate begins to count. Since is the known-at; the options are those
// of the issue, but for their known-at, which is that of now.
func NewLate(o Options, since time.Time) *Late {
	return &Late{o: o, n: map[LateCount]int{},
		since: deadline.Moment{AsAt: o.AsAt, KnownAt: since}, now: deadline.Moment{AsAt: o.AsAt, KnownAt: o.KnownAt}}
}

// Add counts one case. Nothing of it is kept; it may be overwritten.
func (l *Late) Add(c *deadline.Case) {
	if !slices.ContainsFunc(c.Facts, func(f deadline.Fact) bool { return !l.since.Knows(&f) && l.now.Knows(&f) }) {
		return
	}
	d := &differing{c: c, l: l, then: c.Live(l.since), now: c.Live(l.now), placed: make([]bool, len(c.Facts))}
	for i := range c.Facts {
		if d.now[i] && !d.then[i] {
			d.entered(i)
		}
	}
	for i := range c.Facts {
		if f := &c.Facts[i]; d.then[i] && !d.now[i] && !d.placed[i] && f.On <= l.o.AsAt {
			d.count(f.On, f.Kind, Withdrawal)
		}
	}
}

// Counts lists what was counted, by authority, event and entry.
func (l *Late) Counts() []LateCount {
	all := []LateCount{}
	for k, n := range l.n {
		k.N = n
		all = append(all, k)
	}
	slices.SortFunc(all, func(a, b LateCount) int {
		return cmp.Or(cmp.Compare(a.Authority, b.Authority), cmp.Compare(a.Event, b.Event), cmp.Compare(a.Entry, b.Entry))
	})
	return all
}

// differing is one case as the issue knew it and as it is known now.
type differing struct {
	c      *deadline.Case
	l      *Late
	then   []bool // what counted
	now    []bool
	placed []bool // what counted then and had its place taken
}

// entered counts an event that the issue did not know.
func (d *differing) entered(i int) {
	f := &d.c.Facts[i]
	on, entry := f.On, LateEntry
	if root := d.root(i); root >= 0 {
		d.placed[root] = true
		on, entry = min(on, d.c.Facts[root].On), Correction
	}
	if on <= d.l.o.AsAt {
		d.count(f.On, f.Kind, entry)
	}
}

// root is the event that counted at the issue whose place an event takes, or
// -1.
func (d *differing) root(i int) int {
	for range d.c.Facts {
		if i = int(d.c.Facts[i].Replaces) - 1; i < 0 || d.then[i] {
			return i
		}
	}
	return -1
}

func (d *differing) count(on deadline.Date, kind deadline.Kind, entry Entry) {
	authority := d.responsible(on)
	if !d.l.o.wants(authority) {
		return
	}
	k := LateCount{Authority: authority, Event: kind, Entry: entry}
	if _, ok := d.l.n[k]; !ok {
		k.Authority = strings.Clone(authority)
	}
	d.l.n[k]++
}

// responsible is the authority responsible on a day, as known now.
func (d *differing) responsible(on deadline.Date) string {
	authority, from := "", deadline.Date(math.MinInt32)
	for i := range d.c.Facts {
		if f := &d.c.Facts[i]; d.now[i] && f.Kind == deadline.CaseAssigned && f.Word != "" && f.On <= on && f.On >= from {
			authority, from = f.Word, f.On
		}
	}
	return authority
}
