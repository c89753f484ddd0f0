package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/deadline"
)

// courier answers as told and remembers what it was given.
type courier struct {
	answer func(s *Sending) Attempt
	given  []string
}

func (c *courier) Send(_ context.Context, s *Sending) Attempt {
	c.given = append(c.given, s.Person)
	return c.answer(s)
}

func answering(stage Stage, code int) func(*Sending) Attempt {
	return func(*Sending) Attempt { return Attempt{Stage: stage, Code: code, State: judge(stage, code)} }
}

// clock is a time that a test moves.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func anyHour() Config {
	cfg := theConfig()
	cfg.DigestAt, cfg.Hours = 0, allDay
	return cfg
}

func notifier(c Courier, l Ledger, at *clock) *Notifier {
	return &Notifier{Config: anyHour(), People: thePeople(), Ledger: l, Courier: c, Clock: at.Now, Random: func() float64 { return 0.5 }}
}

func claimed(persons ...string) *MemoryLedger {
	l := NewMemoryLedger(nil)
	for i, p := range persons {
		_, _ = l.Claim(Sending{ID: fmt.Sprint(i), Kind: Digest, Person: p, Due: day("2026-02-20") - deadline.Date(i)})
	}
	return l
}

func TestBackoff(t *testing.T) {
	for n := 1; n < 70; n++ {
		least, most := backoff(n, 0), backoff(n, 0.999999)
		if least != ShortestWait || most > LongestWait || most < ShortestWait {
			t.Errorf("attempt %d: %s to %s", n, least, most)
		}
	}
	if got := backoff(1, 0.999999).Round(time.Second); got != time.Minute {
		t.Errorf("after the first at most %s", got)
	}
	if got := backoff(5, 0.999999).Round(time.Second); got != LongestWait {
		t.Errorf("after the fifth at most %s", got)
	}
}

// Sendings go in the order of their due days, and one after another.
func TestOrderOfDelivery(t *testing.T) {
	l := claimed("a", "b", "c")
	c := &courier{answer: answering(StageEnd, 250)}
	var sum Delivered
	d := Delivery{Ledger: l, Courier: c, Clock: (&clock{at("2026-02-01 08:00")}).Now, Random: func() float64 { return 0 }, Config: anyHour()}
	if err := d.Deliver(context.Background(), &sum); err != nil || sum.Sent != 3 || !slices.Equal(c.given, []string{"c", "b", "a"}) {
		t.Errorf("%v %+v %v", err, sum, c.given)
	}
}

// A server that speaks with nobody is asked once a wake; one that refuses one
// message gets the others.
func TestDeadServerIsAskedOnce(t *testing.T) {
	for _, row := range []struct {
		stage Stage
		code  int
		want  int
	}{{StageConnect, 0, 1}, {StageConnect, 421, 1}, {StageRcpt, 450, 3}, {StageEnd, 0, 3}} {
		c := &courier{answer: answering(row.stage, row.code)}
		var sum Delivered
		d := Delivery{Ledger: claimed("a", "b", "c"), Courier: c, Clock: (&clock{at("2026-02-01 08:00")}).Now, Random: func() float64 { return 0 }, Config: anyHour()}
		_ = d.Deliver(context.Background(), &sum)
		if len(c.given) != row.want {
			t.Errorf("%s %d: %d attempts, want %d", row.stage, row.code, len(c.given), row.want)
		}
	}
}

// Outside the hours nothing leaves, repeats included.
func TestNoMailOutsideTheHours(t *testing.T) {
	c := &courier{answer: answering(StageEnd, 250)}
	for _, now := range []string{"2026-02-01 06:59", "2026-02-01 19:00", "2026-02-01 02:00"} {
		var sum Delivered
		d := Delivery{Ledger: claimed("a"), Courier: c, Clock: (&clock{at(now)}).Now, Random: func() float64 { return 0 }, Config: theConfig()}
		_ = d.Deliver(context.Background(), &sum)
	}
	if len(c.given) > 0 {
		t.Errorf("%d attempts", len(c.given))
	}
}

