package report

import (
	_ "embed"
	"html/template"
	"io"
	"strconv"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Parse(pageText))

type pageData struct {
	Title, Mark, Lead string
	PrintedMark       template.CSS // as a string of the style sheet
	Heading           []Particular
	Sections          []Section
	Several           bool
	Timescales        Table
	Definitions       []Definition
	Particulars       []Particular
}

// WriteHTML writes the report as one page that needs nothing else: to be read
// on a screen, or printed on A4.
func (r Report) WriteHTML(w io.Writer) error {
	d := pageData{Title: Title, Mark: Mark, PrintedMark: template.CSS(strconv.Quote(Mark)), Heading: r.Heading(), Sections: r.Sections(), Timescales: r.TimescaleTable(),
		Definitions: Definitions(), Particulars: r.Particulars()}
	d.Lead = d.Heading[0].Value + ", " + d.Heading[1].Value
	d.Several = len(d.Sections) > 1
	return page.Execute(w, d)
}
