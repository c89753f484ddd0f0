package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Erasing a case takes away, in one transaction, its record and its secret,
// what was kept of the rows that it came in, and what else tells of it; a
// tombstone is put in its place. What stays: entries of the audit trail, which
// hold the opaque id and digests; look-ups of keyed hashes; issued reports; and
// the texts that events share (see words.go), such as the names of people who
// work with the cases, of sources and of categories. What was taken away is
// still in the file until Scrub overwrites it, and until then Unscrubbed says so.

// Erasure asks for cases to be erased.
type Erasure struct {
	Cases []string // ids, each once
	Why   string
	Audit Entry // who; an entry with the action "erase" is written for each case

	// About gives the case's reference that a row's data is about.
	About func(data []byte) (ref string)
	// Tells says whether a record of a shelf tells of the case.
	Tells func(shelf Shelf, k Kept, id, ref string) bool
	// Redact leaves out of what a sending told all that is of a case, its message
	// too, and says whether there was anything. One that was on its way may become
	// Dropped, without its Alerts: they are owed again.
	Redact func(x *Sending, id, ref string) (told bool, err error)
}

// ErrOnItsWay: a mail that tells of the case has not been settled yet.
var ErrOnItsWay = errors.New("a mail about it is still on its way")

// mostErased is how many cases one transaction erases at most.
const mostErased = 1000

// settingUnscrubbed names the last erasure while something of it may still be in
// the file; empty: there is nothing.
const settingUnscrubbed = "unscrubbed"

// Erase erases cases, all or none. Errors: ErrNotFound and ErrErased for a case
// that is not there, ErrOnItsWay, and ErrDamaged where the case is not as it was
// recorded: erasing it would hide that. Scrub the store afterwards.
func (s *Store) Erase(ctx context.Context, in Erasure) ([]Tombstone, error) {
	in.Audit.Action, in.Audit.Events = "erase", 0
	keys, err := in.check()
	if err != nil {
		return nil, err
	}
	var done []Tombstone
	err = s.write(ctx, func(w *writer) error {
		p := erasing{w: w, in: &in, cases: map[CaseKey]*Tombstone{}, refs: map[string]CaseKey{}}
		if err := p.plan(keys); err != nil {
			return err
		}
		done = p.list()
		return p.do()
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

func (in *Erasure) check() ([]CaseKey, error) {
	if err := in.Audit.check(); err != nil {
		return nil, err
	}
	if len(in.Why) > longestTexts {
		return nil, fmt.Errorf("a reason of %d bytes %w; accepted are up to %d", len(in.Why), ErrNotKept, longestTexts)
	}
	if len(in.Cases) > mostErased {
		return nil, fmt.Errorf("erasing %d cases at once: the most is %d", len(in.Cases), mostErased)
	}
	var keys []CaseKey
	for _, id := range in.Cases {
		k, err := ParseCaseKey(id)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys, nil
}

// erasing is one erasure in its transaction: first everything is found, and may
// be refused, and then it is done.
type erasing struct {
	w     *writer
	in    *Erasure
	cases map[CaseKey]*Tombstone
	refs  map[string]CaseKey

	ids    [][]byte // records of tIDs
	rows   [][]byte
	keys   [][]byte
	shelf  [][]byte
	redact []redacted
}

type redacted struct {
	before ledgered
	after  Sending
}

func (p *erasing) plan(keys []CaseKey) error {
	for _, k := range keys {
		if err := p.take(k); err != nil {
			return err
		}
	}
	return cmp.Or(p.planRuns(), p.planRows(), p.planKeys(), p.planShelves(), p.planSendings())
}

// take begins the tombstone of a case.
func (p *erasing) take(k CaseKey) error {
	f, err := p.w.file(k)
	if err != nil {
		return err
	}
	t := &Tombstone{Case: k.String(), Authorities: authoritiesOf(f.facts), Events: len(f.facts),
		At: p.w.instant(), By: p.in.Audit.By, Why: p.in.Why, ref: p.w.s.keyed('c', string(f.ref))}
	for i := range f.facts {
		at := time.Unix(0, f.facts[i].Recorded).UTC()
		if t.First.IsZero() || at.Before(t.First) {
			t.First = at
		}
		if at.After(t.Last) {
			t.Last = at
		}
		if !f.ownID(i) {
			id, err := f.id(i)
			if err != nil {
				return err
			}
			key := p.w.s.keyed('i', id)
			p.ids = append(p.ids, key[:])
		}
	}
	p.cases[k], p.refs[string(f.ref)] = t, k
	return nil
}

// list is the tombstones in the order of the cases' ids.
func (p *erasing) list() []Tombstone {
	var list []Tombstone
	for _, t := range p.cases {
		list = append(list, *t)
	}
	slices.SortFunc(list, func(a, b Tombstone) int { return cmp.Compare(a.Case, b.Case) })
	return list
}

// do writes and takes away what was planned.
func (p *erasing) do() error {
	w := p.w
	for _, t := range p.list() {
		k, err := ParseCaseKey(t.Case)
		if err != nil {
			return err
		}
		e := p.in.Audit
		e.Case, e.Detail = t.Case, fmt.Sprintf("%d events", t.Events)
		if t.Audit, err = w.enter(e); err != nil {
			return err
		}
		if err := w.entomb(k, &t); err != nil {
			return err
		}
	}
	for t, keys := range map[*table][][]byte{tIDs: p.ids, tRows: p.rows, tKeys: p.keys, tShelves: p.shelf} {
		for _, k := range keys {
			if err := w.takeOut(t, k); err != nil {
				return err
			}
		}
	}
	for i := range p.redact {
		if err := w.redact(&p.redact[i]); err != nil {
			return err
		}
	}
	return w.put(tSettings, []byte(settingUnscrubbed), seqKey(w.head.entries))
}

// redact writes a sending without what it told, and takes its alerts away where
// they are owed again.
func (w *writer) redact(x *redacted) error {
	if len(x.after.Alerts) == 0 {
		k := w.s.keyed('m', x.before.ID)
		for _, a := range slices.Compact(slices.Sorted(slices.Values(x.before.Alerts))) {
			alert := w.s.keyed('a', a)
			if err := w.takeOut(tAlerts, append(alert[:], k[:]...)); err != nil {
				return err
			}
		}
	}
	return w.putSending(&x.before, &x.after)
}

// entomb puts a tombstone in the place of a case.
func (w *writer) entomb(k CaseKey, t *Tombstone) error {
	if err := cmp.Or(w.takeOut(tCases, k[:]), w.takeOut(tCaseKeys, k[:])); err != nil {
		return err
	}
	w.head.events -= uint64(t.Events)
	plain := t.pack()
	return cmp.Or(w.put(tErased, k[:], plain), w.addLeaf(leafID{kind: leafErased, of: k}, plain))
}
