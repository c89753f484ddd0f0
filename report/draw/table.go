package draw

import (
	"strconv"
	"strings"

	"caseclock/report/document"
)

// tableView is a table as it is drawn.
type tableView struct {
	*document.Table
	Explain string // what "hidden" means, where it first stands
	Drawn   string // the head of the column of bars, where there is a bar
	Key     []keyView
	Plot    *plotView
	Bodies  []bodyView
	hides   bool
}

type bodyView struct {
	document.Group
	Rows []rowView
}

type rowView struct {
	Cells []cellView
	Bar   *barView
}

type cellView struct {
	Text, Class string
	Hidden      bool
}

func drawTable(t *document.Table) tableView {
	v := tableView{Table: t}
	bars := false
	for g, group := range t.Groups {
		if len(group.Lines) == 0 {
			continue
		}
		body := bodyView{Group: group}
		for l, line := range group.Lines {
			row := rowView{Cells: v.cells(line), Bar: drawBar(t, g, l)}
			bars = bars || row.Bar != nil && len(row.Bar.Parts) > 0
			body.Rows = append(body.Rows, row)
		}
		v.Bodies = append(v.Bodies, body)
	}
	if bars {
		v.Drawn, v.Key = "Drawn", key(t)
	} else if t.Chart != nil && t.Chart.Kind != document.Bars {
		v.Plot = drawPlot(t)
	}
	return v
}

func (v *tableView) cells(line document.Line) []cellView {
	var cells []cellView
	for i, c := range v.heads() {
		cell := document.Cell{State: document.NotApplicable}
		if i < len(line) {
			cell = line[i]
		}
		hidden := cell.State == document.Hidden
		v.hides = v.hides || hidden
		text := c.Write(cell)
		cells = append(cells, cellView{Text: text, Class: join(class(c, cell), long(text)), Hidden: hidden})
	}
	return cells
}

// heads is the columns beside the first, which is the head of its groups.
func (v *tableView) heads() []document.Column {
	if len(v.Table.Columns) == 0 {
		return nil
	}
	return v.Table.Columns[1:]
}

// HeadClass is what the style sheet calls the head of a column.
func (tableView) HeadClass(c document.Column) string {
	return join(class(c, document.Cell{N: 1}), long(c.Head))
}

// HeadClass is what the style sheet calls the head of a group.
func (b bodyView) HeadClass() string { return long(b.Head) }

// join puts two names of a style beside each other.
func join(a, b string) string { return strings.TrimSpace(a + " " + b) }

func class(c document.Column, cell document.Cell) string {
	switch {
	case c.Kind.Number() && c.Main:
		return "n main"
	case c.Kind.Number() && cell.State == document.Shown && cell.N == 0:
		return "n zero"
	case c.Kind.Number():
		return "n"
	case c.Main:
		return "main"
	case c.Kind == document.Day:
		return "day"
	}
	return ""
}

// Span is how many columns the table has as drawn.
func (v tableView) Span() int {
	if v.Drawn != "" {
		return len(v.Columns) + 1
	}
	return len(v.Columns)
}

func (v tableView) lines() int {
	n := 0
	for _, b := range v.Bodies {
		n += len(b.Rows)
	}
	return n
}

// Class is what the style sheet calls the table: wide where it needs a page on
// its side, turned where its heads are, whole where it is not to be broken over
// two.
func (v tableView) Class() string {
	s := "figure"
	if v.whole() {
		s += " whole"
	}
	switch v.layout() {
	case wide:
		s += " wide"
	case turned:
		s += " turned"
	}
	return s
}

// Few says whether the lines of a group stay on one printed page.
func (b bodyView) Few() bool { return len(b.Rows) <= 8 }

// Scope is whether a group's head is of one line or of several.
func (b bodyView) Scope() string {
	if len(b.Rows) > 1 {
		return "rowgroup"
	}
	return "row"
}

// id makes the id of a part of a thing, unique where the thing's is.
func id(of string, parts ...int) string {
	for _, p := range parts {
		of += "-" + strconv.Itoa(p+1)
	}
	return of
}
