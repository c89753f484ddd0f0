//go:build trial

package clock

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/notify"
	"caseclock/trial"
	"caseclock/trial/twin"
)

// A rule that panics on some cases, a wake that hangs for ten minutes, a panic
// outside of any case: on the daemon with its cron and its engine.
func TestT5(t *testing.T) {
	r := trial.Begin(t, trial.Promise{ID: "T5", Says: "after a panic or a wake that hangs the next evaluation runs, never two at once, the other cases are evaluated and told of, health says so and no heartbeat is given meanwhile",
		Short: 50, Long: 500})
	r.All(func(i int, chance *rand.Rand) error {
		switch i % 3 {
		case 0:
			return panicInARule(t, chance)
		case 1:
			return panicInAWake(t, chance)
		}
		return hang(t, chance)
	})
	twin.Tried(t, r, "Recover outside SkipIfStillRunning, as its documentation has it", 15, 5, twin.Edit{
		File: "cmd/caseclock/daemon/wake.go", Old: "cron.NewChain(cron.SkipIfStillRunning(log), cron.Recover(log))", New: "cron.NewChain(cron.Recover(log), cron.SkipIfStillRunning(log))"})
	twin.Tried(t, r, "a case's panic is not kept from the others", 15, 5, twin.Edit{
		File: "engine/evaluate.go", Old: "		v.guarded(id, c)\n", New: "		v.visit(id, c)\n"})
}

// pings counts the signs of life.
type pings struct{ n, last atomic.Int64 }

func (p *pings) Ping(context.Context, string) error {
	p.n.Add(1)
	p.last.Store(time.Now().UnixNano())
	return nil
}

// at is when the last sign of life was given; 1970: none was.
func (p *pings) at() time.Time { return time.Unix(0, p.last.Load()) }

// alive lets the lab give a sign of life each minute.
func (l *lab) alive() *pings {
	p := &pings{}
	l.change = func(s *engine.Settings) {
		s.Pinger, s.Heartbeat = p, notify.Heartbeat{URL: "https://watch.example/x", Every: time.Minute}
	}
	l.alerts.DigestAt, l.alerts.Hours = 0, notify.Hours{From: 0, To: 24 * 60}
	l.alerts.Ladder = notify.Ladder{{When: notify.Unexplained, Days: 1, Every: 1, To: []string{notify.Chair}}}
	return p
}

// overdue records a case with a chair who is owed a mail each day.
func (l *lab) overdue(ref string, today deadline.Date) {
	l.record("case-assigned", ref, today-40, "authority", "stirling", "chair", "chair-1")
	l.record("concern-notified", ref, today-30)
}

// panicInARule breaks the rulebook of one authority for some minutes: every case
// of it panics where its clocks are started.
func panicInARule(t *testing.T, chance *rand.Rand) error {
	at := start(chance)
	return inBubble(t, at, func(l *lab) error {
		beats := l.alive()
		b, err := engine.BuildBook([]engine.AuthorityRules{{ID: "stirling", Rules: []engine.PackFrom{{Pack: "scotland-2014"}}},
			{ID: "falkirk", Rules: []engine.PackFrom{{Pack: "scotland-2014"}}}}, nil)
		if err != nil {
			return err
		}
		settings := l.change
		l.change = func(s *engine.Settings) { settings(s); s.Book = b }
		l.open()
		today := deadline.DayOf(at)
		bad := 1 + chance.IntN(3)
		for i := range 5 {
			l.overdue(fmt.Sprintf("CP-%04d", i), today)
			if i < bad {
				l.record("case-assigned", fmt.Sprintf("CP-%04d", i), today-39, "authority", "falkirk", "chair", "chair-2")
			}
		}
		broken := &b.Authority("falkirk").Periods[0]
		pack := broken.Pack
		broken.Pack = nil
		l.start()
		how := 1 + chance.IntN(5)
		time.Sleep(time.Duration(how)*time.Minute + time.Second)
		if err := l.without(bad, how, beats); err != nil {
			return err
		}
		broken.Pack = pack
		time.Sleep(time.Minute)
		if n := len(l.post.tellings()); n != 5 || beats.n.Load() == 0 || strings.Contains(l.ready(), "could not") {
			return fmt.Errorf("once it is mended: %d alerts, %d signs of life, %s", n, beats.n.Load(), l.ready())
		}
		return l.post.twice()
	})
}

