//go:build trial

package mail

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"caseclock/trial"
	"caseclock/trial/twin"
)

// silentTwin is a program whose sign of life tells less than it should.
type silentTwin struct {
	name    string
	edits   []twin.Edit
	kinds   []string // what is broken of it
	must    int
	binary  string
	noticed int
}

const probed = "ok && !n.probe(ctx, now, p, &v) {"

var allSilentTwins = []silentTwin{
	{name: "it beats by a timer of its own, whatever becomes of the evaluation", kinds: []string{"a deadlock of the evaluation", "a schedule that wakes nothing", "a dead mail server"}, must: 3,
		edits: []twin.Edit{{File: "cmd/caseclock/serve.go", Old: "\tside.Go(func() { s.sealAnew(ctx) })\n", New: `	side.Go(func() { s.sealAnew(ctx) })
	side.Go(func() {
		for ctx.Err() == nil {
			_ = notify.HTTPPinger{}.Ping(ctx, s.config.Heartbeat.URL)
			time.Sleep(s.config.Heartbeat.Every)
		}
	})
`}}},
	{name: "it beats without a look at its mail", kinds: []string{"a dead mail server"}, must: 1,
		edits: []twin.Edit{{File: "notify/notifier.go", Old: probed, New: "ok && p == nil {"}, {File: "notify/notifier.go", Old: "v.Alive(now, h.Every); !ok {", New: "v.Alive(now, h.Every); !ok && false {"}}},
	{name: "the canary mail's outcome is ignored by the sign of life", kinds: []string{"a mail server that takes recipients and refuses every message"}, must: 1,
		edits: []twin.Edit{{File: "notify/notifier.go", Old: "\tif unproven != \"\" {\n\t\treturn v,", New: "\tif unproven != \"\" && n == nil {\n\t\treturn v,"}}},
	{name: "what a mail server accepted within the interval is enough", kinds: []string{"a dead mail server"}, must: 1,
		edits: []twin.Edit{{File: "notify/notifier.go", Old: probed, New: "ok && !within(v.Accepted, now, h.Every) && !n.probe(ctx, now, p, &v) {"}}},
}

// silentTwins builds those that the tier tries.
func silentTwins(t *testing.T) []silentTwin {
	t.Helper()
	all := twin.Of(allSilentTwins)
	for i := range all {
		all[i].binary = twin.Program(t, "", append(slices.Clone(seconds), all[i].edits...)...)
	}
	return all
}

// try breaks a twin in each way.
func (w *silentTwin) try(t *testing.T, r *round) {
	for i, kind := range w.kinds {
		h := hushes[slices.IndexFunc(hushes, func(h hush) bool { return h.name == kind })]
		r.begin(func() {
			_, err := fallSilent(t, w.binary, &h, r.run.Chance(-1-i))
			if !errors.Is(err, errSilent) {
				t.Logf("N6: twin: %s: %s: %v", w.name, kind, err)
				return
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			w.noticed++
		})
	}
}

var counted = regexp.MustCompile(`N6: (\d+) trials, (\d+) failures`)

// days has the half of the promise tried that needs synthetic time, and its twin.
func days(t *testing.T, run *trial.Run) {
	n, failed := healthyDays(t)
	run.Count(n, failed)
	run.Note("of the trials %d are days of a healthy daemon by synthetic time, with restarts, slow wakes and a mail server away for up to the interval less three wakes: %d false alarms", n, failed)
	const withheld = "\t\treturn v, \"heartbeat: the mail server takes nothing at this moment\", nil\n"
	n, failed = healthyDays(t, twin.Edit{File: "notify/notifier.go", Old: withheld, New: "\t\tv.Beat = now\n" + withheld})
	run.Twin("a sign of life that was withheld is not tried again with the next wake", n, failed, 1)
}

// healthyDays tries the days on a source with edits, and says how many failed.
func healthyDays(t *testing.T, edits ...twin.Edit) (tried, failed int) {
	t.Helper()
	args := []string{"-tags", "trial", "-run", "^TestHealthyDays$", "-v"}
	if trial.Long() && len(edits) == 0 {
		args = append(args, "-long")
	}
	fails, out := twin.Fails(t, edits, "./trial/clock", args...)
	m := counted.FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("the days by synthetic time were not tried:\n%s", out)
	}
	if fails && len(edits) == 0 {
		t.Log(out)
	}
	tried, _ = strconv.Atoi(m[1])
	failed, _ = strconv.Atoi(m[2])
	return tried, failed
}
