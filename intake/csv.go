package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"

	"caseclock/deadline"
)

// csvTable reads CSV row by row. encoding/csv parses; what it is given is cut
// into rows first, so that a quote never closed or a cell of ten megabytes is
// met with a fault and not with memory.
type csvTable struct {
	lines *lines
	comma rune
	rd    *csv.Reader
	rec   []byte // the row being parsed
	rest  []byte // of it, not yet taken by the parser
	line  int    // of the row
	first int    // of the row, as the parser counts lines
	cell  quoting
}

// quoting is where in a cell a reader of CSV is. Only a quote at the beginning
// of a cell makes it a quoted one, which may go on over the end of a line.
type quoting uint8

const (
	beginning quoting = iota
	plainly
	inQuotes
	afterQuote // a quote in a quoted cell: its end, or one of two
)

// over passes over a part of a line.
func (q quoting) over(part []byte, comma byte) quoting {
	if len(part) > 0 && q != inQuotes && bytes.IndexByte(part, '"') < 0 {
		if part[len(part)-1] == comma {
			return beginning
		}
		return plainly
	}
	for _, c := range part {
		switch {
		case q == inQuotes && c != '"': // stays
		case q == inQuotes:
			q = afterQuote
		case c == '"' && q != plainly: // the first, or the second of two
			q = inQuotes
		case c == comma:
			q = beginning
		default:
			q = plainly
		}
	}
	return q
}

func newCSV(r io.Reader, comma rune) *csvTable {
	t := &csvTable{lines: newLines(r, false), comma: comma}
	t.lines.passed = func(part []byte) { t.cell = t.cell.over(part, byte(comma)) }
	t.newParser()
	return t
}

func (t *csvTable) newParser() {
	t.rest = nil
	t.rd = csv.NewReader(t)
	t.rd.Comma, t.rd.FieldsPerRecord, t.rd.ReuseRecord = t.comma, -1, true
}

// Read feeds the parser with one row and no more.
func (t *csvTable) Read(p []byte) (int, error) {
	if len(t.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, t.rest)
	t.rest = t.rest[n:]
	return n, nil
}

func (t *csvTable) next() (row, error) {
	for {
		r, err := t.cut()
		if err != nil || r.bad != nil {
			return r, err
		}
		if len(t.rec) == 0 {
			continue
		}
		if i := bytes.IndexByte(t.rec, 0); i >= 0 {
			r.bad = t.nul(i)
			r.cells = []string{string(t.rec)}
			return r, nil
		}
		return t.parse(r), nil
	}
}

// cut takes the lines of one row: as many as it needs to close its quotes.
func (t *csvTable) cut() (row, error) {
	t.rec = t.rec[:0]
	var r row
	tooLong := false
	t.cell = beginning
	for {
		one, err := t.lines.next()
		if err == io.EOF && r.line > 0 {
			return t.unclosed(r.line), nil
		}
		if err != nil {
			return r, err
		}
		if r.line == 0 {
			r.line, t.line = t.lines.n, t.lines.n
		} else {
			t.rec = append(t.rec, '\n')
		}
		if one.bad != nil && r.bad == nil {
			r.bad = one.bad
		}
		tooLong = tooLong || one.tooLong || len(t.rec)+len(one.text) > MostRow
		t.cell = t.cell.over(one.text, byte(t.comma))
		if tooLong {
			t.rec = t.rec[:0]
		} else {
			t.rec = append(t.rec, one.text...)
		}
		if t.cell != inQuotes {
			break
		}
	}
	if tooLong {
		r.bad = &flaw{line: r.line, what: fmt.Sprintf("a row longer than %d bytes; accepted is at most that", MostRow)}
	} else if r.bad != nil {
		r.cells = []string{string(t.rec)}
	}
	return r, nil
}

func (t *csvTable) unclosed(line int) row {
	return row{line: line, bad: &flaw{line: line, whole: true,
		what: `a quote in the row that begins here is never closed, so nothing after it can be read; accepted is a quote at both ends of a cell, and "" for one inside`}}
}

func (t *csvTable) nul(at int) *flaw {
	before := t.rec[:at]
	return &flaw{line: t.line + bytes.Count(before, []byte("\n")), column: at - bytes.LastIndexByte(before, '\n'),
		what: "a NUL character; accepted is text (UTF-16 only with its byte order mark)"}
}

func (t *csvTable) parse(r row) row {
	t.rec = append(t.rec, '\n')
	t.rest = t.rec
	cells, err := t.rd.Read()
	if err == nil {
		t.first, _ = t.rd.FieldPos(0)
		r.cells = cells
		return r
	}
	r.cells = []string{string(bytes.TrimSuffix(t.rec, []byte("\n")))}
	r.bad = &flaw{line: r.line, what: "not CSV: " + err.Error()}
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		r.bad.line, r.bad.column = r.line+pe.Line-pe.StartLine, pe.Column
		r.bad.what = `a quote inside a cell, or text after a closing quote; accepted is a quote at both ends of a cell, and "" for one inside`
		if more := bytes.Count(t.rec, []byte("\n")) - 1; more > 0 {
			r.bad.whole = true
			r.bad.what += fmt.Sprintf(" (lines %d to %d were read as one row)", r.line, r.line+more)
		}
	}
	t.newParser()
	return r
}

func (t *csvTable) place(cell int) (line, column int) {
	line, column = t.rd.FieldPos(cell)
	return t.line + line - t.first, column
}

func (t *csvTable) serial(string) (deadline.Date, bool) { return 0, false }

func (t *csvTable) ragged() bool { return false }

func (t *csvTable) note() string { return t.lines.note() }