// without looks at the wakes of a daemon that can evaluate all cases but some.
func (l *lab) without(bad, minutes int, beats *pings) error {
	if len(l.wakes) != minutes+1 {
		return fmt.Errorf("%d wakes in %d minutes", len(l.wakes), minutes)
	}
	for _, w := range l.wakes {
		if w.err != nil || w.took.CasesInTrouble != bad || w.took.Cases != 5-bad {
			return fmt.Errorf("%d cases in trouble, %d evaluated, %v", w.took.CasesInTrouble, w.took.Cases, w.err)
		}
	}
	if n := len(l.post.tellings()); n != 5-bad || beats.n.Load() != 0 || !strings.Contains(l.ready(), "could not be evaluated") {
		return fmt.Errorf("with %d broken cases: %d alerts, %d signs of life, %s", bad, n, beats.n.Load(), l.ready())
	}
	return nil
}

func start(chance *rand.Rand) time.Time {
	return time.Date(2026, 1, 5, 0, 0, 0, 0, deadline.London).Add(time.Duration(chance.IntN(300*24*60)) * time.Minute)
}

var errAsExpected = errors.New("a fault made for a trial")

// panicInAWake lets the mail server's conversation panic, now and then.
func panicInAWake(t *testing.T, chance *rand.Rand) error {
	at := start(chance)
	return inBubble(t, at, func(l *lab) error {
		beats := l.alive()
		l.open()
		l.overdue("CP-0001", deadline.DayOf(at))
		var log bytes.Buffer
		l.log = &log
		bad := 1 + chance.IntN(5)
		l.post.answer = func(*notify.Sending) notify.Attempt {
			if bad > 0 {
				bad--
				panic(errAsExpected)
			}
			return notify.Attempt{}
		}
		l.start()
		for bad > 0 {
			if ready := l.ready(); !strings.Contains(ready, "broke off") || beats.n.Load() > 0 {
				return fmt.Errorf("after a panic health says %q, with %d signs of life", ready, beats.n.Load())
			}
			before := bad
			time.Sleep(61 * time.Second)
			if bad == before {
				return fmt.Errorf("no wake in the minute after a panic")
			}
		}
		time.Sleep(61 * time.Second)
		if len(l.post.all()) != 1 || beats.n.Load() == 0 || !strings.HasPrefix(l.ready(), "ready") {
			return fmt.Errorf("afterwards: %d mails, %d signs of life, %s", len(l.post.all()), beats.n.Load(), l.ready())
		}
		return l.post.twice()
	})
}

// hang lets a wake take ten minutes or an hour.
func hang(t *testing.T, chance *rand.Rand) error {
	at := start(chance)
	return inBubble(t, at, func(l *lab) error {
		beats := l.alive()
		l.open()
		l.overdue("CP-0001", deadline.DayOf(at))
		var running, most, calls atomic.Int64
		how := []time.Duration{10 * time.Minute, time.Hour}[chance.IntN(2)]
		l.post.answer = func(*notify.Sending) notify.Attempt {
			most.Store(max(most.Load(), running.Add(1)))
			defer running.Add(-1)
			if calls.Add(1) == 1 {
				time.Sleep(how)
			}
			return notify.Attempt{}
		}
		go l.start()
		time.Sleep(how - time.Minute)
		if len(l.wakes) != 0 || beats.n.Load() != 0 {
			return fmt.Errorf("while a wake hangs: %d others, %d signs of life", len(l.wakes), beats.n.Load())
		}
		if ready := l.ready(); strings.HasPrefix(ready, "ready") {
			return fmt.Errorf("while a wake hangs health says %q", ready)
		}
		time.Sleep(3 * time.Minute)
		days := 1 + int(deadline.DayOf(time.Now())-deadline.DayOf(at)) // the mail of each day
		if most.Load() != 1 || len(l.wakes) < 2 || len(l.post.all()) != days || beats.n.Load() == 0 {
			return fmt.Errorf("%d at once; afterwards %d wakes, %d mails of %d days, %d signs of life", most.Load(), len(l.wakes), len(l.post.all()), days, beats.n.Load())
		}
		return l.post.twice()
	})
}
