package intake

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"caseclock/deadline"

	"github.com/xuri/excelize/v2"
)

// mostUnzipped is how many bytes a workbook may unpack to; what is large goes
// by way of a temporary file, not through memory.
const (
	mostUnzipped  = 1 << 30
	mostInMemory  = 16 << 20
	lateInHistory = 1990
	farAhead      = 2100
)

// xlsxTable reads one sheet of a workbook, row by row.
type xlsxTable struct {
	book  *excelize.File
	rows  *excelize.Rows
	line  int
	since deadline.Date // day 0 of the workbook's dates
}

// openXLSX opens a sheet; an empty name is the first. What the workbook unpacks
// to may have so many bytes, all in memory; 0 is the usual limit. The library's
// panics on hostile bytes become errors.
func openXLSX(r io.Reader, sheet string, most int64) (t *xlsxTable, err error) {
	defer recovered(&err)
	limits := excelize.Options{UnzipSizeLimit: mostUnzipped, UnzipXMLSizeLimit: mostInMemory}
	if most > 0 {
		limits = excelize.Options{UnzipSizeLimit: most, UnzipXMLSizeLimit: most}
	}
	if r, err = unpacked(r); err != nil {
		return nil, err
	}
	book, err := excelize.OpenReader(r, limits)
	if err != nil {
		return nil, fmt.Errorf("not a workbook that can be read (%w); accepted is .xlsx without a password", err)
	}
	t = &xlsxTable{book: book}
	names := book.GetSheetList()
	if sheet == "" && len(names) > 0 {
		sheet = names[0]
	}
	if t.rows, err = book.Rows(sheet); err != nil {
		t.close()
		return nil, fmt.Errorf("no sheet %s; it has: %s", quote(sheet), list(names))
	}
	t.since, _ = deadline.NewDate(1899, 12, 30)
	if p, e := book.GetWorkbookProps(); e == nil && p.Date1904 != nil && *p.Date1904 {
		t.since, _ = deadline.NewDate(1904, 1, 1)
	}
	return t, nil
}

func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("not a workbook that can be read (%v); accepted is .xlsx", p)
	}
}

func (t *xlsxTable) next() (r row, err error) {
	defer recovered(&err)
	if !t.rows.Next() {
		if err := t.rows.Error(); err != nil {
			return row{}, fmt.Errorf("row %d: %w", t.line+1, err)
		}
		return row{}, io.EOF
	}
	t.line++
	cells, err := t.rows.Columns(excelize.Options{RawCellValue: true})
	if err != nil {
		return row{}, fmt.Errorf("row %d: %w", t.line, err)
	}
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	r = row{line: t.line, cells: cells}
	for i, c := range cells {
		if strings.IndexByte(c, 0) >= 0 {
			r.bad = &flaw{line: t.line, column: i + 1, what: "a NUL character; accepted is text"}
		}
	}
	return r, nil
}

func (t *xlsxTable) place(cell int) (line, column int) { return t.line, cell + 1 }

// serial reads a number as a day; 0 where no conference can have been then.
func (t *xlsxTable) serial(cell string) (deadline.Date, bool) {
	n, err := strconv.ParseFloat(cell, 64)
	if err != nil || math.IsNaN(n) {
		return 0, false
	}
	if n < 1 || n > 1e6 {
		return 0, true
	}
	d := t.since + deadline.Date(math.Floor(n))
	if y := d.Year(); y < lateInHistory || y > farAhead {
		return 0, true
	}
	return d, true
}

// ragged is true: a workbook keeps no empty cells at the end of a row.
func (t *xlsxTable) ragged() bool { return true }

func (t *xlsxTable) note() string { return "" }

func (t *xlsxTable) close() {
	if t.rows != nil {
		_ = t.rows.Close()
	}
	_ = t.book.Close()
}
