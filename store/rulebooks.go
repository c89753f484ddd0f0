package store

import (
	"bytes"
	"context"
	"fmt"
	"time"
)

// PutRulebook keeps the rulebook that holds from an instant on; without one,
// from now. The one in force already is not written again. A rulebook cannot
// come into force before the one in force did.
func (s *Store) PutRulebook(ctx context.Context, e Entry, b Rulebook) error {
	e.Events = 0
	if err := e.check(); err != nil {
		return err
	}
	return s.write(ctx, func(w *writer) error {
		n, last, err := w.lastRulebook()
		if err != nil || (n > 0 && last.Digest == b.Digest && bytes.Equal(last.Content, b.Content)) {
			return err
		}
		if b.Since.IsZero() {
			b.Since = w.instant()
		}
		if n > 0 && b.Since.Before(last.Since) {
			return fmt.Errorf("a rulebook since %s %w: the one before came into force later, on %s", b.Since.UTC().Format(time.RFC3339), ErrNotKept, last.Since.Format(time.RFC3339))
		}
		if e.Action != "" {
			if _, err := w.enter(e); err != nil {
				return err
			}
		}
		var p packer
		p.text(b.Digest)
		p.instant(b.Since)
		p.fixed(b.Content)
		return w.put(tRulebooks, seqKey(n+1), p.b)
	})
}

func (w *writer) lastRulebook() (n uint64, last Rulebook, err error) {
	sum, err := w.groupSum(tRulebooks, nil)
	if err != nil || sum.count == 0 {
		return 0, last, err
	}
	v, err := w.get(tRulebooks, seqKey(sum.count))
	if err != nil {
		return 0, last, err
	}
	if v == nil {
		return 0, last, tRulebooks.damage(seqKey(sum.count), "it is missing")
	}
	last, err = unpackRulebook(seqKey(sum.count), v)
	return sum.count, last, err
}

func unpackRulebook(key, plain []byte) (Rulebook, error) {
	u := unpacker{b: plain}
	b := Rulebook{Digest: u.text(), Since: u.instant()}
	if u.short {
		return b, tRulebooks.damage(key, "it cannot be read")
	}
	b.Content = bytes.Clone(u.b)
	return b, nil
}

// Rulebooks gives all that were ever in force, in the order in which they came
// into force.
func (s *Store) Rulebooks() ([]Rulebook, error) {
	var list []Rulebook
	err := s.view(func(r *reader) error {
		return r.walk(tRulebooks, nil, func(key, stored []byte) error {
			plain, err := r.open(tRulebooks, nil, key, stored)
			if err != nil {
				return err
			}
			b, err := unpackRulebook(key, plain)
			list = append(list, b)
			return err
		})
	})
	return list, err
}

// Stats counts what the store holds.
func (s *Store) Stats() (Stats, error) {
	st := Stats{Created: s.Created()}
	err := s.view(func(r *reader) error {
		h, err := r.readHead()
		if err != nil {
			return err
		}
		st.Schema = int(r.schema())
		if st.Erased, err = r.countOf(tErased); err != nil {
			return err
		}
		st.Cases, st.Events, st.Entries = h.cases-st.Erased, h.events, h.entries
		st.LastRecorded = time.Unix(0, h.last).UTC()
		st.UsedBytes = r.tx.Size()
		info, err := s.file.Stat()
		if err == nil {
			st.FileBytes = info.Size()
		}
		return err
	})
	return st, err
}
