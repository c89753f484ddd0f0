package store

import (
	"cmp"
	"errors"
	"fmt"
	"runtime/debug"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"caseclock/deadline"
)

// view runs fn over one consistent state of the store, the last. What a damaged
// page does to bbolt (panics, faults in the mapping) becomes ErrDamaged.
func (s *Store) view(fn func(r *reader) error) error {
	return s.viewAny(func(r *reader) error {
		if err := r.inTurn(); err != nil {
			return err
		}
		return fn(r)
	})
}

// viewAny is view that leaves it to fn whether the tables are the last.
func (s *Store) viewAny(fn func(r *reader) error) error {
	return guard(func() error {
		tx, err := s.begin()
		if err != nil {
			return err
		}
		defer s.reading.end(tx)
		r := s.newReader(tx)
		return fn(&r)
	})
}

// foreign carries a caller's own panic through guard.
type foreign struct{ value any }

// guard turns a panic or a fault below into ErrDamaged.
func guard(fn func() error) (err error) {
	old := debug.SetPanicOnFault(true)
	defer debug.SetPanicOnFault(old)
	defer func() {
		switch p := recover().(type) {
		case nil:
		case foreign:
			panic(p.value)
		case unreadable:
			err = p.err
		default:
			err = fmt.Errorf("%w: its pages cannot be followed: %v", ErrDamaged, p)
		}
	}()
	return fn()
}

// call runs a caller's function so that a panic of its own stays one.
func call(fn func() error) error {
	defer func() {
		if p := recover(); p != nil {
			if _, ours := p.(unreadable); ours {
				panic(p)
			}
			panic(foreign{p})
		}
	}()
	return fn()
}

// Case reads a case in full by its reference; ErrNotFound where there is none.
func (s *Store) Case(ref string) (deadline.Case, error) {
	var c deadline.Case
	err := s.view(func(r *reader) error {
		key, ok, err := r.find(ref)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("case %q: %w", clip(ref), ErrNotFound)
		}
		c, err = r.whole(key)
		switch {
		case errors.Is(err, ErrErased):
			return err
		case errors.Is(err, ErrNotFound):
			return tRefs.damage(nil, "it leads to a case that is missing")
		case err == nil && c.Ref != ref:
			return tRefs.damage(nil, "it leads to another case")
		}
		return err
	})
	return c, err
}

// CaseByID reads a case in full by its opaque id; ErrNotFound where there is
// none.
func (s *Store) CaseByID(id string) (deadline.Case, error) {
	var c deadline.Case
	key, err := ParseCaseKey(id)
	if err != nil {
		return c, err
	}
	err = s.view(func(r *reader) error {
		c, err = r.whole(key)
		return err
	})
	return c, err
}

// CaseID gives the opaque id of a case by its reference; ErrNotFound where
// there is none.
func (s *Store) CaseID(ref string) (string, error) {
	var id string
	err := s.view(func(r *reader) error {
		key, ok, err := r.find(ref)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("case %q: %w", clip(ref), ErrNotFound)
		}
		id = key.String()
		if t, err := r.tombstone(key); err != nil || t == nil {
			return err
		} else {
			return t.erased()
		}
	})
	return id, err
}

// find looks a reference up.
func (r *reader) find(ref string) (key CaseKey, ok bool, err error) {
	k := r.s.keyed('c', ref)
	v, err := r.get(tRefs, k[:])
	if err != nil || v == nil {
		return key, false, err
	}
	if len(v) != len(key) {
		return key, false, tRefs.damage(k[:], "it leads nowhere")
	}
	return CaseKey(v), true, nil
}

// file reads a case's facts; ErrNotFound where there is none.
func (r *reader) file(key CaseKey) (*casefile, error) {
	stored, err := r.stored(tCases, key[:])
	if err != nil {
		return nil, err
	}
	if stored == nil {
		return nil, r.absent(key)
	}
	plain, err := r.openCase(nil, key[:], stored)
	if err != nil {
		return nil, err
	}
	f := &casefile{r: r}
	return f, f.read(key, plain)
}

// listed reads a case that something in the store points to.
func (r *reader) listed(key CaseKey) (*casefile, error) {
	f, err := r.file(key)
	if errors.Is(err, ErrNotFound) && !errors.Is(err, ErrErased) {
		return nil, tCases.damage(key[:], "it is missing")
	}
	return f, err
}

func (r *reader) whole(key CaseKey) (deadline.Case, error) {
	f, err := r.file(key)
	if err != nil {
		return deadline.Case{}, err
	}
	events, err := f.events()
	return deadline.Case{Ref: string(f.ref), Facts: f.facts, Events: events}, err
}

// Event finds an event of any case by its id; ErrNotFound where there is none.
func (s *Store) Event(id string) (Found, error) {
	var found Found
	err := s.view(func(r *reader) error {
		f, i, err := r.locate(id)
		if err != nil {
			return err
		}
		found.CaseID, found.Position = f.key.String(), i
		found.Event, found.Audit, err = f.event(i)
		return err
	})
	return found, err
}

// locate finds the case and the position of an event.
func (r *reader) locate(id string) (*casefile, int, error) {
	missing := fmt.Errorf("event %q: %w", clip(id), ErrNotFound)
	if key, i, err := splitEventID(id); err == nil {
		f, err := r.file(key)
		if err == nil && i < len(f.facts) {
			if own, err := f.id(i); err != nil || own == id {
				return f, i, err
			}
		}
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, 0, err
		}
	}
	k := r.s.keyed('i', id)
	v, err := r.get(tIDs, k[:])
	if err != nil || v == nil {
		return nil, 0, cmp.Or(err, missing)
	}
	key, i, err := unpackPlace(k[:], v)
	if err != nil {
		return nil, 0, err
	}
	f, err := r.listed(key)
	if err != nil {
		return nil, 0, err
	}
	if i >= len(f.facts) {
		return nil, 0, tIDs.damage(k[:], "it leads past the end of its case")
	}
	if own, err := f.id(i); err != nil || own != id {
		return nil, 0, cmp.Or(err, tIDs.damage(k[:], "it leads to another event"))
	}
	return f, i, nil
}

// place is where an event lies.
func packPlace(key CaseKey, i int) []byte {
	p := packer{make([]byte, 0, 24)}
	p.fixed(key[:])
	p.uint(uint64(i))
	return p.b
}

func unpackPlace(k, v []byte) (key CaseKey, i int, err error) {
	u := unpacker{b: v}
	copy(key[:], u.fixed(uint64(len(key))))
	n := u.uint()
	if !u.done() || n > 1<<24 {
		return key, 0, tIDs.damage(k, "it leads nowhere")
	}
	return key, int(n), nil
}

func (s *Store) begin() (*bolt.Tx, error) {
	tx, err := s.reading.begin(s.db)
	if errors.Is(err, bolterrors.ErrDatabaseNotOpen) {
		return nil, fmt.Errorf("%s: %w", s.path, ErrClosed)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.path, err)
	}
	return tx, nil
}
