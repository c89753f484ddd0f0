package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Writers queue; one goroutine takes all that wait, applies them one after
// another in one transaction, commits once and answers them all. A lone writer
// waits for nobody.

// mostTogether is how many writers share a commit at most.
const mostTogether = 512

// job is one writer's wish. Its apply first reads and refuses, and only then
// writes: an error before the first write leaves the others untouched.
type job struct {
	ctx   context.Context
	apply func(w *writer) error
	err   error
	done  chan struct{}
}

// write has a job done, and returns when its outcome is on the disk.
func (s *Store) write(ctx context.Context, apply func(w *writer) error) error {
	if s.readOnly {
		return fmt.Errorf("%s: %w", s.path, ErrReadOnly)
	}
	j := &job{ctx: ctx, apply: apply, done: make(chan struct{})}
	select {
	case s.jobs <- j:
	case <-s.closing:
		return fmt.Errorf("%s: %w", s.path, ErrClosed)
	case <-ctx.Done():
		return ctx.Err()
	}
	<-j.done
	return j.err
}

// inTurnOf runs fn while nobody writes.
func (s *Store) inTurnOf(ctx context.Context, fn func() error) error {
	err := s.Err()
	done := make(chan struct{})
	turn := func() {
		defer close(done)
		if err = s.Err(); err == nil {
			err = guard(fn)
		}
	}
	select {
	case s.turns <- turn:
	case <-s.closing:
		return fmt.Errorf("%s: %w", s.path, ErrClosed)
	case <-ctx.Done():
		return ctx.Err()
	}
	<-done
	return err
}

// serveWriters runs until the store is closed.
func (s *Store) serveWriters() {
	defer close(s.written)
	var tick <-chan time.Time
	if s.watch > 0 {
		t := time.NewTicker(s.watch)
		defer t.Stop()
		tick = t.C
	}
	before := 1
	for {
		select {
		case j := <-s.jobs:
			batch := s.gather(j, before)
			before = len(batch)
			s.serve(batch)
		case turn := <-s.turns:
			turn()
		case <-tick:
			if s.Err() == nil {
				if err := s.inPlace(); err != nil {
					s.stop(err)
				}
			}
		case <-s.closing:
			return
		}
	}
}

// gather takes who waits already and, where several shared the last commit,
// gives as many a moment to come back.
func (s *Store) gather(first *job, before int) []*job {
	batch := []*job{first}
	for idle := 0; len(batch) < mostTogether; {
		select {
		case j := <-s.jobs:
			batch, idle = append(batch, j), 0
			continue
		default:
		}
		if len(batch) >= before || idle >= patience {
			break
		}
		idle++
		runtime.Gosched()
	}
	return batch
}

// patience is how often gather lets others run while nobody comes.
const patience = 64

func (s *Store) serve(batch []*job) {
	err := s.Err()
	if err == nil {
		err = s.together(batch)
	}
	for _, j := range batch {
		if err != nil {
			j.err = err
		}
		close(j.done)
	}
}

// errAlone: a job failed after its first write, so that the transaction was
// given up; each is done alone.
var errAlone = errors.New("a writer failed half way")

// together commits the jobs at once. Its error is for them all; a job's own is
// left with it.
func (s *Store) together(batch []*job) error {
	err := s.transact(batch)
	if !errors.Is(err, errAlone) {
		return err
	}
	for _, j := range batch {
		switch err := s.transact([]*job{j}); {
		case errors.Is(err, errAlone): // its own error says why
		case err != nil:
			return err
		}
	}
	return nil
}

// transact begins, applies and commits. Whatever goes wrong from the first
// page written on stops the store.
func (s *Store) transact(batch []*job) error {
	if err := s.inPlace(); err != nil {
		return s.stop(err)
	}
	var fatal error
	err := guard(func() error {
		tx, err := s.db.Begin(true)
		if err != nil {
			fatal = fmt.Errorf("%s: beginning: %w", s.path, err)
			return fatal
		}
		defer endAfterPanic(tx)
		w, err := s.newWriter(tx)
		if err == nil {
			err = w.applyAll(batch)
		}
		if err != nil || !w.wrote {
			tx.Rollback()
			return err
		}
		fatal = errors.New("the commit did not end") // unless it does
		fatal = s.finish(w)
		return fatal
	})
	switch {
	case fatal != nil:
		return s.stop(errors.Join(fatal, panicOnly(err, fatal)))
	case err != nil && !errors.Is(err, errAlone):
		if errors.Is(err, ErrDamaged) {
			return err
		}
		return s.stop(err)
	}
	return err
}

// endAfterPanic lets the transaction go when a panic passes, so that the store
// can still be closed.
func endAfterPanic(tx *bolt.Tx) {
	if p := recover(); p != nil {
		tx.Rollback()
		panic(p)
	}
}

// panicOnly is what guard made of a panic, where it is not the error itself.
func panicOnly(err, known error) error {
	if errors.Is(err, known) {
		return nil
	}
	return err
}

func (s *Store) newWriter(tx *bolt.Tx) (*writer, error) {
	w := &writer{reader: s.newReader(tx), trails: map[[16]byte]uint64{}}
	w.sums = map[string]*sum{}
	if err := w.inTurn(); err != nil {
		return w, err
	}
	h, err := w.readHead()
	w.head = h
	w.now = max(s.now().UnixNano(), h.last)
	return w, err
}

// applyAll runs the jobs in the order in which they came.
func (w *writer) applyAll(batch []*job) error {
	for _, j := range batch {
		if j.err = j.ctx.Err(); j.err != nil {
			continue
		}
		before := w.wrote
		w.wrote = false
		j.err = guard(func() error { return j.apply(w) })
		if j.err != nil && w.wrote {
			return errAlone
		}
		w.wrote = w.wrote || before
	}
	return nil
}

// finish writes what was kept aside, commits, and makes sure that the file
// committed to is still the one at the path.
func (s *Store) finish(w *writer) error {
	if err := w.flush(); err != nil {
		w.tx.Rollback()
		return fmt.Errorf("%s: %w", s.path, err)
	}
	number := uint64(w.tx.ID())
	s.commit.Lock()
	err := w.tx.Commit()
	s.commit.Unlock()
	if err != nil {
		return fmt.Errorf("%s: committing: %w", s.path, err)
	}
	s.learn(w.words)
	for _, done := range w.after {
		done()
	}
	if err := s.inPlace(); err != nil {
		return err
	}
	if err := s.lock.answered(s.about.id, number); err != nil {
		return fmt.Errorf("%s: noting its last transaction beside it: %w", s.path, err)
	}
	return nil
}

// stop makes the store take no more writes, for good.
func (s *Store) stop(cause error) error {
	stopped := fmt.Errorf("%w: %w", ErrStopped, cause)
	if s.stopped.CompareAndSwap(nil, &stopped) && s.onFatal != nil {
		go s.onFatal(stopped)
	}
	return s.Err()
}

// Err is why the store takes no more writes (ErrStopped), or nil.
func (s *Store) Err() error {
	if p := s.stopped.Load(); p != nil {
		return *p
	}
	return nil
}
