package engine

import (
	"strings"
	"testing"

	"caseclock/deadline"

	"github.com/google/go-cmp/cmp"
)

func date(t testing.TB, s string) deadline.Date {
	t.Helper()
	d, err := deadline.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// twoCouncils is a rulebook in which packs change by date and a council is
// closed on a day of its own.
func twoCouncils(t testing.TB) *Book {
	t.Helper()
	b, err := BuildBook([]AuthorityRules{
		{ID: "stirling", Name: "Stirling Council", Since: date(t, "2024-01-01"), Closed: []deadline.Date{date(t, "2025-12-24")},
			Rules: []PackFrom{{Pack: "forth-valley"}, {Pack: "scotland-2021", From: date(t, "2025-06-01")}}},
		{ID: "fife", Name: "Fife Council", Rules: []PackFrom{{Pack: "fife"}}},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func event(kind deadline.Kind, on deadline.Date, set ...func(*deadline.Event)) deadline.Event {
	e := deadline.Event{Case: "CP-0417", Kind: kind, On: on}
	for _, f := range set {
		f(&e)
	}
	return e
}

// A rulebook read back from the store reckons every date as before.
func TestStoredBookReckonsTheSame(t *testing.T) {
	book := twoCouncils(t)
	content, digest, err := book.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ReadBook(content)
	if err != nil {
		t.Fatal(err)
	}
	content2, digest2, err := again.Marshal()
	if err != nil || digest2 != digest || string(content2) != string(content) {
		t.Errorf("written again it has digest %s, before %s (%v)", digest2, digest, err)
	}
	for _, authority := range []string{"stirling", "fife", ""} {
		c := deadline.NewCase("CP-0417", []deadline.Event{
			event(deadline.CaseAssigned, date(t, "2024-05-01"), func(e *deadline.Event) { e.Authority = authority }),
			event(deadline.ConcernNotified, date(t, "2024-05-01")),
			event(deadline.ConferenceHeld, date(t, "2024-05-20"), func(e *deadline.Event) {
				e.Conference, e.Outcome = deadline.Initial, deadline.Registered
			}),
			event(deadline.CoreGroupHeld, date(t, "2024-06-01")),
			event(deadline.ConferenceHeld, date(t, "2025-12-19"), func(e *deadline.Event) {
				e.Conference, e.Outcome = deadline.Review, deadline.Retained
			}),
		})
		m := deadline.Moment{AsAt: date(t, "2026-03-01")}
		want := lines(&c, deadline.Evaluate(&c, book.Rulebook(), m))
		if got := lines(&c, deadline.Evaluate(&c, again.Rulebook(), m)); !cmp.Equal(got, want) {
			t.Errorf("authority %q: %s", authority, cmp.Diff(want, got))
		}
		if len(want) < 5 {
			t.Errorf("authority %q: only %d deadlines to compare", authority, len(want))
		}
	}
}

func lines(c *deadline.Case, ds []deadline.Deadline) []deadline.Line {
	var ls []deadline.Line
	for i := range ds {
		ls = append(ls, c.Line(&ds[i]))
	}
	return ls
}

func TestClosureDayMovesWorkingDays(t *testing.T) {
	book := twoCouncils(t)
	c := deadline.NewCase("CP-0417", []deadline.Event{
		event(deadline.CaseAssigned, date(t, "2025-12-22"), func(e *deadline.Event) { e.Authority = "stirling" }),
		event(deadline.ConferenceHeld, date(t, "2025-12-22"), func(e *deadline.Event) {
			e.Conference, e.Outcome = deadline.Initial, deadline.NotRegistered
		}),
	})
	for _, d := range deadline.Evaluate(&c, book.Rulebook(), deadline.Moment{AsAt: date(t, "2025-12-23")}) {
		if d.Rule.ID == "minutes" && d.Due != date(t, "2026-01-12") { // 9 January, and a day for 24 December
			t.Errorf("minutes due %s, want 2026-01-12", d.Due)
		}
	}
}

func TestSinceIsWhereCountingBegins(t *testing.T) {
	book := twoCouncils(t)
	for _, c := range []struct {
		authority, due string
		counts         bool
	}{
		{"stirling", "2023-12-31", false},
		{"stirling", "2024-01-01", true},
		{"fife", "2001-01-01", true},
		{"elsewhere", "2001-01-01", true},
	} {
		d := deadline.Deadline{Authority: c.authority, Due: date(t, c.due)}
		if got := book.Counts(&d); got != c.counts {
			t.Errorf("due %s for %s: counts %v, want %v", c.due, c.authority, got, c.counts)
		}
	}
}

func TestBuildBookTellsEveryFault(t *testing.T) {
	_, err := BuildBook([]AuthorityRules{
		{ID: "a", Rules: []PackFrom{{Pack: "scotland-2015"}}},
		{ID: "b", Rules: []PackFrom{{File: "no-such-pack.yaml"}}},
	}, nil)
	if err == nil {
		t.Fatal("unknown packs accepted")
	}
	for _, want := range []string{"authority a: ", "authority b: "} {
		if !contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
}

func contains(s, part string) bool { return strings.Contains(s, part) }
