package draw

import (
	"fmt"
	"strings"

	"caseclock/deadline"
	"caseclock/report/document"
)

// figures adds the worksheet of a table of the report.
func (b *workbook) figures(r document.Report, t *document.Table) listedSheet {
	sheet := b.sheets.take(t.Name)
	g, err := gridOf(t)
	b.try(err)
	title := orElse(oneLine(clean(t.Caption)), sheet)
	g.lines = []string{title, oneTable}
	g.say(t.Of, r.Scope.For.Mark()+". "+r.Scope.From.Long()+" to "+r.Scope.To.Long()+", as at "+r.Scope.AsAt.Long()+".", g.shorthand())
	g.say(notesOf(t.Note)...)
	b.addGrid(sheet, g)
	return listedSheet{sheet, title, t.Of}
}

// gridOf lays a table out in rows that each say what they are of: the heads of
// groups, and what stands under them, are repeated.
func gridOf(t *document.Table) (grid, error) {
	g := grid{name: t.ID}
	details := t.Detail != ""
	for _, group := range t.Groups {
		details = details || group.Detail != ""
	}
	for i, c := range t.Columns {
		g.heads, g.kinds = append(g.heads, headOf(c)), append(g.kinds, c.Kind)
		if i == 0 && details {
			g.heads, g.kinds = append(g.heads, orElse(t.Detail, "Detail")), append(g.kinds, document.Text)
		}
	}
	halves := halved(t)
	for _, group := range t.Groups {
		for _, line := range group.Lines {
			if len(line) != len(t.Columns)-1 {
				return g, fmt.Errorf("table %q, %q: a line has %d cells for %d columns beside the head", t.ID, group.Head, len(line), len(t.Columns)-1)
			}
			row := []value{textValue(group.Head)}
			if details {
				row = append(row, textValue(group.Detail))
			}
			for i, cell := range line {
				row = append(row, valueOf(t.Columns[i+1], cell, halves[i+1]))
			}
			g.rows = append(g.rows, row)
		}
	}
	return g, nil
}

// headOf is the head of a column with its unit, which the cells do not say.
func headOf(c document.Column) string {
	switch head := strings.ToLower(c.Head); {
	case c.Kind == document.Percent && !strings.Contains(head, "%") && !strings.Contains(head, "per cent"):
		return c.Head + " (%)"
	case c.Kind == document.Days && !strings.Contains(head, "day"):
		return c.Head + " (days)"
	}
	return c.Head
}

// halved says which columns of days hold a half, and so show a decimal in all
// their cells.
func halved(t *document.Table) []bool {
	half := make([]bool, len(t.Columns))
	for _, group := range t.Groups {
		for _, line := range group.Lines {
			for i, cell := range line {
				if i+1 < len(half) && stateOf(t.Columns[i+1], cell) == document.Shown && cell.N%2 != 0 {
					half[i+1] = true
				}
			}
		}
	}
	return half
}

// The first day that spreadsheets count without the mistake of 1900, and the
// day before their first.
const (
	firstSerial = deadline.Date(2415080) // 1 March 1900, their day 61
	zeroSerial  = firstSerial - 61
)

func valueOf(c document.Column, cell document.Cell, half bool) value {
	switch stateOf(c, cell) {
	case document.Hidden:
		return value{text: confidential}
	case document.NotKnown:
		return value{text: notKnown}
	case document.NotApplicable:
		return value{text: notApplicable}
	}
	switch c.Kind {
	case document.Count:
		return value{number: float64(cell.N), format: counted}
	case document.Percent:
		return value{number: float64(cell.N) / 10, format: tenths}
	case document.Days:
		if half {
			return value{number: float64(cell.N) / 2, format: tenths}
		}
		return value{number: float64(cell.N) / 2, format: counted}
	case document.Day:
		if cell.Date < firstSerial {
			return value{text: cell.Date.Long()}
		}
		return value{number: float64(cell.Date - zeroSerial), format: dated}
	case document.YesNo:
		return value{text: yesNo(cell.N != 0)}
	}
	return textValue(cell.Text)
}

// shorthand says what the shorthand of a table means, where it has any.
func (g grid) shorthand() string {
	used := map[string]bool{}
	for _, row := range g.rows {
		for _, v := range row {
			used[v.text] = true
		}
	}
	var says []string
	for _, s := range [][2]string{{confidential, "hidden"}, {notApplicable, "not applicable"}, {notKnown, "not available"}} {
		if used[s[0]] {
			says = append(says, s[0]+" is "+s[1])
		}
	}
	if says == nil {
		return ""
	}
	return "In this table " + strings.Join(says, ", ") + "; see the worksheet Notes."
}