// A sending that may have been accepted stays so until it is accepted or
// refused, and goes out again as it was.
func TestUnknownIsRepeated(t *testing.T) {
	l := claimed("a")
	at := &clock{at("2026-02-01 08:00")}
	code, stage := 0, StageEnd
	c := &courier{answer: func(s *Sending) Attempt { return answering(stage, code)(s) }}
	d := Delivery{Ledger: l, Courier: c, Clock: at.Now, Random: func() float64 { return 0.5 }, Config: anyHour()}
	var states []State
	for _, next := range []struct {
		stage Stage
		code  int
	}{{StageEnd, 0}, {StageConnect, 0}, {StageRcpt, 450}, {StageEnd, 250}} {
		stage, code = next.stage, next.code
		var sum Delivered
		_ = d.Deliver(context.Background(), &sum)
		states = append(states, l.All()[0].State())
		at.now = at.now.Add(LongestWait)
	}
	if !slices.Equal(states, []State{Unknown, Unknown, Unknown, Sent}) {
		t.Errorf("states %v", states)
	}
}

// Three days without a server and 500 alerts: all are delivered, in the order
// of their due days, with no more than one attempt a wake until then.
func TestLongOutage(t *testing.T) {
	var people []string
	for i := range 500 {
		people = append(people, fmt.Sprintf("p%03d", i))
	}
	l := claimed(people...)
	now := &clock{at("2026-02-01 08:00")}
	down := true
	c := &courier{answer: func(s *Sending) Attempt {
		if down {
			return answering(StageConnect, 0)(s)
		}
		return answering(StageEnd, 250)(s)
	}}
	d := Delivery{Ledger: l, Courier: c, Clock: now.Now, Random: func() float64 { return 0.7 }, Config: anyHour()}
	var sum Delivered
	back := now.now.Add(72 * time.Hour)
	wakes := 0
	for ; now.now.Before(back.Add(2 * LongestWait)); now.now = now.now.Add(10 * time.Minute) {
		down = now.now.Before(back)
		var pass Delivered
		if err := d.Deliver(context.Background(), &pass); err != nil {
			t.Fatal(err)
		}
		if down && pass.Attempts > 1 {
			t.Fatalf("%d attempts at a dead server in one wake", pass.Attempts)
		}
		sum.Sent += pass.Sent
		wakes++
	}
	if sum.Sent != 500 {
		t.Errorf("%d of 500 delivered after %d wakes", sum.Sent, wakes)
	}
}

// A refusal for good is told to the coordinator in the same wake, once; the
// refusal of that message is told to nobody.
func TestRefusedForGood(t *testing.T) {
	l := NewMemoryLedger(nil)
	now := &clock{at("2026-01-27 08:00")}
	c := &courier{answer: func(s *Sending) Attempt {
		if s.Person == "chair-1" || s.Kind == Undelivered {
			return answering(StageRcpt, 550)(s)
		}
		return answering(StageEnd, 250)(s)
	}}
	n := notifier(c, l, now)
	n.People = thePeople(person("coord-2", Coordinator))
	items := []Item{theConcern().item(theCase(), now.now)}
	r, err := n.Wake(context.Background(), now.now, items)
	if err != nil || !slices.Equal(c.given, []string{"chair-1", "lead-1", "coord-1", "coord-2"}) || r.Dead != 3 || r.Sent != 1 || r.AlertsSent != 1 {
		t.Errorf("%v %v %+v", err, c.given, r.Delivered)
	}
	now.now = now.now.Add(time.Hour)
	if _, err := n.Wake(context.Background(), now.now, items); err != nil || len(c.given) != 4 {
		t.Errorf("%v told again: %v", err, c.given)
	}
	notice := l.All()[2].Sending
	if notice.Kind != Undelivered || !strings.Contains(string(notice.Bytes), "CP-0417") || !strings.Contains(string(notice.Bytes), "with code 550") {
		t.Errorf("the notice: %s", notice.Bytes)
	}
}

// The coordinator's own address being refused is said aloud, where there is
// nobody else to tell.
func TestRefusedCoordinator(t *testing.T) {
	now := &clock{at("2026-01-27 08:00")}
	c := &courier{answer: answering(StageRcpt, 550)}
	n := notifier(c, NewMemoryLedger(nil), now)
	dead := theCase()
	dead.Died = true
	r, err := n.Wake(context.Background(), now.now, []Item{theConcern().item(dead, now.now)})
	if err != nil || len(c.given) != 1 || !strings.Contains(strings.Join(r.Problems, "\n"), "no other coordinator") {
		t.Errorf("%v %v %v", err, c.given, r.Problems)
	}
}

