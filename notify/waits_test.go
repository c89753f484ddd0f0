package notify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// What a server that speaks with us puts off for four hours is told to a
// coordinator, once, and goes on being tried.
func TestWhatWaitsIsToldOnce(t *testing.T) {
	l, now := NewMemoryLedger(nil), &clock{at("2026-01-27 08:00")}
	full := true
	c := &courier{answer: func(s *Sending) Attempt {
		if s.Person == "chair-1" && full {
			return answering(StageRcpt, 452)(s)
		}
		return answering(StageEnd, 250)(s)
	}}
	n := notifier(c, l, now)
	items := []Item{theConcern().item(theCase(), now.now)}
	told := func() (all []Waiting) {
		for _, w := range l.All() {
			if w.Sending.Kind == Undelivered {
				all = append(all, w)
			}
		}
		return all
	}
	for begun := now.now; now.now.Before(begun.Add(9 * time.Hour)); now.now = now.now.Add(10 * time.Minute) {
		if _, err := n.Wake(context.Background(), now.now, items); err != nil {
			t.Fatal(err)
		}
		if early := now.now.Before(begun.Add(WaitsLong)); early != (len(told()) == 0) || len(told()) > 1 {
			t.Fatalf("%s after the claim %d notices", now.now.Sub(begun), len(told()))
		}
	}
	text := string(told()[0].Sending.Bytes)
	if told()[0].Sending.Person != "coord-1" || !strings.Contains(text, SubjectWaits) || !strings.Contains(text, "CP-0417") || !strings.Contains(text, "the code 452") {
		t.Error(text)
	}
	full, now.now = false, now.now.Add(LongestWait)
	if r, err := n.Wake(context.Background(), now.now, items); err != nil || r.Sent != 1 {
		t.Errorf("once there is room: %+v %v", r.Delivered, err)
	}
}

// A server that speaks with nobody would not take the notice either.
func TestADeadServerMakesNoNotices(t *testing.T) {
	l, now := NewMemoryLedger(nil), &clock{at("2026-01-27 08:00")}
	n := notifier(&courier{answer: answering(StageConnect, 0)}, l, now)
	for range 100 {
		if _, err := n.Wake(context.Background(), now.now, []Item{theConcern().item(theCase(), now.now)}); err != nil {
			t.Fatal(err)
		}
		now.now = now.now.Add(10 * time.Minute)
	}
	if slices.ContainsFunc(l.All(), func(w Waiting) bool { return w.Sending.Kind != Digest }) {
		t.Error("notices were claimed that nobody can get")
	}
}

// Attempts begin a second apart, and a pass leaves the rest to the next wake.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var persons []string
		for i := range 100 {
			persons = append(persons, fmt.Sprint(i))
		}
		var begun []time.Time
		c := &courier{answer: func(s *Sending) Attempt { begun = append(begun, time.Now()); return answering(StageEnd, 250)(s) }}
		d := Delivery{Ledger: claimed(persons...), Courier: c, Clock: time.Now, Random: func() float64 { return 0 }, Config: anyHour(), Pace: Steady()}
		for range 3 {
			var sum Delivered
			from := time.Now()
			if err := d.Deliver(t.Context(), &sum); err != nil || time.Since(from) > passLasts+2*Apart {
				t.Errorf("a pass of %s, %v", time.Since(from), err)
			}
		}
		if len(begun) != 100 {
			t.Errorf("%d attempts", len(begun))
		}
		for i := 1; i < len(begun); i++ {
			if begun[i].Sub(begun[i-1]) < Apart {
				t.Fatalf("attempts %d and %d are %s apart", i, i+1, begun[i].Sub(begun[i-1]))
			}
		}
	})
}
