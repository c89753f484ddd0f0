package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseclock/deadline"
)

func TestWhatIsRecordedIsReadBack(t *testing.T) {
	s, c := newTestStore(t)
	events := append(typicalCase("CP-0417", "stirling", firstOf2026),
		deadline.Event{ID: "mine", Case: "CP-0417", Kind: deadline.ReasonRecorded, On: firstOf2026 + 30, Rule: "minutes", Start: firstOf2026,
			Conference: deadline.Initial, Category: "other", Text: "the hall was closed", Proposed: firstOf2026 + 60, AgreedBy: "lead-1"},
		deadline.Event{Case: "CP-0417", Kind: deadline.CoreGroupHeld, On: firstOf2026 + 33, Replaces: "mine"},
		withdrawal("CP-0417", "mine", 1))
	r := mustAppend(t, s, events...)
	c.add(time.Hour)
	r2 := mustAppend(t, s, withdrawal("CP-0417", r.Events[1], firstOf2026+400))
	got, err := s.Case("CP-0417")
	if err != nil {
		t.Fatal(err)
	}
	want := append([]deadline.Event(nil), events...)
	want = append(want, withdrawal("CP-0417", r.Events[1], firstOf2026+400))
	ids := append(append([]string(nil), r.Events...), r2.Events...)
	for i := range want {
		want[i].ID, want[i].Recorded = ids[i], r.Recorded
	}
	want[len(want)-1].Recorded = r2.Recorded
	if d := cmp.Diff(want, got.Events); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(deadline.NewCase("CP-0417", want).Facts, got.Facts); d != "" {
		t.Error(d)
	}
	for i, id := range ids {
		f, err := s.Event(id)
		if err != nil || f.Position != i || f.ID != id || f.CaseID != r.Cases[0] {
			t.Errorf("event %s: %+v, %v", id, f, err)
		}
	}
	mustVerify(t, s)
}

func TestRefusals(t *testing.T) {
	s, _ := newTestStore(t)
	first := concern("CP-1", firstOf2026)
	first.ID = "e1"
	r := mustAppend(t, s, first, concern("CP-2", firstOf2026))
	w := mustAppend(t, s, withdrawal("CP-1", "e1", firstOf2026))
	mustAppend(t, s, concern("CP-2", firstOf2026+1))
	own := func(e deadline.Event, id string) deadline.Event { e.ID = id; return e }
	replaces := func(e deadline.Event, id string) deadline.Event { e.Replaces = id; return e }
	odd := concern("CP-1", firstOf2026)
	odd.Outcome, odd.Planned = deadline.Registered, firstOf2026
	for name, c := range map[string]struct {
		events []deadline.Event
		want   error
	}{
		"an id used before":                    {[]deadline.Event{own(concern("CP-3", firstOf2026), "e1")}, ErrIDUsed},
		"an id that the store gave":            {[]deadline.Event{own(concern("CP-3", firstOf2026), r.Events[1])}, ErrIDUsed},
		"an id twice":                          {[]deadline.Event{own(concern("CP-3", firstOf2026), "a"), own(concern("CP-4", firstOf2026), "a")}, ErrIDUsed},
		"a withdrawal of nothing":              {[]deadline.Event{withdrawal("CP-1", "none", firstOf2026)}, ErrNoTarget},
		"a withdrawal without a target":        {[]deadline.Event{withdrawal("CP-1", "", firstOf2026)}, ErrNoTarget},
		"a withdrawal of another case's event": {[]deadline.Event{concern("CP-2", firstOf2026), withdrawal("CP-2", "e1", firstOf2026)}, ErrNoTarget},
		"a withdrawal by another new case":     {[]deadline.Event{own(concern("CP-3", firstOf2026), "b"), concern("CP-4", firstOf2026), withdrawal("CP-4", "b", firstOf2026)}, ErrNoTarget},
		"a withdrawal of a withdrawal":         {[]deadline.Event{withdrawal("CP-1", w.Events[0], firstOf2026)}, ErrNoTarget},
		"a replacement of a withdrawal":        {[]deadline.Event{replaces(concern("CP-1", firstOf2026), w.Events[0])}, ErrNoTarget},
		"a replacement of itself":              {[]deadline.Event{replaces(own(concern("CP-1", firstOf2026), "x"), "x")}, ErrNoTarget},
		"a mistyped id":                        {[]deadline.Event{withdrawal("CP-2", mistyped(r.Events[1]), firstOf2026)}, ErrNoTarget},
		"a field that its kind does not carry": {[]deadline.Event{odd}, ErrNotKept},
		"no case":                              {[]deadline.Event{concern("", firstOf2026)}, ErrNotKept},
		"no kind":                              {[]deadline.Event{{Case: "CP-1", On: firstOf2026}}, ErrNotKept},
	} {
		before := dump(t, s)
		_, err := s.Append(bg, Write{Events: c.events, Audit: Entry{By: "clerk-1", Action: "record"}})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if d := cmp.Diff(before, dump(t, s)); d != "" {
			t.Errorf("%s: the store changed: %s", name, d)
		}
	}
	mustVerify(t, s)
}

// mistyped is an id with its position one further on: another event's, but for
// the check letters.
func mistyped(id string) string {
	parts := strings.Split(id, "-")
	return parts[0] + "-2-" + parts[2]
}

func TestAKeyIsAnsweredOnce(t *testing.T) {
	s, c := newTestStore(t)
	w := Write{Events: []deadline.Event{concern("CP-1", firstOf2026), concern("CP-2", firstOf2026)}, Key: "k", Audit: Entry{By: "clerk-1", Action: "record"}}
	first, err := s.Append(bg, w)
	if err != nil {
		t.Fatal(err)
	}
	c.add(time.Hour)
	again, err := s.Append(bg, w)
	if err != nil {
		t.Fatal(err)
	}
	first.Repeated = true
	if d := cmp.Diff(first, again); d != "" {
		t.Error(d)
	}
	w.Events[1].On++
	if _, err := s.Append(bg, w); !errors.Is(err, ErrKeyReused) {
		t.Errorf("other content under the same key: %v", err)
	}
	if st, _ := s.Stats(); st.Events != 2 || st.Entries != 1 {
		t.Errorf("%+v", st)
	}
	mustVerify(t, s)
}

func TestRecordedNeverGoesBack(t *testing.T) {
	s, c := newTestStore(t)
	before := s.Created().Add(-time.Hour)
	history := concern("CP-1", firstOf2026)
	history.Recorded = before
	later := concern("CP-1", firstOf2026)
	later.Recorded = s.Created().Add(time.Hour)
	c.add(time.Minute)
	mustAppend(t, s, history, later)
	c.add(-time.Hour)
	mustAppend(t, s, concern("CP-1", firstOf2026))
	got, err := s.Case("CP-1")
	if err != nil {
		t.Fatal(err)
	}
	at := s.Created().Add(time.Minute)
	for i, want := range []time.Time{before, at, at} {
		if !got.Events[i].Recorded.Equal(want) {
			t.Errorf("event %d recorded %s, want %s", i+1, got.Events[i].Recorded, want)
		}
	}
}
