package store

import (
	"bytes"
	"context"
	"fmt"
)

// After a further key was made, what an earlier one sealed is sealed anew in
// small transactions, between those of others, and the earlier key is dropped
// once nothing is left under it. Whoever reads meanwhile reads both. Stopping at
// any point loses nothing: the keys that are still needed are in the record, and
// what remains is found again by looking.
//
// The values of the cases are sealed with the cases' secrets, and these with the
// key, so that only the secrets are sealed anew.

// resealedTogether is how many records are sealed anew in one transaction.
const resealedTogether = 256

// Stale says whether values may remain that an earlier key sealed.
func (s *Store) Stale() bool { return s.sealing.Load().stale }

// Reseal seals anew what an earlier key sealed, until nothing is left, and drops
// the earlier keys; it does nothing where there are none. It returns early, with
// the error, when ctx ends; it is then gone on with by calling it again. What
// was overwritten lies in the file until Scrub. Where all was sealed anew and
// something is under an earlier key all the same, the earlier keys stay and the
// error says so.
func (s *Store) Reseal(ctx context.Context) error {
	for pass := 0; s.Stale(); pass++ {
		done := 0
		for at := (place{}); !at.end(); {
			n, err := s.resealStep(ctx, &at)
			if err != nil {
				return err
			}
			done += n
		}
		if pass > 8 && done > 0 { // a pass or two may find what somebody was just writing
			return fmt.Errorf("%s: %d records stay under an earlier key however often they are sealed anew; the earlier keys are kept", s.path, done)
		}
		if err := s.write(ctx, func(w *writer) error { return w.dropOldKeys() }); err != nil {
			return err
		}
	}
	return nil
}

// place is where sealing anew goes on: a table, and the key of the first record
// not yet looked at.
type place struct {
	table int
	key   []byte
}

func (p *place) end() bool { return p.table == len(tables) }

// staleRecord is one that is to be sealed anew.
type staleRecord struct {
	t   *table
	key []byte
}

// resealStep seals the next few records anew, and says how many.
func (s *Store) resealStep(ctx context.Context, at *place) (int, error) {
	var list []staleRecord
	err := s.view(func(r *reader) (err error) {
		list, err = r.staleFrom(ctx, at, resealedTogether)
		return err
	})
	if err != nil || len(list) == 0 {
		return 0, err
	}
	return len(list), s.write(ctx, func(w *writer) error {
		for _, x := range list {
			if err := w.sealAnew(x.t, x.key); err != nil {
				return err
			}
		}
		return nil
	})
}

// staleFrom lists up to so many records, and moves on behind them. It also moves
// on after many that are not stale, so that no reader lasts.
func (r *reader) staleFrom(ctx context.Context, at *place, most int) (list []staleRecord, err error) {
	const lookedAt = 100_000
	for n := 0; !at.end() && len(list) < most && n < lookedAt && ctx.Err() == nil; {
		t := tables[at.table]
		b, err := r.bucket(t)
		if err != nil {
			return nil, err
		}
		c := b.Cursor()
		k, v := seek(c, at.key)
		for ; k != nil && len(list) < most && n < lookedAt; k, v = c.Next() {
			stale, err := r.isStale(t, k, v)
			if err != nil {
				return nil, err
			}
			if n++; stale {
				list = append(list, staleRecord{t, bytes.Clone(k)})
			}
		}
		if at.key = bytes.Clone(k); k == nil {
			at.table++
		}
	}
	return list, ctx.Err()
}

// isStale says whether a record is sealed with an earlier key.
func (r *reader) isStale(t *table, key, value []byte) (bool, error) {
	stored, _, err := t.split(key, value)
	if err != nil || r.ring == nil {
		return false, err
	}
	switch {
	case t == tHead && bytes.Equal(key, keyAbout):
		return r.ring.Stale(stored[min(len(stored), len(aboutMark)+4):]), nil
	case t.sealed(key):
		return r.ring.Stale(stored), nil
	}
	return false, nil
}

// sealAnew seals a record with the last key, where it is not, or no longer there.
func (w *writer) sealAnew(t *table, key []byte) error {
	b, err := w.bucket(t)
	if err != nil {
		return err
	}
	v := b.Get(key)
	if v == nil {
		return nil
	}
	stale, err := w.isStale(t, key, v)
	if err != nil || !stale {
		return err
	}
	if t == tHead && bytes.Equal(key, keyAbout) {
		a, err := w.readAbout()
		if err != nil {
			return err
		}
		return w.putAbout(a.schema, &a)
	}
	stored, _, err := t.split(key, v)
	if err != nil {
		return err
	}
	plain, err := w.open(t, nil, key, stored)
	if err != nil {
		return err
	}
	return w.put(t, key, plain)
}

// dropOldKeys leaves only the last key, where no record is left under another.
func (w *writer) dropOldKeys() error {
	for at := (place{}); !at.end(); {
		left, err := w.staleFrom(context.Background(), &at, 1)
		if err != nil {
			return err
		}
		if len(left) > 0 {
			return nil // somebody wrote with the old one meanwhile: once more
		}
	}
	id, record, err := w.keyRecord()
	if err != nil {
		return err
	}
	changed, err := w.keys.Drop(id, record)
	if err != nil {
		return err
	}
	if _, err := w.enter(Entry{Action: "keys", Door: "daemon", Detail: "everything is sealed with the last key; those before it are dropped"}); err != nil {
		return fmt.Errorf("dropping the old keys: %w", err)
	}
	w.after = append(w.after, func() {
		next := *w.s.sealing.Load() // which goes on opening for who still reads an earlier state
		next.stale = false
		w.s.sealing.Store(&next)
	})
	return w.putKeyRecord(id, changed)
}
