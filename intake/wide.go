package intake

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"caseclock/deadline"
)

// positionName is the column's name of what position-brought-in comes from.
const positionName = "position brought in"

// wide reads a council's own export through a mapping: one row, as many events
// as it has columns with something to say.
type wide struct {
	table    table
	m        *Mapping
	columns  []Column // the position first, where there is one
	today    deadline.Date
	fields   eventFields
	rec      record
	names    []string
	at       map[string]int // header to cell
	orders   []orders       // by cell
	days     []dayRead      // by cell
	row      row
	begun    bool
	reckoned bool
}

// dayRead is a cell read as a date, once for all that it feeds.
type dayRead struct {
	line int
	day  deadline.Date
	good bool
}

// orders counts, for one column, the dates that can be read one way only.
type orders struct{ dayFirst, monthFirst int }

func newWide(t table, m *Mapping, today deadline.Date, w words) *wide {
	x := &wide{table: t, m: m, today: today, fields: eventFields{words: w}}
	if p := m.Position; p != nil {
		c := Column{Name: positionName, Column: p.RegisteredOn, Event: deadline.PositionBroughtIn, Holds: Once, When: p.When,
			Main:   Feed{Field: "registered_on", Column: p.RegisteredOn},
			Fields: []Feed{{Field: "on", ImportDay: true}}}
		for _, f := range []Feed{{Field: "last_review", Column: p.LastReview}, {Field: "last_core_group", Column: p.LastCoreGroup}} {
			if f.Column != "" {
				c.Fields = append(c.Fields, f)
			}
		}
		x.columns = append(x.columns, c)
	}
	x.columns = append(x.columns, m.Columns...)
	return x
}

func (x *wide) note() string { return x.table.note() }

func (x *wide) next() (*record, error) {
	if !x.begun {
		x.begun = true
		if bad, err := x.readHeader(); bad || err != nil {
			return &x.rec, err
		}
	}
	for {
		r, err := x.table.next()
		if err == io.EOF && !x.reckoned {
			x.reckoned = true
			if x.untrusted() {
				return &x.rec, nil
			}
		}
		if err != nil {
			return nil, err
		}
		if r.empty() {
			continue
		}
		x.row = r
		x.read()
		return &x.rec, nil
	}
}

func (x *wide) begin(line int) {
	x.fields.begin(&x.rec)
	x.rec.line, x.rec.key = line, ""
	x.rec.facts, x.rec.blank = x.rec.facts[:0], x.rec.blank[:0]
}

// readHeader takes the first row that is not empty as the header and finds the
// mapping's columns in it.
func (x *wide) readHeader() (bad bool, err error) {
	for r := (row{}); r.bad == nil && r.empty(); x.row = r {
		if r, err = x.table.next(); err == io.EOF {
			x.begin(1)
			x.rec.flaws = append(x.rec.flaws, flaw{line: 1, whole: true, what: "nothing in it; accepted is a header and rows"})
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
	x.begin(x.row.line)
	x.rec.cells = x.row.cells
	if x.row.bad != nil {
		x.rec.flaws = append(x.rec.flaws, *x.row.bad)
	} else {
		x.findColumns()
	}
	for i := range x.rec.flaws {
		x.rec.flaws[i].whole = true
	}
	if bad = len(x.rec.flaws) > 0; bad {
		x.table, x.reckoned = exhausted{x.table}, true
	}
	return bad, nil
}

func (x *wide) findColumns() {
	x.at = map[string]int{}
	x.orders = make([]orders, len(x.row.cells))
	x.days = make([]dayRead, len(x.row.cells))
	for i, c := range x.row.cells {
		name := strings.TrimSpace(c)
		x.names = append(x.names, name)
		if _, twice := x.at[name]; twice && slices.Contains(x.m.headers(), name) {
			line, column := x.table.place(i)
			x.fields.wrong(place{line, column}, "the header: %s twice; accepted is once for a column of the mapping", quote(name))
		}
		x.at[name] = i
	}
	x.rec.names = x.names
	for _, h := range x.m.headers() {
		if _, ok := x.at[h]; !ok {
			x.fields.wrong(place{line: x.row.line}, "the header: no column %s, which the mapping names; it has: %s", quote(h), list(x.names))
		}
	}
}

// headers are all the columns that the mapping names, each once.
func (m *Mapping) headers() []string {
	all := append([]string{m.Case}, m.Row...)
	if p := m.Position; p != nil {
		all = append(all, p.RegisteredOn, p.LastReview, p.LastCoreGroup)
		for _, w := range p.When {
			all = append(all, w.Column)
		}
	}
	for _, c := range m.Columns {
		all = append(all, c.Column)
		for _, f := range c.Fields {
			all = append(all, f.Column)
		}
		for _, w := range c.When {
			all = append(all, w.Column)
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(s string) bool { return s == "" })
}

// list shows a header's names in a message, but not without end.
func list(names []string) string {
	const most = 30
	var quoted []string
	for i, n := range names {
		if i == most {
			quoted = append(quoted, fmt.Sprintf("and %d more", len(names)-most))
			break
		}
		quoted = append(quoted, quote(n))
	}
	return strings.Join(quoted, ", ")
}

func (x *wide) read() {
	r := x.row
	x.begin(r.line)
	x.rec.cells = r.cells
	if r.bad != nil {
		x.rec.flaws = append(x.rec.flaws, *r.bad)
		return
	}
	if len(r.cells) != len(x.names) {
		if !x.table.ragged() || len(r.cells) > len(x.names) {
			x.fields.wrong(place{line: r.line}, "%s, the header has %d; accepted is one for each name", cells(len(r.cells)), len(x.names))
			return
		}
	}
	ref := x.named(x.m.Case, "the case's reference")
	x.rec.key = x.rowKey()
	for i := range x.columns {
		x.column(&x.columns[i], ref)
	}
}

// rowKey joins the cells that name the row.
func (x *wide) rowKey() string {
	parts := make([]string, len(x.m.Row))
	for i, h := range x.m.Row {
		parts[i] = x.named(h, "what names the row")
	}
	return strings.Join(parts, "\x1f")
}

// named is a cell that must have a value, without control characters.
func (x *wide) named(header, what string) string {
	v, at := x.cell(header)
	if v == "" {
		x.fields.wrong(at, "%s: empty; accepted is %s", quote(header), what)
	}
	if strings.ContainsFunc(v, func(r rune) bool { return r < ' ' }) {
		x.fields.wrong(at, "%s: %s holds a control character; accepted is text on one line", quote(header), quote(v))
	}
	return v
}

// cell is a cell's text without the white space around it, and where it is.
func (x *wide) cell(header string) (string, place) {
	i := x.at[header]
	if i >= len(x.row.cells) {
		return "", place{line: x.row.line}
	}
	line, column := x.table.place(i)
	return strings.TrimSpace(x.row.cells[i]), place{line, column}
}

// untrusted makes a record of the columns whose dates have the month first as
// often as the day, or more: then none of them can be trusted.
func (x *wide) untrusted() bool {
	x.begin(0)
	x.rec.cells = nil
	for i, o := range x.orders {
		if o.monthFirst > 0 && o.monthFirst >= o.dayFirst {
			x.rec.flaws = append(x.rec.flaws, flaw{line: 1, whole: true, what: fmt.Sprintf(
				"%s: %d of its dates can only be read with the month first, %d only with the day first, so none is to be trusted; accepted is %s",
				quote(x.names[i]), o.monthFirst, o.dayFirst, x.m.Dates)})
		}
	}
	return len(x.rec.flaws) > 0
}
