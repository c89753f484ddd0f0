//go:build trial

package clock

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/deadline"
	"caseclock/notify"
	"caseclock/store"
	"caseclock/trial"
	"caseclock/trial/twin"

	"github.com/robfig/cron/v3"
)

// The machine's clock is set wrong while the daemon runs, now and then in the
// middle of a mail, and put right later. What is told is compared with a daemon
// on the same facts whose clock was right.
func TestT3(t *testing.T) {
	r := trial.Begin(t, trial.Promise{ID: "T3", Says: "a clock that is set wrong by an hour, a day, 30 days (for up to 55 min) or 10 years (for up to 15 h), or that stands still, loses no alert, repeats none and dates no record ahead; the jump is recorded, and health is red where it is not believed",
		Short: 100, Long: 2000})
	r.All(func(_ int, chance *rand.Rand) error { return jumps(t, chance) })
	twin.Tried(t, r, "a daemon that believes the clock whatever it says", 40, 15, twin.Edit{
		File: "cmd/caseclock/clock/clock.go", Old: "case said.Sub(c.anchor).Abs() <= Slack:", New: "case true:"})
}

// jump is one fault of the clock.
type jump struct {
	by     time.Duration // 0: it stands still
	after  time.Duration // from the daemon's start
	held   time.Duration
	inSend bool // when the next mail is being sent, at or after
}

const day = 24 * time.Hour

func draw(chance *rand.Rand) jump {
	all := []time.Duration{time.Hour, day, 30 * day, 3653 * day}
	j := jump{after: time.Duration(chance.IntN(22*60)) * time.Minute, held: time.Duration(1+chance.IntN(55)) * time.Minute, inSend: chance.IntN(4) == 0}
	switch k := chance.IntN(9); {
	case k == 8:
		j.held = time.Duration(1+chance.IntN(15)) * time.Hour
	case k%4 == 3:
		j.held = time.Duration(1+chance.IntN(15*60)) * time.Minute
		fallthrough
	default:
		j.by = all[k%4] * time.Duration(1-2*(k/4))
	}
	return j
}

// jumps compares two runs of two days.
func jumps(t *testing.T, chance *rand.Rand) error {
	begin := time.Date(2026, 1, 1, 6, 0, 0, 0, deadline.London).Add(time.Duration(chance.IntN(365*24*60)) * time.Minute)
	seed, j := chance.Uint64(), draw(chance)
	var right, wrong []string
	for _, run := range []struct {
		j    *jump
		told *[]string
	}{{nil, &right}, {&j, &wrong}} {
		err := inBubble(t, begin, func(l *lab) error {
			l.schedule = cron.Every(time.Hour)
			l.open()
			l.someCases(rand.New(rand.NewPCG(seed, 3)), deadline.DayOf(begin))
			l.start()
			if err := l.live(run.j, time.Date(begin.Year(), begin.Month(), begin.Day()+2, 22, 0, 0, 0, deadline.London)); err != nil {
				return err
			}
			*run.told = slices.Sorted(maps.Keys(l.post.tellings()))
			return errors.Join(l.post.twice(), l.datedRight())
		})
		if err != nil {
			return fmt.Errorf("%+v: %w", j, err)
		}
	}
	if !slices.Equal(right, wrong) {
		return fmt.Errorf("%+v: told\n%s\nwith a clock that was right\n%s", j, strings.Join(wrong, "\n"), strings.Join(right, "\n"))
	}
	return nil
}

// live lets the daemon run to an hour at which no mail may leave, with a fault
// of the clock.
func (l *lab) live(j *jump, end time.Time) error {
	if j != nil {
		if j.inSend {
			l.setInSend(j)
		}
		time.Sleep(j.after)
		if err := l.wrong(j); err != nil {
			return err
		}
	}
	time.Sleep(time.Until(end))
	return nil
}

// setInSend sets the clock while the first mail after is being spoken, and back
// where the fault is over anyway.
func (l *lab) setInSend(j *jump) {
	from := time.Now().Add(j.after / 2)
	done := false
	l.post.answer = func(*notify.Sending) notify.Attempt {
		if !done && time.Now().After(from) {
			done = true
			before := l.off.Swap(int64(j.by))
			time.Sleep(2 * time.Second)
			l.off.CompareAndSwap(int64(j.by), before)
		}
		return notify.Attempt{}
	}
}

// wrong sets the clock wrong for a time, and looks at what is said of it.
func (l *lab) wrong(j *jump) error {
	before := l.jumpsKept()
	if j.by == 0 {
		for end := time.Now().Add(j.held); time.Now().Before(end); {
			time.Sleep(time.Second)
			l.off.Add(int64(-time.Second))
		}
	} else {
		l.off.Store(int64(j.by))
		time.Sleep(j.held)
	}
	if health := l.ready(); j.by.Abs() > 3*time.Hour && !strings.Contains(health, "jumped") {
		return fmt.Errorf("health says %q", health)
	}
	l.off.Store(0)
	time.Sleep(time.Minute)
	if l.jumpsKept() == before {
		return errors.New("no jump is in the trail")
	}
	if health := l.ready(); strings.Contains(health, "jumped") {
		return fmt.Errorf("once it is put right health says %q", health)
	}
	return nil
}

// ready is what health answers.
func (l *lab) ready() string {
	w := httptest.NewRecorder()
	l.daemon.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
	return w.Body.String()
}

func (l *lab) jumpsKept() (n int) {
	err := l.store.Trail(context.Background(), func(e store.Entry) error {
		if e.Action == "clock" {
			n++
		}
		return nil
	})
	if err != nil {
		l.t.Error(err)
	}
	return n
}

// datedRight says whether a record is dated ahead of the right time.
func (l *lab) datedRight() error {
	s, err := l.store.Stats()
	if err == nil && s.LastRecorded.After(time.Now().Add(2*time.Hour)) {
		err = fmt.Errorf("the last record is dated %s, and it is %s", s.LastRecorded, time.Now().UTC())
	}
	return err
}
