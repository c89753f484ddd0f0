package reports

import (
	"net/url"

	"caseclock/engine"
	"caseclock/web/page"
)

// issued answers GET /reports/{id}, where the mail of a report leads.
func issued(x *page.Exchange) error {
	i, err := x.Desk.IssuedReport(x.R.Context(), x.R.PathValue("id"))
	if err != nil {
		return err
	}
	line := lineOf(x, i)
	folder := "/reports/" + url.PathEscape(i.ID) + "/"
	v := &madeView{Mark: i.For.Mark(), Read: folder + "report.html", Issued: &line}
	for _, f := range i.Files {
		v.Forms = append(v.Forms, formOf(f.Name, f.Bytes, folder, nil))
	}
	if x.Desk.Prints() {
		v.Forms = append(v.Forms, formOf(engine.PrintedForm, 0, folder, nil))
	}
	return x.Show(pages, "made.html", page.View{Title: i.Title, Here: "/reports", Data: v})
}

// issuedForm answers GET /reports/{id}/{name}: a form as it was issued.
func issuedForm(x *page.Exchange) error {
	id := x.R.PathValue("id")
	f, err := x.Desk.IssuedReportForm(x.R.Context(), id, x.R.PathValue("name"))
	if err != nil {
		return answered(x, url.Values{}, err)
	}
	return give(x, id, f)
}
