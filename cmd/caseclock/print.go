package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"
)

// formatFlag adds --format to a command; the first word is the default.
func formatFlag(c *cobra.Command, to *string, words ...string) {
	c.Flags().StringVar(to, "format", words[0], "how to print: "+list(words))
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	work := c.RunE
	c.RunE = func(c *cobra.Command, args []string) error {
		if !slices.Contains(words, *to) {
			return wrongWords("--format: %q is unknown; accepted: %s", *to, list(words))
		}
		return work(c, args)
	}
}

// list writes words as messages do.
func list(words []string) string { return strings.Join(words, ", ") }

// printTable writes a table for people: heads, then rows, columns two spaces
// apart and nothing drawn.
func printTable(w io.Writer, heads []string, rows [][]string) error {
	t := table.NewWriter()
	t.SetStyle(plainStyle)
	t.SuppressTrailingSpaces()
	t.AppendHeader(cells(heads))
	for _, r := range rows {
		t.AppendRow(cells(r))
	}
	fit(t, w, heads, rows)
	_, err := io.WriteString(w, t.Render()+"\n")
	return err
}

var plainStyle = table.Style{
	Name: "plain",
	Box:  table.BoxStyle{PaddingRight: "  "},
	Options: table.Options{
		DrawBorder: false, SeparateColumns: false, SeparateHeader: false, SeparateRows: false,
	},
}

func cells(values []string) table.Row {
	row := make(table.Row, len(values))
	for i, v := range values {
		row[i] = harmless(v)
	}
	return row
}

// harmless is text without what a terminal would obey.
func harmless(s string) string {
	if strings.IndexFunc(s, unicode.IsControl) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '·'
		}
		return r
	}, s)
}

// csvPrinter writes CSV for spreadsheets and programs.
type csvPrinter struct{ *csv.Writer }

func newCSVPrinter(w io.Writer) csvPrinter { return csvPrinter{csv.NewWriter(w)} }

// line writes one row, each cell guarded.
func (p csvPrinter) line(values ...string) error {
	guarded := make([]string, len(values))
	for i, v := range values {
		guarded[i] = guard(v)
	}
	return p.Write(guarded)
}

// guard keeps a spreadsheet from taking text for a formula: what begins with
// = + - @, a tab or a line end is given an apostrophe before it.
func guard(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

// printJSON writes a value indented, for reading, with < and & as they are.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// orDash shows an empty cell of a table as a dash.
func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
