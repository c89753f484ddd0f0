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
	return s.view(func(r *reader) error { return r.scan(ctx, span{}, visit) })
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
		if err := r.scan(ctx, span{home, after(home)}, visit); err != nil {
			return err
		}
		return r.scanMembers(ctx, home, visit)
	})
}

// scan visits the cases whose keys lie in a span of whole groups.
func (r *reader) scan(ctx context.Context, keys span, visit Visit) error {
	f := &casefile{r: r}
	var c deadline.Case
	opener := r.newCaseOpener()
	seen := 0
	return r.walkRange(tCases, keys, func(key, stored []byte) error {
		if seen++; seen%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		plain, err := opener.open(key, stored)
		if err != nil {
			return err
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
		stored, err := r.stored(tCases, k[:])
		if err != nil {
			return err
		}
		if stored == nil {
			if err := r.absent(k); errors.Is(err, ErrErased) {
				return nil
			}
			return tCases.damage(k[:], "it is missing")
		}
		plain, err := r.openCase(nil, k[:], stored)
		if err != nil {
			return err
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
	var shares []span
	if err := guard(func() (err error) { shares, err = readers[0].shares(workers); return err }); err != nil {
		return err
	}
	errs := make([]error, workers)
	panics := make([]any, workers)
	var wg sync.WaitGroup
	for i := range shares {
		wg.Go(func() {
			defer func() {
				if panics[i] = recover(); panics[i] != nil {
					cancel(nil)
				}
			}()
			one := func(id CaseKey, c *deadline.Case) error { return visit(i, id, c) }
			if errs[i] = guard(func() error { return readers[i].scan(ctx, shares[i], one) }); errs[i] != nil {
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
			s.reading.end(list[i].tx)
		}
	}
	for range n {
		tx, err := s.begin()
		if err != nil {
			return list, end, err
		}
		list = append(list, s.newReader(tx))
		if err := list[0].inTurn(); err != nil {
			return list, end, err
		}
	}
	return list, end, nil
}

// shares parts all cases into spans of about as many groups, the first without
// a lower bound and the last without an upper.
func (r *reader) shares(n int) ([]span, error) {
	b, err := r.bucket(tSums)
	if err != nil {
		return nil, err
	}
	var groups [][]byte
	c := b.Cursor()
	for k, _ := c.Seek([]byte{tCases.tag}); len(k) > 1 && k[0] == tCases.tag; k, _ = c.Next() {
		groups = append(groups, k[1:])
	}
	list := []span{{}}
	for i := 1; i < n && len(groups) >= n; i++ {
		from := groups[len(groups)*i/n]
		list[len(list)-1].before = from
		list = append(list, span{from: from})
	}
	return list, nil
}

// after is the first key behind all that begin with a prefix; nil where there
// is none.
func after(prefix []byte) []byte {
	next := append([]byte(nil), prefix...)
	for i := len(next) - 1; i >= 0; i-- {
		if next[i]++; next[i] != 0 {
			return next
		}
	}
	return nil
}