// An alert that nobody can be told of is counted and said.
func TestUnroutedIsSaid(t *testing.T) {
	now := &clock{at("2026-01-27 08:00")}
	n := notifier(&courier{answer: answering(StageEnd, 250)}, NewMemoryLedger(nil), now)
	n.People = NewPeople()
	r, _ := n.Wake(context.Background(), now.now, []Item{theConcern().item(theCase(), now.now)})
	if r.Unrouted != 1 || len(r.Problems) == 0 || strings.Contains(strings.Join(r.Problems, ""), "CP-0417") {
		t.Errorf("%d unrouted; %v", r.Unrouted, r.Problems)
	}
}

// Without a relay nothing is claimed, so that all is still owed when there is
// one.
func TestNoRelay(t *testing.T) {
	now := &clock{at("2026-01-27 08:00")}
	l := NewMemoryLedger(nil)
	n := notifier(nil, l, now)
	n.Courier = nil
	r, err := n.Wake(context.Background(), now.now, []Item{theConcern().item(theCase(), now.now)})
	if err != nil || len(r.Owed) != 2 || len(l.All()) != 0 {
		t.Errorf("%v, %d owed, %d claimed", err, len(r.Owed), len(l.All()))
	}
}

// brokenLedger fails at one of its writes.
type brokenLedger struct {
	*MemoryLedger
	at string
}

var errDisk = errors.New("no space left")

func (b brokenLedger) Claim(s Sending) (bool, error) {
	if b.at == "claim" {
		return false, errDisk
	}
	return b.MemoryLedger.Claim(s)
}

func (b brokenLedger) Outcome(id string, a Attempt) error {
	if b.at == "outcome" {
		return errDisk
	}
	return b.MemoryLedger.Outcome(id, a)
}

// Nothing is sent that was not claimed first, and nothing after the ledger has
// failed. What was sent and not recorded is sent again, the same message.
func TestClaimedBeforeSent(t *testing.T) {
	now := &clock{at("2026-01-27 08:00")}
	items := []Item{theConcern().item(theCase(), now.now)}
	for at, want := range map[string]int{"claim": 0, "outcome": 1} {
		c := &courier{answer: answering(StageEnd, 250)}
		_, err := notifier(c, brokenLedger{NewMemoryLedger(nil), at}, now).Wake(context.Background(), now.now, items)
		if !errors.Is(err, errDisk) || len(c.given) != want {
			t.Errorf("%s: %v, %d sent, want %d", at, err, len(c.given), want)
		}
	}
	l := NewMemoryLedger(nil)
	var seen [][]byte
	c := &courier{answer: func(s *Sending) Attempt { seen = append(seen, s.Bytes); return answering(StageEnd, 250)(s) }}
	_, _ = notifier(c, brokenLedger{l, "outcome"}, now).Wake(context.Background(), now.now, items)
	now.now = now.now.Add(time.Minute)
	_, _ = notifier(c, l, now).Wake(context.Background(), now.now, items)
	if len(seen) != 3 || string(seen[0]) != string(seen[1]) {
		t.Errorf("%d messages; the first two equal: %v", len(seen), len(seen) > 1 && string(seen[0]) == string(seen[1]))
	}
}

// After a restore from a backup the ledger has forgotten: what is told again
// that day is told under the same Message-ID.
func TestRestoreRepeatsTheMessageID(t *testing.T) {
	now := &clock{at("2026-01-27 08:00")}
	items := []Item{theConcern().item(theCase(), now.now)}
	ids := func() (out []string) {
		l := NewMemoryLedger(nil)
		_, _ = notifier(&courier{answer: answering(StageEnd, 250)}, l, now).Wake(context.Background(), now.now, items)
		for _, w := range l.All() {
			out = append(out, w.Sending.MessageID)
		}
		return out
	}
	before := ids()
	now.now = now.now.Add(5 * time.Hour)
	if after := ids(); !slices.Equal(before, after) || len(before) != 2 {
		t.Errorf("%v, then %v", before, after)
	}
}
