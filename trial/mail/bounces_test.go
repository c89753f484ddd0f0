//go:build trial

package mail

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caseclock/trial"
	"caseclock/trial/daemon"
	"caseclock/trial/twin"
)

// The message that the samples of package notify say has come back.
const sampleID = "0123456789abcdef0123456789abcdef@council.example"

func samples(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(trial.Root(t), "notify", "testdata", "bounces", "*.eml"))
	if err != nil || len(names) < 40 {
		t.Fatalf("%d samples of bounces, fewer than 40: %v", len(names), err)
	}
	return names
}

// returned is a council whose mail comes back into a maildir.
type returned struct {
	*council
	maildir string
}

func newReturned(t *testing.T, binary string) *returned {
	t.Helper()
	r := &returned{council: &council{sink: startSink(t)}, maildir: t.TempDir()}
	for _, folder := range []string{"new", "cur", "tmp"} {
		if err := os.Mkdir(filepath.Join(r.maildir, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	r.site = daemon.NewSite(t, binary, daemon.Options{Mail: fmt.Sprintf("localhost:%d", r.sink.port), MailCA: r.sink.ca,
		Env: []string{"CASECLOCK_MAIL_BOUNCES=" + r.maildir}})
	r.token = r.site.Token("coordinator-1", "see-cases", "record-events")
	if err := r.start(); err != nil {
		t.Fatal(err)
	}
	return r
}

// accepted records a late case and waits until the sink has its one message.
func (r *returned) accepted() (ref string, m sending, err error) {
	if ref, _, err = r.late(false); err != nil {
		return ref, m, err
	}
	for range 300 {
		s, err := r.story(ref)
		if err == nil && len(s) > 0 && s[0].State == "sent" {
			return ref, s[0], nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return ref, m, fmt.Errorf("%s: the message is not accepted within 30 seconds", ref)
}

// bring delivers a sample about a message and waits until it was read.
func (r *returned) bring(sample, id string) error {
	b, err := os.ReadFile(sample)
	if err != nil {
		return err
	}
	text := strings.ReplaceAll(string(b), sampleID, id)
	name := fmt.Sprint(time.Now().UnixNano())
	if err := os.WriteFile(filepath.Join(r.maildir, "new", name), []byte(text), 0o600); err != nil {
		return err
	}
	for range 300 {
		if _, err := os.Stat(filepath.Join(r.maildir, "cur", name+":2,S")); err == nil {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("%s: not read within 30 seconds: %s", filepath.Base(sample), r.d.Errors())
}

// reads brings a sample about an accepted message and looks what became of it.
func (r *returned) reads(sample string) error {
	ref, m, err := r.accepted()
	if err != nil {
		return err
	}
	if err := r.bring(sample, m.MessageID); err != nil {
		return err
	}
	after, err := r.story(ref)
	if err != nil {
		return err
	}
	want := "sent"
	if strings.Contains(sample, ".reopens.") {
		want = "dead"
	}
	for _, s := range after {
		if s.MessageID == m.MessageID && s.State != want {
			return fmt.Errorf("%s: the message is %s, want %s", filepath.Base(sample), s.State, want)
		}
	}
	return r.told(ref, want == "dead")
}

// told says whether the coordinators were told that the message came back.
func (r *returned) told(ref string, must bool) error {
	for range 100 {
		got, err := r.sink.fresh()
		if err != nil {
			return err
		}
		for _, d := range got {
			if strings.Contains(d.body, "could not be delivered") && strings.Contains(d.body, ref) && strings.HasPrefix(d.to, "coordinator-") {
				if !must {
					return fmt.Errorf("%s: the coordinator was told of a bounce that is none", ref)
				}
				return nil
			}
		}
		if !must {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("%s: no coordinator was told within 10 seconds", ref)
}

// TestN5 delivers samples of bounces to the real daemon.
func TestN5(t *testing.T) {
	needSink(t)
	names := samples(t)
	run := trial.Begin(t, trial.Promise{ID: "N5", Says: "a message that comes back reopens its alerts, is told to a coordinator and shown; delays, automatic answers and forgeries change nothing",
		Short: len(names) / 4, Long: len(names)})
	r := newReturned(t, twin.Program(t, ""))
	for i := range run.Trials() {
		run.One(i, func(int, *rand.Rand) error { return r.reads(names[i*len(names)/run.Trials()%len(names)]) })
	}
	run.Note("%d samples written for the trial, as Postfix, Exchange, Gmail, sendmail, Exim and qmail write; the short tier delivers every fourth to the daemon, and notify's own test reads all", len(names))
	for _, b := range twin.Of(brokenBounces) {
		failed, _ := twin.Fails(t, []twin.Edit{b.edit}, "./notify", "-run", "^TestBounceSamples$")
		noticed := 0
		if failed {
			noticed = 1
		}
		run.Twin(b.name, 1, noticed, b.must)
	}
}

// brokenBounces are the twins of N5.
var brokenBounces = []broken{
	{name: "whoever was not written to can refuse", must: 1, edit: twin.Edit{File: "notify/bounce.go", Old: "return len(a.To) == 0", New: "return true"}},
	{name: "a delay is a refusal", must: 1, edit: twin.Edit{File: "notify/bounce.go", Old: "if action != \"failed\" ||", New: "if"}},
}
