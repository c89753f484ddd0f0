package intake

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
)

// WriteRejects writes the refused rows as CSV, each with the reason as its
// last column, below the header of their file; lines of JSONL are one cell.
// What a spreadsheet would take for a formula is made text by an apostrophe.
func (c *Checked) WriteRejects(w io.Writer) error {
	out := &rejects{c: c, csv: csv.NewWriter(w)}
	if err := c.run.each(2, out.record, c.sameFile); err != nil {
		return err
	}
	out.csv.Flush()
	return out.csv.Error()
}

type rejects struct {
	c    *Checked
	csv  *csv.Writer
	head []string
}

func (r *rejects) record(file int, rec *record) error {
	var why []string
	for _, f := range rec.flaws {
		why = append(why, f.what)
	}
	if other, ok := r.c.beside[spot{file, rec.line}]; ok {
		why = append(why, other)
	}
	if len(why) == 0 || rec.line == 0 {
		return nil
	}
	if r.head == nil {
		r.head = []string{"line of " + r.c.run.Files[file].Name}
		if rec.cells != nil && rec.names != nil {
			r.head = slices.Clone(rec.names)
		}
		if err := r.write(append(slices.Clone(r.head), "reason")); err != nil {
			return err
		}
	}
	cells := slices.Clone(rec.cells)
	if cells == nil {
		cells = []string{string(rec.raw)}
	}
	for len(cells) < len(r.head) {
		cells = append(cells, "")
	}
	return r.write(append(cells, fmt.Sprintf("line %d: %s", rec.line, strings.Join(why, "; "))))
}

func (r *rejects) write(cells []string) error {
	for i := range cells {
		cells[i] = Inert(strings.ReplaceAll(cells[i], "\x00", "\ufffd"))
	}
	return r.csv.Write(cells)
}

// Inert makes a cell text for every spreadsheet: one that begins as a formula
// does, with = + - @, a tab or a carriage return, also after white space, is
// given an apostrophe before it.
func Inert(cell string) string {
	begin := strings.TrimLeft(cell, " \u00a0\n")
	if begin != "" && strings.ContainsRune("=+-@\t\r", rune(begin[0])) {
		return "'" + cell
	}
	return cell
}
