package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Fault is one thing wrong in a file that people write: where it is, what is
// wrong and what is accepted.
type Fault struct {
	File   string
	Line   int // counted from 1
	Column int // counted from 1; 0 is not known
	Text   string
}

// Error writes FILE:LINE: text.
func (f Fault) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Text) }

// Faults are all the faults of a file, and of the files it extends, in their
// order.
type Faults []Fault

// Error writes one fault a line.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the faults one by one.
func (fs Faults) Unwrap() []error {
	errs := make([]error, len(fs))
	for i, f := range fs {
		errs[i] = f
	}
	return errs
}

// notes gathers faults while a file is read.
type notes struct {
	file   string
	faults Faults
}

func (n *notes) at(where *yaml.Node, format string, args ...any) {
	line, column := 1, 1
	if where != nil && where.Line > 0 {
		line, column = where.Line, where.Column
	}
	n.faults = append(n.faults, Fault{n.file, line, column, fmt.Sprintf(format, args...)})
}

// sorted gives the faults in the order of their lines.
func (n *notes) sorted() Faults {
	slices.SortStableFunc(n.faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return n.faults
}
