package intake

import (
	"strings"

	"caseclock/deadline"
)

// table is a file of rows and cells, whatever it is written in.
type table interface {
	// next gives the next row, or io.EOF after the last. A row is valid until
	// the one after it.
	next() (row, error)
	// place is where a cell of the row read last begins.
	place(cell int) (line, column int)
	// serial reads the number by which a workbook holds a day.
	serial(cell string) (d deadline.Date, isNumber bool)
	// ragged says whether empty cells at the end of a row may be left out.
	ragged() bool
	// note says what was assumed about the file, or nothing.
	note() string
}

// row is one row of a table; one that cannot be read has a flaw and, of its
// cells, what could be made of them.
type row struct {
	line  int
	cells []string
	bad   *flaw
}

// empty says whether no cell of the row holds anything.
func (r row) empty() bool {
	for _, c := range r.cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return r.bad == nil
}
