package notify

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// pipeline is a notifier that sends canaries, woken by the minute, with a server
// that takes every recipient.
type pipeline struct {
	*Notifier
	t      *testing.T
	ledger *MemoryLedger
	now    *clock
	server *probing
	vital  Vital // as it is kept
	beats  pings
	said   string // why the last wake gave no sign of life
}

func newPipeline(t *testing.T) *pipeline {
	x := &pipeline{t: t, ledger: NewMemoryLedger(nil), now: &clock{at("2026-02-01 20:00")}, server: &probing{up: true}}
	x.takes(250)
	x.Notifier = notifier(x.server, x.ledger, x.now)
	x.Config = theConfig() // nothing is mailed to people at night
	x.Canary = CanaryMail{To: "canary@council.example", Every: 6 * time.Hour}
	x.Pinger, x.Heartbeat = &x.beats, Heartbeat{URL: "https://watch.example/x", Every: time.Hour}
	return x
}

// takes has the server answer so to the end of each message.
func (x *pipeline) takes(code int) { x.server.answer = answering(StageEnd, code) }

// wake is the end of a wake, as the engine makes it.
func (x *pipeline) wake() {
	x.t.Helper()
	x.vital.Evaluated = x.now.now
	v, _, err := x.SendCanary(x.t.Context(), x.now.now, x.vital, x.keep)
	if err != nil {
		x.t.Fatal(err)
	}
	if x.vital, x.said, err = x.Beat(x.t.Context(), x.now.now, v); err != nil {
		x.t.Fatal(err)
	}
}

func (x *pipeline) keep(v Vital) error { x.vital = v; return nil }

// pass wakes each minute for so long, and gives how many canaries were begun and
// signs of life given.
func (x *pipeline) pass(d time.Duration) (begun, beats int) {
	x.t.Helper()
	canaries, before := len(x.ledger.All()), x.beats
	for end := x.now.now.Add(d); x.now.now.Before(end); x.now.now = x.now.now.Add(time.Minute) {
		x.wake()
	}
	return len(x.ledger.All()) - canaries, int(x.beats - before)
}

func (x *pipeline) expect(what string, d time.Duration, begun, beats int) {
	x.t.Helper()
	if c, b := x.pass(d); c != begun || b != beats {
		x.t.Errorf("%s: %d canaries and %d signs of life in %s; want %d and %d (%s)", what, c, b, d, begun, beats, x.said)
	}
}

// Every six hours one, by night too, and a sign of life each hour.
func TestCanariesOfADay(t *testing.T) {
	x := newPipeline(t)
	x.expect("a day that is well", 24*time.Hour, 4, 24)
	if all := x.ledger.All(); slices.ContainsFunc(all, func(w Waiting) bool { return w.State() != Sent || w.Attempts != 1 }) {
		t.Errorf("%+v", all)
	}
}

// What went wrong: a server that took a recipient counted as alive, whatever it did
// with messages.
func TestAServerThatRefusesEveryMessageIsNotAlive(t *testing.T) {
	x := newPipeline(t)
	x.expect("well", 6*time.Hour, 1, 6)
	x.takes(554)
	x.expect("refused for good", 12*time.Hour, 2, 0) // and not hammered
	if !strings.Contains(x.said, "refused for good") {
		t.Error(x.said)
	}
	x.takes(250)
	x.expect("taken again with the next", 6*time.Hour, 1, 6)
}

// A server that puts every message off is believed for the window, within which the
// same message is tried again.
func TestACanaryThatIsPutOff(t *testing.T) {
	x := newPipeline(t)
	x.expect("well", 6*time.Hour, 1, 6)
	x.takes(451)
	x.expect("within the window", time.Hour+time.Minute, 1, 2)
	x.expect("after it", 20*time.Hour, 0, 0)
	if w := x.ledger.All()[1]; w.Attempts < 30 || w.Attempts > 24*60/8 {
		t.Errorf("%d attempts", w.Attempts)
	}
	x.takes(250)
	if begun, _ := x.pass(LongestWait + 2*time.Minute); begun > 1 || x.said != "" {
		t.Errorf("%d begun, %s", begun, x.said)
	}
}

// Of a long outage one canary is left, not many.
func TestNoStormOfCanariesAfterDowntime(t *testing.T) {
	x := newPipeline(t)
	x.expect("well", time.Hour, 1, 1)
	x.now.now = x.now.now.Add(60 * 24 * time.Hour)
	x.expect("after sixty days", time.Hour, 1, 1)
	x.server.answer, x.server.up = answering(StageConnect, 0), false
	x.pass(10 * 24 * time.Hour)
	x.takes(250)
	x.server.up = true
	if x.wake(); x.said != "" || len(x.ledger.All()) != 3 {
		t.Errorf("%d in all, %s", len(x.ledger.All()), x.said)
	}
	x.expect("once it is back", 6*time.Hour-time.Minute, 0, 5)
}

// What another message shows counts like a canary, and alerts go first.
func TestAlertsGoBeforeCanariesAndCount(t *testing.T) {
	x := newPipeline(t)
	x.expect("well", 6*time.Hour, 1, 6)
	x.takes(554)
	x.expect("refused", 6*time.Hour, 1, 0)
	x.vital.Taken = x.now.now // an alert was accepted after the canary's refusal
	x.takes(250)
	if x.wake(); x.said != "" {
		t.Error(x.said)
	}
	y := newPipeline(t)
	y.now.now = at("2026-02-02 09:00")
	if _, err := y.ledger.Claim(Sending{ID: "alert", Kind: Digest, Person: "chair-1"}); err != nil {
		t.Fatal(err)
	}
	if y.wake(); len(y.server.given) != 0 || len(y.ledger.All()) != 1 {
		t.Errorf("given %v while an alert waits", y.server.given)
	}
	y.now.now = at("2026-02-02 19:30")
	if y.wake(); !slices.Equal(y.server.given, []string{CanaryPerson}) {
		t.Errorf("given %v when nothing goes to people", y.server.given)
	}
	var sum Delivered
	y.takes(451)
	y.now.now = at("2026-02-03 09:00")
	if _, err := y.ledger.Claim(Sending{ID: "late canary", Kind: Canary, Person: CanaryPerson}); err != nil {
		t.Fatal(err)
	}
	d := y.delivery()
	if err := d.Deliver(t.Context(), &sum); err != nil || sum.Attempts != 1 {
		t.Errorf("a pass for people made %d attempts, %v", sum.Attempts, err)
	}
}

