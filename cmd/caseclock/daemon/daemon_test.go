package daemon

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/robfig/cron/v3"
	"github.com/rs/zerolog"
)

// engine is an Engine of a few lines for the tests.
type engine struct {
	mu    sync.Mutex
	wakes []time.Time
	do    func(n int, now time.Time) (Summary, error)
}

func (e *engine) Wake(_ context.Context, now time.Time) (Summary, error) {
	e.mu.Lock()
	e.wakes = append(e.wakes, now)
	n := len(e.wakes)
	e.mu.Unlock()
	if e.do == nil {
		return Summary{}, nil
	}
	return e.do(n, now)
}

func (e *engine) count() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.wakes)
}

type every time.Duration

func (e every) Next(t time.Time) time.Time { return t.Add(time.Duration(e)) }

func options(e Engine, now func() time.Time, log io.Writer) Options {
	return Options{Engine: e, Schedule: every(time.Minute), Now: now, Listen: "127.0.0.1:0",
		Rules: []string{"initial-cpcc", "minutes"}, Version: "test", Log: zerolog.New(zerolog.SyncWriter(log))}
}

// runFor runs the loop in a bubble of synthetic time.
func runFor(t *testing.T, d *Daemon, how time.Duration) error {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), how)
	defer stop()
	return d.loop(ctx, stop)
}

// What went wrong: with the chain the other way round, one panic ended all
// evaluation for ever, and nothing said so.
func TestOnePanicDoesNotEndLaterWakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		e := &engine{do: func(n int, _ time.Time) (Summary, error) {
			if n == 2 {
				panic("the case CP-CANARY has no end")
			}
			return Summary{Cases: n}, nil
		}}
		d := New(options(e, time.Now, &log))
		if err := runFor(t, d, 10*time.Minute+time.Second); err != nil {
			t.Fatal(err)
		}
		if e.count() != 10 {
			t.Errorf("%d wakes in ten minutes, want 10", e.count())
		}
		if d.state.panicked != 1 || d.state.finished != 9 || d.state.trouble != "" {
			t.Errorf("panicked %d, finished %d, trouble %q", d.state.panicked, d.state.finished, d.state.trouble)
		}
		if strings.Contains(log.String(), "CANARY") || !strings.Contains(log.String(), "wake.go") {
			t.Errorf("the log has the words of the panic, or not its place:\n%s", &log)
		}
	})
}

// The broken twin of the test above: it shows what the order of the chain is
// for.
func TestTheOtherOrderEndsThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		log := cronLog{zerolog.Nop()}
		job := cron.NewChain(cron.Recover(log), cron.SkipIfStillRunning(log)).Then(cron.FuncJob(func() {
			n++
			panic("once")
		}))
		for range 5 {
			job.Run()
		}
		if n != 1 {
			t.Errorf("the library gives its token back now (%d runs): the order no longer matters", n)
		}
	})
}

func TestNeverTwoWakesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		running, most := 0, 0
		e := &engine{do: func(int, time.Time) (Summary, error) {
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			time.Sleep(10 * time.Minute)
			mu.Lock()
			running--
			mu.Unlock()
			return Summary{}, nil
		}}
		if err := runFor(t, New(options(e, time.Now, io.Discard)), time.Hour); err != nil {
			t.Fatal(err)
		}
		if most != 1 || e.count() < 5 {
			t.Errorf("%d at once, %d in all", most, e.count())
		}
	})
}

// setClock is a wall clock that can be set.
type setClock struct{ by atomic.Int64 }

func (c *setClock) now() time.Time { return time.Now().Add(time.Duration(c.by.Load())) }

