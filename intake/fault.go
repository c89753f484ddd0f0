package intake

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// FaultsKept is how many faults of a run are kept in full, unless the options
// say otherwise; the others are counted.
const FaultsKept = 10_000

// Fault is something in a file that cannot be read: what is wrong and what is
// accepted. Line and Column count from 1; 0 is not known. The column is the
// byte of the line (as UTF-8) or, in a workbook, the number of the column.
type Fault struct {
	File   string
	Line   int
	Column int
	What   string

	order int // of the file in the run
}

// Error writes FILE:LINE[:COLUMN]: what.
func (f Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d", f.Line)
		if f.Column > 0 {
			fmt.Fprintf(&b, ":%d", f.Column)
		}
	}
	return b.String() + ": " + f.What
}

// Faults are all that is wrong with the files of one run.
type Faults struct {
	Kept  []Fault // in the order of the files and their lines
	Total int     // kept or not
	// Whole is set where a fault concerns the file as a whole (a quote never
	// closed, a column missing, months before days): then no row of it is
	// good.
	Whole bool

	limit int
}

func (f *Faults) add(one Fault) {
	f.Total++
	limit := f.limit
	if limit == 0 {
		limit = FaultsKept
	}
	if len(f.Kept) < limit {
		f.Kept = append(f.Kept, one)
	}
}

func (f *Faults) sort() {
	slices.SortStableFunc(f.Kept, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// Err is nil where nothing is wrong, else an error that writes every fault
// kept, one a line, and how many more there were.
func (f *Faults) Err() error {
	if f == nil || f.Total == 0 {
		return nil
	}
	return f
}

// Error writes the faults as Write does.
func (f *Faults) Error() string {
	var b strings.Builder
	_ = f.Write(&b)
	return strings.TrimSuffix(b.String(), "\n")
}

// Unwrap gives the faults kept, for errors.As.
func (f *Faults) Unwrap() []error {
	errs := make([]error, len(f.Kept))
	for i := range f.Kept {
		errs[i] = f.Kept[i]
	}
	return errs
}

// Write writes the faults one a line, and last how many more there were.
func (f *Faults) Write(w io.Writer) error {
	var err error
	for i := range f.Kept {
		_, e := fmt.Fprintln(w, f.Kept[i].Error())
		err = errors.Join(err, e)
	}
	if more := f.Total - len(f.Kept); more > 0 {
		_, e := fmt.Fprintf(w, "and %d more\n", more)
		err = errors.Join(err, e)
	}
	return err
}

// quote shows a cell in a message: short, and harmless on a terminal.
func quote(s string) string {
	const most = 40
	if len(s) <= most {
		return fmt.Sprintf("%q", s)
	}
	cut := most
	for cut > 0 && s[cut]&0xC0 == 0x80 {
		cut--
	}
	return fmt.Sprintf("%q", s[:cut]+"…")
}
