package reports

import (
	"fmt"
	"net/url"
	"strings"

	"caseclock/access"
	"caseclock/engine"
	"caseclock/report/document"
	"caseclock/report/draw"
	"caseclock/web/page"
)

// madeView is what the page around a report is made from.
type madeView struct {
	Mark     string
	Heading  []document.Particular
	Sections []document.Section
	Read     string // address of the report itself
	Forms    []formLine
	Chosen   url.Values // what was chosen, to be kept as issued
	MayIssue bool
	Issued   *issuedLine // of one that was issued
}

// formLine leads to one form of a report.
type formLine struct {
	Path, Words, Size string
}

// kept are the fields that say which report is wanted.
var kept = []string{"period", "from", "to", "authority", "for", "by"}

// chosen is what says which report is wanted, and nothing else.
func chosen(q url.Values) url.Values {
	c := url.Values{}
	for _, name := range kept {
		if v := q.Get(name); v != "" {
			c.Set(name, v)
		}
	}
	return c
}

// made answers GET /reports/made: what a report made now says in short.
func made(x *page.Exchange) error {
	q := chosen(x.R.URL.Query())
	ask, faults := asked(x, q)
	if len(faults) > 0 {
		return chooseWith(x, q, faults)
	}
	m, err := x.Desk.Report(x.R.Context(), ask)
	if err != nil {
		return answered(x, q, err)
	}
	r := &m.Document
	v := &madeView{Mark: r.Scope.For.Mark(), Heading: r.Heading, Sections: r.Sections, Chosen: q,
		Read: "/reports/made/report.html?" + q.Encode(), MayIssue: mayIssue(x, &m.Ask)}
	for _, f := range m.Files {
		v.Forms = append(v.Forms, formOf(f.Name, int64(len(f.Bytes)), "/reports/made/", q))
	}
	if m.Print {
		v.Forms = append(v.Forms, formOf(engine.PrintedForm, 0, "/reports/made/", q))
	}
	return x.Show(pages, "made.html", page.View{Title: r.Title, Here: "/reports", Data: v})
}

func mayIssue(x *page.Exchange, a *engine.ReportAsk) bool {
	if a.Authority == "" {
		return x.Viewer.Everywhere(access.IssueReports)
	}
	return x.Viewer.In(access.IssueReports, a.Authority)
}

// formOf describes a form in words.
func formOf(name string, size int64, folder string, q url.Values) formLine {
	address := url.Values{}
	for k, v := range q {
		address[k] = v
	}
	address.Set("take", "away")
	return formLine{folder + url.PathEscape(name) + "?" + address.Encode(), formWords(name), sizeWords(size)}
}

func formWords(name string) string {
	switch stem, ending, _ := strings.Cut(name, "."); {
	case name == "report.html":
		return "Page to read or print (HTML)"
	case name == engine.PrintedForm:
		return "Print, tagged (PDF), printed when asked for"
	case ending == "xlsx":
		return "Workbook (Excel)"
	case ending == "csv":
		return "Rows: " + strings.ReplaceAll(stem, "-", " ") + " (CSV)"
	case name == "csv-metadata.json":
		return "What the columns of the rows mean (JSON)"
	case ending == "json" && stem == "report":
		return "Everything, for programs (JSON)"
	}
	return name
}

func sizeWords(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d kB", (n+1023)/1024)
}

// madeForm answers GET /reports/made/{name}: the report itself, to be read, or a
// form to be taken away.
func madeForm(x *page.Exchange) error {
	q := chosen(x.R.URL.Query())
	ask, faults := asked(x, q)
	if len(faults) > 0 {
		return chooseWith(x, q, faults)
	}
	f, err := x.Desk.ReportForm(x.R.Context(), ask, x.R.PathValue("name"))
	if err != nil {
		return answered(x, q, err)
	}
	where := ask.Authority
	if where == "" {
		where = "all"
	}
	return give(x, where+"-"+string(ask.For)+"-"+q.Get("period"), f)
}

// give answers with a form: the page to be read, unless it is to be taken away.
// Rows keep their names, since the file beside them that says what they mean
// names them.
func give(x *page.Exchange, stem string, f draw.File) error {
	if f.Name == "report.html" && x.R.URL.Query().Get("take") == "" {
		return x.Document(f.Bytes)
	}
	name := f.Name
	if ending, own := strings.CutPrefix(name, "report."); own {
		name = stem + "." + ending
	}
	return x.File(name, f.Media, f.Bytes)
}

// issue answers POST /reports: a report is made and kept as issued.
func issue(x *page.Exchange) error {
	form, err := x.Form()
	if err != nil {
		return err
	}
	q := chosen(form)
	ask, faults := asked(x, q)
	if len(faults) > 0 {
		return chooseWith(x, q, faults)
	}
	i, err := x.Desk.IssueReport(x.R.Context(), ask)
	if err != nil {
		return answered(x, q, err)
	}
	return x.Say("/reports/"+url.PathEscape(i.ID), "issued")
}