func TestAJumpOfTheClockIsNoticedAndEvaluatedAtOnce(t *testing.T) {
	for _, jump := range []time.Duration{time.Hour, -time.Hour, 24 * time.Hour, -30 * 24 * time.Hour, 10 * 365 * 24 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			var log bytes.Buffer
			c := &setClock{}
			e := &engine{}
			o := options(e, c.now, &log)
			o.Schedule = every(6 * time.Hour)
			d := New(o)
			go func() {
				time.Sleep(10 * time.Minute)
				c.by.Store(int64(jump))
			}()
			_ = runFor(t, d, 11*time.Minute)
			if e.count() != 1 || d.state.jumps != 1 {
				t.Fatalf("jump of %s: %d wakes, %d jumps noticed, want one each", jump, e.count(), d.state.jumps)
			}
			if since := e.wakes[0].Sub(time.Now().Add(jump)).Abs(); since > time.Minute {
				t.Errorf("jump of %s: woken as at %s", jump, e.wakes[0])
			}
			if !strings.Contains(log.String(), "the clock jumped") {
				t.Errorf("the log says nothing of it: %s", &log)
			}
		})
	}
}

// A clock that is not believed is not ready, whatever else is well, and the log
// says so once.
func TestADoubtedClockIsNotReady(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		const doubt = "the clock says 2036"
		o := options(&engine{}, time.Now, &log)
		begun := time.Now()
		o.Doubt = func() string {
			if time.Since(begun) < 10*time.Minute {
				return ""
			}
			return doubt
		}
		d := New(o)
		_ = runFor(t, d, 20*time.Minute+time.Second)
		if code, body := get(t, d.Handler(), "GET", "/readyz"); code != 503 || !strings.Contains(body, doubt) {
			t.Errorf("%d, %s", code, body)
		}
		if _, body := get(t, d.Handler(), "GET", "/metrics"); !strings.Contains(body, "caseclock_clock_doubted 1\n") {
			t.Error("no metric says so")
		}
		if n := strings.Count(log.String(), doubt); n != 1 {
			t.Errorf("said %d times", n)
		}
	})
}

// A time service that slews the clock by a little is no jump.
func TestSlewingIsNoJump(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &setClock{}
		e := &engine{}
		d := New(options(e, c.now, io.Discard))
		go func() {
			for range 100 {
				time.Sleep(30 * time.Second)
				c.by.Add(int64(15 * time.Millisecond))
			}
		}()
		_ = runFor(t, d, 50*time.Minute+time.Second)
		if d.state.jumps != 0 || e.count() != 50 {
			t.Errorf("%d jumps, %d wakes", d.state.jumps, e.count())
		}
	})
}

// Whatever the time of the start, the first thing is an evaluation: what fell
// due during downtime is found by it. The hours in which clocks change leave
// none out.
func TestEveryMinuteThroughTheClockChanges(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Skip("no zone data")
	}
	for _, day := range []time.Time{time.Date(2026, 3, 29, 0, 30, 0, 0, london), time.Date(2026, 10, 25, 0, 30, 0, 0, london)} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			e := &engine{}
			d := New(options(e, func() time.Time { return day.Add(time.Since(start)) }, io.Discard))
			_ = runFor(t, d, 3*time.Hour+time.Second)
			if e.count() != 180 || d.state.jumps != 0 {
				t.Errorf("%s: %d wakes in three hours, %d jumps", day, e.count(), d.state.jumps)
			}
		})
	}
}

func TestStoppingFinishesWhatIsInHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		done := false
		e := &engine{do: func(int, time.Time) (Summary, error) {
			time.Sleep(20 * time.Second)
			done = true
			return Summary{}, nil
		}}
		_ = runFor(t, New(options(e, time.Now, io.Discard)), 65*time.Second)
		if !done {
			t.Error("the loop ended before the wake in hand")
		}
	})
}

type deadStore struct{}

func (deadStore) Error() string { return "the store cannot be written to" }
func (deadStore) Fatal() bool   { return true }

func TestAFatalErrorEndsTheDaemonAnotherDoesNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &engine{do: func(n int, _ time.Time) (Summary, error) {
			if n == 5 {
				return Summary{}, fmt.Errorf("recording: %w", deadStore{})
			}
			return Summary{}, errors.New("not now")
		}}
		err := runFor(t, New(options(e, time.Now, io.Discard)), time.Hour)
		if e.count() != 5 || !errors.As(err, &deadStore{}) {
			t.Errorf("%d wakes, error %v", e.count(), err)
		}
	})
}

