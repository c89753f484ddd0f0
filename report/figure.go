package report

import (
	"maps"

	"caseclock/deadline"
	"caseclock/report/document"
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
func (c Counts) Percent() (p document.Tenths, ok bool) { return percent(c.Met, c.Counted()) }

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
	Part          string // of Report.Parts: the chair or the team; empty: nobody
	Rule          string // empty in a total over timescales
	Basis         Basis
	WherePossible bool
	Counts
	Unexplained     int            // breaches with no reason, or while open with no proposed date that has not passed
	ProposedMissed  int            // breaches whose proposed date has passed, still open
	InAdvance       int            // breaches whose reason was recorded on or before the due day
	AgreedInAdvance int            // of them, agreed by somebody
	Reasons         map[string]int // breaches by the category of their latest reason
	Proposed        Proposals      // breaches by what became of the date proposed
	NoDueDay        NoDueDay       // by child only

	late     Days            // of each that is out of timescale
	toReason Days            // of each breach with a reason: days from the breach to the first
	limits   map[string]bool // the limits it was counted by
}

// Breaches is how many are out of timescale under a timescale that is binding.
func (f *Figure) Breaches() int {
	if f.WherePossible {
		return 0
	}
	return f.Out()
}

// Explained is how many breaches have their reason and, while they are open, a
// proposed date that has not passed. With those unexplained they are all.
func (f *Figure) Explained() int { return f.Breaches() - f.Unexplained }

// NoReason is how many breaches have no reason recorded. With those of Reasons
// they are all that is out of timescale. Where possible asks for none.
func (f *Figure) NoReason() int {
	n := f.Breaches()
	for _, of := range f.Reasons {
		n -= of
	}
	return n
}

// ToReason are the days from the breach, which is the day after the due day,
// to the first recorded reason: 0 where that was recorded on that day or
// before. There is one for each breach with a reason; NoReason are the others.
func (f *Figure) ToReason() Days { return f.toReason }

func (f *Figure) count(s *standing, ws *words) {
	f.Counts.count(s.status)
	if s.status.OutOfTimescale() {
		f.late = append(f.late, s.late)
	}
	if !s.is(breach) {
		return
	}
	f.Unexplained += one(s.is(unexplained))
	f.ProposedMissed += one(s.is(lapsed))
	f.InAdvance += one(s.is(inAdvance))
	f.AgreedInAdvance += one(s.is(agreed))
	f.Proposed.count(s.fate)
	f.Proposed.Repeated += one(s.is(repeated))
	if s.category == 0 {
		return
	}
	f.toReason = append(f.toReason, s.toReason)
	if f.Reasons == nil {
		f.Reasons = map[string]int{}
	}
	f.Reasons[ws.text(s.category)]++
}

// add makes a total: o's figures are added to f's.
func (f *Figure) add(o *Figure) {
	f.Counts.add(o.Counts)
	f.Unexplained += o.Unexplained
	f.ProposedMissed += o.ProposedMissed
	f.InAdvance += o.InAdvance
	f.AgreedInAdvance += o.AgreedInAdvance
	f.Proposed.add(o.Proposed)
	f.NoDueDay.add(o.NoDueDay)
	f.late = append(f.late, o.late...)
	f.toReason = append(f.toReason, o.toReason...)
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

func (n *NoDueDay) add(o NoDueDay) {
	n.Undated += o.Undated
	n.Unknown += o.Unknown
	n.Settled += o.Settled
}

func (n *NoDueDay) count(s deadline.Status) {
	switch s {
	case deadline.Undated:
		n.Undated++
	case deadline.Unknown:
		n.Unknown++
	default:
		n.Settled++
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
