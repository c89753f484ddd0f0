//go:build trial

package clock

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"caseclock/deadline"
	"caseclock/trial"
	process "caseclock/trial/daemon"
	"caseclock/trial/twin"

	"github.com/robfig/cron/v3"
)

// A machine that sleeps (its count of time stands still, its clock does not), in
// a bubble; and the real daemon, stopped by a signal and let go on.
func TestT4(t *testing.T) {
	r := trial.Begin(t, trial.Promise{ID: "T4", Says: "after a machine slept, or the daemon was stopped for a while, all cases are evaluated within 60 s",
		Short: 17, Long: 180})
	r.All(func(_ int, chance *rand.Rand) error { return sleeps(t, chance) })
	if !twin.Inside() {
		stopped(t, r)
	}
	twin.Tried(t, r, "a daemon that does not compare its clocks", 10, 8, twin.Edit{
		File: "cmd/caseclock/daemon/wake.go", Old: "	if jump.Abs() < noticed {", New: "	if jump.Abs() < 100000*time.Hour {"})
}

// sleeps is one sleep of ten minutes to ten days, of a daemon that wakes every
// six hours of the machine's count.
func sleeps(t *testing.T, chance *rand.Rand) error {
	at := start(chance)
	return inBubble(t, at, func(l *lab) error {
		l.schedule = cron.Every(6 * time.Hour)
		l.open()
		l.someCases(chance, deadline.DayOf(at))
		l.start()
		time.Sleep(time.Duration(chance.IntN(300)) * time.Minute)
		for range 1 + chance.IntN(3) {
			how := time.Duration(10+chance.IntN(10*24*60)) * time.Minute
			before := len(l.wakes)
			l.slept.Add(int64(how))
			l.off.Add(int64(how))
			woken := l.wall()
			time.Sleep(time.Minute)
			if len(l.wakes) == before {
				return fmt.Errorf("no evaluation in the minute after a sleep of %s", how)
			}
			if w := l.wakes[before]; w.err != nil || w.at.Before(woken) || w.at.After(woken.Add(time.Minute)) {
				return fmt.Errorf("evaluated as at %s after waking at %s: %v", w.at, woken, w.err)
			}
			if health := l.ready(); !strings.HasPrefix(health, "ready") {
				return fmt.Errorf("health after a sleep of %s: %s", how, health)
			}
			time.Sleep(time.Duration(chance.IntN(120)) * time.Minute)
		}
		return l.post.twice()
	})
}

// stopped stops real daemons side by side: three for 5 s, or, in the long tier,
// twenty for 5 to 90 s.
func stopped(t *testing.T, r *trial.Run) {
	binary := twin.Program(t, "")
	n, longest := 3, 5
	if trial.Long() {
		n, longest = 20, 90
	}
	var wait sync.WaitGroup
	slowest := make([]time.Duration, n)
	for i := range n {
		d, err := process.NewSite(t, binary, process.Options{Schedule: "@every 20s"}).Start()
		if err != nil {
			t.Fatal(err)
		}
		how := time.Duration(5+r.Chance(1000+i).IntN(longest-4)) * time.Second
		wait.Go(func() {
			var err error
			slowest[i], err = resume(d, how)
			failures := 0
			if err != nil {
				t.Error(err)
				failures = 1
			}
			r.Count(1, failures)
		})
	}
	wait.Wait()
	var most time.Duration
	for _, s := range slowest {
		most = max(most, s)
	}
	r.Note("%d real daemons stopped by SIGSTOP for 5 to %d s: evaluated at most %s after SIGCONT", n, longest, most.Round(100*time.Millisecond))
}

var finished = regexp.MustCompile(`caseclock_evaluations_total\{result="finished"\} (\d+)`)

// resume stops a daemon for a while and says how long after it an evaluation
// finished.
func resume(d *process.Daemon, how time.Duration) (time.Duration, error) {
	before, err := d.Metrics()
	if err != nil {
		return 0, err
	}
	if err := d.Signal(syscall.SIGSTOP); err != nil {
		return 0, err
	}
	time.Sleep(how)
	if err := d.Signal(syscall.SIGCONT); err != nil {
		return 0, err
	}
	for from := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		now, err := d.Metrics()
		if err != nil {
			return 0, err
		}
		if a, b := finished.FindString(before), finished.FindString(now); a != b && b != "" {
			return time.Since(from), nil
		}
		if time.Since(from) > time.Minute {
			return 0, fmt.Errorf("no evaluation in the minute after a stop of %s", how)
		}
	}
}
