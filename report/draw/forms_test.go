package draw

import (
	"archive/zip"
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"caseclock/report/document"
)

func filesOf(t testing.TB, r document.Report) map[string]File {
	t.Helper()
	files, err := Files(r)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]File{}
	for _, f := range files {
		if _, twice := named[f.Name]; twice || f.Media == "" || len(f.Bytes) == 0 {
			t.Errorf("%q of %q, %d bytes", f.Name, f.Media, len(f.Bytes))
		}
		named[f.Name] = f
	}
	return named
}

func TestFilesAreAllTheForms(t *testing.T) {
	files := filesOf(t, rich())
	for _, name := range strings.Fields("report.html report.xlsx report.json report.schema.json figures.csv totals.csv queries.csv register.csv csv-metadata.json") {
		if _, ok := files[name]; !ok {
			t.Errorf("%s is not among them", name)
		}
		delete(files, name)
	}
	for name := range files {
		t.Errorf("%s is one more", name)
	}
}

func TestFilesRefuseNamesThatAreNone(t *testing.T) {
	for _, id := range []string{"", "../figures", "a b", "Figures", ".csv", "figures"} {
		r := rich()
		r.Data[1].ID = id
		if _, err := Files(r); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%q", id)) {
			t.Errorf("the id %q: %v", id, err)
		}
	}
}

// Every form but the page has its golden file (the page's parts are tested by
// themselves); "go test ./report/draw -update" writes them anew.
func TestGoldenForms(t *testing.T) {
	for name, r := range map[string]document.Report{"brief": brief(), "nothing": nothing()} {
		for form, file := range filesOf(t, r) {
			got := string(file.Bytes)
			switch form {
			case "report.html", "report.schema.json":
				continue
			case "report.xlsx":
				form, got = "report.xlsx.txt", dump(bookOf(t, r))
			}
			golden(t, filepath.Join(name, form), got)
		}
	}
}

// dump is a workbook as text: each worksheet, its table, and its cells, with
// the format of those that are numbers.
func dump(f *excelize.File) string {
	var b strings.Builder
	for _, sheet := range f.GetSheetList() {
		fmt.Fprintf(&b, "== %s\n", sheet)
		if tables, _ := f.GetTables(sheet); len(tables) > 0 {
			fmt.Fprintf(&b, "table %s %s\n", tables[0].Name, tables[0].Range)
		}
		rows, _ := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		for y, row := range rows {
			for x, v := range row {
				at, _ := excelize.CoordinatesToCellName(x+1, y+1)
				if kind, _ := f.GetCellType(sheet, at); kind != excelize.CellTypeSharedString {
					id, _ := f.GetCellStyle(sheet, at)
					s, _ := f.GetStyle(id)
					row[x] = v + " {" + *s.CustomNumFmt + "}"
				}
			}
			fmt.Fprintf(&b, "%d: %s\n", y+1, strings.Join(row, " | "))
		}
	}
	return b.String()
}

// canaries are what a hidden cell may still carry, in every way that a form
// could write it.
var canaries = []string{"9182736", "918,273", "91,827,3", "4591368", "459,136", "CANARY", "2187-07-19", "19 July 2187", "105026"}

func withCanaries(r document.Report) document.Report {
	spoil := func(line document.Line) {
		for i := range line {
			if line[i].State != document.Shown {
				line[i].N, line[i].Text, line[i].Date = 918273645, "CANARY", day("2187-07-19")
			}
		}
		if len(line) > 3 {
			line[3].State, line[3].N = "withheld", 918273645 // a state that nobody knows yet
		}
	}
	for _, s := range r.Sections {
		for _, t := range s.Tables {
			for _, g := range t.Groups {
				for _, l := range g.Lines {
					spoil(l)
				}
			}
		}
	}
	for _, d := range r.Data {
		for _, l := range d.Rows {
			spoil(l)
		}
	}
	return r
}

// What is hidden is in no form, even where the cell still carries its number:
// the state wins.
func TestNothingHiddenLeaks(t *testing.T) {
	serial := valueOf(document.Column{Kind: document.Day}, on("2187-07-19"), false).number
	if got := fmt.Sprint(serial); !slices.Contains(canaries, got) {
		t.Fatalf("the canary of dates is %s", got)
	}
	for name, f := range filesOf(t, withCanaries(rich())) {
		for part, text := range contentsOf(t, f) {
			for _, canary := range canaries {
				if i := strings.Index(text, canary); i >= 0 {
					t.Errorf("%s: %s shows %q: …%s…", name, part, canary, text[max(0, i-60):min(len(text), i+60)])
				}
			}
		}
	}
}

// contentsOf is the texts of a file: those in it, when it is a workbook.
func contentsOf(t testing.TB, f File) map[string]string {
	t.Helper()
	if f.Media != mediaExcel {
		return map[string]string{"all": string(f.Bytes)}
	}
	z, err := zip.NewReader(bytes.NewReader(f.Bytes), int64(len(f.Bytes)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, p := range z.File {
		all[p.Name] = partOf(t, z, p.Name)
	}
	return all
}
