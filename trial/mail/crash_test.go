//go:build trial

package mail

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"caseclock/trial"
	"caseclock/trial/daemon"
	"caseclock/trial/twin"
)

// points are where the daemon is killed while it sends. After those that may
// repeat the server had the whole message and we had not kept its answer: there
// one more copy is right.
var points = []struct {
	name   string
	repeat bool
}{
	{"before dial", false}, {"after MAIL", false}, {"mid DATA", false}, {"after the dot", true},
	{"after 250", true}, {"before recording", true}, {"after recording", false},
}

// deadly lets the program end as by kill -9 at the point, and at the time it is
// reached, that a file names; without the file it is the program as it is.
var deadly = []twin.Edit{
	{File: "notify/conversation.go", Old: "\t\"fmt\"\n", New: "\t\"fmt\"\n\t\"os\"\n\t\"syscall\"\n"},
	{File: "notify/conversation.go", Old: "type conversation struct {", New: `
var reached = map[string]int{}

func dieAt(point string) {
	if b, err := os.ReadFile(os.Getenv("CASECLOCK_TRIAL_DIE")); err == nil {
		if reached[point]++; string(b) == fmt.Sprint(point, "/", reached[point]) {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	} else {
		clear(reached)
	}
}

type conversation struct {`},
	{File: "notify/conversation.go", Old: "\tif err := c.greet(ctx, m.From, m.To); err != nil {", New: "\tdieAt(\"before dial\")\n\tif err := c.greet(ctx, m.From, m.To); err != nil {"},
	{File: "notify/conversation.go", Old: "return c.at(StageRcpt, step,", New: "dieAt(\"after MAIL\")\n\treturn c.at(StageRcpt, step,"},
	{File: "notify/conversation.go", Old: "func() error { _, err := body.Write(message); return err }", New: `func() error {
		if _, err := body.Write(message[:len(message)/2]); err != nil {
			return err
		}
		_ = c.client.Text.W.Flush()
		dieAt("mid DATA")
		_, err := body.Write(message[len(message)/2:])
		return err
	}`},
	{File: "notify/conversation.go", Old: "\tif err := c.at(StageEnd, relay.End, body.Close); err != nil {", New: `	if _, err := os.Stat(os.Getenv("CASECLOCK_TRIAL_DIE")); err == nil {
		if b, _ := os.ReadFile(os.Getenv("CASECLOCK_TRIAL_DIE")); string(b) == fmt.Sprint("after the dot/", reached["after the dot"]+1) {
			_ = body.(*smtp.DataCloser).WriteCloser.Close()
		}
	}
	dieAt("after the dot")
	if err := c.at(StageEnd, relay.End, body.Close); err != nil {`},
	{File: "notify/conversation.go", Old: "\t// Accepted. What the server", New: "\tdieAt(\"after 250\")\n\t// Accepted. What the server"},
	{File: "notify/deliver.go", Old: "\t\tif err := d.Ledger.Outcome(waiting[i].Sending.ID, a); err != nil {", New: "\t\tdieAt(\"before recording\")\n\t\tif err := d.Ledger.Outcome(waiting[i].Sending.ID, a); err != nil {"},
	{File: "notify/deliver.go", Old: "\t\tsum.add(&waiting[i].Sending, &a)", New: "\t\tdieAt(\"after recording\")\n\t\tsum.add(&waiting[i].Sending, &a)"},
}

// council is a site whose daemon sends to a sink, and is killed again and again, for
// the first time with its first canary mail.
type council struct {
	site  *daemon.Site
	sink  *sink
	die   string // the file that says where
	token string
	d     *daemon.Daemon
	cases int
	mails int // accepted, of all cases

	canaries []dump // of the canary mail
	twice    bool   // the server may have had it twice
}

func newCouncil(t *testing.T, binary string) *council {
	t.Helper()
	c := &council{sink: startSink(t), die: filepath.Join(t.TempDir(), "die")}
	c.site = daemon.NewSite(t, binary, daemon.Options{Mail: fmt.Sprintf("localhost:%d", c.sink.port), MailCA: c.sink.ca,
		Env: []string{"CASECLOCK_TRIAL_DIE=" + c.die, "CASECLOCK_MAIL_CANARY_TO=" + canaryAddress}})
	c.token = c.site.Token("coordinator-1", "see-cases", "record-events")
	return c
}

// late records a case whose limit passed yesterday and says who must be told.
func (c *council) late(lead bool) (ref string, told []string, err error) {
	c.cases++
	ref = fmt.Sprintf("CP-%04d", c.cases)
	assigned := daemon.Event{"case": ref, "event": "case-assigned", "on": daysAgo(22), "authority": "stirling", "chair": "chair-1"}
	told = []string{"chair-1@council.example"}
	if lead {
		assigned["lead"] = "lead-1"
		told = append(told, "lead-1@council.example")
	}
	concern := daemon.Event{"case": ref, "event": "concern-notified", "on": daysAgo(22)}
	a, err := c.d.Client(c.token).Record("key-"+ref, assigned, concern)
	if err == nil && a.Status != 201 {
		err = fmt.Errorf("recording %s: status %d: %s", ref, a.Status, a.Body)
	}
	return ref, told, err
}

func daysAgo(n int) string { return time.Now().AddDate(0, 0, -n).Format(time.DateOnly) }

