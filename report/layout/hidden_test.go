package layout

import (
	"fmt"
	"strings"
	"testing"

	"caseclock/demo"
	"caseclock/report"
	"caseclock/report/document"
)

// shares are how much of a document is hidden.
type shares struct {
	cells, small, others         int // that are not 0: printed, hidden as small, and hidden with them
	headlines, counted, headings int // sections, and those whose headline shows its count, and its per cent
	points, met                  int // timescales spoken of, and those whose per cent shows
}

func sharesOf(m Material, d *document.Report) (s shares) {
	w := newWorld(m, true)
	seen := map[string]bool{}
	cellsOf(d, func(c document.Column, cell document.Cell) {
		n := w.n[cell.ID]
		if c.Kind != document.Count || n == 0 || seen[cell.ID] {
			return
		}
		seen[cell.ID] = true
		s.cells++
		switch {
		case cell.State == document.Shown:
		case n < d.Scope.Threshold:
			s.small++
		default:
			s.others++
		}
	})
	for _, x := range d.Sections {
		if x.Points == nil {
			continue
		}
		s.headlines++
		s.counted += one(!strings.HasPrefix(x.Summary[0], "How many"))
		s.headings += one(strings.Contains(x.Summary[0], "%"))
		for _, p := range x.Points {
			s.points++
			s.met += one(strings.Contains(p.Text, "%"))
		}
	}
	return s
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// How much is hidden of a council's year and quarter: headlines keep their count,
// as dear totals are hidden last.
func TestHowMuchIsHidden(t *testing.T) {
	for _, x := range []struct {
		name     string
		councils int
		cases    int
		o        report.Options
	}{
		{"a year of one council", 1, 160, yearOptions()},
		{"a year of two councils", 2, 320, yearOptions()},
		{"a quarter of one council", 1, 160, quarterOptions()},
		{"a quarter of two councils", 2, 320, quarterOptions()},
	} {
		var all shares
		for seed := range seedsOf(3) {
			cases := casesOf(demo.Generate(demo.Options{Seed: seed, Cases: x.cases, Until: date("2026-04-15"), Authorities: councils[:x.councils]}))
			m := material(t, x.o, cases, sampleAbout)
			m.WhatIf = nil
			d := mustDocument(t, m, forCommittee)
			all = all.plus(sharesOf(m, &d))
		}
		t.Logf("%s: %s", x.name, all)
		if all.counted*10 < all.headlines*9 {
			t.Errorf("%s: only %d of %d headlines give a count", x.name, all.counted, all.headlines)
		}
	}
}

// seedsOf is so many in a long test, else one.
func seedsOf(n uint64) uint64 {
	if long() {
		return n
	}
	return 1
}

func (s shares) plus(o shares) shares {
	return shares{s.cells + o.cells, s.small + o.small, s.others + o.others, s.headlines + o.headlines, s.counted + o.counted, s.headings + o.headings, s.points + o.points, s.met + o.met}
}

func (s shares) String() string {
	per := func(n int) float64 { return 100 * float64(n) / float64(max(s.cells, 1)) }
	return fmt.Sprintf("%d counts that are not 0, %.0f%% hidden as small, %.0f%% with them; of %d headlines %d give a count and %d a per cent; of %d timescales %d give a per cent",
		s.cells, per(s.small), per(s.others), s.headlines, s.counted, s.headings, s.points, s.met)
}

func quarterOptions() report.Options {
	o := yearOptions()
	o.From = date("2026-01-01")
	return o
}
