package report

import (
	"maps"
	"slices"
	"strings"

	"caseclock/deadline"
)

// Basis is what is counted once: a child, or a meeting.
type Basis uint8

// The bases. A conference for four brothers and sisters is four children and
// one meeting.
const (
	Child Basis = iota
	Meeting
)

func (b Basis) String() string { return [...]string{"child", "meeting"}[b] }

// MarshalText writes "child" or "meeting".
func (b Basis) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// Counts are the deadlines due in the period, by how they stand. Each is in
// one part: Due = Met + MetLate + Overdue + Ended + EndedOverdue + Pending.
type Counts struct {
	Due          int // the due day lies in the period
	Met          int // in time
	MetLate      int
	Overdue      int // still out
	Ended        int // fell away on or before the due day
	EndedOverdue int // fell away out of timescale
	Pending      int // not yet due
}

// Counted is the denominator of the per cent in time: what has fallen due and
// was owed.
func (c Counts) Counted() int { return c.Met + c.Out() }

// Out is how many are out of timescale.
func (c Counts) Out() int { return c.MetLate + c.Overdue + c.EndedOverdue }

// Percent is the per cent in time; ok is false where nothing has fallen due.
func (c Counts) Percent() (p Tenths, ok bool) { return percent(c.Met, c.Counted()) }

func (c *Counts) add(o Counts) {
	c.Due += o.Due
	c.Met += o.Met
	c.MetLate += o.MetLate
	c.Overdue += o.Overdue
	c.Ended += o.Ended
	c.EndedOverdue += o.EndedOverdue
	c.Pending += o.Pending
}

func (c *Counts) count(s deadline.Status) {
	c.Due++
	switch s {
	case deadline.Met:
		c.Met++
	case deadline.MetLate:
		c.MetLate++
	case deadline.Overdue:
		c.Overdue++
	case deadline.Ended:
		c.Ended++
	case deadline.EndedOverdue:
		c.EndedOverdue++
	case deadline.Pending:
		c.Pending++
	default:
		panic("report: a deadline with a due day is " + s.String())
	}
}

// NoDueDay counts deadlines, by child, whose clock started in the period and
// that have no due day.
type NoDueDay struct {
	Undated int // open, for want of a delivery date
	Unknown int // open, for want of a calendar
	Settled int // met or ended before a due day was known
}

// All is their sum.
func (n NoDueDay) All() int { return n.Undated + n.Unknown + n.Settled }

// Figure is the figures of one timescale (or of several together), counted on
// one basis.
type Figure struct {
	Authority     string // empty: unassigned, or in a total
	Rule          string // empty in a total over timescales
	Basis         Basis
	WherePossible bool
	Counts
	Unexplained     int            // breaches with no reason, or while open with no proposed date that has not passed
	ProposedMissed  int            // breaches whose proposed date has passed, still open
	AgreedInAdvance int            // breaches agreed on or before the due day
	Reasons         map[string]int // breaches by the category of their latest reason
	NoDueDay        NoDueDay       // by child only

	late   []int32         // days late of each that is out of timescale
	limits map[string]bool // the limits it was counted by
}

// NoReason is how many breaches have no reason recorded. With those of Reasons
// they are all that is out of timescale. Where possible asks for none.
func (f *Figure) NoReason() int {
	if f.WherePossible {
		return 0
	}
	n := f.Out()
	for _, of := range f.Reasons {
		n -= of
	}
	return n
}

// MedianLate is the median of the days late of those out of timescale; ok is
// false where there are none.
func (f *Figure) MedianLate() (h Halves, ok bool) {
	n := len(f.late)
	if n == 0 {
		return 0, false
	}
	s := f.sorted()
	return Halves(s[(n-1)/2] + s[n/2]), true
}

// LongestLate is the most days late of those out of timescale; ok is false
// where there are none.
func (f *Figure) LongestLate() (days int, ok bool) {
	if len(f.late) == 0 {
		return 0, false
	}
	return int(slices.Max(f.late)), true
}

// LateBy is how many of those out of timescale are this many days late.
func (f *Figure) LateBy(days int) int {
	n := 0
	for _, l := range f.late {
		if int(l) == days {
			n++
		}
	}
	return n
}

func (f *Figure) sorted() []int32 {
	if !slices.IsSorted(f.late) {
		slices.Sort(f.late)
	}
	return f.late
}

func (f *Figure) count(s standing) {
	f.Counts.count(s.status)
	if s.status.OutOfTimescale() {
		f.late = append(f.late, s.late)
	}
	f.Unexplained += one(s.unexplained)
	f.ProposedMissed += one(s.lapsed)
	f.AgreedInAdvance += one(s.agreed)
	if s.category != "" {
		if f.Reasons == nil {
			f.Reasons = map[string]int{}
		}
		if _, ok := f.Reasons[s.category]; !ok {
			s.category = strings.Clone(s.category)
		}
		f.Reasons[s.category]++
	}
}

// add makes a total: o's figures are added to f's.
func (f *Figure) add(o *Figure) {
	f.Counts.add(o.Counts)
	f.Unexplained += o.Unexplained
	f.ProposedMissed += o.ProposedMissed
	f.AgreedInAdvance += o.AgreedInAdvance
	f.NoDueDay.Undated += o.NoDueDay.Undated
	f.NoDueDay.Unknown += o.NoDueDay.Unknown
	f.NoDueDay.Settled += o.NoDueDay.Settled
	f.late = append(f.late, o.late...)
	if f.limits == nil {
		f.limits = map[string]bool{}
	}
	maps.Copy(f.limits, o.limits)
	for category, n := range o.Reasons {
		if f.Reasons == nil {
			f.Reasons = map[string]int{}
		}
		f.Reasons[category] += n
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
