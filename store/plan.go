package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"caseclock/deadline"
)

// plan is what a Write comes to: for each case the events that it gains. It is
// made and checked whole before anything is written.
type plan struct {
	w      *writer
	cases  []*growth
	byRef  map[string]int
	given  map[string]where // ids that the events came with
	order  []where          // of the events, as they came
	events int
	fresh  uint64 // cases begun
	digest [32]byte
}

// where is an event of a plan: which case, and the position there.
type where struct{ file, event int }

// growth is one case and what it gains.
type growth struct {
	w      *writer
	key    CaseKey
	ref    string
	fresh  bool
	old    *casefile // nil where fresh
	first  int       // position of the first event gained
	events []*deadline.Event
	facts  []deadline.Fact // with the instants that the store gives
	plain  []byte          // the case as it will be stored
}

// mostEvents is the most that one case may hold.
const mostEvents = 1 << 20

// plan sorts events to their cases and checks ids and targets.
func (w *writer) plan(events []deadline.Event) (*plan, error) {
	p := &plan{w: w, byRef: map[string]int{}, given: map[string]where{}, events: len(events)}
	for i := range events {
		if err := p.take(&events[i]); err != nil {
			return nil, fmt.Errorf("event %d of %d: %w", i+1, len(events), err)
		}
	}
	for i, at := range p.order {
		if err := p.aim(at); err != nil {
			return nil, fmt.Errorf("event %d of %d: %w", i+1, len(events), err)
		}
	}
	return p, p.name()
}

// take adds one event to its case.
func (p *plan) take(e *deadline.Event) error {
	i, known := p.byRef[e.Case]
	if !known {
		c, err := p.w.growth(e.Case)
		if err != nil {
			return err
		}
		i = len(p.cases)
		p.cases, p.byRef[e.Case] = append(p.cases, c), i
	}
	c := p.cases[i]
	at := where{i, c.first + len(c.events)}
	if e.ID != "" {
		if err := p.free(e.ID); err != nil {
			return err
		}
		p.given[e.ID] = at
	}
	if at.event >= mostEvents {
		return fmt.Errorf("the case has %d events; one more %w", at.event, ErrNotKept)
	}
	if e.Kind == deadline.CaseAssigned && e.Authority != "" && p.w.number(e.Authority) == 0 {
		return fmt.Errorf("authority %q %w; accepted are up to %d bytes", clip(e.Authority), ErrNotKept, longestWord)
	}
	f := deadline.FactOf(e)
	f.Recorded = p.w.now
	if !e.Recorded.IsZero() && e.Recorded.Before(p.w.s.Created()) {
		f.Recorded = e.Recorded.UnixNano() // another system's word, from before the store
	}
	c.events, c.facts = append(c.events, e), append(c.facts, f)
	p.order = append(p.order, at)
	return nil
}

// free makes sure that no event has the id.
func (p *plan) free(id string) error {
	if _, used := p.given[id]; used {
		return fmt.Errorf("id %q: %w", clip(id), ErrIDUsed)
	}
	switch _, _, err := p.w.locate(id); {
	case err == nil:
		return fmt.Errorf("id %q: %w", clip(id), ErrIDUsed)
	case errors.Is(err, ErrNotFound):
		return nil
	default:
		return err
	}
}

// growth begins with the case as it is, or with none.
func (w *writer) growth(ref string) (*growth, error) {
	c := &growth{w: w, ref: ref}
	key, ok, err := w.find(ref)
	if err != nil {
		return nil, err
	}
	if !ok {
		c.fresh = true
		return c, nil
	}
	c.key = key
	if c.old, err = w.listed(key); err != nil {
		return nil, err
	}
	if string(c.old.ref) != ref {
		return nil, tCases.damage(key[:], "it is another case's")
	}
	c.first = len(c.old.facts)
	return c, nil
}

// aim finds what an event withdraws or replaces.
func (p *plan) aim(at where) error {
	c := p.cases[at.file]
	e, f := c.events[at.event-c.first], &c.facts[at.event-c.first]
	for _, t := range [...]struct {
		what, id string
		to       *int32
	}{{"target", e.Target, &f.Withdraws}, {"replaces", e.Replaces, &f.Replaces}} {
		if t.id == "" {
			continue
		}
		i, err := p.targetOf(at, t.id)
		if err != nil {
			return fmt.Errorf("%s %q: %w", t.what, clip(t.id), err)
		}
		*t.to = int32(i + 1)
	}
	return nil
}

