package engine

import (
	"context"
	"errors"
	"testing"

	"caseclock/access"
)

// An event is given as it was entered to those who may correct it, and to
// nobody else; each look is in the trail.
func TestEntered(t *testing.T) {
	b := newBench(t, "2026-03-02")
	id := b.withSat()["CP-0001"]
	keeper := b.sit(access.Coordinator, "coordinator-1", "stirling")
	kept, err := keeper.Record(context.Background(), id, 0, Entry{Fields: map[string]string{"event": "conference-held", "on": "2026-02-03", "conference": "initial", "outcome": "registered", "meeting": "M-1"}})
	if err != nil {
		t.Fatal(err)
	}
	before := len(b.trail())
	fields, err := keeper.Entered(context.Background(), id, kept.Events[0])
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"event": "conference-held", "on": "2026-02-03", "conference": "initial", "outcome": "registered", "meeting": "M-1"} {
		if fields[name] != want {
			t.Errorf("%s: %q", name, fields[name])
		}
	}
	if trail := b.trail(); len(trail) != before+1 || trail[before].Case != id {
		t.Errorf("%d entries more in the trail", len(trail)-before)
	}
	if _, err := keeper.Entered(context.Background(), id, "nothing"); !errors.Is(err, ErrNotThere) {
		t.Errorf("an event that there is not: %v", err)
	}
	for role, want := range map[access.Role]error{access.Manager: ErrNotAllowed, access.Auditor: ErrNotAllowed, access.Committee: ErrNotThere} {
		if _, err := b.sit(role, "somebody", "stirling").Entered(context.Background(), id, kept.Events[0]); !errors.Is(err, want) {
			t.Errorf("%s: %v", role, err)
		}
	}
	if _, err := b.sit(access.Coordinator, "coordinator-2", "fife").Entered(context.Background(), id, kept.Events[0]); !errors.Is(err, ErrNotThere) {
		t.Errorf("another council's: %v", err)
	}
}

// Several deadlines of a case are shown with one look; those that there are not
// are left out.
func TestReasonForms(t *testing.T) {
	b := newBench(t, "2026-03-02")
	id := b.withSat()["CP-0001"]
	d := b.sit(access.Coordinator, "coordinator-1", "stirling")
	other := DeadlineKey{Rule: "minutes", Start: initialKey.Start}
	before := len(b.trail())
	forms, err := d.ReasonForms(context.Background(), id, other, initialKey, other)
	if err != nil || len(forms) != 1 || forms[0].Line.DeadlineKey != initialKey || len(b.trail()) != before+1 {
		t.Errorf("%v, %v, %d looks", forms, err, len(b.trail())-before)
	}
	if _, err := d.ReasonForms(context.Background(), id, other); !errors.Is(err, ErrNotThere) {
		t.Error(err)
	}
	if _, err := b.sit(access.Auditor, "auditor-1", "stirling").ReasonForms(context.Background(), id, initialKey); !errors.Is(err, ErrNotAllowed) {
		t.Error(err)
	}
}
