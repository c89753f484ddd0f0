//go:build trial

package mail

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"caseclock/trial"
	"caseclock/trial/daemon"
	"caseclock/trial/twin"
)

// How often the trial's daemon gives its sign of life, and by how much one may be
// late before the watcher alarms.
const (
	interval    = 7 * time.Second
	grace       = interval * 8 / 10
	canaryEvery = 2 * time.Second // how often a canary mail goes, where one does
)

// seconds lets the program beat and send canaries every few seconds, where a minute and
// a quarter of an hour are the least that its configuration allows, and deadlock or stop its schedule once a file is there.
var seconds = []twin.Edit{
	{File: "cmd/caseclock/config/check.go", Old: "every < time.Minute ||", New: "every < time.Second ||"},
	{File: "cmd/caseclock/config/canary.go", Old: "every < leastCanary ||", New: "every < time.Second ||"},
	{File: "engine/wake.go", Old: "import (\n", New: "import (\n\t\"os\"\n"},
	{File: "engine/wake.go", Old: "\te.plans.sweep(e.Now())\n", New: `	e.plans.sweep(e.Now())
	if _, err := os.Stat(os.Getenv("CASECLOCK_TRIAL_DEADLOCK")); err == nil {
		e.waking.Lock()
	}
`},
	{File: "cmd/caseclock/daemon/wake.go", Old: "import (\n", New: "import (\n\t\"os\"\n"},
	{File: "cmd/caseclock/daemon/wake.go", Old: "c.Schedule(d.Schedule, cron.FuncJob(d.job))", New: `c.Schedule(d.Schedule, cron.FuncJob(func() {
		if _, err := os.Stat(os.Getenv("CASECLOCK_TRIAL_NO_CRON")); err != nil {
			d.job()
		}
	}))`},
}

// quiet is a site whose daemon falls silent, and who waits for it outside.
type quiet struct {
	t      *testing.T
	site   *daemon.Site
	sink   *sink
	server *server // who takes its mail, where smtp-sink does not
	d      *daemon.Daemon
	token  string
	watch  *watcher
	folder string // of the store
	flags  string // the folder of the files that the program goes by
}

func newQuiet(t *testing.T, binary string, h *hush) (*quiet, error) {
	t.Helper()
	x := &quiet{t: t, sink: startSink(t), watch: newWatcher(t, patience{interval, grace}), folder: t.TempDir()}
	if h.place != nil {
		if err := h.place(x); err != nil {
			return x, err
		}
	}
	flags := t.TempDir()
	o := daemon.Options{Mail: x.sink.at, Data: x.file(), More: fmt.Sprintf("heartbeat: {url: %q, every: %s}", x.watch.url, interval),
		Env: []string{"CASECLOCK_TRIAL_DEADLOCK=" + flags + "/deadlock", "CASECLOCK_TRIAL_NO_CRON=" + flags + "/no-cron"}}
	if x.server != nil {
		o.Mail = fmt.Sprintf("127.0.0.1:%d", x.server.port())
		o.Env = append(o.Env, "CASECLOCK_MAIL_CANARY_TO=canary@council.example", "CASECLOCK_MAIL_CANARY_EVERY="+canaryEvery.String())
	}
	x.site = daemon.NewSite(t, binary, o)
	x.flags, x.token = flags, x.site.Token("coordinator-1", "see-cases", "record-events")
	var err error
	x.d, err = x.site.Start()
	return x, err
}

var errSilent = errors.New("no alarm within its bound")

