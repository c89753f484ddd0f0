package intake

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"caseclock/deadline"
)

// fact is one event that a row makes, before it has an id and a source.
type fact struct {
	event  deadline.Event
	column *Column // of a mapping; nil for an event in Caseclock's own shape
	name   string  // the column's name in keys
	value  string  // of the main cell, as the event's field holds it
	at     place   // of the main cell
}

// place is where something stands in a file; a column of 0 is not known.
type place struct{ line, column int }

// record is what one row of a file says.
type record struct {
	line   int
	key    string // of the row, from a mapping
	facts  []fact
	blank  []string // names of the columns that say nothing in this row
	flaws  []flaw
	cells  []string // what was read, for the rejects; nil for a line
	raw    []byte   // the line, where there are no cells
	names  []string // the header above the cells
	target place    // where the event names another: target or replaces
}

// records is a file being read, whatever its shape. The record is valid until
// the next one; io.EOF comes after the last.
type records interface {
	next() (*record, error)
	note() string
}

// eventFields gathers the fields of one event and what is wrong with them.
type eventFields struct {
	rec    *record
	event  *deadline.Event
	given  []string // names of the fields that have a value
	set64  uint64   // the same by their numbers
	failed []string // names of those that could not be read
	words  words
}

// words are the ones that a run accepts besides the event's own.
type words struct {
	rules, categories []string
	needRecorded      bool
}

func (f *eventFields) begin(rec *record) {
	rec.facts = append(rec.facts[:0], fact{})
	rec.flaws = rec.flaws[:0]
	rec.target = place{}
	f.rec, f.event = rec, &rec.facts[0].event
	f.given, f.failed, f.set64 = f.given[:0], f.failed[:0], 0
}

func (f *eventFields) wrong(at place, format string, args ...any) {
	f.rec.flaws = append(f.rec.flaws, flaw{line: at.line, column: at.column, what: fmt.Sprintf(format, args...)})
}

// set gives the event a field from text.
func (f *eventFields) set(name, value string, at place) {
	if value == "" {
		return
	}
	f.given = append(f.given, name)
	f.set64 |= 1 << fieldNumber[name]
	if err := f.event.Set(name, value); err != nil {
		f.failed = append(f.failed, name)
		f.wrong(at, "%v", err)
	}
	if name == "target" || name == "replaces" {
		f.rec.target = at
	}
}

// finish says what is wrong with the event as a whole. What could not be read
// is not also said to be missing.
func (f *eventFields) finish(at place) {
	e := f.event
	if !f.plain() {
		for _, err := range e.Check(f.given, f.words.categories) {
			name, _, _ := strings.Cut(err.Error(), ":")
			if !slices.Contains(f.failed, name) {
				f.wrong(at, "%v", err)
			}
		}
	}
	if f.words.rules != nil && e.Rule != "" && !slices.Contains(f.words.rules, e.Rule) {
		f.wrong(at, "rule: %s is no rule of any pack; accepted: %s", quote(e.Rule), strings.Join(f.words.rules, ", "))
	}
	if f.words.needRecorded && e.Recorded.IsZero() && !slices.Contains(f.failed, "recorded") {
		f.wrong(at, "recorded: missing; what was known at an instant needs it of every event")
	}
}

// plain says, quickly, that the event has what its kind needs, and nothing
// that its kind does not carry; where it is not so, Check says why.
func (f *eventFields) plain() bool {
	k := f.event.Kind
	if k == 0 || k == deadline.ReasonRecorded || len(f.failed) > 0 {
		return false
	}
	s := &shapes[k]
	return f.set64&^s.carried == 0 && s.required&^f.set64 == 0
}

// shape is what an event of one kind carries and needs, as sets of field
// numbers.
type shape struct{ carried, required uint64 }

var shapes = func() [deadline.Withdrawn + 1]shape {
	var all [deadline.Withdrawn + 1]shape
	for k := range all {
		for _, f := range deadline.Fields(deadline.Kind(k)) {
			all[k].carried |= 1 << fieldNumber[f.Name]
			if f.Required {
				all[k].required |= 1 << fieldNumber[f.Name]
			}
		}
	}
	return all
}()

// fieldNumber numbers the fields of all events; there are fewer than 64.
var fieldNumber = func() map[string]int {
	m := map[string]int{}
	for i, n := range deadline.FieldNames() {
		m[n] = i
	}
	return m
}()

func isField(name string) bool {
	_, ok := fieldNumber[name]
	return ok
}

// eventLines reads events from JSONL.
type eventLines struct {
	lines  *lines
	json   jsonLine
	fields eventFields
	rec    record
	memory map[string]string
}

func newEventLines(r io.Reader, w words) *eventLines {
	l := &eventLines{lines: newLines(r, true), fields: eventFields{words: w}, memory: map[string]string{}}
	l.json.intern = l.intern
	return l
}

func (l *eventLines) note() string { return "" }

// intern keeps one copy of a text that is likely to come again: a word, a day,
// a reference.
func (l *eventLines) intern(b []byte) string {
	const longest, most = 40, 1 << 16
	if len(b) > longest {
		return string(b)
	}
	if s, ok := l.memory[string(b)]; ok {
		return s
	}
	if len(l.memory) >= most {
		clear(l.memory)
	}
	s := string(b)
	l.memory[s] = s
	return s
}

func (l *eventLines) next() (*record, error) {
	for {
		one, err := l.lines.next()
		if err != nil {
			return nil, err
		}
		if !one.tooLong && len(bytes.TrimSpace(one.text)) == 0 {
			continue
		}
		l.rec.line = l.lines.n
		l.fields.begin(&l.rec)
		l.rec.raw = one.text
		l.read(one)
		return &l.rec, nil
	}
}

func (l *eventLines) read(one oneLine) {
	at := place{line: l.lines.n}
	switch {
	case one.tooLong:
		l.fields.wrong(at, "a line longer than %d bytes; accepted is at most that", MostRow)
		return
	case one.bad != nil:
		at.column = one.bad.column
		l.fields.wrong(at, "%s", one.bad.what)
		return
	}
	if bad := l.json.read(one.text); bad != nil {
		at.column = bad.column
		l.fields.wrong(at, "%s", bad.what)
		l.rec.facts = l.rec.facts[:0]
		return
	}
	for i := range l.json.fields {
		l.field(i)
	}
	l.fields.finish(at)
}

func (l *eventLines) field(i int) {
	f := &l.json.fields[i]
	for j := range i {
		if l.json.fields[j].name == f.name {
			l.fields.wrong(place{l.lines.n, f.column}, "%s: given twice; accepted is once", quote(f.name))
			return
		}
	}
	at := place{l.lines.n, f.other}
	switch {
	case !isField(f.name):
		l.fields.wrong(place{l.lines.n, f.column}, "%v", new(deadline.Event).Set(f.name, "x"))
	case f.kind != "":
		l.fields.failed = append(l.fields.failed, f.name)
		l.fields.wrong(at, "%s: %s; accepted is text in double quotes, or null", f.name, f.kind)
	case !f.null:
		l.fields.set(f.name, f.value, at)
	}
}

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
