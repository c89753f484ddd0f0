package draw

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"caseclock/report/document"
)

func bookBytes(t testing.TB, r document.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Excel(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func bookOf(t testing.TB, r document.Report) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(bookBytes(t, r)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// raw is the cells of a worksheet as they are stored: numbers unformatted.
func raw(t testing.TB, f *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestExcelGivesTheSameBytes(t *testing.T) {
	for name, r := range samples() {
		if !bytes.Equal(bookBytes(t, r), bookBytes(t, r)) {
			t.Errorf("%s: another workbook", name)
		}
	}
}

// Each worksheet has a title in A1 and, but for the cover, one table that
// begins in column A, with a head in each column and a value in each cell,
// nothing below it, nothing merged or hidden, and no filter.
func TestExcelKeepsToTheConventions(t *testing.T) {
	for name, r := range samples() {
		f := bookOf(t, r)
		tables := map[string]bool{}
		for i, sheet := range f.GetSheetList() {
			rows := raw(t, f, sheet)
			if i == 0 {
				oneColumn(t, rows)
				continue
			}
			if rows[0][0] == "" || rows[1][0] != oneTable {
				t.Errorf("%s: %s begins with %q", name, sheet, rows[:2])
			}
			found, err := f.GetTables(sheet)
			if err != nil || len(found) != 1 {
				t.Fatalf("%s: %s has %d tables, %v", name, sheet, len(found), err)
			}
			if key := strings.ToLower(found[0].Name); tables[key] {
				t.Errorf("%s: two tables are named %s", name, found[0].Name)
			} else {
				tables[key] = true
			}
			wholeTable(t, name+": "+sheet, rows, found[0].Range)
			if merged, _ := f.GetMergeCells(sheet); len(merged) > 0 {
				t.Errorf("%s: %s has merged cells", name, sheet)
			}
			if visible, _ := f.GetSheetVisible(sheet); !visible {
				t.Errorf("%s: %s is hidden", name, sheet)
			}
			if p, _ := f.GetPanes(sheet); p.Freeze || p.Split {
				t.Errorf("%s: %s is frozen", name, sheet)
			}
		}
	}
}

func oneColumn(t *testing.T, rows [][]string) {
	t.Helper()
	for y, row := range rows {
		if len(row) != 1 || row[0] == "" {
			t.Errorf("line %d of the cover is %q", y+1, row)
		}
	}
}

// wholeTable holds a table to the rows of its worksheet: it takes in all below
// the lines over it, and leaves no cell empty.
func wholeTable(t *testing.T, where string, rows [][]string, ref string) {
	t.Helper()
	from, to, _ := strings.Cut(ref, ":")
	x1, y1, _ := excelize.CellNameToCoordinates(from)
	x2, y2, _ := excelize.CellNameToCoordinates(to)
	if x1 != 1 || y2 != len(rows) {
		t.Errorf("%s: the table is %s of %d rows", where, ref, len(rows))
	}
	heads := map[string]bool{}
	for y := 1; y <= len(rows); y++ {
		row := rows[y-1]
		switch {
		case y < y1 && len(row) != 1:
			t.Errorf("%s: line %d is %q", where, y, row)
		case y >= y1 && (len(row) != x2 || slices.Contains(row, "")):
			t.Errorf("%s: row %d has an empty cell: %q", where, y, row)
		}
		for _, head := range row {
			if key := strings.ToLower(head); y == y1 && heads[key] {
				t.Errorf("%s: two columns are headed %q", where, head)
			} else if y == y1 {
				heads[key] = true
			}
		}
	}
}

// What Excel refuses, or offers to repair, is not there: the heads of a table
// are those of its cells, and it has no filter.
func TestExcelTablesAgreeWithTheirCells(t *testing.T) {
	for name, r := range samples() {
		f := bookOf(t, r)
		heads := []string{}
		for _, sheet := range f.GetSheetList()[1:] {
			found, _ := f.GetTables(sheet)
			_, y, _ := excelize.CellNameToCoordinates(strings.Split(found[0].Range, ":")[0])
			heads = append(heads, raw(t, f, sheet)[y-1]...)
		}
		var stored []string
		z, _ := zip.NewReader(bytes.NewReader(bookBytes(t, r)), int64(len(bookBytes(t, r))))
		for i := range len(f.GetSheetList()) - 1 {
			stored = append(stored, storedHeads(t, z, i+1)...)
		}
		slices.Sort(heads)
		slices.Sort(stored)
		if !slices.Equal(heads, stored) {
			t.Errorf("%s: the heads of tables are\n%q\nand of their cells\n%q", name, stored, heads)
		}
	}
}

// Every link of the contents leads to the title of a worksheet, and every
// worksheet is listed.
func TestExcelContentsLeadToEverySheet(t *testing.T) {
	for name, r := range samples() {
		f := bookOf(t, r)
		sheets := f.GetSheetList()
		rows := raw(t, f, "Contents")
		for i, sheet := range sheets {
			y := len(rows) - len(sheets) + i + 1
			at, _ := excelize.CoordinatesToCellName(1, y)
			linked, to, _ := f.GetCellHyperLink("Contents", at)
			if want := "'" + strings.ReplaceAll(sheet, "'", "''") + "'!A1"; !linked || to != want || rows[y-1][0] != sheet {
				t.Errorf("%s: %q leads to %q, not %q", name, rows[y-1][0], to, want)
			}
		}
	}
}

func TestExcelWritesNumbersAndDates(t *testing.T) {
	f := bookOf(t, rich())
	sheet := "Timescales Clackmannanshire"
	for at, want := range map[string][3]string{ // stored, format, shown
		"A9": {"Notification to referral discussion", "", "Notification to referral discussion"},
		"B9": {"28 calendar days", "", "28 calendar days"}, "D9": {"18700", counted, "18,700"}, "F9": {"90.5", tenths, "90.5"},
		"G9": {"3.5", tenths, "3.5"}, "H9": {"16", counted, "16"}, "I9": {"46027", dated, "5 January 2026"}, "J9": {"no", "", "no"},
		"A10": {"Notification to referral discussion", "", ""}, "D10": {"[c]", "", ""}, "H10": {"[z]", "", ""}, "I10": {"[x]", "", ""}, "F10": {"[c]", "", ""},
	} {
		got, _ := f.GetCellValue(sheet, at, excelize.Options{RawCellValue: true})
		shown, _ := f.GetCellValue(sheet, at)
		kind, _ := f.GetCellType(sheet, at)
		if got != want[0] || formatOf(t, f, sheet, at) != want[1] || want[2] != "" && shown != want[2] || (want[1] == "") != (kind == excelize.CellTypeSharedString) {
			t.Errorf("%s is %q as %q, shown as %q, of type %d; wanted is %q", at, got, formatOf(t, f, sheet, at), shown, kind, want)
		}
	}
	if got := raw(t, f, sheet)[7]; got[5] != "In time (%)" || got[6] != "Median late (days)" || got[7] != "Longest, days" {
		t.Errorf("the heads are %q", got)
	}
}

func formatOf(t testing.TB, f *excelize.File, sheet, at string) string {
	t.Helper()
	id, _ := f.GetCellStyle(sheet, at)
	s, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	if s.CustomNumFmt == nil {
		return ""
	}
	return *s.CustomNumFmt
}

// The serial numbers of days are those of Excel.
func TestExcelDates(t *testing.T) {
	for _, s := range []string{"1900-03-01", "2026-01-05", "2028-02-29", "9999-12-31"} {
		at, _ := time.Parse("2006-01-02", s)
		serial := at.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24
		if s == "9999-12-31" {
			serial = 2958465 // beyond what a Duration holds
		}
		if got := valueOf(document.Column{Kind: document.Day}, on(s), false); got.number != serial || got.format != dated {
			t.Errorf("%s is %v", s, got)
		}
	}
	if got := valueOf(document.Column{Kind: document.Day}, on("1900-02-28"), false); got.text != "28 February 1900" || got.format != "" {
		t.Errorf("a day before Excel counts rightly is %v", got)
	}
}

func TestExcelProperties(t *testing.T) {
	p, err := bookOf(t, rich()).GetDocProps()
	if err != nil {
		t.Fatal(err)
	}
	if p.Title != rich().Title || p.Creator != "Caseclock 0.3.0" || p.Language != "en-GB" || p.Created != "2026-04-16T09:30:00Z" || p.Modified != p.Created {
		t.Errorf("%+v", p)
	}
	if p, _ := bookOf(t, nothing()).GetDocProps(); p.Created != "2026-04-15T00:00:00Z" || p.Creator != "Caseclock" {
		t.Errorf("%+v", p)
	}
}

func TestExcelRefusesALineThatDoesNotFit(t *testing.T) {
	r := rich()
	r.Sections[0].Tables[0].Groups[1].Lines[0] = document.Line{count(1)}
	if err := Excel(io.Discard, r); err == nil || !strings.Contains(err.Error(), `table "kept-0", "Initial conference"`) {
		t.Error(err)
	}
}

// A text that looks like a formula is a text, and there is no formula at all.
func TestExcelHasNoFormulas(t *testing.T) {
	b := bookBytes(t, hostile())
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range z.File {
		if got := partOf(t, z, part.Name); strings.Contains(got, "<f>") || strings.Contains(got, "<autoFilter") {
			t.Errorf("%s has a formula or a filter", part.Name)
		}
	}
}

func partOf(t testing.TB, z *zip.Reader, name string) string {
	t.Helper()
	p, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	b, err := io.ReadAll(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func storedHeads(t testing.TB, z *zip.Reader, table int) []string {
	t.Helper()
	var x struct {
		Columns []struct {
			Name string `xml:"name,attr"`
		} `xml:"tableColumns>tableColumn"`
	}
	if err := xml.Unmarshal([]byte(partOf(t, z, "xl/tables/table"+strconv.Itoa(table)+".xml")), &x); err != nil {
		t.Fatal(err)
	}
	var heads []string
	for _, c := range x.Columns {
		heads = append(heads, c.Name)
	}
	return heads
}
