package report

import (
	"fmt"
	"testing"

	"caseclock/deadline"
)

// The two published examples, rebuilt from invented cases.

// 38 of 42 conferences within 21 days is 90.5 %; two of the four late were one
// day late, and had they been in time it would be 95.2 %.
func TestThirtyEightOfFortyTwo(t *testing.T) {
	build := func(late ...int) Figure {
		var rows []row
		for i := range 42 {
			r := row{child: fmt.Sprintf("CP-%04d", i), rule: "initial-cpcc", due: "2026-02-10", met: "2026-02-10"}
			if i < len(late) {
				r.met = (day(r.due) + deadline.Date(late[i])).String()
			}
			rows = append(rows, r)
		}
		return find(t, countRows(quarter, rows), "", "initial-cpcc", Child)
	}
	f := build(1, 1, 6, 9)
	p, _ := f.Percent()
	median, _ := f.MedianLate()
	longest, _ := f.LongestLate()
	got := fmt.Sprintf("%d of %d is %s %%; median %s, longest %d, one day %d", f.Met, f.Counted(), p, median, longest, f.LateBy(1))
	if want := "38 of 42 is 90.5 %; median 3.5, longest 9, one day 2"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	f = build(6, 9)
	if p, _ := f.Percent(); p.String() != "95.2" {
		t.Errorf("two fewer late: %s %%, want 95.2", p)
	}
}

// 94 of 120 children is 78.3 % where 52 of 60 meetings is 86.7 %: 42 meetings
// of two children and 10 of one were in time; 6 of three and 2 of four late.
func TestChildrenAndMeetings(t *testing.T) {
	var rows []row
	meeting, child := 0, 0
	hold := func(meetings, children int, met string) {
		for range meetings {
			meeting++
			for range children {
				child++
				rows = append(rows, row{child: fmt.Sprintf("CP-%04d", child), meeting: fmt.Sprintf("M%d", meeting),
					rule: "initial-cpcc", due: "2026-02-10", met: met})
			}
		}
	}
	hold(42, 2, "2026-02-10")
	hold(10, 1, "2026-02-03")
	hold(6, 3, "2026-02-11")
	hold(2, 4, "2026-03-01")
	r := countRows(quarter, rows)
	for basis, want := range map[Basis]string{Child: "94 of 120 is 78.3 %", Meeting: "52 of 60 is 86.7 %"} {
		f := find(t, r, "", "initial-cpcc", basis)
		p, _ := f.Percent()
		if got := fmt.Sprintf("%d of %d is %s %%", f.Met, f.Counted(), p); got != want {
			t.Errorf("by %s: %s, want %s", basis, got, want)
		}
	}
}
