package rules

import (
	"slices"
	"strings"
	"testing"

	"caseclock/deadline"

	"github.com/google/go-cmp/cmp"
)

// How the built-in packs differ, line by line.
func TestCompareIsGolden(t *testing.T) {
	var b strings.Builder
	for _, pair := range [][2]string{{"scotland-2014", "forth-valley"}, {"forth-valley", "fife"}, {"scotland-2014", "scotland-2021"}} {
		b.WriteString("# " + pair[0] + " | " + pair[1] + "\n")
		for _, d := range Compare(builtin(t, pair[0]), builtin(t, pair[1])) {
			b.WriteString(d.String() + "\n")
		}
	}
	golden(t, "testdata/compare.txt", []byte(b.String()))
}

func TestAPackDoesNotDifferFromItself(t *testing.T) {
	for _, id := range List() {
		if ds := Compare(builtin(t, id), builtin(t, id)); len(ds) != 0 {
			t.Errorf("%s: %v", id, ds)
		}
	}
}

func event(t *testing.T, id, kind, on string, fields ...string) deadline.Event {
	t.Helper()
	e := deadline.Event{ID: id, Case: "CP-0417"}
	for i, f := range append([]string{"event", kind, "on", on}, fields...) {
		if i%2 == 0 {
			continue
		}
		name := append([]string{"event", kind, "on", on}, fields...)[i-1]
		if err := e.Set(name, f); err != nil {
			t.Fatal(err)
		}
	}
	return e
}

// Held on day 25, a conference is late under 21 days and in time under 28;
// the minutes of day 15 are in time under 15 days and late under 10 working
// days only where holidays or weekends do not stretch them.
func TestCompareEventsCountsWhatMoves(t *testing.T) {
	c := deadline.NewCase("CP-0417", []deadline.Event{
		event(t, "1", "concern-notified", "2026-01-05"),
		event(t, "2", "conference-held", "2026-01-30", "conference", "initial", "outcome", "not-registered"),
		event(t, "3", "decisions-circulated", "2026-01-31", "of", "2026-01-30"),
		event(t, "4", "minutes-circulated", "2026-02-14", "of", "2026-01-30"),
	})
	cases := slices.Values([]*deadline.Case{&c})
	m := deadline.Moment{AsAt: day(t, "2026-03-01")}
	got := CompareEvents(cases, builtin(t, "scotland-2014"), builtin(t, "scotland-2021"), Scotland(), m, 0)
	want := Effect{Cases: 1, DeadlinesA: 3, DeadlinesB: 3, BreachesA: 1, BreachesB: 1, BreachesAppear: 1, BreachesGo: 1,
		Rules: []RuleEffect{
			{Rule: "decisions-record", DeadlinesA: 1, DeadlinesB: 1},
			{Rule: "initial-cpcc", DeadlinesA: 1, DeadlinesB: 1, Later: 1, BreachesA: 1, BreachesGo: 1},
			{Rule: "minutes", DeadlinesA: 1, DeadlinesB: 1, Earlier: 1, BreachesB: 1, BreachesAppear: 1},
		},
		Moves: []Move{
			{"CP-0417", "initial-cpcc", day(t, "2026-01-05"), 0, Side{day(t, "2026-01-26"), "met-late", true}, Side{day(t, "2026-02-02"), "met", false}},
			{"CP-0417", "minutes", day(t, "2026-01-30"), deadline.Initial, Side{day(t, "2026-02-14"), "met", false}, Side{day(t, "2026-02-13"), "met-late", true}},
		}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if few := CompareEvents(cases, builtin(t, "scotland-2014"), builtin(t, "scotland-2021"), Scotland(), m, 1); len(few.Moves) != 1 || few.BreachesGo != 1 {
		t.Errorf("at most one move: %d, breaches that go %d", len(few.Moves), few.BreachesGo)
	}
}

// A deadline that only one of the packs has is a move to or from nothing.
func TestCompareEventsShowsWhatOnlyOnePackHas(t *testing.T) {
	c := deadline.NewCase("CP-0417", []deadline.Event{
		event(t, "1", "concern-notified", "2026-01-05", "subject", "unborn", "edd", "2026-09-30"),
	})
	e := CompareEvents(slices.Values([]*deadline.Case{&c}), builtin(t, "scotland-2014"), builtin(t, "forth-valley"), Scotland(), deadline.Moment{AsAt: day(t, "2026-02-01")}, 0)
	if len(e.Moves) != 1 || e.Moves[0].Rule != "pre-birth-allocation" || e.Moves[0].A.Status != "" || e.Moves[0].B.Status != "overdue" || e.BreachesAppear != 1 {
		t.Errorf("%+v", e)
	}
}

// A deadline that is out of timescale under both packs neither appears nor
// goes, though its due day moves.
func TestCompareEventsLeavesAStandingBreach(t *testing.T) {
	c := deadline.NewCase("CP-0417", []deadline.Event{event(t, "1", "concern-notified", "2026-01-05")})
	e := CompareEvents(slices.Values([]*deadline.Case{&c}), builtin(t, "scotland-2014"), builtin(t, "scotland-2021"), Scotland(), deadline.Moment{AsAt: day(t, "2026-03-01")}, 0)
	if e.BreachesA != 1 || e.BreachesB != 1 || e.BreachesAppear != 0 || e.BreachesGo != 0 || len(e.Moves) != 1 {
		t.Errorf("%+v", e)
	}
}