// fallSilent lets a daemon live for a while and then breaks what it lives by. The
// watcher has to alarm within two intervals, and the canary's window where that is
// what notices, and not before. It gives after what time it did.
func fallSilent(t *testing.T, binary string, h *hush, chance *rand.Rand) (time.Duration, error) {
	x, err := newQuiet(t, binary, h)
	if err == nil {
		err = x.watch.hears(daemon.ReadyWithin)
	}
	if err != nil {
		return 0, err
	}
	defer x.end(h)
	if !h.soon {
		time.Sleep(time.Duration(chance.Int64N(int64(interval))))
	}
	if x.watch.alarmed() {
		return 0, errors.New("a false alarm, while all was well")
	}
	if err := h.breaks(x); err != nil {
		return 0, err
	}
	broken := time.Now()
	select {
	case at := <-x.watch.alarm:
		if at.Before(broken) {
			return 0, errors.New("a false alarm, before it broke")
		}
		return at.Sub(broken), nil
	case <-time.After(2*interval + h.later):
	}
	return 0, fmt.Errorf("%w of %s: the last sign of life came %s after it broke", errSilent, 2*interval+h.later, x.watch.last().Sub(broken).Round(time.Millisecond))
}

// end mends what was broken and ends the daemon, which may hang until then.
func (x *quiet) end(h *hush) {
	if h.mends != nil {
		h.mends(x)
	}
	x.d.Kill()
}

// TestN6 breaks what a daemon lives by, and has a watcher outside it alarm.
func TestN6(t *testing.T) {
	needRoot(t)
	needSink(t)
	run := trial.Begin(t, trial.Promise{ID: "N6", Says: "silence is noticed: a watcher outside alarms within two intervals of the sign of life after the daemon, its evaluation, its schedule, its store or its mail server died, within as much and the canary mail's window after it refuses every message, and not of a daemon that is well",
		Short: len(hushes), Long: 10 * len(hushes)})
	binary := twin.Program(t, "", seconds...)
	twins := silentTwins(t)
	r := &round{t: t, run: run, slowest: map[string]time.Duration{}}
	t.Setenv("CASECLOCK_TRIAL_PART", "N6")
	var beside sync.WaitGroup
	beside.Go(func() { days(t, run) })
	for i := range twins {
		twins[i].try(t, r)
	}
	for first := 0; first < run.Trials(); first += len(hushes) {
		for i := first; i < min(first+len(hushes), run.Trials()); i++ {
			h := hushes[i%len(hushes)].variant(i / len(hushes))
			r.begin(func() { r.one(i, binary, &h) })
		}
		r.wait.Wait()
	}
	beside.Wait()
	for _, w := range twins {
		run.Twin(w.name, len(w.kinds), w.noticed, w.must)
	}
	run.Note("a sign of life is expected each %s, and one that is %s late is missed; after what broke, the alarm came at most so late: %s", interval, grace, r.slow())
	run.Note("the trial's program may beat and send canaries every few seconds, by edits of the least intervals that its configuration allows (a minute and 15 of them), and wakes each second; two further edits let it deadlock and its schedule stop; all else is as it is")
	run.Note("that mail gets out is asked of the mail server at each sign of life, as far as it accepts the recipient, and shown by a canary mail each %s where the server is to refuse every message: as long as a canary's window (%s) it may go unnoticed", canaryEvery, canaryWindow)
}

// round is trials that run side by side.
type round struct {
	t    *testing.T
	run  *trial.Run
	wait sync.WaitGroup

	mu      sync.Mutex
	slowest map[string]time.Duration // by what broke
}

// begin begins one a little after the other.
func (r *round) begin(try func()) {
	r.wait.Go(try)
	time.Sleep(100 * time.Millisecond)
}

func (r *round) one(i int, binary string, h *hush) {
	r.run.One(i, func(_ int, chance *rand.Rand) error {
		after, err := fallSilent(r.t, binary, h, chance)
		if err != nil {
			return fmt.Errorf("%s: %w", h.name, err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.slowest[h.name] = max(r.slowest[h.name], after)
		return nil
	})
}

// slow says how long after each thing that broke the alarm came, at most.
func (r *round) slow() string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(r.slowest)) {
		all = append(all, fmt.Sprintf("%s %s", name, r.slowest[name].Round(100*time.Millisecond)))
	}
	return strings.Join(all, ", ")
}
