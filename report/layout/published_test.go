package layout

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"caseclock/report/document"
)

// The two published examples, from events to what is printed: in the table, in
// the sentences and in the rows.
func TestPublishedExamples(t *testing.T) {
	meetings := slices.Concat(times(42, "2×0"), times(10, "1×-7"), times(6, "3×1"), times(2, "4×19"))
	for _, c := range []struct {
		words []string
		line  map[string]string // by basis: counted, in time, in time %
		says  string
	}{
		{slices.Concat(times(38, "-2"), []string{"1", "1", "6", "9"}), map[string]string{"child": "42 38 90.5", "meeting": "42 38 90.5"},
			"38 of 42 initial conferences were held within 21 calendar days (90.5%, target 95%). By meeting it is the same."},
		{meetings, map[string]string{"child": "120 94 78.3", "meeting": "60 52 86.7"},
			"94 of 120 initial conferences were held within 21 calendar days (78.3%, target 95%). By meeting, 52 of 60 were in time (86.7%)."},
	} {
		d := inventedReport(t, forInternal, c.words...)
		if got := d.Sections[0].Points[0].Text; !strings.HasPrefix(got, c.says) {
			t.Errorf("said: %s\nwant: %s", got, c.says)
		}
		for basis, want := range c.line {
			if got := tableLine(&d.Sections[0].Tables[0], basis); got != want {
				t.Errorf("in the table, by %s: %s, want %s", basis, got, want)
			}
			for _, id := range []string{"figures", "totals"} {
				if got := dataRow(&d, id, "initial-cpcc", basis); got != want {
					t.Errorf("in %s, by %s: %s, want %s", id, basis, got, want)
				}
			}
		}
	}
}

// tableLine is what is counted, in time, and the per cent of a line.
func tableLine(t *document.Table, basis string) string {
	for _, line := range t.Groups[0].Lines {
		if line[0].Text == basis {
			return printedOf(t.Columns[1:], line)
		}
	}
	return "no line"
}

func dataRow(d *document.Report, id, rule, basis string) string {
	for _, x := range d.Data {
		at := slices.IndexFunc(x.Columns, func(c document.Column) bool { return c.Key == "rule" })
		for _, row := range x.Rows {
			if x.ID == id && row[at].Text == rule && row[at+1].Text == basis {
				return printedOf(x.Columns, row)
			}
		}
	}
	return "no row"
}

func printedOf(columns []document.Column, line document.Line) string {
	of := map[string]string{}
	for i, c := range columns {
		of[c.Key] = c.Write(line[i])
	}
	return fmt.Sprint(of["counted"], " ", of["met"], " ", of["percent_in_time"])
}
