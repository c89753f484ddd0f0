//go:build trial

package clock

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"caseclock/cmd/caseclock/clock"
	"caseclock/cmd/caseclock/daemon"
	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/notify"
	"caseclock/store"

	"github.com/robfig/cron/v3"
	"github.com/rs/zerolog"
)

// lab is the daemon with its real cron, engine and store, in a bubble of
// synthetic time. What it mails is kept by post.
type lab struct {
	t        *testing.T
	path     string
	post     *post
	off      atomic.Int64 // by how much the machine's clock is ahead of the bubble's
	slept    atomic.Int64 // how long the machine slept, which the count that only runs while awake leaves out
	clock    *clock.Clock // the time that the daemon goes by
	schedule daemon.Schedule
	alerts   notify.Config
	change   func(*engine.Settings) // nil: none
	log      io.Writer

	store  *store.Store
	engine *engine.Engine
	daemon *daemon.Daemon
	end    context.CancelFunc
	ended  chan error

	mu    sync.Mutex
	wakes []woken
}

// woken is a wake that came to its end.
type woken struct {
	at   time.Time
	took daemon.Summary
	err  error
}

// inBubble runs a trial in a bubble of synthetic time that begins at an instant,
// and gives back its error.
func inBubble(t *testing.T, at time.Time, try func(l *lab) error) (err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(at))
		l := newLab(t)
		defer func() {
			if l.store != nil {
				l.stop()
			}
		}()
		err = try(l)
	})
	return err
}

func newLab(t *testing.T) *lab {
	l := &lab{t: t, path: filepath.Join(folder(t), "caseclock.db"), post: &post{}, log: io.Discard, schedule: cron.Every(time.Minute)}
	begun := time.Now()
	l.clock = clock.New(l.wall, func() time.Duration { return time.Since(begun) + time.Duration(l.slept.Load()) })
	l.post.now = time.Now
	l.alerts = notify.Config{Ladder: notify.DefaultLadder(), DigestAt: 7*60 + 30, Hours: notify.Hours{From: 7 * 60, To: 19 * 60},
		From: "caseclock@council.example", Link: "https://caseclock.council.example"}
	return l
}

// wall is what the machine's clock shows.
func (l *lab) wall() time.Time { return time.Now().Add(time.Duration(l.off.Load())) }

// folder is one that is fast: what is tried here is time, not the disk.
func folder(t *testing.T) string {
	at, err := os.MkdirTemp("/dev/shm", "trial")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(at) })
	return at
}

// book is made once: it is not changed by those who use it.
var book = sync.OnceValue(func() *engine.Book {
	b, err := engine.BuildBook([]engine.AuthorityRules{{ID: "stirling", Name: "Stirling Council", Rules: []engine.PackFrom{{Pack: "scotland-2014"}}}}, nil)
	if err != nil {
		panic(err)
	}
	return b
})

func person(id, role string) notify.Person {
	return notify.Person{ID: id, Name: "Somebody", Email: id + "@council.example", Roles: []string{role}}
}

func people() []notify.Person {
	return []notify.Person{person("chair-1", notify.Chair), person("chair-2", notify.Chair), person("chair-3", notify.Chair),
		person("manager-1", notify.Manager), person("coordinator-1", notify.Coordinator)}
}

// open opens the store and makes an engine of it, and no daemon.
func (l *lab) open() {
	l.t.Helper()
	var err error
	if l.store, err = store.Open(l.path, store.Options{Now: l.clock.Now, Holder: "a trial"}); err != nil {
		l.t.Fatal(err)
	}
	s := engine.Settings{Book: book(), People: people(), Alerts: l.alerts, Courier: l.post, Now: l.clock.Now, Doubt: l.clock.Doubt, Product: "caseclock trial",
		Random: func() float64 { return 0.5 }, Log: zerolog.New(l.log)}
	if l.change != nil {
		l.change(&s)
	}
	if l.engine, err = engine.Open(l.t.Context(), l.store, s); err != nil {
		l.t.Fatal(err)
	}
}

// start opens what is closed and runs the daemon, which wakes at once.
func (l *lab) start() {
	l.t.Helper()
	if l.store == nil {
		l.open()
	}
	ctx, end := context.WithCancel(context.Background())
	l.daemon = daemon.New(daemon.Options{Engine: l, Schedule: l.schedule, Now: l.clock.Now, Wall: l.wall, Doubt: l.clock.Doubt,
		Jumped: func(by time.Duration) { l.engine.Jumped(context.Background(), by) },
		Rules:  book().RuleIDs(), Version: "trial", Log: zerolog.New(l.log)})
	l.end, l.ended = end, make(chan error, 1)
	go func() { l.ended <- l.daemon.Keep(ctx) }()
	synctest.Wait()
}

// stop ends the daemon and closes the store.
func (l *lab) stop() {
	l.t.Helper()
	if l.end != nil {
		l.end()
		if err := <-l.ended; err != nil {
			l.t.Error(err)
		}
		l.end = nil
	}
	if err := l.store.Close(); err != nil {
		l.t.Error(err)
	}
	l.store = nil
}

// Wake passes a wake on and keeps how it ended.
func (l *lab) Wake(ctx context.Context, now time.Time) (daemon.Summary, error) {
	s, err := l.engine.Wake(ctx, now)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wakes = append(l.wakes, woken{now, daemon.Summary(s), err})
	return daemon.Summary(s), err
}

// record records an event by hand: its kind, day and fields.
func (l *lab) record(kind, ref string, on deadline.Date, fields ...string) {
	l.t.Helper()
	e := engine.Entry{Fields: map[string]string{"event": kind, "case": ref, "on": on.String()}}
	for i := 0; i+1 < len(fields); i += 2 {
		e.Fields[fields[i]] = fields[i+1]
	}
	if _, err := l.engine.Record(l.t.Context(), engine.Who{By: "coordinator-1", Door: "cli"}, e); err != nil {
		l.t.Fatalf("%s %s: %v", kind, on, err)
	}
}

// due is every due day of the case, with its rule, as the engine answers.
func (l *lab) due() string {
	l.t.Helper()
	said := ""
	err := l.engine.Deadlines(l.t.Context(), engine.Ask{}, func(r engine.Row) error {
		said += fmt.Sprintln(r.Case, r.Rule, r.Start, r.Due)
		return nil
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return said
}
