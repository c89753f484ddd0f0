package intake

import (
	"bytes"
	"io"

	"caseclock/deadline"
)

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
	const longest, most = 32, 1 << 14
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
