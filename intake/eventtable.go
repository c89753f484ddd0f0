package intake

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"caseclock/deadline"
)

// eventTable reads events from CSV with a header of the fields' names.
type eventTable struct {
	table  table
	names  []string
	fields eventFields
	rec    record
	begun  bool
}

func newEventTable(t table, w words) *eventTable {
	return &eventTable{table: t, fields: eventFields{words: w}}
}

func (t *eventTable) note() string { return t.table.note() }

func (t *eventTable) next() (*record, error) {
	if !t.begun {
		t.begun = true
		if rec, err := t.readHeader(); rec != nil || err != nil {
			return rec, err
		}
	}
	for {
		r, err := t.table.next()
		if err != nil {
			return nil, err
		}
		if r.empty() {
			continue
		}
		t.rec.line = r.line
		t.fields.begin(&t.rec)
		t.rec.cells = r.cells
		if r.bad != nil {
			t.rec.flaws = append(t.rec.flaws, *r.bad)
			t.rec.facts = t.rec.facts[:0]
			return &t.rec, nil
		}
		t.read(r)
		return &t.rec, nil
	}
}

func (t *eventTable) read(r row) {
	if len(r.cells) != len(t.names) {
		t.fields.wrong(place{line: r.line}, "%s, the header has %d; accepted is one for each name", cells(len(r.cells)), len(t.names))
		t.rec.facts = t.rec.facts[:0]
		return
	}
	for i, name := range t.names {
		line, column := t.table.place(i)
		t.fields.set(name, r.cells[i], place{line, column})
	}
	t.fields.finish(place{line: r.line})
}

// readHeader takes the first row that is not empty as the names. A header with
// faults is a record of its own, and the file has nothing after it.
func (t *eventTable) readHeader() (*record, error) {
	var r row
	for r.bad == nil && r.empty() {
		var err error
		if r, err = t.table.next(); err != nil {
			return nil, err
		}
	}
	t.fields.begin(&t.rec)
	t.rec.facts = t.rec.facts[:0]
	t.rec.line = r.line
	if r.bad != nil {
		t.rec.flaws = append(t.rec.flaws, *r.bad)
	}
	t.names = slices.Clone(r.cells)
	t.rec.names = t.names
	t.checkNames(r)
	if len(t.rec.flaws) == 0 {
		return nil, nil
	}
	for i := range t.rec.flaws {
		t.rec.flaws[i].whole = true
	}
	t.table = exhausted{t.table}
	return &t.rec, nil
}

func (t *eventTable) checkNames(r row) {
	if r.bad != nil {
		return
	}
	if !slices.ContainsFunc(t.names, isField) {
		t.fields.wrong(place{line: r.line}, "the header: none of its names is one of an event's; accepted: %s; a council's own export needs a mapping", strings.Join(deadline.FieldNames(), ", "))
		return
	}
	for i, name := range t.names {
		line, column := t.table.place(i)
		switch {
		case !isField(name):
			t.fields.wrong(place{line, column}, "the header: %v", new(deadline.Event).Set(name, "x"))
		case slices.Index(t.names, name) < i:
			t.fields.wrong(place{line, column}, "the header: %s twice; accepted is once", quote(name))
		}
	}
	for _, f := range deadline.Fields(0) {
		if f.Required && !slices.Contains(t.names, f.Name) {
			t.fields.wrong(place{line: r.line}, "the header: %s is missing; every event needs it", f.Name)
		}
	}
}

// exhausted is a table of which nothing more is read.
type exhausted struct{ table }

func (exhausted) next() (row, error) { return row{}, io.EOF }

func cells(n int) string {
	if n == 1 {
		return "1 cell"
	}
	return fmt.Sprintf("%d cells", n)
}
