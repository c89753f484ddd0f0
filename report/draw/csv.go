package draw

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"caseclock/report/document"
)

// CSV writes one of the report's data as rows (RFC 4180, UTF-8, lines that end
// in LF), the keys of its columns first. What is hidden is [c], what is not
// known [x] and what does not apply is empty; per cents have one decimal, days
// a half where there is one, dates are YYYY-MM-DD. A text that a spreadsheet
// would take for a formula, or a reader for shorthand, is given an apostrophe.
// It refuses an id that no data of the report has.
func CSV(w io.Writer, r document.Report, id string) error {
	for _, d := range r.Data {
		if d.ID == id {
			return writeRows(csv.NewWriter(w), d)
		}
	}
	return fmt.Errorf("data %q is not in the report", id)
}

func writeRows(out *csv.Writer, d document.Data) error {
	row := make([]string, len(d.Columns))
	for i, c := range d.Columns {
		row[i] = plain(columnName(c))
	}
	if err := out.Write(row); err != nil {
		return err
	}
	for i, line := range d.Rows {
		if err := fits(d, i); err != nil {
			return err
		}
		for j, c := range d.Columns {
			row[j] = rowValue(c, line[j])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// columnName is the key of a column, with its collection's before it.
func columnName(c document.Column) string {
	if c.In == "" {
		return c.Key
	}
	return c.In + "_" + c.Key
}

// fits refuses a row that has not one cell for each column.
func fits(d document.Data, row int) error {
	if got, want := len(d.Rows[row]), len(d.Columns); got != want {
		return fmt.Errorf("data %q: row %d has %d cells for %d columns", d.ID, row+1, got, want)
	}
	return nil
}

func rowValue(c document.Column, cell document.Cell) string {
	switch stateOf(c, cell) {
	case document.Hidden:
		return confidential
	case document.NotKnown:
		return notKnown
	case document.NotApplicable:
		return ""
	}
	switch c.Kind {
	case document.Count:
		return strconv.Itoa(cell.N)
	case document.Percent:
		return document.Tenths(cell.N).String()
	case document.Days:
		return document.Halves(cell.N).String()
	case document.Day:
		return cell.Date.String()
	case document.YesNo:
		return yesNo(cell.N != 0)
	}
	return plain(cell.Text)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