// targetOf is the position of an event of the same case that is no withdrawal.
func (p *plan) targetOf(at where, id string) (int, error) {
	c := p.cases[at.file]
	i := -1
	if to, ok := p.given[id]; ok {
		if to.file == at.file && to != at {
			i = to.event
		}
	} else if !c.fresh {
		f, position, err := p.w.locate(id)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return 0, err
		}
		if err == nil && f.key == c.key {
			i = position
		}
	}
	if i < 0 {
		return 0, fmt.Errorf("%w: accepted is the id of an event of the same case", ErrNoTarget)
	}
	if c.kind(i) == deadline.Withdrawn {
		return 0, fmt.Errorf("%w: it is a withdrawal", ErrNoTarget)
	}
	return i, nil
}

func (c *growth) kind(i int) deadline.Kind {
	if i < c.first {
		return c.old.facts[i].Kind
	}
	return c.facts[i-c.first].Kind
}

// name draws the ids of new cases.
func (p *plan) name() error {
	named := make(map[CaseKey]bool, len(p.cases))
	for _, c := range p.cases {
		if !c.fresh {
			continue
		}
		var err error
		if c.key, err = p.w.newCaseKey(c.home(), p.fresh); err != nil {
			return err
		}
		if named[c.key] {
			return errors.New("random numbers for a new case: they repeat themselves")
		}
		named[c.key] = true
		p.fresh++
	}
	return nil
}

// home is the number of the first authority that a new case is assigned to.
func (c *growth) home() uint16 {
	for i := range c.facts {
		if c.facts[i].Kind == deadline.CaseAssigned && c.facts[i].Word != "" {
			return uint16(c.w.number(c.facts[i].Word))
		}
	}
	return 0
}

// byKey lists the cases in the order of their ids.
func (p *plan) byKey() []*growth {
	list := slices.Clone(p.cases)
	slices.SortFunc(list, func(a, b *growth) int { return bytes.Compare(a.key[:], b.key[:]) })
	return list
}

// put writes the plan: cases, and the look-ups that lead to them.
func (p *plan) put(audit uint64) error {
	w := p.w
	var refs, ids, members []record
	for _, c := range p.byKey() {
		if c.fresh {
			k := w.s.keyed('c', c.ref)
			refs = append(refs, record{k[:], c.key[:]})
		}
		if err := w.putCase(c.key, c.plain); err != nil {
			return err
		}
		if err := c.putLeaves(audit); err != nil {
			return err
		}
		for i := range c.facts {
			if f := &c.facts[i]; f.Kind == deadline.CaseAssigned && f.Word != "" {
				members = c.addMember(members, uint16(w.number(f.Word)))
			}
		}
	}
	for id, at := range p.given {
		k := w.s.keyed('i', id)
		ids = append(ids, record{k[:], packPlace(p.cases[at.file].key, at.event)})
	}
	w.head.cases += p.fresh
	w.head.events += uint64(p.events)
	return cmp.Or(w.putSorted(tRefs, refs), w.putSorted(tIDs, ids), w.putMembers(members))
}

// addMember lists the case with an authority that it did not begin with.
func (c *growth) addMember(list []record, authority uint16) []record {
	if authority == c.key.home() {
		return list
	}
	return append(list, record{append(binary.BigEndian.AppendUint16(nil, authority), c.key[:]...), nil})
}

type record struct{ key, plain []byte }

// putSorted writes records in the order of their keys, which bbolt is quickest
// with.
func (w *writer) putSorted(t *table, list []record) error {
	slices.SortFunc(list, func(a, b record) int { return bytes.Compare(a.key, b.key) })
	for _, r := range list {
		if err := w.put(t, r.key, r.plain); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) putMembers(list []record) error {
	b, err := w.bucket(tMembers)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(r record) bool { return b.Get(r.key) != nil })
	slices.SortFunc(list, func(a, b record) int { return bytes.Compare(a.key, b.key) })
	return w.putSorted(tMembers, slices.CompactFunc(list, func(a, b record) bool { return bytes.Equal(a.key, b.key) }))
}