func TestReadyHasItsReason(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	s := Summary{Cases: 3, Warnings: []string{"the holiday calendar ends on 2028-12-31"}}
	for _, c := range []struct {
		what string
		do   func(*state)
		at   time.Duration
		yes  bool
		why  string
	}{
		{"before the first", func(*state) {}, 0, false, "the first evaluation has not finished"},
		{"after it", func(st *state) { st.finish(now, 0, s) }, time.Minute, true, "ready; last evaluation 2026-03-02T09:00:00Z\nwarning: the holiday calendar"},
		{"one wake missed", func(st *state) { st.finish(now, 0, s) }, 2 * time.Minute, true, "ready"},
		{"two wakes missed", func(st *state) { st.finish(now, 0, s) }, 3 * time.Minute, false, "the last evaluation was at 2026-03-02T09:00:00Z"},
		{"failed", func(st *state) { st.finish(now, 0, s); st.broke("the disk is gone", false) }, 0, false, "the disk is gone"},
		{"failed and mended", func(st *state) { st.broke("the disk is gone", false); st.finish(now, 0, s) }, 0, true, "ready"},
		{"mail refused", func(st *state) { st.finish(now, 0, Summary{Failed: 2, Owed: 5}) }, 0, true, "2 attempts to send failed in the last wake, 5 alerts are owed"},
		{"no mail gets out", func(st *state) { st.finish(now, 0, Summary{Unproven: "the canary mail was refused for good"}) }, 0, false, "the canary mail was refused for good"},
		{"damaged records", func(st *state) { st.finish(now, 0, Summary{Damaged: 2}) }, 0, false, "2 records of the store are not as they were written"},
		{"a case in trouble", func(st *state) { st.finish(now, 0, Summary{CasesInTrouble: 1}) }, 0, true, "1 cases could not be evaluated"},
	} {
		st := &state{}
		c.do(st)
		if yes, why := st.ready(now.Add(c.at), every(time.Minute)); yes != c.yes || !strings.Contains(why, c.why) {
			t.Errorf("%s: %v, %q", c.what, yes, why)
		}
	}
}

func TestAHungWakeIsNotAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := &state{}
		st.begin(time.Now())
		time.Sleep(hung)
		if yes, _ := st.alive(); !yes {
			t.Error("not alive at the limit")
		}
		time.Sleep(time.Minute)
		if yes, why := st.alive(); yes || !strings.Contains(why, "31m") {
			t.Errorf("alive with a wake of 31 minutes: %q", why)
		}
	})
}

func get(t *testing.T, h http.Handler, method, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w.Code, w.Body.String()
}

func TestMetricsCountAndHoldNoReference(t *testing.T) {
	d := New(options(&engine{}, time.Now, io.Discard))
	d.state.finish(time.Unix(1700000000, 0), 1500*time.Millisecond, Summary{Cases: 7, OpenDeadlines: 21, Owed: 2, Sent: 3, Failed: 1,
		Unexplained: 4, BreachesByRule: map[string]int{"initial-cpcc": 5, "CP-CANARY": 1}, Warnings: []string{"CP-CANARY"}})
	_, body := get(t, d.Handler(), "GET", "/metrics")
	for _, line := range []string{"caseclock_cases 7", "caseclock_open_deadlines 21", "caseclock_alerts_owed 2", "caseclock_alerts_sent_total 3",
		"caseclock_alerts_failed_total 1", `caseclock_breaches{rule="initial-cpcc"} 5`, `caseclock_breaches{rule="minutes"} 0`,
		`caseclock_breaches{rule="other"} 1`, "caseclock_breaches_unexplained 4", "caseclock_last_evaluation_timestamp_seconds 1.7e+09",
		"caseclock_last_evaluation_duration_seconds 1.5", `caseclock_evaluations_total{result="finished"} 1`} {
		if !strings.Contains(body, line+"\n") {
			t.Errorf("no line %q", line)
		}
	}
	if strings.Contains(body, "CANARY") {
		t.Error("a reference became a label")
	}
	for _, label := range regexp.MustCompile(`(?m)^caseclock_\w+\{(\w+)=`).FindAllStringSubmatch(body, -1) {
		if l := label[1]; l != "rule" && l != "result" && l != "version" {
			t.Errorf("a label %q that was not agreed", l)
		}
	}
}

