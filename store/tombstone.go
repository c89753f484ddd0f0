package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"caseclock/deadline"
)

// Tombstone is what is left of a case that was erased: that there was one, when
// and by whom it was erased, and what is needed to go on verifying the audit
// trail that its events came with. It says nothing of the child.
//
// The keyed hash of the case's reference still leads to it, so that the same
// reference, brought in again by an export that still holds it, is refused and
// not begun anew. Readmit takes the hash away.
type Tombstone struct {
	Case        string    // its opaque id
	Authorities []string  // that it was ever assigned to
	Events      int       // it had
	First, Last time.Time // instants at which its first and last event were recorded
	At          time.Time // of the erasure, UTC
	By          string    // the person it is put down to
	Why         string
	Audit       uint64 // the audit entry of the erasure
	Readmitted  bool   // its reference may be used again, for a new case

	ref  [16]byte // the keyed hash of its reference
	runs []run
}

// run is the events of a case that came with one audit entry: how many there
// were, and the entry's digest before and after them.
type run struct {
	audit         uint64
	events        int
	before, after [32]byte
}

func (t *Tombstone) pack() []byte {
	p := packer{make([]byte, 0, 128+80*len(t.runs))}
	p.byte(bit(t.Readmitted))
	p.fixed(t.ref[:])
	for _, at := range [...]time.Time{t.First, t.Last, t.At} {
		p.instant(at)
	}
	p.text(t.By)
	p.text(t.Why)
	p.uint(t.Audit)
	p.uint(uint64(len(t.Authorities)))
	for _, a := range t.Authorities {
		p.text(a)
	}
	p.uint(uint64(len(t.runs)))
	for _, r := range t.runs {
		p.uint(r.audit)
		p.uint(uint64(r.events))
		p.fixed(r.before[:])
		p.fixed(r.after[:])
	}
	return p.b
}

func unpackTombstone(key, plain []byte) (t Tombstone, err error) {
	u := unpacker{b: plain}
	if len(key) != len(CaseKey{}) {
		return t, tErased.damage(key, "its key is no case id")
	}
	t.Case, t.Readmitted = CaseKey(key).String(), u.byte() == 1
	copy(t.ref[:], u.fixed(16))
	for _, at := range [...]*time.Time{&t.First, &t.Last, &t.At} {
		*at = u.instant()
	}
	t.By, t.Why, t.Audit = u.text(), u.text(), u.uint()
	for range u.count(1) {
		t.Authorities = append(t.Authorities, u.text())
	}
	for range u.count(66) {
		r := run{audit: u.uint(), events: int(u.uint())}
		copy(r.before[:], u.fixed(32))
		copy(r.after[:], u.fixed(32))
		t.runs, t.Events = append(t.runs, r), t.Events+r.events
	}
	if !u.done() {
		return t, tErased.damage(key, "it cannot be read")
	}
	return t, nil
}

// tombstone finds the one of a case; nil where the case was not erased.
func (r *reader) tombstone(key CaseKey) (*Tombstone, error) {
	v, err := r.get(tErased, key[:])
	if errors.Is(err, errNotYet) || err == nil && v == nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	t, err := unpackTombstone(key[:], v)
	return &t, err
}

// erased is the error for a case that was.
func (t *Tombstone) erased() error {
	return fmt.Errorf("case %s: %w on %s", t.Case, ErrErased, t.At.Format(time.DateOnly))
}

// absent says why a case is not there: erased, or never begun.
func (r *reader) absent(key CaseKey) error {
	t, err := r.tombstone(key)
	switch {
	case err != nil:
		return err
	case t != nil:
		return t.erased()
	}
	return fmt.Errorf("case %s: %w", key, ErrNotFound)
}

// once makes sure that there is such a case, or was.
func (r *reader) once(key CaseKey) error {
	if _, err := r.listed(key); !errors.Is(err, ErrErased) {
		return err
	}
	return nil
}

func (r *reader) tombstones(fn func(Tombstone) error) error {
	err := r.walk(tErased, nil, func(key, stored []byte) error {
		plain, err := r.open(tErased, nil, key, stored)
		if err != nil {
			return err
		}
		t, err := unpackTombstone(key, plain)
		if err != nil {
			return err
		}
		return fn(t)
	})
	if errors.Is(err, errNotYet) {
		return nil
	}
	return err
}

// Tombstones lists the cases that were erased, in the order in which they were.
func (s *Store) Tombstones() ([]Tombstone, error) {
	var list []Tombstone
	err := s.view(func(r *reader) error {
		return r.tombstones(func(t Tombstone) error {
			list = append(list, t)
			return nil
		})
	})
	slices.SortStableFunc(list, func(a, b Tombstone) int { return a.At.Compare(b.At) })
	return list, err
}

// Buried finds the tombstone of the case that a reference leads to; ErrNotFound
// where it leads to none.
func (s *Store) Buried(ref string) (Tombstone, error) {
	t := Tombstone{}
	err := s.view(func(r *reader) error {
		key, ok, err := r.find(ref)
		if err != nil {
			return err
		}
		found := (*Tombstone)(nil)
		if ok {
			found, err = r.tombstone(key)
		}
		if err == nil && found == nil {
			return fmt.Errorf("erased case of a reference: %w", ErrNotFound)
		}
		if found != nil {
			t = *found
		}
		return err
	})
	return t, err
}

// Readmit lets the reference of an erased case be used again, for a new case.
// The tombstone stays. ErrNotFound where no case of the id was erased.
func (s *Store) Readmit(ctx context.Context, e Entry, caseID string) error {
	e.Action, e.Case, e.Events = "readmit", caseID, 0
	if err := e.check(); err != nil {
		return err
	}
	key, err := ParseCaseKey(caseID)
	if err != nil {
		return err
	}
	return s.write(ctx, func(w *writer) error {
		t, err := w.tombstone(key)
		if err == nil && t == nil {
			err = fmt.Errorf("erased case %s: %w", key, ErrNotFound)
		}
		if err != nil || t.Readmitted {
			return err
		}
		if _, err := w.enter(e); err != nil {
			return err
		}
		if err := w.takeOut(tRefs, t.ref[:]); err != nil {
			return err
		}
		t.Readmitted = true
		return w.put(tErased, key[:], t.pack())
	})
}

// authoritiesOf names those that a case was ever assigned to.
func authoritiesOf(facts []deadline.Fact) []string {
	var list []string
	for i := range facts {
		if f := &facts[i]; f.Kind == deadline.CaseAssigned && f.Word != "" && !slices.Contains(list, f.Word) {
			list = append(list, f.Word)
		}
	}
	return list
}
