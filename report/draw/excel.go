package draw

import (
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"caseclock/report/document"
)

// workbook is a spreadsheet being written. The first error stays, and what
// comes after it is not written.
type workbook struct {
	f      *excelize.File
	sheets takenNames // of worksheets
	tables takenNames // of tables
	styles map[style]int
	err    error
}

// Excel writes the report as a workbook, as the Government Analysis Function
// asks for it in "Releasing statistics in spreadsheets" and the checklist that
// goes with it: a cover, contents, notes, the sentences, and then one table a
// worksheet, marked up as one, from column A down, with nothing merged, hidden,
// frozen, filtered or told by colour alone. Counts, per cents, days and dates
// are numbers and dates; what is hidden is [c], what does not apply [z] and
// what is not known [x]. The same report gives the same bytes.
func Excel(w io.Writer, r document.Report) error {
	b := &workbook{f: excelize.NewFile(), styles: map[style]int{}, tables: newTakenNames(tableName)}
	defer b.f.Close()
	b.sheets = newTakenNames(sheetName)
	b.try(b.f.SetDefaultFont(fontName))
	cover, contents, notes := b.sheets.take("Cover"), b.sheets.take("Contents"), b.sheets.take("Notes")
	b.try(b.f.SetSheetName(b.f.GetSheetName(0), cover))
	b.cover(cover, r)
	listed := []listedSheet{{cover, "About this workbook", ""}, {contents, "Contents", ""}, {notes, "Notes", ""}}
	b.addSheet(contents)
	b.notes(notes, r)
	listed = append(listed, b.sentences(r)...)
	for _, s := range r.Sections {
		for i := range s.Tables {
			listed = append(listed, b.figures(r, &s.Tables[i]))
		}
	}
	b.contents(contents, r, listed)
	b.properties(r)
	b.f.SetActiveSheet(0)
	if b.err != nil {
		return b.err
	}
	return b.f.Write(w)
}

func (b *workbook) try(err error) {
	if b.err == nil {
		b.err = err
	}
}

// addSheet adds a worksheet that prints on A4, sideways, as wide as it is.
func (b *workbook) addSheet(name string) {
	if b.err != nil {
		return
	}
	_, err := b.f.NewSheet(name)
	b.try(err)
	b.printed(name, "landscape")
}

func (b *workbook) printed(sheet, orientation string) {
	a4, one, any, fit := 9, 1, 0, true
	b.try(b.f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &one, FitToHeight: &any}))
	b.try(b.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
}

// properties says of the workbook what it is. Its times are those of the
// figures, so that a later run of the same report is the same file.
func (b *workbook) properties(r document.Report) {
	at := r.Scope.KnownAt
	if y, m, d := r.Scope.AsAt.Civil(); at.IsZero() && r.Scope.AsAt != 0 {
		at = time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	}
	day := ""
	if !at.IsZero() {
		day = at.UTC().Format(time.RFC3339)
	}
	creator := "Caseclock " + strings.TrimSpace(strings.TrimPrefix(r.Scope.Product, "caseclock"))
	b.try(b.f.SetDocProps(&excelize.DocProperties{
		Title: cellText(r.Title), Subject: cellText(r.Scope.For.Mark()), Creator: cellText(strings.TrimSpace(creator)),
		Identifier: cellText(r.Scope.Digest), Language: "en-GB", Created: day, Modified: day,
	}))
	b.try(b.f.SetAppProps(&excelize.AppProperties{Application: "Caseclock"}))
}
