package store

import (
	"context"
	"slices"
	"time"
)

// Trail gives all entries in their order.
func (s *Store) Trail(ctx context.Context, fn func(Entry) error) error {
	return s.view(func(r *reader) error {
		h, err := r.readHead()
		if err != nil {
			return err
		}
		return r.trail(ctx, 1, h.entries, func(e Entry) (bool, error) { return true, fn(e) })
	})
}

// TrailBetween gives the entries from one instant on and before another.
func (s *Store) TrailBetween(ctx context.Context, from, before time.Time, fn func(Entry) error) error {
	return s.view(func(r *reader) error {
		h, err := r.readHead()
		if err != nil {
			return err
		}
		first, err := r.firstEntryFrom(from, h.entries)
		if err != nil {
			return err
		}
		return r.trail(ctx, first, h.entries, func(e Entry) (bool, error) {
			if !e.At.Before(before) {
				return false, nil
			}
			return true, fn(e)
		})
	})
}

func (r *reader) firstEntryFrom(from time.Time, last uint64) (uint64, error) {
	low, high := uint64(1), last+1
	for low < high {
		middle := low + (high-low)/2
		e, err := r.entry(middle)
		if err != nil {
			return 0, err
		}
		if e.At.Before(from) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, nil
}

func (r *reader) trail(ctx context.Context, first, last uint64, fn func(Entry) (bool, error)) error {
	for n := first; n <= last; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		c, err := r.entry(n)
		if err != nil {
			return err
		}
		var more bool
		if err := call(func() (err error) { more, err = fn(c.Entry); return err }); err != nil || !more {
			return err
		}
	}
	return nil
}

// TrailOfCase gives the entries about a case, by its id: those that its events
// came with and those that name it.
func (s *Store) TrailOfCase(ctx context.Context, caseID string, fn func(Entry) error) error {
	key, err := ParseCaseKey(caseID)
	if err != nil {
		return err
	}
	return s.view(func(r *reader) error {
		came, err := r.cameWith(key)
		if err != nil {
			return err
		}
		list, err := r.linked(r.s.trailOfCase(key), func(c *chained) uint64 { return c.beforeOfCase })
		if err != nil {
			return err
		}
		return r.listEntries(ctx, append(list, came...), fn)
	})
}

// cameWith is the entries that a case's events came with, also where the case
// was erased since.
func (r *reader) cameWith(key CaseKey) ([]uint64, error) {
	t, err := r.tombstone(key)
	if err != nil {
		return nil, err
	}
	if t == nil {
		f, err := r.file(key)
		if err != nil {
			return nil, err
		}
		return f.audits(), nil
	}
	var list []uint64
	for _, x := range t.runs {
		list = append(list, x.audit)
	}
	return list, nil
}

// TrailOfPerson gives the entries put down to a person.
func (s *Store) TrailOfPerson(ctx context.Context, by string, fn func(Entry) error) error {
	return s.view(func(r *reader) error {
		list, err := r.linked(r.s.trailOfPerson(by), func(c *chained) uint64 { return c.beforeOfPerson })
		if err != nil {
			return err
		}
		return r.listEntries(ctx, list, fn)
	})
}

// linked follows a list backwards.
func (r *reader) linked(trail [16]byte, before func(*chained) uint64) ([]uint64, error) {
	v, err := r.get(tTrails, trail[:])
	if err != nil || v == nil {
		return nil, err
	}
	seq, err := unpackSeq(trail[:], v)
	var list []uint64
	for err == nil && seq != 0 {
		if len(list) > 0 && seq >= list[len(list)-1] {
			return nil, tAudit.damage(seqKey(seq), "it is linked in a circle")
		}
		list = append(list, seq)
		var c chained
		if c, err = r.entry(seq); err == nil {
			seq = before(&c)
		}
	}
	return list, err
}

func (r *reader) listEntries(ctx context.Context, list []uint64, fn func(Entry) error) error {
	slices.Sort(list)
	for _, seq := range slices.Compact(list) {
		if err := ctx.Err(); err != nil {
			return err
		}
		c, err := r.entry(seq)
		if err != nil {
			return err
		}
		if err := call(func() error { return fn(c.Entry) }); err != nil {
			return err
		}
	}
	return nil
}
