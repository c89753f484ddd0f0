package draw

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"strconv"

	"caseclock/report/document"
)

//go:embed page.html
var pageText string

//go:embed chart.html
var chartText string

//go:embed page.css
var pageStyle string

var page = template.Must(template.Must(template.New("page").Parse(pageText)).Parse(chartText))

type pageView struct {
	document.Report
	Mark, Lead string
	Style      template.CSS
	Policy     string
	Parts      []partView
	Columns    *tableView // what the columns say
}

// partView is a section with its tables as they are drawn.
type partView struct {
	document.Section
	Tables []tableView
}

// HTML writes the report as one page that needs nothing else: to be read on a
// screen, or printed on A4.
func HTML(w io.Writer, r document.Report) error {
	mark := r.Scope.For.Mark()
	style := pageStyle + "@page { @bottom-left { content: " + strconv.Quote(mark) + "; } }\n"
	d := pageView{Report: r, Mark: mark, Lead: lead(r), Style: template.CSS(style), Policy: policy(style), Columns: columnsTable(r)}
	for _, s := range r.Sections {
		part := partView{Section: s}
		explain := explanation(r.Scope)
		for i := range s.Tables {
			t := drawTable(&s.Tables[i])
			if t.hides {
				t.Explain, explain = explain, ""
			}
			part.Tables = append(part.Tables, t)
		}
		d.Parts = append(d.Parts, part)
	}
	return page.Execute(w, d)
}

// policy forbids the page everything but its own style sheet, by its digest.
func policy(style string) string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}

// lead is what the title of the window says beside the report's own.
func lead(r document.Report) string {
	return r.Scope.From.Long() + " to " + r.Scope.To.Long()
}

// explanation says, where a hidden cell first stands, what that means.
func explanation(s document.Scope) string {
	if s.Threshold <= 1 {
		return "stands where a number is not shown."
	}
	return "stands for a count of 1 to " + strconv.Itoa(s.Threshold-1) + ", for what was worked out from one, and for any number that would give one away. A zero is shown."
}
