package store

import (
	"bytes"
	"cmp"
	"errors"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"caseclock/deadline"
)

// logAll gives a store from before the log its leaves: each audit entry with the
// events that it came with, then the issued reports, then the sendings as they
// stand.
func (w *writer) logAll() error {
	events, err := w.eventLeaves()
	if err != nil {
		return err
	}
	for seq := uint64(1); seq <= w.head.entries; seq++ {
		if err := w.logEntry(seq); err != nil {
			return err
		}
		for ; len(events) > 0 && events[0].id.entry == seq; events = events[1:] {
			if err := w.addHash(events[0].id, events[0].hash); err != nil {
				return err
			}
		}
	}
	if len(events) > 0 {
		return tAudit.damage(seqKey(events[0].id.entry), "events came with it, and it is missing")
	}
	return cmp.Or(w.logIssues(), w.logSendings())
}

type eventLeaf struct {
	id   leafID
	hash tlog.Hash
}

// eventLeaves are those of every event, in the order of their entries and then
// of their cases' ids, as they are written today.
func (w *writer) eventLeaves() ([]eventLeaf, error) {
	var all []eventLeaf
	f := &casefile{r: &w.reader}
	err := w.walk(tCases, nil, func(key, stored []byte) error {
		plain, err := w.openCase(nil, key, stored)
		if err != nil {
			return err
		}
		if err := f.read(CaseKey(key), plain); err != nil {
			return err
		}
		all, err = f.leaves(all)
		return err
	})
	slices.SortStableFunc(all, func(a, b eventLeaf) int { return cmp.Compare(a.id.entry, b.id.entry) })
	return all, err
}

// leaves adds those of a case's events.
func (f *casefile) leaves(list []eventLeaf) ([]eventLeaf, error) {
	leaves, err := f.r.leavesOf(f.key)
	if err != nil {
		return nil, err
	}
	var scratch packer
	for i := range f.facts {
		e, audit, err := f.event(i)
		if err != nil {
			return nil, err
		}
		scratch.b = scratch.b[:0]
		f.content(&scratch, i, e)
		id := leafID{kind: leafEvent, number: uint64(i), entry: audit, of: f.key}
		list = append(list, eventLeaf{id, leaves.hash(id, scratch.b)})
	}
	return list, nil
}

func (w *writer) logEntry(seq uint64) error {
	k := seqKey(seq)
	plain, err := w.get(tAudit, k)
	if err != nil {
		return err
	}
	if plain == nil {
		return tAudit.damage(k, "it is missing")
	}
	content, _, err := splitEntry(k, plain)
	if err != nil {
		return err
	}
	return w.addLeaf(leafID{kind: leafEntry, number: seq}, content)
}

func (w *writer) logIssues() error {
	number := uint64(0)
	return w.logTable(tIssues, func([]byte, []byte) (leafID, error) {
		number++
		return leafID{kind: leafIssue, number: number}, nil
	})
}

func (w *writer) logSendings() error {
	return w.logTable(tSendings, func(key, plain []byte) (leafID, error) {
		x, err := unpackSending(key, plain)
		return leafID{kind: leafSending, number: x.states, key: [16]byte(key)}, err
	})
}

// logTable adds every record of a table, in the order of the keys.
func (w *writer) logTable(t *table, name func(key, plain []byte) (leafID, error)) error {
	err := w.walk(t, nil, func(key, stored []byte) error {
		plain, err := w.open(t, nil, key, stored)
		if err != nil {
			return err
		}
		id, err := name(key, plain)
		if err != nil {
			return err
		}
		return w.addLeaf(id, bytes.Clone(plain))
	})
	if errors.Is(err, errNotYet) {
		return nil
	}
	return err
}

// content writes an event's canonical record, an id that the store gave left
// out.
func (f *casefile) content(p *packer, i int, e deadline.Event) {
	if f.ownID(i) {
		e.ID = ""
	}
	p.canonical(&e, f.facts[i].Recorded)
}
