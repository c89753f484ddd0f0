package intake

import "caseclock/deadline"

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
