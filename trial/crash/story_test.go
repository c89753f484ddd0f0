//go:build trial

package crash

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"caseclock/trial/daemon"
)

// writers is how many programs write through the API at once.
const writers = 4

// story is one store with the programs that write to it and the ledgers of what
// they were answered.
type story struct {
	site    *daemon.Site
	auditor string
	writers []*writer
	import_ *importer
	life_   int
	starts  []time.Duration
	running *daemon.Daemon
}

// newStory makes a store by a daemon that is killed meanwhile. The API admits each
// token so many requests: the more tokens, the more can be looked at at once.
func newStory(t *testing.T, program string, o daemon.Options, chance *rand.Rand, tokens int) *story {
	s := &story{site: daemon.NewSite(t, program, o)}
	if d, err := s.site.Launch(); err == nil {
		time.Sleep(time.Duration(chance.Int64N(int64(250 * time.Millisecond))))
		d.Kill()
	}
	s.auditor = s.site.Token("auditor-1", "see-trail")
	var given []string
	for range tokens {
		given = append(given, s.site.Token("coordinator-1", "see-cases", "record-events", "give-reasons"))
	}
	for i := range writers {
		w := &writer{token: given[i%tokens], name: fmt.Sprintf("W%d", i)}
		w.ledger = newLedger(t, filepath.Join(s.site.Folder, w.name+".jsonl"))
		s.writers = append(s.writers, w)
	}
	s.import_ = &importer{site: s.site, token: given[0]}
	s.import_.ledger = newLedger(t, filepath.Join(s.site.Folder, "imports.jsonl"))
	return s
}

func newLedger(t *testing.T, path string) *daemon.Ledger {
	l, err := daemon.NewLedger(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// start starts the daemon and takes the time.
func (s *story) start() error {
	began := time.Now()
	d, err := s.site.Start()
	s.running = d
	s.starts = append(s.starts, time.Since(began))
	return err
}

// life is one life of the daemon: it must start, have what the life before it
// answered, take what that left open, and is killed while it is written to.
func (s *story) life(chance *rand.Rand) error {
	if chance.IntN(8) == 0 { // it dies while it starts
		if d, err := s.site.Launch(); err == nil {
			time.Sleep(time.Duration(chance.Int64N(int64(200 * time.Millisecond))))
			d.Kill()
		}
	}
	if err := s.start(); err != nil {
		return err
	}
	defer s.running.Kill()
	if err := s.each(func(w *writer) error { return w.lookBack(s.running) }); err != nil {
		return err
	}
	if err := s.import_.lookBack(s.running); err != nil {
		return err
	}
	s.life_++
	return s.write(chance)
}

// each has all writers do something at once.
func (s *story) each(do func(*writer) error) error {
	var all sync.WaitGroup
	faults := make([]error, len(s.writers))
	for i, w := range s.writers {
		all.Go(func() { faults[i] = do(w) })
	}
	all.Wait()
	return errors.Join(faults...)
}

// write lets the writers and an import write until the daemon is killed: up to
// 100 ms after one of the first answers, whichever chance takes.
func (s *story) write(chance *rand.Rand) error {
	after, wait := chance.IntN(16), time.Duration(chance.Int64N(int64(100*time.Millisecond)))
	answered := make(chan struct{}, 1<<16)
	var all sync.WaitGroup
	faults := make([]error, len(s.writers)+1)
	for i, w := range s.writers {
		own := rand.New(rand.NewPCG(chance.Uint64(), chance.Uint64()))
		all.Go(func() { faults[i] = w.write(s.running, own, func() { answered <- struct{}{} }) })
	}
	if chance.IntN(3) == 0 {
		all.Go(func() { faults[writers] = s.import_.bring(s.life_) })
	}
	limit := time.After(10 * time.Second)
	for range after {
		select {
		case <-answered:
		case <-limit:
		case <-s.running.Done():
		}
	}
	time.Sleep(wait)
	s.running.Kill()
	all.Wait()
	return errors.Join(faults...)
}

// lookWhole looks at all that the store has: by the API, the trail, verify and
// the reckoning of what the ledgers say.
func (s *story) lookWhole() error {
	if err := s.start(); err != nil {
		return err
	}
	defer s.running.Kill()
	err := s.each(func(w *writer) error {
		c := s.running.Client(w.token)
		return errors.Join(w.ledger.Retry(c), w.ledger.Check(c))
	})
	err = errors.Join(err, s.import_.lookBack(s.running), s.import_.ledger.Check(s.running.Client(s.import_.token)))
	if err != nil {
		return err
	}
	if err := daemon.CheckTrail(s.running.Client(s.auditor), s.saved()); err != nil {
		return err
	}
	if err := s.sameDeadlines(); err != nil {
		return err
	}
	if status, err := s.running.Stop(time.Minute); status != 0 || err != nil {
		return fmt.Errorf("SIGTERM: status %d, %v", status, err)
	}
	_, err = s.site.Run("verify")
	return err
}

// saved is how many events were answered as saved.
func (s *story) saved() int {
	n := s.import_.ledger.Acknowledged()
	for _, w := range s.writers {
		n += w.ledger.Acknowledged()
	}
	return n
}

func (s *story) events() (all []daemon.Event) {
	for _, w := range s.writers {
		all = append(all, w.ledger.Events()...)
	}
	return append(all, s.import_.ledger.Events()...)
}

// slowest is the time that one start in a hundred takes longer than.
func slowest(starts []time.Duration) time.Duration {
	if len(starts) == 0 {
		return 0
	}
	slices.Sort(starts)
	return starts[len(starts)*99/100].Round(time.Millisecond)
}
