package draw

import (
	"regexp"
	"strconv"
	"strings"

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

	widest float64 // of the last column, where it may be wider than most
}

// say adds lines under the title, those that say something.
func (g *grid) say(lines ...string) {
	for _, l := range lines {
		if l = oneLine(l); l != "" {
			g.lines = append(g.lines, l)
		}
	}
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
	heads := newTakenNames(headName)
	widths := make([]float64, len(g.heads))
	for x := range g.heads {
		g.heads[x] = heads.take(g.heads[x])
		widths[x] = g.width(x)
		b.put(sheet, x+1, top, value{text: g.heads[x]}, g.style(x, true))
		b.column(sheet, x+1, widths[x])
	}
	b.try(b.f.SetRowHeight(sheet, top, height(g.heads, widths)))
	for y, row := range g.rows {
		texts := make([]string, len(row))
		for x, v := range row {
			b.put(sheet, x+1, top+1+y, v, g.style(x, false))
			texts[x] = v.shown()
		}
		b.try(b.f.SetRowHeight(sheet, top+1+y, height(texts, widths)))
	}
	b.table(sheet, g.name, top, len(g.heads), len(g.rows))
}

// style sets numbers, and what stands in place of one, flush right, and all
// else flush left.
func (g grid) style(x int, head bool) style {
	s := style{wrap: true, right: g.kinds[x].Number(), bold: head, under: head}
	if x > 0 && !s.right {
		s.indent = 1
	}
	return s
}

// lines writes the title and what follows it, a line each in column A.
func (b *workbook) lines(sheet string, lines []string) {
	for i, l := range lines {
		s := lineStyle
		if i == 0 {
			s = titleStyle
			b.try(b.f.SetRowHeight(sheet, 1, titleHigh))
		}
		b.put(sheet, 1, i+1, value{text: l}, s)
	}
}

func (b *workbook) put(sheet string, x, y int, v value, s style) {
	at := b.at(x, y)
	if v.link != "" {
		s = linkStyle
		b.try(b.f.SetCellHyperLink(sheet, at, quoted(v.link)+"!A1", "Location"))
	}
	if b.err != nil {
		return
	}
	if v.format == "" {
		b.try(b.f.SetCellStr(sheet, at, cellText(v.text)))
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
// printed again on each page with the lines over them. Its filter is taken
// out: the checklist asks for none.
func (b *workbook) table(sheet, name string, top, columns, rows int) {
	stripes := false
	end := b.at(columns, top+rows)
	b.try(b.f.AddTable(sheet, &excelize.Table{
		Range: b.at(1, top) + ":" + end, Name: b.tables.take(name), StyleName: "TableStyleLight1", ShowRowStripes: &stripes,
	}))
	b.try(b.f.SetSheetDimension(sheet, "A1:"+end))
	b.try(b.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet,
		RefersTo: quoted(sheet) + "!$1:$" + strconv.Itoa(top)}))
	part := "xl/tables/table" + strconv.Itoa(len(b.tables.taken)) + ".xml"
	if x, ok := b.f.Pkg.Load(part); ok {
		b.f.Pkg.Store(part, filter.ReplaceAll(x.([]byte), nil))
	}
}

var filter = regexp.MustCompile(`<autoFilter [^>]*></autoFilter>`)

// quoted is the name of a worksheet as references write it.
func quoted(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'" }
