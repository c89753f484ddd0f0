package draw

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"

	"caseclock/report/document"
)

// File is one form of a report, ready to be kept or written.
type File struct {
	Name  string
	Media string // as in a Content-Type
	Bytes []byte
}

// What the media types of the forms are (IANA).
const (
	mediaHTML   = "text/html; charset=utf-8"
	mediaExcel  = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	mediaJSON   = "application/json"
	mediaSchema = "application/schema+json"
	mediaCSV    = "text/csv; charset=utf-8; header=present"
	mediaCSVW   = "application/csvm+json"
)

// The name that the W3C has for what lies beside rows.
const csvwName = "csv-metadata.json"

var fileID = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)

// Files draws a report in every form that needs nothing but the report: the
// page, the workbook, JSON with its schema, and rows with what they mean. It
// refuses data whose id is no name for a file.
func Files(r document.Report) ([]File, error) {
	forms := []form{
		{"report.html", mediaHTML, HTML},
		{"report.xlsx", mediaExcel, Excel},
		{"report.json", mediaJSON, JSON},
		{"report.schema.json", mediaSchema, writeSchema},
	}
	for i, d := range r.Data {
		if !fileID.MatchString(d.ID) {
			return nil, fmt.Errorf("data %q: its id is no name for a file; accepted are lower-case letters, digits, _ and -", d.ID)
		}
		if slices.ContainsFunc(r.Data[:i], func(o document.Data) bool { return o.ID == d.ID }) {
			return nil, fmt.Errorf("data %q: its id is given twice; each is the name of a file", d.ID)
		}
		forms = append(forms, form{d.ID + ".csv", mediaCSV, func(w io.Writer, r document.Report) error { return CSV(w, r, d.ID) }})
	}
	forms = append(forms, form{csvwName, mediaCSVW, CSVW})
	var files []File
	for _, f := range forms {
		var b bytes.Buffer
		if err := f.write(&b, r); err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
		files = append(files, File{f.name, f.media, b.Bytes()})
	}
	return files, nil
}

type form struct {
	name, media string
	write       func(io.Writer, document.Report) error
}

func writeSchema(w io.Writer, _ document.Report) error {
	_, err := w.Write(Schema())
	return err
}
