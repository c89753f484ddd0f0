package intake

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// writeBook writes the children's export as a workbook, as a case system does:
// dates as real dates, but one as text, and empty cells left out.
func writeBook(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(samples + from)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(b), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	f := excelize.NewFile()
	defer f.Close()
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	for y, r := range rows {
		for x, v := range r {
			writeCell(t, f, x+1, y+1, v, style)
		}
	}
	if err := f.SaveAs(samples + to); err != nil {
		t.Fatal(err)
	}
}

func writeCell(t *testing.T, f *excelize.File, x, y int, v string, style int) {
	t.Helper()
	at, err := excelize.CoordinatesToCellName(x, y)
	if err != nil || v == "" {
		return
	}
	d, err := time.Parse("02/01/2006", v)
	if err != nil || y == 2 {
		err = f.SetCellStr("Sheet1", at, v)
	} else {
		err = f.SetCellValue("Sheet1", at, d)
		_ = f.SetCellStyle("Sheet1", at, at, style)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A workbook says what the same table in CSV says.
func TestWorkbooks(t *testing.T) {
	mapping := sampleMapping(t, "children.mapping.yaml")
	for _, night := range []string{"children", "children-next-night"} {
		if *update {
			writeBook(t, night+".csv", night+".xlsx")
		}
		var plans [2]string
		for i, ext := range []string{".csv", ".xlsx"} {
			sum, items := newMemory().run(t, Import{Mapping: mapping, Files: []File{sample(t, night+ext)}})
			plans[i] = strings.ReplaceAll(written(t, sum, items), ".xlsx", ".csv")
		}
		if plans[0] != plans[1] || !strings.Contains(plans[0], "concern-notified") {
			t.Errorf("%s: the workbook says\n%s\nthe table\n%s", night, plans[1], plans[0])
		}
	}
}

func TestFaultsOfWorkbooks(t *testing.T) {
	m := sampleMapping(t, "children.mapping.yaml")
	if got := faultsOf(t, Import{Mapping: m, Files: []File{text("x.xlsx", "no workbook")}}); !strings.Contains(got, "x.xlsx: not a workbook that can be read") {
		t.Errorf("got %s", got)
	}
	m.Sheet = "Children"
	if got := faultsOf(t, Import{Mapping: m, Files: []File{sample(t, "children.xlsx")}}); !strings.Contains(got, `no sheet "Children"; it has: "Sheet1"`) {
		t.Errorf("got %s", got)
	}
	m.Sheet = ""
	f := excelize.NewFile()
	defer f.Close()
	for i, h := range strings.Split(strings.TrimSpace(childHeader), ",") {
		writeCell(t, f, i+1, 1, h, 0)
	}
	writeCell(t, f, 1, 2, "CP-1", 0)
	writeCell(t, f, 5, 2, "N", 0)
	if err := f.SetCellValue("Sheet1", "G2", 20260805); err != nil {
		t.Fatal(err)
	}
	writeCell(t, f, 1, 3, "CP-2", 0)
	writeCell(t, f, 5, 3, "N", 0)
	if err := f.SetCellStr("Sheet1", "G3", "31/02/2026"); err != nil {
		t.Fatal(err)
	}
	buf, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	want := `x.xlsx:2:7: "Date of concern": the number "20260805" is no day from 1990 to 2100; accepted is a date, or text written DD/MM/YYYY
x.xlsx:3:7: "Date of concern": "31/02/2026" is no day of the calendar; accepted is a day that exists, written DD/MM/YYYY
rows 2, refused 2, the others may be accepted: true
`
	if got := faultsOf(t, Import{Mapping: m, Files: []File{text("x.xlsx", buf.String())}}); got != want {
		t.Errorf("got\n%s", got)
	}
}

// Without a mapping a workbook is refused with what is accepted.
func TestWorkbookNeedsMapping(t *testing.T) {
	_, err := Import{Files: []File{text("x.xlsx", "")}}.Check()
	if err == nil || !strings.Contains(err.Error(), "a workbook needs a mapping") {
		t.Errorf("got %v", err)
	}
}

// Should the library panic on a workbook, that is a fault like any other.
func TestPanicIsAFault(t *testing.T) {
	read := func() (err error) {
		defer recovered(&err)
		panic("index out of range")
	}
	if err := read(); err == nil || !strings.Contains(err.Error(), "not a workbook that can be read") {
		t.Errorf("got %v", err)
	}
}
