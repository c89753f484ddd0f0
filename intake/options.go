package intake

import (
	"io"

	"caseclock/deadline"
)

// File is something to read. Its name ends in .jsonl, .csv or .xlsx; any
// other (standard input too) is looked into: a brace comes first in JSONL.
type File struct {
	Name string // as faults and the events' source give it
	Size int64  // bytes, for the progress; 0 is not known
	// Open starts reading at the beginning. An import opens a file twice.
	Open func() (io.ReadCloser, error)
}

// Options say what a run knows besides the files.
type Options struct {
	// Rules are the ids that a recorded reason may name; nil: any.
	Rules []string
	// Categories of reasons; nil: the published ones.
	Categories []string
	// NeedRecorded refuses events without the instant of their recording, as
	// a question about what was known at an instant needs it.
	NeedRecorded bool
	// Stored finds an event recorded before this run, so that a withdrawal or
	// a correction may name it; nil: there is none.
	Stored func(id string) (caseRef string, kind deadline.Kind, ok bool)
	// Progress is called now and then, and at the end of each file; may be
	// nil.
	Progress func(Progress)
	// Faults is how many faults are kept in full; 0: FaultsKept.
	Faults int
}

// Progress is how far the reading has come.
type Progress struct {
	File  string
	Rows  int   // of this file
	Bytes int64 // read of this file
	Total int64 // its size; 0 is not known
	Pass  int   // 1 looks for faults, 2 hands over
}
