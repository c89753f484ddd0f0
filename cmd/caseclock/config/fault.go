package config

import (
	"fmt"
	"strings"
)

// Fault is one mistake in a configuration.
type Fault struct {
	File string // empty: not from a file
	Line int    // from 1; 0 where it is not known
	Path string // of the key: people[1].away[0].cover, lists from 0
	What string // what is wrong, and what is accepted
}

// String writes FILE:LINE: path: what.
func (f Fault) String() string {
	var b strings.Builder
	if f.File != "" {
		b.WriteString(f.File + ":")
		if f.Line > 0 {
			fmt.Fprintf(&b, "%d:", f.Line)
		}
		b.WriteByte(' ')
	}
	if f.Path != "" {
		b.WriteString(f.Path + ": ")
	}
	return b.String() + f.What
}

// Faults are all the mistakes of a configuration, in the order of its lines.
type Faults []Fault

// Error writes one fault a line.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// add notes a fault at a path.
func (fs *Faults) add(path, format string, args ...any) {
	*fs = append(*fs, Fault{Path: path, What: fmt.Sprintf(format, args...)})
}
