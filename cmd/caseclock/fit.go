package main

import (
	"io"
	"os"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/table"
	wrap "github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"
)

// narrowest is how far a column is made narrower, in characters, so that a
// table fits a terminal.
const narrowest = 14

// fit wraps the widest columns of a table that is wider than the terminal it
// is written to. What goes to a file or a pipe keeps one row a line.
func fit(t table.Writer, w io.Writer, heads []string, rows [][]string) {
	f, ok := w.(*os.File)
	if !ok {
		return
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil || columns <= 0 {
		return
	}
	var configs []table.ColumnConfig
	for i, n := range fitted(widths(heads, rows), columns) {
		configs = append(configs, table.ColumnConfig{Number: i + 1, WidthMax: n, WidthMaxEnforcer: wrap.WrapSoft})
	}
	t.SetColumnConfigs(configs)
}

// widths are those of the columns as they come, in characters.
func widths(heads []string, rows [][]string) []int {
	ns := make([]int, len(heads))
	for _, r := range append([][]string{heads}, rows...) {
		for i, cell := range r {
			if i < len(ns) {
				ns[i] = max(ns[i], utf8.RuneCountInString(cell))
			}
		}
	}
	return ns
}

// fitted takes from the widest column until all of them, two spaces apart, fit
// in so many characters or none can be made narrower.
func fitted(ns []int, columns int) []int {
	for {
		total, widest := 0, 0
		for i, n := range ns {
			total += n + 2
			if n > ns[widest] {
				widest = i
			}
		}
		if total <= columns || len(ns) == 0 || ns[widest] <= narrowest {
			return ns
		}
		ns[widest]--
	}
}
