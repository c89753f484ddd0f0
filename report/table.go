package report

import (
	"slices"
	"strconv"

	"caseclock/deadline"
)

// Table is figures ready to be drawn, on a terminal or a page. The first
// column is the head of its groups.
type Table struct {
	ID      string // unique in the report
	Caption string
	Of      string // the part of the report it belongs to
	Note    string
	Columns []Column
	Groups  []Group
}

// Column is a column of a table.
type Column struct {
	Head   string
	Number bool // to be set flush right
	Key    bool // the one to look at first
}

// Group is the lines that share a head: those of one timescale, say.
type Group struct {
	Head   string
	Detail string // under the head
	Total  bool
	Lines  []Line
}

// Line is the cells of a line, as many as the table has columns beside the
// first.
type Line struct {
	Cells []string
	Bar   *Bar
}

// Header is the heads of the columns.
func (t Table) Header() []string {
	var heads []string
	for _, c := range t.Columns {
		heads = append(heads, c.Head)
	}
	return heads
}

// Rows is the lines for a terminal; the head of a group stands on its first
// line only.
func (t Table) Rows() [][]string {
	var rows [][]string
	for _, g := range t.Groups {
		head := g.Head
		for _, l := range g.Lines {
			rows = append(rows, append([]string{head}, l.Cells...))
			head = ""
		}
	}
	return rows
}

// Bars says whether a bar stands at the end of the lines.
func (t Table) Bars() bool {
	return len(t.Groups) > 0 && t.Groups[0].Lines[0].Bar != nil
}

// Column is the column of a cell of a line.
func (t Table) Column(cell int) Column { return t.Columns[cell+1] }

// Class is what a page calls a cell of the column.
func (c Column) Class(cell string) string {
	switch {
	case c.Key:
		return "n key"
	case c.Number && cell == "0":
		return "n zero"
	case c.Number:
		return "n"
	}
	return ""
}

// Narrow says whether the table has few columns, and need not fill the page.
func (t Table) Narrow() bool { return len(t.Columns) < 5 }

// Short says whether the table fits on part of a printed page, and need not be
// broken.
func (t Table) Short() bool {
	lines := 0
	for _, g := range t.Groups {
		lines += len(g.Lines)
	}
	return lines <= 40
}

// none stands where there is no number to give.
const none = "–"

func texts(heads ...string) []Column {
	var cs []Column
	for _, h := range heads {
		cs = append(cs, Column{Head: h})
	}
	return cs
}

func numbers(heads ...string) []Column {
	cs := texts(heads...)
	for i := range cs {
		cs[i].Number = true
	}
	return cs
}

// byTimescale makes a group of each timescale's lines, by child and by
// meeting, and one of their totals.
func (r Report) byTimescale(figures []Figure, line func(f *Figure) Line) []Group {
	var groups []Group
	for i := range figures {
		f := &figures[i]
		if len(groups) == 0 || figures[i-1].Rule != f.Rule {
			groups = append(groups, Group{Head: deadline.RuleName(f.Rule), Detail: r.Limits(f)})
		}
		g := &groups[len(groups)-1]
		g.Lines = append(g.Lines, line(f))
	}
	return groups
}

// withTotal adds the totals over timescales, where there are several.
func withTotal(groups []Group, figures []Figure, line func(f *Figure) Line) []Group {
	if len(groups) < 2 {
		return groups
	}
	t := Group{Head: "All these timescales", Total: true}
	for _, basis := range []Basis{Child, Meeting} {
		f := Overall(figures, basis)
		t.Lines = append(t.Lines, line(&f))
	}
	return append(groups, t)
}

var inTimeColumns = slices.Concat(texts("Timescale", "Counted by"),
	numbers("Due", "Not yet due", "Ended in time", "Counted", "In time", "Late", "Still out", "Ended out"),
	[]Column{{Head: "In time %", Number: true, Key: true}})

func inTimeLine(f *Figure) Line {
	p, ok := f.Percent()
	return Line{Cells: []string{f.Basis.String(), thousands(f.Due), thousands(f.Pending), thousands(f.Ended),
		thousands(f.Counted()), thousands(f.Met), thousands(f.MetLate), thousands(f.Overdue), thousands(f.EndedOverdue),
		orNone(p.String(), ok)}, Bar: barOf(f)}
}

