package report

import (
	"fmt"
	"testing"

	"caseclock/deadline"
)

// The two published examples, rebuilt from invented cases: from events, by the
// pack scotland-2014.

// heldBy is a child about whom a concern was notified on 20 January 2026, due on
// 10 February, and the initial conference some days after that day.
func heldBy(child, meeting string, late int) deadline.Case {
	due := day("2026-02-10")
	return deadline.NewCase(child, []deadline.Event{
		{ID: "a", Case: child, Kind: deadline.ConcernNotified, On: due - 21},
		{ID: "b", Case: child, Kind: deadline.ConferenceHeld, On: due + deadline.Date(late), Conference: deadline.Initial,
			Outcome: deadline.NotRegistered, Meeting: meeting},
	})
}

// 38 of 42 conferences within 21 days is 90.5 %; two of the four late were one
// day late, and had they been in time it would be 95.2 %.
func TestThirtyEightOfFortyTwo(t *testing.T) {
	build := func(late ...int) Figure {
		var cases []deadline.Case
		for i := range 42 {
			days := -i % 9
			if i < len(late) {
				days = late[i]
			}
			cases = append(cases, heldBy(fmt.Sprintf("CP-%04d", i), "", days))
		}
		return find(t, counted(quarter, cases), "", "initial-cpcc", Child)
	}
	f := build(1, 1, 6, 9)
	p, _ := f.Percent()
	median, _ := f.MedianLate()
	longest, _ := f.LongestLate()
	got := fmt.Sprintf("%d of %d is %s %%; median %s, longest %d, one day %d", f.Met, f.Counted(), p, median, longest, f.LateBy(1))
	if want := "38 of 42 is 90.5 %; median 3.5, longest 9, one day 2"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := f.Lateness(), (Lateness{2, 1, 1, 0, 0}); got != want {
		t.Errorf("late by bins: %v, want %v", got, want)
	}
	f = build(0, 0, 6, 9)
	if p, _ := f.Percent(); p.String() != "95.2" {
		t.Errorf("two fewer late: %s %%, want 95.2", p)
	}
}

// 94 of 120 children is 78.3 % where 52 of 60 meetings is 86.7 %: 42 meetings
// of two children and 10 of one were in time; 6 of three and 2 of four late.
func TestChildrenAndMeetings(t *testing.T) {
	var cases []deadline.Case
	meeting := 0
	hold := func(meetings, children, late int) {
		for range meetings {
			meeting++
			for range children {
				cases = append(cases, heldBy(fmt.Sprintf("CP-%04d", len(cases)), fmt.Sprintf("M%d", meeting), late))
			}
		}
	}
	hold(42, 2, 0)
	hold(10, 1, -7)
	hold(6, 3, 1)
	hold(2, 4, 19)
	r := counted(quarter, cases)
	for basis, want := range map[Basis]string{Child: "94 of 120 is 78.3 %", Meeting: "52 of 60 is 86.7 %"} {
		f := find(t, r, "", "initial-cpcc", basis)
		p, _ := f.Percent()
		if got := fmt.Sprintf("%d of %d is %s %%", f.Met, f.Counted(), p); got != want {
			t.Errorf("by %s: %s, want %s", basis, got, want)
		}
	}
}
