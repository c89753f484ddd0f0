package cases

import (
	"testing"

	"caseclock/deadline"
)

func on(s string) deadline.Date {
	d, err := deadline.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// bars are the bars of a timescale.
func bars(d *drawing, label string) []bar {
	for _, l := range d.Lanes {
		if l.Label == label {
			return l.Bars
		}
	}
	return nil
}

// A clock is a bar from its start to its due day; what lies after it out of
// timescale is marked apart, to the day it was met or to today.
func TestBars(t *testing.T) {
	c := course{asAt: on("2026-03-02"), clocks: []clock{
		{label: "met", start: on("2026-01-05"), due: on("2026-01-26"), met: on("2026-01-20"), status: deadline.Met},
		{label: "late", start: on("2026-01-05"), due: on("2026-01-26"), met: on("2026-02-02"), reason: on("2026-01-27"), proposed: on("2026-02-05"), status: deadline.MetLate},
		{label: "out", start: on("2026-01-05"), due: on("2026-01-26"), status: deadline.Overdue},
		{label: "runs", start: on("2026-02-20"), due: on("2026-03-13"), status: deadline.Pending},
		{label: "ended", start: on("2026-01-05"), due: on("2026-01-26"), ended: on("2026-01-15"), status: deadline.Ended},
		{label: "undated", start: on("2026-01-05"), status: deadline.Undated},
	}}
	d := draw(c, false)
	for _, w := range []struct {
		label            string
		from, to         string
		late             string // to this day; empty: it is not out of timescale
		form             string
		open             bool
		reason, proposed bool
	}{
		{"met", "2026-01-05", "2026-01-26", "", "in-time", false, false, false},
		{"late", "2026-01-05", "2026-01-26", "2026-02-02", "late", false, true, true},
		{"out", "2026-01-05", "2026-01-26", "2026-03-02", "", true, false, false},
		{"runs", "2026-02-20", "2026-03-13", "", "", true, false, false},
		{"ended", "2026-01-05", "2026-01-26", "", "ended", false, false, false},
		{"undated", "2026-01-05", "2026-03-02", "", "", true, false, false},
	} {
		bs := bars(&d, w.label)
		if len(bs) != 1 {
			t.Fatalf("%s: %d bars", w.label, len(bs))
		}
		b := bs[0]
		if b.X != d.x(on(w.from)) || b.X+b.W != d.x(on(w.to)) || b.Open != w.open || (b.LateW > 0) != (w.late != "") ||
			(b.Reason != nil) != w.reason || (b.Proposed != nil) != w.proposed || w.late != "" && (b.LateX != d.x(on("2026-01-26")) || b.LateX+b.LateW != d.x(on(w.late))) {
			t.Errorf("%s: %+v", w.label, b)
		}
		if b.End != nil && b.End.Form != w.form || b.End == nil && w.form != "" {
			t.Errorf("%s: ends as %+v, want %q", w.label, b.End, w.form)
		}
	}
	if d.Today != d.x(c.asAt) {
		t.Errorf("today at %d", d.Today)
	}
}

// Clocks of one timescale that ran at once lie in rows of their own, and a row
// is used again when it is free.
func TestRows(t *testing.T) {
	c := course{asAt: on("2026-03-02"), clocks: []clock{
		{label: "a", start: on("2026-01-01"), due: on("2026-01-20"), met: on("2026-01-10"), status: deadline.Met},
		{label: "a", start: on("2026-01-15"), due: on("2026-01-30"), met: on("2026-01-29"), status: deadline.Met},
		{label: "a", start: on("2026-01-21"), due: on("2026-01-30"), met: on("2026-01-29"), status: deadline.Met},
	}}
	d := draw(c, false)
	b := bars(&d, "a")
	if b[0].Y == b[1].Y || b[0].Y != b[2].Y {
		t.Errorf("rows at %d, %d, %d", b[0].Y, b[1].Y, b[2].Y)
	}
}

// Whatever the case, everything drawn lies within the drawing, and a long case
// is cut to its latest part unless all is asked for.
func TestWithin(t *testing.T) {
	for _, years := range []int{0, 1, 4, 18} {
		c := course{asAt: on("2026-03-02")}
		for i := range 12*years + 1 {
			start := c.asAt.AddMonths(-i)
			c.clocks = append(c.clocks, clock{label: "long", start: start, due: start + 400, status: deadline.Pending})
			c.clocks = append(c.clocks, clock{label: "a", start: start, due: start + 20, met: start + 25, reason: start + 22, proposed: start + 30, status: deadline.MetLate})
			c.marks = append(c.marks, mark{on: start, lane: eventLanes[0], text: "review"})
		}
		for _, whole := range []bool{false, true} {
			d := draw(c, whole)
			if d.Cut != (years > 2 && !whole) {
				t.Errorf("%d years, whole %t: cut %t", years, whole, d.Cut)
			}
			texts := -1000
			for _, m := range d.Months {
				if m.LabelX-texts < 30 {
					t.Errorf("%d years: the months lie %d apart", years, m.LabelX-texts)
				}
				texts = m.LabelX
			}
			within(t, &d)
			if n := len(bars(&d, "a")) + len(bars(&d, "long")); whole && n != len(c.clocks) {
				t.Errorf("%d of %d clocks are drawn", n, len(c.clocks))
			}
		}
	}
	d := draw(course{asAt: on("2026-03-02")}, false)
	if len(d.Months) == 0 || d.Height <= 0 {
		t.Errorf("nothing to draw: %+v", d)
	}
}

// within fails the test for whatever lies outside the drawing.
func within(t *testing.T, d *drawing) {
	t.Helper()
	for _, l := range d.Lanes {
		for _, b := range l.Bars {
			if b.X < 0 || b.X+b.W > d.Width || b.LateW > 0 && b.LateX+b.LateW > d.Width || b.Y+barHeight > d.Height {
				t.Errorf("%s: %+v", l.Label, b)
			}
		}
		for _, p := range l.Points {
			if p.X < 0 || p.X > d.Width || p.Y > d.Height || p.Text != "" && p.TextX+7*len(p.Text) > d.Width {
				t.Errorf("%s: %+v", l.Label, p)
			}
		}
	}
}
