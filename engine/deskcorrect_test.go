package engine

import (
	"context"
	"errors"
	"strings"
	"testing"

	"caseclock/access"
)

// An event is corrected once: who comes back to an old form is told that it was
// corrected or withdrawn already, or both corrections would count. What is
// recorded of a case names it in the trail.
func TestCorrectedOnce(t *testing.T) {
	b := newBench(t, "2026-03-02")
	id := b.withSat()["CP-0001"]
	keeper := b.sit(access.Coordinator, "coordinator-1", "stirling")
	entry := func(on, replaces string) Entry {
		return Entry{Fields: map[string]string{"event": "referral-allocated", "on": on, "replaces": replaces}}
	}
	record := func(e Entry) (Kept, error) { return keeper.Record(context.Background(), id, 0, e) }
	first, err := record(entry("2026-02-03", ""))
	if err != nil {
		t.Fatal(err)
	}
	second, err := record(entry("2026-02-04", first.Events[0]))
	if err != nil {
		t.Fatal(err)
	}
	if trail := b.trail(); trail[len(trail)-1].Case != id {
		t.Errorf("the trail's last entry names the case %q", trail[len(trail)-1].Case)
	}
	var refused *Refused
	if _, err := record(entry("2026-02-05", first.Events[0])); !errors.As(err, &refused) || !strings.Contains(err.Error(), "corrected already") {
		t.Errorf("corrected again: %v", err)
	}
	if _, err := keeper.Withdraw(context.Background(), id, 0, Withdrawal{Event: second.Events[0], Why: "another child's"}); err != nil {
		t.Fatal(err)
	}
	if _, err := record(entry("2026-02-05", second.Events[0])); !errors.As(err, &refused) || !strings.Contains(err.Error(), "withdrawn already") {
		t.Errorf("corrected after it was withdrawn: %v", err)
	}
}

// A day more than a year ahead is a slip, and is refused before it counts.
func TestSlipOfTheYear(t *testing.T) {
	b := newBench(t, "2026-03-02")
	id := b.withSat()["CP-0001"]
	keeper := b.sit(access.Coordinator, "coordinator-1", "stirling")
	for on, want := range map[string]bool{"2027-03-02": true, "2027-03-03": false, "2036-02-03": false} {
		_, err := keeper.Record(context.Background(), id, 0, Entry{Fields: map[string]string{"event": "core-group-held", "on": on}})
		if (err == nil) != want {
			t.Errorf("%s: %v", on, err)
		}
	}
}
