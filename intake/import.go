package intake

import (
	"errors"
	"io"

	"caseclock/deadline"
)

// Import is one run over files of one source.
type Import struct {
	Files []File
	// Mapping reads a council's own export; nil: the files hold events in
	// Caseclock's own shape.
	Mapping *Mapping
	// Source names where the files come from, so that what vanished can be
	// told. A mapping names its own; files of events need none, and then
	// nothing is told as vanished.
	Source string
	// Today is the day of the import: of a position brought in, and of a
	// withdrawal where a row moved to another case.
	Today deadline.Date
	// AcceptGoodRows leaves out rows with faults; otherwise one fault refuses
	// all files.
	AcceptGoodRows bool
	Known          Known // nil: Nothing
	Options
}

// ErrRefused is what Plan returns where Check found faults that refuse the
// files.
var ErrRefused = errors.New("the files are refused for their faults; nothing is imported")

// ErrChanged is returned where a file is no longer what Check read.
var ErrChanged = errors.New("changed while it was being imported; accepted is a file at rest")

// Checked is an import whose files were read through once.
type Checked struct {
	Faults  *Faults
	Rows    int      // read, refused ones too
	Refused int      // rows with a fault
	Notes   []string // what the reader should know: an encoding that was assumed
	Digests []string // SHA-256 of each file as read, hexadecimal

	run Import
}

// Check reads the files through and finds every fault. The error is one of
// reading, not of what was read.
func (im Import) Check() (*Checked, error) { return nil, errors.New("not yet") }

// Plan reads the files again and gives each item of the plan, in the order of
// the files and last what vanished. It changes nothing itself. An error of
// each ends it.
func (c *Checked) Plan(each func(Item) error) (Summary, error) {
	return Summary{}, errors.New("not yet")
}

// WriteRejects writes the refused rows as CSV, each with the reason as its
// last column; cells that a spreadsheet would take for a formula are
// neutralised with an apostrophe.
func (c *Checked) WriteRejects(w io.Writer) error { return errors.New("not yet") }