// One that still waits for an address that is not in force any more is given up;
// the new one is tried at once.
func TestACanaryForAnotherAddress(t *testing.T) {
	x := newPipeline(t)
	x.takes(550)
	x.expect("refused", time.Hour, 1, 0)
	x.takes(451)
	x.Canary.To = "other@council.example"
	x.expect("put off", time.Hour, 1, 0)
	x.takes(250)
	x.Canary.To = "third@council.example"
	if x.wake(); x.said != "" {
		t.Error(x.said)
	}
	all := x.ledger.All()
	if len(all) != 3 || all[1].State() != Dead || !strings.Contains(all[1].Last.Error, "given up") || all[2].Sending.To != x.Canary.To {
		t.Errorf("%+v", all)
	}
	x.Canary.To = ""
	x.expect("none is sent", 12*time.Hour, 0, 11) // the first came just now
}

// A restart neither forgets a canary nor sends another, wherever it comes.
func TestARestartNeitherForgetsNorRepeatsACanary(t *testing.T) {
	x := newPipeline(t)
	x.Ledger = brokenLedger{x.ledger, "outcome"}
	if _, _, err := x.SendCanary(t.Context(), x.now.now, x.vital, x.keep); err == nil {
		t.Fatal("the ledger's error is lost")
	}
	x.Ledger = x.ledger
	x.now.now = x.now.now.Add(time.Minute)
	x.expect("after the restart", 5*time.Hour, 0, 5)
	if len(x.server.given) != 2 || len(x.ledger.All()) != 1 {
		t.Errorf("given %v", x.server.given)
	}
	y := newPipeline(t)
	failed := errors.New("no room")
	_, _, err := y.SendCanary(t.Context(), y.now.now, y.vital, func(Vital) error { return failed })
	if !errors.Is(err, failed) || len(y.server.given) != 0 || len(y.ledger.All()) != 0 {
		t.Errorf("%v, given %v", err, y.server.given)
	}
	z := newPipeline(t)
	if _, _, err := z.SendCanary(t.Context(), z.now.now, z.vital, z.keep); err != nil { // what follows from it is not kept
		t.Fatal(err)
	}
	z.expect("accepted and not noted", 5*time.Hour, 0, 5)
}

// A clock that was set back does not keep the next from being sent.
func TestCanaryOfTheFuture(t *testing.T) {
	x := newPipeline(t)
	x.expect("well", time.Hour, 1, 1)
	x.now.now = x.now.now.Add(-30 * 24 * time.Hour)
	x.expect("a month back", 6*time.Hour, 1, 6)
	x.takes(451)
	x.expect("put off", 10*time.Minute, 1, 1)
	x.now.now = x.now.now.Add(-30 * 24 * time.Hour)
	x.takes(250)
	if x.wake(); x.said != "" {
		t.Error(x.said)
	}
}

// The message tells nothing, and says that a machine wrote it.
func TestTheCanaryTellsNothing(t *testing.T) {
	s := must[Sending](t)(ComposeCanary(at("2026-02-01 12:00"), "canary@council.example", theConfig()))
	again := must[Sending](t)(ComposeCanary(at("2026-02-01 12:00"), "canary@council.example", theConfig()))
	if string(again.Bytes) != string(s.Bytes) || again.MessageID != s.MessageID {
		t.Error("the same instant gives another message")
	}
	h, body := parts(t, s.Bytes)
	if h.Get("Subject") != SubjectCanary || h.Get("Auto-Submitted") != "auto-generated" || h.Get("To") != "<canary@council.example>" || len(body) != 2 {
		t.Errorf("%v", h)
	}
	for kind, text := range body {
		if strings.Contains(text, "http") || !strings.Contains(text, "2026-02-01 12:00 UTC") {
			t.Errorf("%s: %s", kind, text)
		}
	}
}

// A conversation about a canary ends in time, so that the next wake is not kept.
func TestACanaryIsCutShort(t *testing.T) {
	x := newPipeline(t)
	var most time.Duration
	x.Courier = limited{x.server, &most}
	if x.wake(); most <= 0 || most > canaryLasts {
		t.Errorf("a canary may take %s", most)
	}
}

// limited notes how long a sending may take.
type limited struct {
	*probing
	most *time.Duration
}

func (l limited) Send(ctx context.Context, s *Sending) Attempt {
	if end, ok := ctx.Deadline(); ok {
		*l.most = time.Until(end)
	}
	return l.probing.Send(ctx, s)
}

func TestWindow(t *testing.T) {
	for every, want := range map[time.Duration]time.Duration{15 * time.Minute: 22*time.Minute + 30*time.Second, time.Hour: 90 * time.Minute,
		6 * time.Hour: 7 * time.Hour, 24 * time.Hour: 25 * time.Hour} {
		if got := (&CanaryMail{Every: every}).Window(); got != want {
			t.Errorf("%s: %s, want %s", every, got, want)
		}
	}
}