func (r Report) inTimeTable(id string, figures []Figure) Table {
	return Table{ID: id + "-in-time", Caption: "How many were in time", Columns: inTimeColumns,
		Note:   "In time % is in time out of counted; “–” where nothing has fallen due.",
		Groups: withTotal(r.byTimescale(figures, inTimeLine), figures, inTimeLine)}
}

func (r Report) whereTable(id string, figures []Figure) Table {
	return Table{ID: id + "-where-possible", Caption: "To be kept where possible", Columns: inTimeColumns,
		Note:   "Late here is no breach and asks for no reason. No total holds these.",
		Groups: r.byTimescale(figures, inTimeLine)}
}

func lateLine(f *Figure) Line {
	median, ok := f.MedianLate()
	longest, _ := f.LongestLate()
	return Line{Cells: []string{f.Basis.String(), thousands(f.Out()), orNone(median.String(), ok), orNone(thousands(longest), ok),
		thousands(f.Unexplained), thousands(f.NoReason()), thousands(f.ProposedMissed), thousands(f.AgreedInAdvance)}}
}

func (r Report) lateTable(id string, figures []Figure) Table {
	t := Table{ID: id + "-how-late", Caption: "How late, and how far explained",
		Columns: append(texts("Timescale", "Counted by"), numbers("Out of timescale", "Median days late", "Longest days late",
			"Unexplained", "No reason recorded", "Proposed date passed", "Agreed in advance")...)}
	var out []Figure
	for _, f := range figures {
		if f.Out() > 0 {
			out = append(out, f)
		}
	}
	t.Groups = withTotal(r.byTimescale(out, lateLine), out, lateLine)
	return t
}

// reasonTable lists the categories that were recorded, by timescale; over all
// authorities, where each has a table of its own, for all timescales together.
func (r Report) reasonTable(id string, figures []Figure) Table {
	t := Table{ID: id + "-reasons", Caption: "Reasons recorded", Columns: append(texts("Timescale", "Reason"), numbers("By child", "By meeting")...)}
	if id == together {
		if lines := r.reasonLines(figures); lines != nil {
			t.Groups = []Group{{Head: "All these timescales", Lines: lines}}
		}
		return t
	}
	for _, of := range split(figures) {
		if lines := r.reasonLines(of); lines != nil {
			t.Groups = append(t.Groups, Group{Head: deadline.RuleName(of[0].Rule), Lines: lines})
		}
	}
	return t
}

func (r Report) reasonLines(figures []Figure) []Line {
	var lines []Line
	add := func(name string, of func(*Figure) int) {
		var n [2]int
		for i := range figures {
			n[figures[i].Basis] += of(&figures[i])
		}
		if n != [2]int{} {
			lines = append(lines, Line{Cells: []string{name, thousands(n[Child]), thousands(n[Meeting])}})
		}
	}
	for _, c := range r.Categories() {
		add(categoryName(c), func(f *Figure) int { return f.Reasons[c] })
	}
	add("No reason recorded", (*Figure).NoReason)
	return lines
}

func (r Report) noDueDayTable(id string, figures []Figure) Table {
	t := Table{ID: id + "-no-due-day", Caption: "No due day, by child",
		Note:    "Clocks that started in the period and whose due day is not known. They are in no other table.",
		Columns: append(texts("Timescale"), numbers("Open: no delivery date", "Open: beyond the calendar", "Met or ended")...)}
	for i := range figures {
		f := &figures[i]
		if n := f.NoDueDay; n.All() > 0 {
			t.Groups = append(t.Groups, Group{Head: deadline.RuleName(f.Rule), Detail: r.Limits(f),
				Lines: []Line{{Cells: []string{thousands(n.Undated), thousands(n.Unknown), thousands(n.Settled)}}}})
		}
	}
	return t
}

func queryTable(id string, queries []QueryCount) Table {
	t := Table{ID: id + "-queries", Caption: "Queries on the data",
		Note:    "Doubts that the records raise. They are listed and counted, never guessed away.",
		Columns: append(texts("Query", "Severity"), numbers("About this period", "Of any day")...)}
	for _, q := range queries {
		t.Groups = append(t.Groups, Group{Head: categoryName(q.Code),
			Lines: []Line{{Cells: []string{string(q.Severity), strconv.Itoa(q.InPeriod), strconv.Itoa(q.All)}}}})
	}
	return t
}

func orNone(s string, ok bool) string {
	if !ok {
		return none
	}
	return s
}
