package store

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// eraseAgain erases from a copy of a backup what was erased from the store since:
// a restored backup must not bring a case back. It gives how many cases that
// were. A store that cannot be read tells of none.
func eraseAgain(ctx context.Context, path, temp string, o Options) (int, error) {
	if o.Again == nil {
		return 0, nil
	}
	gone, err := buried(path, o)
	if err != nil || len(gone) == 0 {
		return 0, err
	}
	o.ReadOnly, o.Existing = false, true
	s, err := Open(temp, o)
	if err != nil {
		return 0, err
	}
	defer os.Remove(temp + ".lock")
	n, err := s.eraseAgain(ctx, *o.Again, gone)
	return n, errors.Join(err, s.Close())
}

func (s *Store) eraseAgain(ctx context.Context, in Erasure, gone []Tombstone) (n int, err error) {
	for _, t := range gone {
		if _, err := s.CaseByID(t.Case); errors.Is(err, ErrNotFound) {
			continue
		}
		in.Cases, in.Why = []string{t.Case}, t.Why
		in.Audit.By = t.By
		if _, err := s.Erase(ctx, in); err != nil {
			return n, err
		}
		n++
	}
	if n > 0 {
		_, err = s.Scrub(ctx)
	}
	return n, err
}

// buried lists what was erased from the store that is to be replaced.
func buried(path string, o Options) ([]Tombstone, error) {
	o.ReadOnly, o.Existing = true, true
	s, err := openHeld(path, &o)
	if err != nil {
		return nil, nil // it is missing or cannot be read; that is why a backup is restored
	}
	defer s.db.Close()
	list, err := s.Tombstones()
	if errors.Is(err, ErrDamaged) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("what was erased: %w", err)
	}
	return list, nil
}
