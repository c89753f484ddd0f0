//go:build trial

package clock

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/notify"
	"caseclock/trial"
)

// Days of a daemon that is well, by synthetic time: it is restarted, its wakes are
// slow, its mail server is away for less than the interval of its sign of life, and
// whoever waits for that outside is not to alarm. It is the half of N6 that needs
// time; the other, in trial/mail, runs it.
func TestHealthyDays(t *testing.T) {
	if os.Getenv("CASECLOCK_TRIAL_PART") != "N6" {
		t.Skip("a part of N6, which runs it: go test -tags trial ./trial/mail -run '^TestN6$'")
	}
	r := trial.Begin(t, trial.Promise{ID: "N6", Says: "a daemon that is well is not taken for silent", Short: 3, Long: 40})
	r.All(func(_ int, chance *rand.Rand) error { return healthyDay(t, chance) })
}

// outside is who waits for signs of life: beats are when they came.
type outside struct {
	mu    sync.Mutex
	beats []time.Time
}

func (o *outside) Ping(context.Context, string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.beats = append(o.beats, time.Now())
	return nil
}

// falseAlarm says where a sign of life came so late that who waits has alarmed.
func (o *outside) falseAlarm(every, grace time.Duration) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.beats) == 0 {
		return fmt.Errorf("no sign of life at all")
	}
	all := append(o.beats, time.Now())
	for i := 1; i < len(all); i++ {
		if gap := all[i].Sub(all[i-1]); gap > every+grace {
			return fmt.Errorf("a false alarm: nothing for %s after %s; one is expected each %s and %s later at most", gap, all[i-1].Format(time.RFC3339), every, grace)
		}
	}
	return nil
}

// relay is post as a server that can be asked, that may be away and that may take
// its time.
type relay struct {
	*post
	away atomic.Bool
	slow atomic.Int64
}

func (s *relay) absent() bool {
	time.Sleep(time.Duration(s.slow.Load()))
	return s.away.Load()
}

func (s *relay) Send(ctx context.Context, m *notify.Sending) notify.Attempt {
	if s.absent() {
		return notify.Attempt{State: notify.Pending, Stage: notify.StageConnect, Error: "connection refused"}
	}
	return s.post.Send(ctx, m)
}

func (s *relay) Probe(context.Context, string, string) notify.Attempt {
	if s.absent() {
		return notify.Attempt{State: notify.Pending, Stage: notify.StageConnect}
	}
	return notify.Attempt{State: notify.Sent, Stage: notify.StageRcpt, Code: 250}
}

// healthyDay is 24 hours of a daemon that wakes each minute.
func healthyDay(t *testing.T, chance *rand.Rand) error {
	at := start(chance)
	return inBubble(t, at, func(l *lab) error {
		every := []time.Duration{5 * time.Minute, 15 * time.Minute, time.Hour}[chance.IntN(3)]
		canary := []time.Duration{15 * time.Minute, time.Hour, 6 * time.Hour}[chance.IntN(3)]
		watch, server := &outside{}, &relay{post: l.post}
		l.change = func(s *engine.Settings) {
			s.Courier, s.Pinger, s.Heartbeat = server, watch, notify.Heartbeat{URL: "https://watch.example/x", Every: every}
			s.Canary = notify.CanaryMail{To: "canary@council.example", Every: canary}
		}
		l.open()
		l.someCases(chance, deadline.DayOf(at))
		l.start()
		end := time.Now().Add(24 * time.Hour)
		for n := 100; time.Now().Before(end); n++ {
			time.Sleep(time.Duration(1+chance.IntN(90)) * time.Minute)
			l.nuisance(chance, server, every, n)
		}
		return watch.falseAlarm(every, every-time.Minute)
	})
}

// nuisance is what a daemon that is well may meet, for less than the interval by
// three wakes.
func (l *lab) nuisance(chance *rand.Rand, server *relay, every time.Duration, n int) {
	how := time.Duration(chance.Int64N(int64(every - 3*time.Minute)))
	switch chance.IntN(4) {
	case 0:
		server.away.Store(true)
		time.Sleep(how)
		server.away.Store(false)
	case 1:
		l.stop()
		time.Sleep(how)
		l.start()
	case 2:
		server.slow.Store(int64(time.Duration(1+chance.IntN(10)) * time.Second))
		time.Sleep(10 * time.Minute)
		server.slow.Store(0)
	default:
		l.overdue(fmt.Sprintf("CP-%04d", n), deadline.DayOf(time.Now()))
	}
	time.Sleep(2 * time.Minute) // two that follow at once would be one that is longer
}
