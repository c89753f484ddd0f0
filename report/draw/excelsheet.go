package draw

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"caseclock/report/document"
)

// grid is what a worksheet holds: lines of text in column A, the first its
// title, and then its one table.
type grid struct {
	name  string // of the table
	lines []string
	heads []string
	kinds []document.Kind
	rows  [][]value
}

// value is a cell to be written: a text, or a number under its format.
type value struct {
	text   string
	number float64
	format string // of a number; empty: a text
	link   string // the worksheet that a text leads to
}

// addGrid adds a worksheet with a table, as wide as its texts ask for.
func (b *workbook) addGrid(sheet string, g grid) {
	b.addSheet(sheet)
	b.fill(sheet, g)
}

func (b *workbook) fill(sheet string, g grid) {
	if len(g.rows) == 0 {
		g.rows = [][]value{make([]value, len(g.heads))}
		for i := range g.heads {
			g.rows[0][i] = value{text: notApplicable}
		}
	}
	b.lines(sheet, g.lines)
	top := len(g.lines) + 1
	heads := newNames(headName)
	for x := range g.heads {
		g.heads[x] = heads.take(g.heads[x])
		b.put(sheet, x+1, top, value{text: g.heads[x]}, style{bold: true, wrap: true, right: g.kinds[x].Number()})
		b.column(sheet, x+1, g.width(x))
		for y, row := range g.rows {
			b.put(sheet, x+1, top+1+y, row[x], style{right: g.kinds[x].Number(), wrap: true})
		}
	}
	b.table(sheet, g.name, top, len(g.heads), len(g.rows))
}

// lines writes the title and what follows it, a line each in column A.
func (b *workbook) lines(sheet string, lines []string) {
	for i, l := range lines {
		s := lineStyle
		if i == 0 {
			s = titleStyle
		}
		b.put(sheet, 1, i+1, value{text: l}, s)
	}
}

func (b *workbook) put(sheet string, x, y int, v value, s style) {
	at := b.at(x, y)
	if v.link != "" {
		s = linkStyle
		place := "'" + strings.ReplaceAll(v.link, "'", "''") + "'!A1"
		b.try(b.f.SetCellHyperLink(sheet, at, place, "Location"))
	}
	if b.err != nil {
		return
	}
	if v.format == "" {
		b.try(b.f.SetCellStr(sheet, at, clean(v.text)))
	} else {
		s.format = v.format
		b.try(b.f.SetCellFloat(sheet, at, v.number, -1, 64))
	}
	b.try(b.f.SetCellStyle(sheet, at, at, b.style(s)))
}

func (b *workbook) at(x, y int) string {
	name, err := excelize.CoordinatesToCellName(x, y)
	b.try(err)
	return name
}

func (b *workbook) column(sheet string, x int, width float64) {
	name, err := excelize.ColumnNumberToName(x)
	b.try(err)
	b.try(b.f.SetColWidth(sheet, name, name, width))
}

// table marks the rows from top on as a table with one row of heads, which are
// printed again on each page with the lines over them.
func (b *workbook) table(sheet, name string, top, columns, rows int) {
	stripes := false
	b.try(b.f.AddTable(sheet, &excelize.Table{
		Range: b.at(1, top) + ":" + b.at(columns, top+rows), Name: b.tables.take(name),
		StyleName: "TableStyleLight1", ShowRowStripes: &stripes,
	}))
	quoted := "'" + strings.ReplaceAll(sheet, "'", "''") + "'"
	b.try(b.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet,
		RefersTo: quoted + "!$1:$" + strconv.Itoa(top)}))
}

// The widths of columns, in characters of the default font. Arial of 12
// points is wider than those.
const (
	narrowest = 9
	widest    = 60
	perLetter = 1.25
)

// width fits the longest text, or the longest word of the head; longer texts
// are wrapped.
func (g grid) width(x int) float64 {
	longest := 0
	for _, word := range strings.Fields(g.heads[x]) {
		longest = max(longest, utf8.RuneCountInString(word))
	}
	for _, row := range g.rows {
		longest = max(longest, row[x].length())
	}
	return math.Round(min(max(float64(longest)*perLetter+2, narrowest), widest))
}

func (v value) length() int {
	switch v.format {
	case "":
		longest := 0
		for l := range strings.SplitSeq(v.text, "\n") {
			longest = max(longest, utf8.RuneCountInString(l))
		}
		return longest
	case dated:
		return len("30 September 2026")
	}
	return len(document.Thousands(int(v.number))) + 2
}
