package engine

import (
	"context"
	"errors"
	"testing"
	"time"

	"caseclock/access"
)

// A request that was recorded and never answered is answered when it is sent
// again under its key: also where its case is there by now, and on another day.
func TestRepeatOfWhatWasNotAnswered(t *testing.T) {
	b := newBench(t, "2026-03-02")
	d := b.sit(access.Coordinator, "coordinator-1", "stirling")
	bg := context.Background()
	entries := []Entry{{Fields: map[string]string{"case": "CP-0009", "event": "case-assigned", "on": "2026-02-01", "authority": "stirling"}},
		{Fields: map[string]string{"case": "CP-0009", "event": "concern-notified", "on": "2026-02-01"}}}
	first, err := d.Batch(bg, entries, "key-1")
	if err != nil {
		t.Fatal(err)
	}
	reason := ReasonsAsk{Category: "inquorate", Proposed: mustDate("2026-03-10"), Key: "key-2",
		For: []ReasonFor{{CaseID: first.CaseIDs[0], Version: 2, Deadlines: []DeadlineKey{initialKey}}}}
	given, err := d.GiveReasons(bg, reason)
	if err != nil {
		t.Fatal(err)
	}
	wrong := Withdrawal{Event: first.Events[1], Why: "entered in error", Key: "key-3"}
	taken, err := d.Withdraw(bg, first.CaseIDs[0], 3, wrong)
	if err != nil {
		t.Fatal(err)
	}
	before := b.events()
	for range 2 {
		if again, err := d.Batch(bg, entries, "key-1"); err != nil || !again.Repeated || again.Events[1] != first.Events[1] {
			t.Errorf("a batch again: %+v, %v", again, err)
		}
		if again, err := d.GiveReasons(bg, reason); err != nil || !again.Repeated || again.Given[0].Event != given.Given[0].Event {
			t.Errorf("a reason again: %+v, %v", again, err)
		}
		if again, err := d.Withdraw(bg, first.CaseIDs[0], 3, wrong); err != nil || !again.Repeated || again.Events[0] != taken.Events[0] {
			t.Errorf("a withdrawal again: %+v, %v", again, err)
		}
		b.later(26 * time.Hour)
	}
	if b.events() != before {
		t.Errorf("%d events, before %d", b.events(), before)
	}
	entries[0].Fields["on"] = "2026-02-02"
	if _, err := d.Batch(bg, entries, "key-1"); !errors.Is(err, ErrKeyReused) {
		t.Errorf("the same key for something else: %v", err)
	}
}
