package report

import (
	"strings"

	"caseclock/deadline"
)

// Point is the figures of one timescale in a sentence or two.
type Point struct {
	Timescale string `json:"timescale"`
	Limit     string `json:"limit"`
	Text      string `json:"text"`
}

// String writes the point on one line.
func (p Point) String() string {
	if p.Limit == "" {
		return p.Timescale + ": " + p.Text
	}
	return p.Timescale + " (" + p.Limit + "): " + p.Text
}

// points is one for each timescale, the binding ones first.
func (r Report) points(binding, where []Figure) []Point {
	var ps []Point
	for _, figures := range [][]Figure{binding, where} {
		for _, of := range split(figures) {
			ps = append(ps, r.point(of))
		}
	}
	return ps
}

// split takes figures in order apart by timescale.
func split(figures []Figure) [][]Figure {
	var parts [][]Figure
	for i := range figures {
		if i == 0 || figures[i].Rule != figures[i-1].Rule {
			parts = append(parts, nil)
		}
		last := &parts[len(parts)-1]
		*last = append(*last, figures[i])
	}
	return parts
}

func (r Report) point(figures []Figure) Point {
	child, meeting := on(figures, Child), on(figures, Meeting)
	p := Point{Timescale: deadline.RuleName(figures[0].Rule), Limit: r.Limits(&figures[0])}
	if figures[0].WherePossible {
		p.Limit += ", where possible"
	}
	n, out := child.Counted(), child.Out()
	switch {
	case n == 0:
		p.Text = "none is counted; " + notCounted(&child) + "."
		return p
	case n == 1 && out == 1:
		p.Text = "the one that is counted " + theOne(&child) + "."
		return p
	case n == 1:
		p.Text = "the one that is counted was met in time."
		return p
	}
	p.Text = lower(ofThese(&child, "")) + " met in time" + inPercent(&child) + byMeeting(&child, &meeting)
	switch {
	case out == 1:
		p.Text += " 1 " + theOne(&child) + "."
	case out > 1:
		p.Text += " Out of timescale: " + parts(&child) + ". " + lateness(&child)
	}
	return p
}

// on adds up the figures of one basis, binding or not.
func on(figures []Figure, basis Basis) Figure {
	var parts []*Figure
	for i := range figures {
		if figures[i].Basis == basis {
			parts = append(parts, &figures[i])
		}
	}
	return *total(Figure{Basis: basis}, parts)
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }
