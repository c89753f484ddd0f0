package store

import (
	"bytes"
	"caseclock/deadline"
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// A forgery alters a store and gives the names of the records, one of which must
// be named first.
type forgery struct {
	name string
	do   func(f *forger, chance *rand.Rand) ([]leafID, error)
}

// someCase reads a case by chance.
func (f *forger) someCase(chance *rand.Rand) (*casefile, []deadline.Event, error) {
	key, _, err := f.find(refOf(chance.IntN(40)))
	if err != nil {
		return nil, nil, err
	}
	c, err := f.listed(key)
	if err != nil {
		return nil, nil, err
	}
	events, err := c.events()
	return c, events, err
}

func (f *forger) eventID(c *casefile, i int) leafID {
	return leafID{kind: leafEvent, number: uint64(i), entry: c.audits()[i], of: c.key}
}

func alterEvent(f *forger, chance *rand.Rand) ([]leafID, error) {
	c, events, err := f.someCase(chance)
	if err != nil {
		return nil, err
	}
	i := 1 + chance.IntN(12)
	events[i].On += deadline.Date(1 + chance.IntN(30))
	id := f.eventID(c, i)
	f.redo[f.leafNamed(id)] = true
	return []leafID{id}, cmp.Or(f.putFile(c, events, c.audits()), f.digestAnew(id.entry))
}

func swapEvents(f *forger, chance *rand.Rand) ([]leafID, error) {
	c, events, err := f.someCase(chance)
	if err != nil {
		return nil, err
	}
	i := 4 + chance.IntN(8) // of the case's first entry, whose events have no ids of their own
	events[i], events[i+1] = events[i+1], events[i]
	a, b := f.eventID(c, i), f.eventID(c, i+1)
	f.redo[f.leafNamed(a)], f.redo[f.leafNamed(b)] = true, true
	return []leafID{a, b}, cmp.Or(f.putFile(c, events, c.audits()), f.digestAnew(a.entry))
}

// dropEvent takes the last event of a case away, as if it had never been.
func dropEvent(f *forger, chance *rand.Rand) ([]leafID, error) {
	c, events, err := f.someCase(chance)
	if err != nil {
		return nil, err
	}
	last := len(events) - 1
	audits := c.audits()
	id := f.eventID(c, last)
	f.head.events--
	if err := f.putFile(c, events[:last], audits[:last]); err != nil {
		return nil, err
	}
	n := f.leafNamed(id)
	if err := cmp.Or(f.digestAnew(id.entry), f.forgetRow(c)); err != nil {
		return nil, err
	}
	f.takeOut(n)
	return []leafID{id}, nil
}

// forgetRow takes away the one row and the one answer of the store that lead to
// an event, where that is the one dropped.
func (f *forger) forgetRow(c *casefile) error {
	if string(c.ref) != refOf(1) {
		return nil
	}
	key := f.s.keyed('k', "k")
	return cmp.Or(f.writer.takeOut(tRows, f.s.rowKey("register", "r1")), f.writer.takeOut(tKeys, key[:]))
}

// takeOut takes a leaf out of the log.
func (f *forger) takeOut(n int) {
	f.ids, f.hashes = slices.Delete(f.ids, n, n+1), slices.Delete(f.hashes, n, n+1)
	redo := map[int]bool{}
	for m := range f.redo {
		if m > n {
			m--
		}
		redo[m] = true
	}
	f.redo = redo
}

func alterLook(f *forger, chance *rand.Rand) ([]leafID, error) {
	seq := 1 + chance.Uint64N(f.head.entries)
	id := leafID{kind: leafEntry, number: seq}
	return []leafID{id}, f.alterEntry(seq, func(e *chained) { e.At = e.At.Add(time.Duration(1 + chance.IntN(1000))) })
}

// swapLooks puts what two entries say in each other's place.
func swapLooks(f *forger, chance *rand.Rand) ([]leafID, error) {
	first := f.head.entries - 20 + chance.Uint64N(18) // looks, without events
	a, err := f.entry(first)
	if err != nil {
		return nil, err
	}
	b, err := f.entry(first + 1)
	if err != nil {
		return nil, err
	}
	swap := func(from chained) func(*chained) {
		return func(e *chained) { e.Action, e.Detail = from.Action, from.Detail }
	}
	ids := []leafID{{kind: leafEntry, number: first}, {kind: leafEntry, number: first + 1}}
	return ids, cmp.Or(f.alterEntry(first, swap(b)), f.alterEntry(first+1, swap(a)))
}

// dropLook takes the last entry away.
func dropLook(f *forger, _ *rand.Rand) ([]leafID, error) {
	seq := f.head.entries
	e, err := f.entry(seq)
	if err != nil {
		return nil, err
	}
	id := leafID{kind: leafEntry, number: seq}
	b, err := f.bucket(tAudit)
	if err != nil {
		return nil, err
	}
	f.takeOut(f.leafNamed(id))
	f.head.entries--
	trail := f.s.trailOfPerson(e.By)
	return []leafID{id}, cmp.Or(b.Delete(seqKey(seq)), f.put(tTrails, trail[:], seqKey(e.beforeOfPerson)))
}

// moveLeaf has one record come before another that came first.
func moveLeaf(f *forger, chance *rand.Rand) ([]leafID, error) {
	n := f.leafNamed(leafID{kind: leafIssue, number: 1})
	to := n + 1 + chance.IntN(5)
	id, hash := f.ids[n], f.hashes[n]
	f.ids, f.hashes = slices.Delete(f.ids, n, n+1), slices.Delete(f.hashes, n, n+1)
	f.ids, f.hashes = slices.Insert(f.ids, to, id), slices.Insert(f.hashes, to, hash)
	return []leafID{id}, nil
}

func alterSending(f *forger, _ *rand.Rand) ([]leafID, error) {
	k := f.s.keyed('m', "m1")
	v, err := f.get(tSendings, k[:])
	if err != nil {
		return nil, err
	}
	x, err := unpackSending(k[:], v)
	if err != nil {
		return nil, err
	}
	x.Message = append(bytes.Clone(x.Message), '!')
	id := leafID{kind: leafSending, number: x.states, key: k}
	f.redo[f.leafNamed(id)] = true
	return []leafID{id}, f.put(tSendings, k[:], x.pack())
}

func alterIssue(f *forger, _ *rand.Rand) ([]leafID, error) {
	v, err := f.get(tIssues, seqKey(1))
	if err != nil {
		return nil, err
	}
	x, err := unpackIssue(seqKey(1), v)
	if err == nil {
		err = f.fill(&x)
	}
	if err != nil {
		return nil, err
	}
	x.Title += "!"
	x.Content = x.content()
	id := leafID{kind: leafIssue, number: 1}
	f.redo[f.leafNamed(id)] = true
	return []leafID{id}, cmp.Or(f.put(tIssues, seqKey(1), x.pack()),
		f.alterEntry(x.Audit, func(e *chained) { e.Detail = fmt.Sprintf("%s %x", x.ID, x.Content) }))
}

var forgeriesOf = []forgery{
	{"alter an event", alterEvent}, {"swap two events", swapEvents}, {"drop an event", dropEvent},
	{"alter an entry", alterLook}, {"swap two entries", swapLooks}, {"drop an entry", dropLook},
	{"move a leaf", moveLeaf}, {"alter a sending", alterSending}, {"alter an issued report", alterIssue},
}
