package ahead

import (
	"cmp"
	"net/url"
	"slices"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/web/page"
)

// filters are what the pages can be narrowed by; they stand in the address.
type filters struct {
	Rules, Chairs, Councils []page.Choice
	Narrowed                bool
	Query                   string // of the filters, with its question mark; empty: none
}

// aheadView is what the page of all weeks is made from.
type aheadView struct {
	filters
	Total      int
	From, To   deadline.Date
	Chart      chart
	RuleHeads  []string // of the first table
	ChairHeads []string // of the second
	Weeks      []weekRow
	Sums       weekRow // of all weeks
	Calendar   string  // address of the download
}

// weekRow is one week of the tables.
type weekRow struct {
	Monday  deadline.Date
	Total   int
	ByRule  []int
	ByChair []int
}

// show answers GET /ahead.
func show(x *page.Exchange) error {
	v := page.View{Title: "Looking ahead", Here: "/ahead", Wide: true, Form: x.R.URL.Query()}
	d := &aheadView{filters: filtersOf(x)}
	ahead, err := x.Desk.Ahead(x.R.Context(), ask(x.R.URL.Query()))
	if err != nil && !v.Faults.Take(err, "rule") {
		return err
	}
	d.Calendar = "/ahead.ics" + d.Query
	if err == nil {
		d.fill(x, &ahead)
	}
	v.Data = d
	return x.Show(pages, "ahead.html", v)
}

// ask reads what is wanted from an address.
func ask(q url.Values) engine.AheadAsk {
	return engine.AheadAsk{Authority: q.Get("authority"), Chair: q.Get("chair"), Rule: q.Get("rule")}
}

func filtersOf(x *page.Exchange) filters {
	var f filters
	for _, id := range x.Kit.Engine.Book.RuleIDs() {
		f.Rules = append(f.Rules, page.Choice{Value: id, Text: deadline.RuleName(id)})
	}
	slices.SortStableFunc(f.Rules, func(a, b page.Choice) int { return cmp.Compare(a.Text, b.Text) })
	f.Rules = withAll(f.Rules)
	if list := x.Authorities(access.SeeCases); len(list) > 1 {
		f.Councils = withAll(list)
	}
	if list := x.Chairs(); len(list) > 0 {
		f.Chairs = withAll(list)
	}
	kept := url.Values{}
	for _, name := range []string{"authority", "chair", "rule"} {
		if value := x.R.URL.Query().Get(name); value != "" {
			kept.Set(name, value)
		}
	}
	if len(kept) > 0 {
		f.Narrowed, f.Query = true, "?"+kept.Encode()
	}
	return f
}

func withAll(list []page.Choice) []page.Choice {
	return append([]page.Choice{{Text: "All"}}, list...)
}

func (d *aheadView) fill(x *page.Exchange, a *engine.Ahead) {
	d.Total, d.From, d.To = a.Total, a.AsAt, a.Weeks[len(a.Weeks)-1].Monday+6
	d.Chart = draw(a)
	for _, id := range a.Rules {
		d.RuleHeads = append(d.RuleHeads, deadline.RuleName(id))
	}
	for _, id := range a.Chairs {
		d.ChairHeads = append(d.ChairHeads, cmp.Or(x.PersonName(id), "Nobody yet"))
	}
	d.Sums = weekRow{Total: a.Total, ByRule: make([]int, len(a.Rules)), ByChair: make([]int, len(a.Chairs))}
	for i := range a.Weeks {
		w := &a.Weeks[i]
		r := weekRow{Monday: w.Monday, Total: w.Total}
		for k, id := range a.Rules {
			r.ByRule = append(r.ByRule, w.ByRule[id])
			d.Sums.ByRule[k] += w.ByRule[id]
		}
		for k, id := range a.Chairs {
			r.ByChair = append(r.ByChair, w.ByChair[id])
			d.Sums.ByChair[k] += w.ByChair[id]
		}
		d.Weeks = append(d.Weeks, r)
	}
}

// weekView is what the page of one week is made from.
type weekView struct {
	filters
	Week          engine.AheadLines
	Sunday        deadline.Date
	Lines         []weekLine
	Before, After string // addresses; empty: none
	All           string
}

// weekLine is one deadline of a week.
type weekLine struct {
	engine.AheadLine
	ChairName string
	Passed    bool // the last day to give notice is over
}

// week answers GET /ahead/{monday}.
func week(x *page.Exchange) error {
	monday, err := deadline.ParseDate(x.R.PathValue("monday"))
	if err != nil {
		return engine.ErrNotThere
	}
	v := page.View{Here: "/ahead", Wide: true, Form: x.R.URL.Query()}
	found, err := x.Desk.AheadWeek(x.R.Context(), monday, ask(x.R.URL.Query()))
	if err != nil && !v.Faults.Take(err, "rule") {
		return err
	}
	d := &weekView{filters: filtersOf(x), Week: found, Sunday: monday + 6}
	d.All = "/ahead" + d.Query
	if found.Before != 0 {
		d.Before = "/ahead/" + found.Before.String() + d.Query
	}
	if found.After != 0 {
		d.After = "/ahead/" + found.After.String() + d.Query
	}
	for _, l := range found.Lines {
		d.Lines = append(d.Lines, weekLine{l, cmp.Or(x.PersonName(l.Chair), "nobody yet"), l.NoticeBy != 0 && l.NoticeBy < found.AsAt})
	}
	v.Title, v.Data = "The week of "+monday.Long(), d
	return x.Show(pages, "week.html", v)
}
