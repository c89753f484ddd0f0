package report

import (
	"fmt"

	"caseclock/deadline"
)

// Bar is a figure drawn: what was in time, late, still out and ended out, as
// parts of what is counted. Lengths are in pixels of a bar Whole long.
type Bar struct {
	Title string
	Desc  string
	Parts []Part
}

// Part is a stretch of a bar.
type Part struct {
	Class string // in-time, late, still-out, ended-out
	X, W  string
}

const barWidth = 110

// Whole is the length of a whole bar.
func (b Bar) Whole() int { return barWidth }

// Outer is the width of its drawing, which has a margin of one pixel.
func (b Bar) Outer() int { return barWidth + 2 }

func barOf(f *Figure) *Bar {
	name := "All these timescales"
	if f.Rule != "" {
		name = deadline.RuleName(f.Rule)
	}
	b := &Bar{Title: name + ", by " + f.Basis.String()}
	n := f.Counted()
	p, ok := f.Percent()
	if !ok {
		b.Desc = "Nothing has fallen due."
		return b
	}
	b.Title += ": " + p.String() + "% in time"
	b.Desc = fmt.Sprintf("%d in time, %d late, %d still out, %d ended out of timescale; %d counted.", f.Met, f.MetLate, f.Overdue, f.EndedOverdue, n)
	before := 0
	for _, part := range []struct {
		class string
		n     int
	}{{"in-time", f.Met}, {"late", f.MetLate}, {"still-out", f.Overdue}, {"ended-out", f.EndedOverdue}} {
		if part.n == 0 {
			continue
		}
		x, end := along(before, n), along(before+part.n, n)
		b.Parts = append(b.Parts, Part{part.class, x.String(), (end - x).String()})
		before += part.n
	}
	return b
}

// along is how far part of whole lies along a bar.
func along(part, whole int) Tenths { return Tenths(part * barWidth * 10 / whole) }