func TestTheAdminListenerAnswersNothingElse(t *testing.T) {
	h := New(options(&engine{}, time.Now, io.Discard)).Handler()
	for _, c := range []struct {
		method, path string
		code         int
	}{{"GET", "/livez", 200}, {"GET", "/readyz", 503}, {"GET", "/metrics", 200}, {"POST", "/livez", 405}, {"GET", "/", 404}, {"GET", "/debug/pprof/", 404}, {"TRACE", "/metrics", 405}} {
		if code, _ := get(t, h, c.method, c.path); code != c.code {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, code, c.code)
		}
	}
}

// fakeSystemd listens where systemd would.
func fakeSystemd(t *testing.T, watchdog string) <-chan string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "notify")
	c, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	t.Setenv("NOTIFY_SOCKET", path)
	t.Setenv("WATCHDOG_USEC", watchdog)
	heard := make(chan string, 1000)
	go func() {
		b := make([]byte, 100)
		for {
			n, err := c.Read(b)
			if err != nil {
				close(heard)
				return
			}
			heard <- string(b[:n])
		}
	}()
	return heard
}

// The whole of Run, with a real listener and a systemd of our own: evaluated
// before it listens, ready, fed, stopping.
func TestRunFromStartToStop(t *testing.T) {
	heard := fakeSystemd(t, "20000")
	e := &engine{}
	ctx, stop := context.WithCancel(t.Context())
	o := options(e, time.Now, io.Discard)
	evaluated := 0
	address := make(chan string, 1)
	o.Listening = func(a string) { evaluated = e.count(); address <- a }
	d, ended := New(o), make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	at := <-address
	if evaluated != 1 {
		t.Errorf("%d evaluations before listening, want 1", evaluated)
	}
	if strings.HasSuffix(at, ":0") {
		t.Errorf("listening on %s", at)
	}
	if said := <-heard; said != "READY=1" {
		t.Errorf("systemd heard %q first", said)
	}
	r, err := http.Get("http://" + at + "/readyz")
	if err != nil || r.StatusCode != 200 {
		t.Errorf("readyz: %v, %v", r, err)
	}
	for range 3 {
		if said := <-heard; said != "WATCHDOG=1" {
			t.Errorf("systemd heard %q", said)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	for {
		select {
		case said := <-heard:
			if said == "STOPPING=1" {
				return
			}
		case <-time.After(10 * time.Second):
			t.Fatal("systemd was not told of the stop")
		}
	}
}

// A wake that hangs starves the watchdog, so that systemd restarts the daemon.
func TestAHungWakeStarvesTheWatchdog(t *testing.T) {
	heard := fakeSystemd(t, "10000")
	d := New(options(&engine{}, time.Now, io.Discard))
	d.state.begin(time.Now().Add(-hung - time.Minute))
	ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer stop()
	_ = d.loop(ctx, stop)
	select {
	case said := <-heard:
		t.Errorf("systemd heard %q", said)
	default:
	}
}

func TestATakenPortIsSaid(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	e := &engine{}
	o := options(e, time.Now, io.Discard)
	o.Listen = l.Addr().String()
	if err := New(o).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "another admin_listen") {
		t.Errorf("error %v", err)
	}
	if len(e.wakes) != 0 {
		t.Error("it woke, and may have sent mail, before it knew that it cannot stay")
	}
}
