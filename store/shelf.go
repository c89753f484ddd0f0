package store

import (
	"bytes"
	"context"
	"fmt"
	"time"
)

// Shelf is where small records of one kind are kept that, unlike facts, are
// replaced and taken away. A record is found by a key and by nothing else. Its
// key is kept within its value, sealed with it; the table's own key is a keyed
// hash. What is secret (a token, a password) is no key and no value: callers
// keep hashes.
type Shelf byte

// The shelves.
const (
	Accounts Shelf = 'a' // people who sign in with a password: by the person's id
	Sessions Shelf = 's' // by the hash of the cookie
	Tokens   Shelf = 't' // for the API: by the token's id
	Answers  Shelf = 'n' // that were given to an idempotency key
	Hooks    Shelf = 'h' // what waits to be told to other programs
	Feeds    Shelf = 'f' // secret addresses of calendars, by their hash
	Drafts   Shelf = 'd' // what was begun in a form
	Holds    Shelf = 'r' // cases that are held back from being erased, by their ids
)

// Shelves lists them.
var Shelves = []Shelf{Accounts, Sessions, Tokens, Answers, Hooks, Feeds, Drafts, Holds}

// Kept is one record of a shelf.
type Kept struct {
	Key     string    // up to 512 bytes
	Value   []byte    // up to 4 MiB
	Expires time.Time // instant from which it is as if it were not there; zero: never
}

// Condition is what must hold for a change.
type Condition uint8

// The conditions.
const (
	IfNew    Condition = iota // there is no such record, or an expired one
	IfSame                    // its value is ShelfChange.Was
	IfThere                   // there is such a record
	Whatever                  // nothing
)

// ShelfChange puts a record on a shelf, in the place of the one with its key,
// or takes that one away.
type ShelfChange struct {
	Shelf Shelf
	Kept
	Remove bool // Value and Expires are not used
	If     Condition
	Was    []byte // for IfSame: the value that was read
}

const (
	longestShelfKey = 512
	longestShelved  = 4 << 20
)

// Shelve does all of the changes, or none: ErrChanged where a condition of one
// does not hold. An entry with an action goes to the audit trail with them; one
// without is not written. It is on the disk when Shelve returns.
func (s *Store) Shelve(ctx context.Context, e Entry, changes ...ShelfChange) error {
	e.Events = 0
	if err := e.check(); err != nil {
		return err
	}
	for i := range changes {
		if err := changes[i].check(); err != nil {
			return err
		}
	}
	return s.write(ctx, func(w *writer) error {
		p, err := w.planShelf(changes)
		if err != nil {
			return err
		}
		if e.Action != "" {
			if _, err := w.enter(e); err != nil {
				return err
			}
		}
		return w.putShelf(p)
	})
}

func (c *ShelfChange) check() error {
	switch {
	case !bytes.Contains(shelfTags, []byte{byte(c.Shelf)}):
		return fmt.Errorf("shelf %q: there is no such shelf: it %w", byte(c.Shelf), ErrNotKept)
	case c.Key == "" || len(c.Key) > longestShelfKey:
		return fmt.Errorf("a shelf's key of %d bytes %w; accepted are 1 to %d", len(c.Key), ErrNotKept, longestShelfKey)
	case len(c.Value) > longestShelved:
		return fmt.Errorf("a shelf's record of %d bytes %w; accepted are up to %d", len(c.Value), ErrNotKept, longestShelved)
	}
	return nil
}

var shelfTags = func() (tags []byte) {
	for _, s := range Shelves {
		tags = append(tags, byte(s))
	}
	return tags
}()

// Shelved gives the record of a key; ErrNotFound where there is none or it has
// expired. The key is not in the error.
func (s *Store) Shelved(shelf Shelf, key string) (Kept, error) {
	var k Kept
	err := s.view(func(r *reader) error {
		var there bool
		var err error
		if k, there, err = r.shelved(s.shelfKey(shelf, key)); err == nil && (!there || k.over(s.now())) {
			k, err = Kept{}, fmt.Errorf("record of shelf %q: %w", byte(shelf), ErrNotFound)
		}
		return err
	})
	return k, err
}

// Shelf gives every record of a shelf that has not expired, in no order that
// means anything. The record may be kept; fn must not call the store.
func (s *Store) Shelf(ctx context.Context, shelf Shelf, fn func(Kept) error) error {
	now := s.now()
	return s.view(func(r *reader) error {
		return r.walkShelf([]byte{byte(shelf)}, func(_ []byte, k Kept) error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if k.over(now) {
				return nil
			}
			return call(func() error { return fn(k) })
		})
	})
}

// Sweep takes away what has expired, of all shelves, and says how many that
// were. It writes nothing where there is nothing to take away.
func (s *Store) Sweep(ctx context.Context) (int, error) {
	var gone []ShelfChange
	now := s.now()
	err := s.view(func(r *reader) error {
		return r.walkShelf(nil, func(key []byte, k Kept) error {
			if k.over(now) && len(gone) < mostSwept {
				gone = append(gone, ShelfChange{Shelf: Shelf(key[0]), Kept: k, Remove: true, If: IfSame, Was: k.Value})
			}
			return ctx.Err()
		})
	})
	if err != nil || len(gone) == 0 {
		return 0, err
	}
	n := 0
	err = s.write(ctx, func(w *writer) (err error) {
		n, err = w.sweep(gone, now)
		return err
	})
	return n, err
}

// mostSwept is how many records one sweep takes away; the next takes the rest.
const mostSwept = 10_000

func (k *Kept) over(now time.Time) bool { return !k.Expires.IsZero() && !now.Before(k.Expires) }
