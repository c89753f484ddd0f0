package store

import (
	"bytes"
	"errors"
	"fmt"
	"time"
)

// shelfKey is a shelf's letter and the keyed hash of a record's key.
func (s *Store) shelfKey(shelf Shelf, key string) []byte {
	k := s.keyed('v', string(shelf), key)
	return append([]byte{byte(shelf)}, k[:]...)
}

// shelved reads a record, expired or not.
func (r *reader) shelved(key []byte) (k Kept, there bool, err error) {
	v, err := r.get(tShelves, key)
	if errors.Is(err, errNotYet) {
		return k, false, nil
	}
	if err != nil || v == nil {
		return k, false, err
	}
	k, err = r.kept(key, v)
	return k, err == nil, err
}

// walkShelf gives every record of a shelf, or of all.
func (r *reader) walkShelf(prefix []byte, fn func(key []byte, k Kept) error) error {
	err := r.walk(tShelves, prefix, func(key, stored []byte) error {
		plain, err := r.open(tShelves, nil, key, stored)
		if err != nil {
			return err
		}
		k, err := r.kept(key, plain)
		if err != nil {
			return err
		}
		return fn(key, k)
	})
	if errors.Is(err, errNotYet) {
		return nil
	}
	return err
}

func (k *Kept) pack() []byte {
	p := packer{make([]byte, 0, len(k.Key)+len(k.Value)+24)}
	p.text(k.Key)
	p.instant(k.Expires)
	p.fixed(k.Value)
	return p.b
}

// kept reads a record, which must lie where it is looked for.
func (r *reader) kept(key, plain []byte) (Kept, error) {
	u := unpacker{b: plain}
	k := Kept{Key: u.text(), Expires: u.instant()}
	switch {
	case u.short || len(key) == 0 || !bytes.Contains(shelfTags, key[:1]):
		return Kept{}, tShelves.damage(key, "it cannot be read")
	case !bytes.Equal(r.s.shelfKey(Shelf(key[0]), k.Key), key):
		return Kept{}, tShelves.damage(key, "it lies under another's key")
	}
	k.Value = bytes.Clone(u.b)
	return k, nil
}

// shelving is a change that may be done.
type shelving struct {
	*ShelfChange
	key   []byte
	was   Kept
	there bool
}

// planShelf makes sure that every change may be done, and writes nothing. Two
// changes of one record in one call are refused.
func (w *writer) planShelf(changes []ShelfChange) ([]shelving, error) {
	var plan []shelving
	seen := map[string]bool{}
	for i := range changes {
		c := shelving{ShelfChange: &changes[i], key: w.s.shelfKey(changes[i].Shelf, changes[i].Key)}
		if seen[string(c.key)] {
			return nil, fmt.Errorf("two changes of one record at once: they %w", ErrNotKept)
		}
		seen[string(c.key)] = true
		var err error
		if c.was, c.there, err = w.shelved(c.key); err != nil {
			return nil, err
		}
		if !c.holds(c.there && !c.was.over(w.instant())) {
			return nil, fmt.Errorf("record of shelf %q: %w", byte(c.Shelf), ErrChanged)
		}
		plan = append(plan, c)
	}
	return plan, nil
}

// holds says whether the condition of a change does.
func (c *shelving) holds(valid bool) bool {
	switch c.If {
	case IfNew:
		return !valid
	case IfSame:
		return c.there && bytes.Equal(c.was.Value, c.Was)
	case IfThere:
		return valid
	}
	return c.If == Whatever
}

// putShelf does what was planned.
func (w *writer) putShelf(plan []shelving) error {
	for _, c := range plan {
		switch {
		case !c.Remove:
			if err := w.put(tShelves, c.key, c.pack()); err != nil {
				return err
			}
		case c.there:
			if err := w.remove(tShelves, c.key); err != nil {
				return err
			}
		}
	}
	return nil
}

// sweep takes away what is still as it was found.
func (w *writer) sweep(gone []ShelfChange, now time.Time) (n int, err error) {
	for i := range gone {
		p, err := w.planShelf(gone[i : i+1])
		if errors.Is(err, ErrChanged) || err == nil && !p[0].was.over(now) {
			continue // it was put there anew meanwhile
		}
		if err == nil {
			err = w.putShelf(p)
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// shelves makes sure that every record lies where it is looked for.
func (v *verifier) shelves() error {
	err := v.each(tShelves, func(key, plain []byte) error {
		_, err := v.r.kept(key, plain)
		return err
	})
	if errors.Is(err, errNotYet) {
		return nil
	}
	return err
}