// kill lets the daemon send about a late case and die at a point, and starts it
// again.
func (c *council) kill(point int, chance *rand.Rand) error {
	if c.d == nil {
		if err := c.canaryDies(point); err != nil {
			return err
		}
		if err := c.start(); err != nil {
			return err
		}
	}
	lead := chance.IntN(2) == 1
	time1 := 1
	if lead {
		time1 += chance.IntN(2)
	}
	if err := os.WriteFile(c.die, []byte(fmt.Sprint(points[point].name, "/", time1)), 0o600); err != nil {
		return err
	}
	ref, told, err := c.late(lead)
	if err != nil {
		return err
	}
	if status, err := c.d.Wait(time.Minute); err != nil || status != -1 {
		return fmt.Errorf("the daemon did not die %s: status %d, %v: %s", points[point].name, status, err, c.d.Errors())
	}
	if err := os.Remove(c.die); err != nil {
		return err
	}
	if err := c.start(); err != nil {
		return err
	}
	return c.check(ref, told, points[point].repeat, time1 > 1)
}

func (c *council) start() (err error) {
	if c.d, err = c.site.Start(); err != nil {
		return err
	}
	return c.settled()
}

// settled waits until the daemon says that it has evaluated and owes nothing.
func (c *council) settled() error {
	for range 600 {
		m, err := c.d.Metrics()
		if err != nil {
			return err
		}
		if strings.Contains(m, "caseclock_alerts_owed 0\n") && !strings.Contains(m, `caseclock_evaluations_total{result="finished"} 0`+"\n") {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("alerts are still owed 30 seconds after the restart: %s", c.d.Errors())
}

// check looks at what the sink wrote down of a case: every alert once at least,
// at most one copy more where the crash allows it, and each copy the same; and
// whether our ledger and the dump are one to one.
func (c *council) check(ref string, told []string, repeat, second bool) error {
	got, err := c.sink.fresh()
	if err != nil {
		return err
	}
	got = c.takeCanaries(slices.DeleteFunc(got, func(d dump) bool { return !d.whole }))
	copies := map[string][]dump{}
	for _, d := range got {
		if !strings.Contains(d.body, ref) {
			return fmt.Errorf("%s: a message that tells of something else: %s", ref, d.file)
		}
		copies[d.to] = append(copies[d.to], d)
	}
	extra := 0
	for _, to := range told {
		list := copies[to]
		if len(list) == 0 {
			return fmt.Errorf("%s: the alert to %s is lost: the sink has %d messages and not this one", ref, to, len(got))
		}
		for _, d := range list[1:] {
			extra++
			if d.id != list[0].id || d.body != list[0].body {
				return fmt.Errorf("%s: two copies to %s are not the same: %s and %s", ref, to, list[0].id, d.id)
			}
		}
	}
	if allowed := map[bool]int{true: 1}[repeat]; extra > allowed {
		return fmt.Errorf("%s: %d copies too many; %d allowed", ref, extra, allowed)
	}
	if len(copies) != len(told) {
		return fmt.Errorf("%s: the sink has messages to %d people, and %d were to be told", ref, len(copies), len(told))
	}
	c.mails += len(told)
	return c.join(ref, copies)
}

// killed is what became of one kill.
type killed struct {
	trial int
	err   error // nil: nothing was lost
}

// crashes kills a daemon at every point so often, on some councils at once, or as
// often as the promise's time allows. It gives what became of each kill, and how
// many messages were held against the ledger.
func crashes(t *testing.T, run *trial.Run, binary string, trials int) (list []killed, mails int) {
	t.Helper()
	const sites = 4
	ended := make([][]killed, sites)
	var all sync.WaitGroup
	councils := make([]*council, sites)
	for n := range sites {
		councils[n] = newCouncil(t, binary)
		all.Go(func() {
			for i := n; i < trials && (i < len(points) || !run.Spent(1, 1)); i += sites {
				ended[n] = append(ended[n], killed{i, councils[n].kill(i%len(points), run.Chance(i))})
			}
			if last := len(ended[n]) - 1; last >= 0 && ended[n][last].err == nil {
				ended[n][last].err = councils[n].joinCanaries()
			}
		})
	}
	all.Wait()
	for _, c := range councils {
		mails += c.mails
	}
	return slices.Concat(ended...), mails
}

// TestN1 kills the real daemon at seven points of sending.
func TestN1(t *testing.T) {
	needSink(t)
	run := trial.Begin(t, trial.Promise{ID: "N1", Says: "a crash anywhere in sending loses no alert, and repeats a message at most once, the same message under the same Message-ID",
		Short: 7 * 4, Long: 7 * 200})
	kills, mails := crashes(t, run, twin.Program(t, "", deadly...), run.Trials())
	for _, k := range kills {
		run.One(k.trial, func(int, *rand.Rand) error { return k.err })
	}
	run.Note("killed before dialling, after MAIL, within DATA, after the final dot, after the server's 250, before and after recording; %d messages joined one to one with what Postfix's smtp-sink wrote down", mails)
	for _, b := range twin.Of(brokenSending) {
		kills, _ := crashes(t, run, twin.Program(t, "", append(slices.Clone(deadly), b.edit)...), len(points))
		noticed := 0
		for _, k := range kills {
			if k.err != nil {
				noticed++
			}
		}
		run.Twin(b.name, len(points), noticed, b.must)
	}
}

// brokenSending are the twins of N1.
var brokenSending = []broken{
	{name: "marked as sent before it is sent", must: 4, edit: twin.Edit{File: "notify/deliver.go", Old: "\t\ta := d.try(ctx, &waiting[i])\n",
		New: "\t\t_ = d.Ledger.Outcome(waiting[i].Sending.ID, Attempt{State: Sent, At: d.Clock(), Number: 1})\n\t\ta := d.try(ctx, &waiting[i])\n"}},
	{name: "a new Message-ID at each try", must: 3, edit: twin.Edit{File: "notify/conversation.go", Old: "\treturn c.send(m.Bytes)",
		New: "\treturn c.send([]byte(strings.Replace(string(m.Bytes), m.MessageID, fmt.Sprint(time.Now().UnixNano())+m.MessageID, 1)))"}},
}
