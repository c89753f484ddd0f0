package store

import (
	"context"
	"encoding/binary"
	"errors"
	"sync"

	"caseclock/deadline"
)

// Visit is called with each case of a scan. The case, and what its Facts and
// Event give, are valid until it returns: texts may be kept, Facts may not. It
// must not call the store, and should not wait for anything.
type Visit func(id CaseKey, c *deadline.Case) error

// Scan visits every case in the order of the ids, over one consistent state,
// reading only the facts; c.Event reads an event in full. An error from visit
// ends the scan and is returned. When Scan itself returns ErrDamaged, cases may
// have been missing from those visited: nothing worked out from it may be used.
func (s *Store) Scan(ctx context.Context, visit Visit) error {
	return s.view(func(r *reader) error { return r.scan(ctx, nil, visit) })
}

// ScanAuthority visits every case that an authority was ever responsible for,
// also by an assignment that was withdrawn: those that began there in the order
// of their ids, then those that came from elsewhere.
func (s *Store) ScanAuthority(ctx context.Context, authority string, visit Visit) error {
	return s.view(func(r *reader) error {
		n, ok := r.s.words.Load().number[authority]
		if !ok || authority == "" {
			return nil
		}
		home := binary.BigEndian.AppendUint16(nil, uint16(n))
		if err := r.scan(ctx, home, visit); err != nil {
			return err
		}
		return r.scanMembers(ctx, home, visit)
	})
}

// scan visits the cases whose keys begin with a prefix.
func (r *reader) scan(ctx context.Context, prefix []byte, visit Visit) error {
	f := &casefile{r: r}
	var c deadline.Case
	var opened []byte
	seen := 0
	return r.walk(tCases, prefix, func(key, stored []byte) error {
		if seen++; seen%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		plain, err := r.open(tCases, opened[:0], key, stored)
		if err != nil {
			return err
		}
		if !r.s.plain {
			opened = plain
		}
		return r.visit(f, &c, key, plain, visit)
	})
}

func (r *reader) visit(f *casefile, c *deadline.Case, key, plain []byte, visit Visit) error {
	if len(key) != len(CaseKey{}) {
		return tCases.damage(key, "its key is no case id")
	}
	if err := f.read(CaseKey(key), plain); err != nil {
		return err
	}
	f.lazy(c)
	return call(func() error { return visit(f.key, c) })
}

// scanMembers visits the cases that came to an authority from elsewhere.
func (r *reader) scanMembers(ctx context.Context, home []byte, visit Visit) error {
	f := &casefile{r: r}
	var c deadline.Case
	return r.walk(tMembers, home, func(key, _ []byte) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		k, err := memberKey(key)
		if err != nil {
			return err
		}
		plain, err := r.get(tCases, k[:])
		if err != nil {
			return err
		}
		if plain == nil {
			return tCases.damage(k[:], "it is missing")
		}
		return r.visit(f, &c, k[:], plain, visit)
	})
}

func memberKey(key []byte) (CaseKey, error) {
	if len(key) != 2+len(CaseKey{}) {
		return CaseKey{}, tMembers.damage(key, "its key is no case id")
	}
	return CaseKey(key[2:]), nil
}

// ScanParallel is Scan by several workers at once, all over one state. Each
// worker visits its cases one after another; worker is 0 to workers-1. The
// first error ends them all.
func (s *Store) ScanParallel(ctx context.Context, workers int, visit func(worker int, id CaseKey, c *deadline.Case) error) error {
	if workers <= 1 {
		return s.Scan(ctx, func(id CaseKey, c *deadline.Case) error { return visit(0, id, c) })
	}
	return s.scanShares(ctx, workers, visit)
}

func (s *Store) scanShares(ctx context.Context, workers int, visit func(int, CaseKey, *deadline.Case) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	readers, end, err := s.readers(workers)
	defer end()
	if err != nil {
		return err
	}
	var groups [][]byte
	if err := guard(func() (err error) { groups, err = readers[0].groups(tCases); return err }); err != nil {
		return err
	}
	errs := make([]error, workers)
	panics := make([]any, workers)
	var wg sync.WaitGroup
	for i := range workers {
		share := groups[len(groups)*i/workers : len(groups)*(i+1)/workers]
		wg.Go(func() {
			defer func() {
				if panics[i] = recover(); panics[i] != nil {
					cancel(nil)
				}
			}()
			one := func(id CaseKey, c *deadline.Case) error { return visit(i, id, c) }
			if errs[i] = guard(func() error { return readers[i].scanGroups(ctx, share, one) }); errs[i] != nil {
				cancel(errs[i])
			}
		})
	}
	wg.Wait()
	for _, p := range panics {
		if p != nil {
			panic(p)
		}
	}
	if err := s.scanComplete(&readers[0], groups); err != nil {
		return err
	}
	return firstOf(errs, context.Cause(ctx))
}

// firstOf prefers the error that ended the others.
func firstOf(errs []error, cause error) error {
	for _, err := range errs {
		if err != nil && errors.Is(err, cause) {
			return err
		}
	}
	return errors.Join(errs...)
}

// readers begins several transactions on one state.
func (s *Store) readers(n int) (list []reader, end func(), err error) {
	s.commit.Lock()
	defer s.commit.Unlock()
	end = func() {
		for i := range list {
			list[i].tx.Rollback()
		}
	}
	for range n {
		tx, err := s.begin()
		if err != nil {
			return list, end, err
		}
		list = append(list, s.newReader(tx))
	}
	return list, end, nil
}

// groups lists the groups of a table that has sums, in order.
func (r *reader) groups(t *table) ([][]byte, error) {
	b, err := r.bucket(tSums)
	if err != nil {
		return nil, err
	}
	var list [][]byte
	c := b.Cursor()
	for k, _ := c.Seek([]byte{t.tag}); k != nil && k[0] == t.tag; k, _ = c.Next() {
		list = append(list, k[1:])
	}
	return list, nil
}

func (r *reader) scanGroups(ctx context.Context, groups [][]byte, visit Visit) error {
	for _, g := range groups {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		if err := r.scan(ctx, g, visit); err != nil {
			return err
		}
	}
	return nil
}

// scanComplete looks for cases of a group that has no sum.
func (s *Store) scanComplete(r *reader, groups [][]byte) error {
	return guard(func() error {
		b, err := r.bucket(tCases)
		if err != nil {
			return err
		}
		c := b.Cursor()
		k, _ := c.First()
		for _, g := range groups {
			if k == nil || !tCases.sameGroup(k, g) {
				return tCases.lost(g, sum{}, sum{count: 1})
			}
			if k, _ = c.Seek(after(g)); k == nil {
				continue
			}
		}
		if k != nil {
			return tCases.lost(k, sum{count: 1}, sum{})
		}
		return nil
	})
}

// after is the first key behind all that begin with a prefix.
func after(prefix []byte) []byte {
	next := append([]byte(nil), prefix...)
	for i := len(next) - 1; i >= 0; i-- {
		if next[i]++; next[i] != 0 {
			return next
		}
	}
	return append(next, 0)
}
