//go:build trial

package crash

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"caseclock/trial/daemon"
)

// answer is one answer to a writer.
type answer struct {
	began  time.Time
	status int
}

// pressure is what the writers were answered while the daemon came to its end.
type pressure struct {
	mu      sync.Mutex
	answers []answer
	ready   []time.Time // when health was asked and said that all is well
	faults  []error
}

// press has every writer write until the daemon is gone, or for a time at most;
// where it has met its fault by then, it has endsWithin more. Then it is killed.
func (s *story) press(chance *rand.Rand, most time.Duration, met func() bool, next func(*writer, *rand.Rand) (string, daemon.Ask)) *pressure {
	p := &pressure{}
	var all sync.WaitGroup
	for _, w := range s.writers {
		own := rand.New(rand.NewPCG(chance.Uint64(), chance.Uint64()))
		all.Go(func() { p.write(s.running, w, own, next) })
	}
	all.Go(func() { p.watch(s.running) })
	select {
	case <-s.running.Done():
	case <-time.After(most):
		if met() {
			_, _ = s.running.Wait(endsWithin)
		}
		s.running.Kill()
	}
	all.Wait()
	return p
}

// write is one writer; what is answered with anything but "saved" is asked again
// later, and is a fault where it says that the request is wrong.
func (p *pressure) write(d *daemon.Daemon, w *writer, chance *rand.Rand, next func(*writer, *rand.Rand) (string, daemon.Ask)) {
	w.asked = nil
	c := d.Client(w.token)
	for {
		key, ask := next(w, chance)
		w.asked = append(w.asked, key)
		began := time.Now()
		a, err := w.ledger.Post(c, key, ask)
		p.mu.Lock()
		switch {
		case err != nil && a.Status != 0, err == nil && a.Status >= 400 && a.Status < 500:
			p.faults = append(p.faults, fmt.Errorf("key %s: status %d: %s: %v", key, a.Status, a.Body, err))
		case err == nil:
			p.answers = append(p.answers, answer{began, a.Status})
		}
		p.mu.Unlock()
		if err != nil {
			return
		}
		if a.Status != http.StatusCreated {
			time.Sleep(5 * time.Millisecond)
		} else if len(ask.Events) == 2 && ask.Events[1]["event"] == "concern-notified" {
			w.cases = append(w.cases, begun{ref: fmt.Sprint(ask.Events[0]["case"]), id: a.Events[0].CaseID, concern: fmt.Sprint(ask.Events[0]["on"])})
		}
	}
}

func (p *pressure) watch(d *daemon.Daemon) {
	for {
		began := time.Now()
		ready, _, err := d.Health()
		if err != nil {
			return
		}
		if ready {
			p.mu.Lock()
			p.ready = append(p.ready, began)
			p.mu.Unlock()
		}
		select {
		case <-d.Done():
			return
		case <-time.After(3 * time.Millisecond):
		}
	}
}

// noted is how long after a failed call the daemon may say that it is well: the
// tracer stops it there, and the machine may be busy.
const noted = 500 * time.Millisecond

// after looks at what was answered after a write had failed.
func (p *pressure) after(failed time.Time) error {
	faults := p.faults
	for _, a := range p.answers {
		if a.began.After(failed) && a.status < 300 {
			faults = append(faults, fmt.Errorf("what was asked %s after the error was answered %d", a.began.Sub(failed), a.status))
		}
	}
	for _, at := range p.ready {
		if at.After(failed.Add(noted)) {
			faults = append(faults, fmt.Errorf("health was green %s after the error", at.Sub(failed)))
		}
	}
	return errors.Join(faults...)
}

// refused is when the first request was begun that was refused as a fault of the
// daemon's own; zero: none was.
func (p *pressure) refused() (first time.Time) {
	for _, a := range p.answers {
		if a.status >= 500 && (first.IsZero() || a.began.Before(first)) {
			first = a.began
		}
	}
	return first
}

// lookAgain starts the daemon anew: all that it answered is there, what it did not
// is taken under its key, and is there once.
func (s *story) lookAgain() error {
	if err := s.start(); err != nil {
		return err
	}
	defer s.running.Kill()
	if err := s.each(func(w *writer) error { return w.lookBack(s.running) }); err != nil {
		return err
	}
	if status, err := s.running.Stop(time.Minute); status != 0 || err != nil {
		return fmt.Errorf("SIGTERM: status %d, %v", status, err)
	}
	_, err := s.site.Run("verify")
	return err
}
