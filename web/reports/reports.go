// Package reports serves the committee's reports: one made now of a period that
// is chosen, and those that were issued, byte for byte as they were.
//
// A report is a page of its own with its own style, and is served as it is, at
// an address of its own. The pages around it say what it covers and lead to its
// forms.
package reports

import (
	"embed"
	"errors"
	"net/http"
	"net/url"

	"caseclock/engine"
	"caseclock/report/document"
	"caseclock/web/page"
)

//go:embed pages/*.html
var pageFiles embed.FS

var pages = page.Parse(pageFiles)

// Routes are the pages of reports.
func Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /reports", Handle: choose},
		{Pattern: "POST /reports", Handle: issue},
		{Pattern: "GET /reports/made", Handle: made},
		{Pattern: "GET /reports/made/{name}", Handle: madeForm},
		{Pattern: "GET /reports/{id}", Handle: issued},
		{Pattern: "GET /reports/{id}/{name}", Handle: issuedForm},
	}
}

// days is the choice of a period by its first and last day.
const days = "days"

// chooseView is what the first page is made from.
type chooseView struct {
	engine.ReportChoices
	Periods, Authorities, Readers, Parts []page.Choice
	Issued                               []issuedLine
}

// issuedLine is an issued report of the list.
type issuedLine struct {
	engine.Issue
	Where, Period, Mark string
}

// choose answers GET /reports.
func choose(x *page.Exchange) error {
	q := x.R.URL.Query()
	return chooseWith(x, q, nil)
}

// chooseWith shows the first page with what was chosen before and what was wrong
// with it.
func chooseWith(x *page.Exchange, form url.Values, faults page.Faults) error {
	c := x.Desk.ReportChoices()
	if form.Get("for") == "" && len(c.For) > 0 {
		form.Set("for", string(c.For[0]))
	}
	for i := 0; form.Get("period") == "" && i < len(c.Periods); i++ { // the last quarter that has ended
		if !c.Periods[i].Underway {
			form.Set("period", c.Periods[i].ID)
		}
	}
	v := &chooseView{ReportChoices: c, Periods: periodChoices(&c), Authorities: authorityChoices(&c), Readers: readerChoices(&c),
		Parts: []page.Choice{{Value: "", Text: "Not shown"}, {Value: "chair", Text: "By chair"}, {Value: "team", Text: "By team"}}}
	list, err := x.Desk.IssuedReports(x.R.Context())
	if err != nil {
		return err
	}
	for _, i := range list {
		v.Issued = append(v.Issued, lineOf(x, i))
	}
	return x.Show(pages, "reports.html", page.View{Title: "Reports", Here: "/reports", Form: form, Faults: faults, Data: v})
}

func lineOf(x *page.Exchange, i engine.Issue) issuedLine {
	where := "All authorities together"
	if i.Authority != "" {
		where = x.AuthorityName(i.Authority)
	}
	return issuedLine{i, where, i.PeriodName(), readers[i.For]}
}

// readers are the words for whom a report is for.
var readers = map[document.Audience]string{
	document.Internal:    "Internal: nothing is hidden, not to be passed on",
	document.Committee:   "The Child Protection Committee: small numbers are hidden",
	document.Publication: "Publication: small numbers are hidden",
}

func periodChoices(c *engine.ReportChoices) (all []page.Choice) {
	kinds := map[engine.PeriodKind]string{engine.Quarter: "Quarter: ", engine.YearAugust: "Year from August: ", engine.YearApril: "Year from April: "}
	for _, p := range c.Periods {
		text := kinds[p.Kind] + p.Name
		if p.Underway {
			text += " (not over yet)"
		}
		all = append(all, page.Choice{Value: p.ID, Text: text})
	}
	if c.Free {
		all = append(all, page.Choice{Value: days, Text: "Other days"})
	}
	return all
}

func authorityChoices(c *engine.ReportChoices) (all []page.Choice) {
	for _, a := range c.Authorities {
		all = append(all, page.Choice{Value: a.ID, Text: a.Name})
	}
	if c.All {
		all = append(all, page.Choice{Value: "", Text: "All authorities together"})
	}
	return all
}

func readerChoices(c *engine.ReportChoices) (all []page.Choice) {
	for _, a := range c.For {
		all = append(all, page.Choice{Value: string(a), Text: readers[a]})
	}
	return all
}

// asked reads which report was chosen.
func asked(x *page.Exchange, q url.Values) (a engine.ReportAsk, faults page.Faults) {
	a = engine.ReportAsk{Authority: q.Get("authority"), For: document.Audience(q.Get("for")), By: q.Get("by")}
	if q.Get("period") == days {
		a.From, a.To = page.Day(q, "from", &faults), page.Day(q, "to", &faults)
		if a.From == 0 && len(faults.Of("from")) == 0 {
			faults.Add("from", "Give the first day of the period.")
		}
		if a.To == 0 && len(faults.Of("to")) == 0 {
			faults.Add("to", "Give the last day of the period.")
		}
		return a, faults
	}
	for _, p := range x.Desk.ReportChoices().Periods {
		if p.ID == q.Get("period") {
			a.From, a.To = p.From, p.To
			return a, nil
		}
	}
	faults.Add("period", "Choose one of the periods listed.")
	return a, faults
}

// answered turns what went wrong into the first page with its faults, or into an
// answer of its own.
func answered(x *page.Exchange, form url.Values, err error) error {
	var faults page.Faults
	switch {
	case errors.Is(err, engine.ErrBusy):
		x.W.Header().Set("Retry-After", "60")
		return &page.Refusal{Status: http.StatusServiceUnavailable, Title: "Reports are being made for others: try again in a minute"}
	case faults.Take(err, "period", "from", "to", "authority", "for", "by"):
		return chooseWith(x, form, faults)
	}
	return err
}
