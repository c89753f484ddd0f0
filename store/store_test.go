package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"caseclock/deadline"
)

var bg = context.Background()

// clock gives instants that a test sets.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// dice gives random bytes that are the same each time.
type dice struct{ n uint64 }

func (d *dice) Read(b []byte) (int, error) {
	for i := range b {
		if i%8 == 0 {
			d.n++
		}
		var w [8]byte
		binary.LittleEndian.PutUint64(w[:], spread(d.n))
		b[i] = w[i%8]
	}
	return len(b), nil
}

func openAt(t testing.TB, path string, c *clock) *Store {
	t.Helper()
	s, err := Open(path, Options{Now: c.now, Rand: &dice{}, Timeout: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func newTestStore(t testing.TB) (*Store, *clock) {
	t.Helper()
	c := newClock()
	return openAt(t, filepath.Join(t.TempDir(), "caseclock.db"), c), c
}

func concern(ref string, on deadline.Date) deadline.Event {
	return deadline.Event{Case: ref, Kind: deadline.ConcernNotified, On: on, By: "clerk-1", Source: "export.csv:7"}
}

func assigned(ref, authority string, on deadline.Date) deadline.Event {
	return deadline.Event{Case: ref, Kind: deadline.CaseAssigned, On: on, Authority: authority, Chair: "chair-1"}
}

func withdrawal(ref, target string, on deadline.Date) deadline.Event {
	return deadline.Event{Case: ref, Kind: deadline.Withdrawn, On: on, Target: target, Why: "entered twice"}
}

const firstOf2026 = deadline.Date(2461042) // 1 January 2026

func mustAppend(t testing.TB, s *Store, events ...deadline.Event) Receipt {
	t.Helper()
	r, err := s.Append(bg, Write{Events: events, Audit: Entry{By: "clerk-1", Action: "record"}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func mustVerify(t testing.TB, s *Store) Report {
	t.Helper()
	r, err := s.Verify(bg)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Faults {
		t.Errorf("verify: %s", f)
	}
	if t.Failed() {
		t.FailNow()
	}
	return r
}

// typicalCase is one case of about thirteen events as a council records them.
func typicalCase(ref, authority string, from deadline.Date) []deadline.Event {
	on := func(days int) deadline.Date { return from + deadline.Date(days) }
	held := func(days int, k deadline.Conference, o deadline.Outcome) deadline.Event {
		return deadline.Event{Case: ref, Kind: deadline.ConferenceHeld, On: on(days), Conference: k, Outcome: o, By: "clerk-1", Source: "export.csv:12"}
	}
	paper := func(k deadline.Kind, days, of int) deadline.Event {
		return deadline.Event{Case: ref, Kind: k, On: on(days), Of: on(of), By: "clerk-1", Source: "export.csv:12"}
	}
	plain := func(k deadline.Kind, days int) deadline.Event {
		return deadline.Event{Case: ref, Kind: k, On: on(days), By: "clerk-1", Source: "export.csv:12"}
	}
	return []deadline.Event{
		assigned(ref, authority, from), plain(deadline.ConcernNotified, 0),
		{Case: ref, Kind: deadline.ConferenceCalled, On: on(3), Conference: deadline.Initial, Planned: on(18), Meeting: "m-1"},
		{Case: ref, Kind: deadline.NoticeGiven, On: on(5), Conference: deadline.Initial},
		held(18, deadline.Initial, deadline.Registered),
		paper(deadline.DecisionsCirculated, 19, 18), paper(deadline.PlanCirculated, 22, 18), paper(deadline.MinutesCirculated, 30, 18),
		plain(deadline.CoreGroupHeld, 32), held(100, deadline.Review, deadline.Retained),
		paper(deadline.MinutesCirculated, 110, 100), plain(deadline.CoreGroupHeld, 140), held(270, deadline.Review, deadline.Deregistered),
	}
}

func refOf(i int) string { return fmt.Sprintf("CP-%05d", i) }
