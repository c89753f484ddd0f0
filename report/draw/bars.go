package draw

import (
	"slices"
	"strings"

	"caseclock/report/document"
)

// keyView is an entry of the key to a chart.
type keyView struct {
	Class string
	Mark  string // the outline of a point's mark, where points are drawn
	Head  string
}

// key names the parts of bars, and what is hidden where something is.
func key(t *document.Table) []keyView {
	var ks []keyView
	for i, c := range series(t) {
		ks = append(ks, keyView{Class: part(i), Head: t.Columns[c+1].Head})
	}
	if slices.ContainsFunc(t.Groups, func(g document.Group) bool {
		return slices.ContainsFunc(g.Lines, func(l document.Line) bool { _, hidden := partsOf(t, l); return hidden > 1 })
	}) {
		ks = append(ks, keyView{Class: "part-hidden", Head: document.HiddenMark})
	}
	return ks
}

// Swatch is what an entry of a key shows.
func (k keyView) Swatch() boxView { return boxView{k.Class, 0, 0, px(24), px(barHeight)} }

// parts is how many kinds of boxes there are.
const parts = 6

func part(i int) string { return "part-" + string(rune('1'+i%parts)) }

// series is the columns that are drawn, counted from the first beside the head.
func series(t *document.Table) []int {
	var at []int
	for _, k := range t.Chart.Series {
		if i := column(t, k); i >= 0 {
			at = append(at, i)
		}
	}
	return at
}

func column(t *document.Table, key string) int {
	return slices.IndexFunc(t.Columns, func(c document.Column) bool { return c.Key == key }) - 1
}

// cell is the cell of a column of a line, counted from the first beside the
// head.
func cell(l document.Line, at int) document.Cell {
	if at < 0 || at >= len(l) {
		return document.Cell{State: document.NotApplicable}
	}
	return l[at]
}

// barView is a line of a table drawn: what each part is of the whole.
type barView struct {
	ID, Title, Desc string
	Parts           []boxView
	Hidden          bool // nothing can be drawn, as a number is hidden
}

const (
	barLength = 120
	barHeight = 11
)

// Length and Outer are the length of a whole bar, and the width of its drawing,
// which has a margin of one pixel.
func (barView) Length() int { return barLength }
func (barView) Outer() int  { return barLength + 2 }

// drawBar draws a line of a table that has bars. Where the whole is hidden, or
// one part alone is, or all that there are, no bar is drawn; where several parts
// are hidden they are one stretch, whose length the other parts leave.
func drawBar(t *document.Table, group, line int) *barView {
	if t.Chart == nil || t.Chart.Kind != document.Bars {
		return nil
	}
	g := t.Groups[group]
	b := &barView{ID: id(t.ID+"-bar", group, line), Title: barTitle(t, g, g.Lines[line])}
	whole := cell(g.Lines[line], column(t, t.Chart.Of))
	shown, hidden := partsOf(t, g.Lines[line])
	b.Desc = inWords(t, g.Lines[line])
	switch {
	case whole.State == document.Hidden || hidden == 1 || hidden > 0 && len(shown) == 0:
		b.Hidden = true
		return b
	case whole.State != document.Shown || whole.N <= 0:
		return b
	}
	before := 0
	for _, p := range shown {
		p.n = min(p.n, whole.N-before)
		b.add(p.class, before, p.n, whole.N)
		before += p.n
	}
	if hidden > 1 {
		b.add("part-hidden", before, whole.N-before, whole.N)
	}
	return b
}

func (b *barView) add(class string, before, n, whole int) {
	if n <= 0 {
		return
	}
	x, end := along(barLength, before, whole), along(barLength, before+n, whole)
	b.Parts = append(b.Parts, boxView{class, x, 0, end - x, px(barHeight)})
}

type shownPart struct {
	class string
	n     int
}

// partsOf is the parts of a line that are shown, and how many are hidden.
func partsOf(t *document.Table, l document.Line) (shown []shownPart, hidden int) {
	for i, at := range series(t) {
		switch c := cell(l, at); {
		case c.State == document.Hidden:
			hidden++
		case c.State == document.Shown && c.N > 0:
			shown = append(shown, shownPart{part(i), c.N})
		}
	}
	return shown, hidden
}

func barTitle(t *document.Table, g document.Group, l document.Line) string {
	s := g.Head
	for i, c := range t.Columns[1:] {
		if c.Kind == document.Text && i < len(l) && l[i].Text != "" && l[i].State == document.Shown {
			s += ", " + l[i].Text
		}
	}
	return s
}

// inWords says what a bar shows: "In time 38, late 4, out of 42."
func inWords(t *document.Table, l document.Line) string {
	var s []string
	for _, at := range series(t) {
		c := t.Columns[at+1]
		s = append(s, c.Head+" "+inWord(c, cell(l, at)))
	}
	words := strings.Join(s, ", ")
	if at := column(t, t.Chart.Of); at >= 0 {
		words += "; " + t.Columns[at+1].Head + " " + inWord(t.Columns[at+1], cell(l, at))
	}
	return words + "."
}

// inWord writes a cell where a dash would not be heard.
func inWord(c document.Column, cell document.Cell) string {
	if s := c.Write(cell); s != document.NoneMark {
		return s
	}
	return "nothing to show"
}
