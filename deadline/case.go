package deadline

import (
	"math"
	"slices"
	"time"
)

// Fact is what the reckoning reads of an event: words as small numbers, days
// as day numbers, no text but the one word that steers it.
type Fact struct {
	On         Date
	Kind       Kind
	Conference Conference
	Outcome    Outcome
	Sub        uint8 // Subject, Direction or Cause, by kind
	A, B, C    Date  // see factOf
	// Undoes are the positions, counted from 1, of the events of the case that
	// this one withdraws and replaces; 0 is none.
	Withdraws, Replaces int32
	Recorded            int64  // nanoseconds since 1970, UTC; 0 is not known
	Word                string // case-assigned: the authority; reason-recorded: the rule
}

// Case is one child's events in the order in which they were recorded, as
// facts for the reckoning and, where they have been read, in full.
type Case struct {
	Ref    string
	Facts  []Fact
	Events []Event // as Facts, or nil where Load reads them one by one
	Load   func(i int) Event
}

// NewCase packs events, given in the order recorded. A withdrawal or a
// replacement of an event that is not among them is left without effect; who
// reads events refuses it first.
func NewCase(ref string, events []Event) Case {
	c := Case{Ref: ref, Events: events, Facts: make([]Fact, len(events))}
	var at map[string]int32
	for i := range events {
		e := &events[i]
		c.Facts[i] = FactOf(e)
		if (e.Target != "" || e.Replaces != "") && at == nil {
			at = make(map[string]int32, len(events))
			for j := range events {
				at[events[j].ID] = int32(j + 1)
			}
			delete(at, "")
		}
		c.Facts[i].Withdraws, c.Facts[i].Replaces = at[e.Target], at[e.Replaces]
	}
	return c
}

// FactOf packs what the reckoning reads of an event. By kind, A, B and C are:
// position-brought-in: registered_on, last_review, last_core_group;
// concern-notified and edd-revised: edd; conference-called: planned;
// conference-held: until, next; papers: of; reason-recorded: start, proposed.
// Withdraws and Replaces are for the one who knows the whole case.
func FactOf(e *Event) Fact {
	f := Fact{On: e.On, Kind: e.Kind, Conference: e.Conference, Outcome: e.Outcome}
	if !e.Recorded.IsZero() {
		f.Recorded = e.Recorded.UnixNano()
	}
	switch e.Kind {
	case CaseAssigned:
		f.Word = e.Authority
	case PositionBroughtIn:
		f.A, f.B, f.C = e.RegisteredOn, e.LastReview, e.LastCoreGroup
	case ConcernNotified:
		f.Sub, f.A = uint8(e.Subject), e.EDD
	case EDDRevised:
		f.A = e.EDD
	case TransferNotified:
		f.Sub = uint8(e.Direction)
	case ConferenceCalled:
		f.A = e.Planned
	case ConferenceHeld:
		f.A, f.B = e.Until, e.Next
	case DecisionsCirculated, PlanCirculated, MinutesCirculated:
		f.A = e.Of
	case ReasonRecorded:
		f.Word, f.A, f.B = e.Rule, e.Start, e.Proposed
	case Closed:
		f.Sub = uint8(e.Cause)
	}
	return f
}

// Event is the ith event in full.
func (c *Case) Event(i int32) Event {
	if c.Events != nil {
		return c.Events[i]
	}
	return c.Load(int(i))
}

// peek is the ith event, to be read only.
func (c *Case) peek(i int32) *Event {
	if c.Events != nil {
		return &c.Events[i]
	}
	e := c.Load(int(i))
	return &e
}

// Meeting is the reference of the meeting that the ith event names, or empty.
func (c *Case) Meeting(i int32) string {
	if c.Events != nil {
		return c.Events[i].Meeting
	}
	return c.Load(int(i)).Meeting
}

// Moment is the day a case is looked at and, where KnownAt is set, the instant
// whose knowledge it is looked at with.
type Moment struct {
	AsAt    Date
	KnownAt time.Time
}

// Knows says whether the event had been recorded by the instant looked from.
func (m Moment) Knows(f *Fact) bool { return f.Recorded <= m.known() }

func (m Moment) known() int64 {
	if m.KnownAt.IsZero() {
		return math.MaxInt64
	}
	return m.KnownAt.UnixNano()
}

// Live marks, by position, the events that count as known at a moment: recorded
// by then, no withdrawal, neither withdrawn nor replaced. Whether the later
// event is itself undone, or lies after the day looked at, makes no difference;
// nor does the day looked at.
func (c *Case) Live(m Moment) []bool { return c.liveAt(m, nil) }

// liveAt is Live in the memory of another.
func (c *Case) liveAt(m Moment, live []bool) []bool {
	known := m.known()
	live = slices.Grow(live[:0], len(c.Facts))[:len(c.Facts)]
	for i := range c.Facts {
		f := &c.Facts[i]
		live[i] = f.Recorded <= known && f.Kind != Withdrawn
	}
	for i := range c.Facts {
		f := &c.Facts[i]
		if f.Recorded > known {
			continue
		}
		if f.Withdraws > 0 {
			live[f.Withdraws-1] = false
		}
		if f.Replaces > 0 {
			live[f.Replaces-1] = false
		}
	}
	return live
}

// corrected says whether any event withdraws or replaces another.
func (c *Case) corrected() bool {
	for i := range c.Facts {
		if f := &c.Facts[i]; f.Withdraws|f.Replaces != 0 {
			return true
		}
	}
	return false
}

// settle gives the events of these kinds that count at a moment, in the order
// of the pass: by day, by kind, inquorate conferences first, as recorded. Each
// is a key whose low 24 bits are the event's position.
func (c *Case) settle(m Moment, kinds KindSet, keys []uint64) []uint64 {
	keys = keys[:0]
	known := m.known()
	sorted, calls, undone := true, 0, false
	var last uint64
	for i := range c.Facts {
		f := &c.Facts[i]
		undone = undone || f.Withdraws|f.Replaces != 0 && f.Recorded <= known
		if f.On > m.AsAt || f.Recorded > known || kinds>>f.Kind&1 == 0 {
			continue
		}
		k := uint64(f.On)<<32 | uint64(f.Kind)<<25 | uint64(i)
		switch {
		case f.Kind == ConferenceHeld && f.Outcome != Inquorate:
			k |= 1 << 24
		case f.Kind == ConferenceCalled:
			calls++
		}
		sorted = sorted && last < k
		last = k
		keys = append(keys, k)
	}
	if undone {
		live := c.Live(m)
		keys = slices.DeleteFunc(keys, func(k uint64) bool { return !live[k&position24] })
	}
	if !sorted {
		slices.Sort(keys)
	}
	if calls > 1 {
		keys = c.lastCalls(keys)
	}
	return keys
}

const position24 = 1<<24 - 1

// lastCalls keeps, of several conference-called of one kind on one day, the
// last recorded.
func (c *Case) lastCalls(keys []uint64) []uint64 {
	kept := keys[:0]
	for i, k := range keys {
		f := &c.Facts[k&position24]
		again := f.Kind == ConferenceCalled && slices.ContainsFunc(keys[i+1:], func(l uint64) bool {
			g := &c.Facts[l&position24]
			return g.Kind == ConferenceCalled && g.On == f.On && g.Conference == f.Conference
		})
		if !again {
			kept = append(kept, k)
		}
	}
	return kept
}
