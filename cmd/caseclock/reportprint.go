package main

import (
	"fmt"
	"io"

	"caseclock/report/document"
)

// printReport draws a report for a terminal.
func printReport(w io.Writer, r *document.Report) error {
	fmt.Fprintf(w, "%s\n%s\n\n", r.Title, r.Scope.For.Mark())
	printParticulars(w, r.Heading)
	for _, s := range r.Sections {
		fmt.Fprintf(w, "\n%s\n", harmless(s.Title))
		for _, sentence := range s.Summary {
			fmt.Fprintln(w, harmless(sentence))
		}
		for _, p := range s.Points {
			fmt.Fprintln(w, "-", harmless(pointLine(p)))
		}
		for i := range s.Tables {
			if err := printReportTable(w, &s.Tables[i]); err != nil {
				return err
			}
		}
	}
	fmt.Fprintln(w)
	printParticulars(w, r.Particulars)
	return nil
}

func pointLine(p document.Point) string {
	if p.Limit == "" {
		return p.Timescale + ": " + p.Text
	}
	return p.Timescale + " (" + p.Limit + "): " + p.Text
}

// printReportTable draws one table; the head of a group stands on its first
// line only.
func printReportTable(w io.Writer, t *document.Table) error {
	fmt.Fprintf(w, "\n%s\n", harmless(t.Caption))
	var header []string
	for _, c := range t.Columns {
		header = append(header, c.Head)
	}
	var rows [][]string
	for _, g := range t.Groups {
		head := g.Head
		for _, line := range g.Lines {
			row := []string{head}
			for i, cell := range line {
				row = append(row, t.Columns[i+1].Write(cell))
			}
			rows, head = append(rows, row), ""
		}
	}
	if err := printTable(w, header, rows); err != nil {
		return err
	}
	if t.Note != "" {
		fmt.Fprintln(w, harmless(t.Note))
	}
	return nil
}

func printParticulars(w io.Writer, ps []document.Particular) {
	for _, p := range ps {
		fmt.Fprintf(w, "%s: %s\n", harmless(p.Name), harmless(p.Value))
	}
}
