// Package rulebook serves the rules: which packs are in force for whom, each
// pack with its sources, readings and who checked it, two packs side by side,
// and a calculator of dates without a case.
package rulebook

import (
	"embed"
	"net/url"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/rules"
	"caseclock/web/page"
)

//go:embed pages/*.html
var pageFiles embed.FS

var pages = page.Parse(pageFiles)

// Routes are the pages of the rules.
func Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /rules", Handle: list},
		{Pattern: "GET /rules/packs/{pack}", Handle: pack},
		{Pattern: "GET /rules/packs/{pack}/sheet", Handle: sheet},
		{Pattern: "GET /rules/compare", Handle: compare},
		{Pattern: "GET /rules/calculator", Handle: calculator},
	}
}

// listView is what the first page is made from.
type listView struct {
	Works     []engine.Works
	Packs     []engine.RulePack
	Choices   []page.Choice
	Calendars []*deadline.Calendar
}

// list answers GET /rules.
func list(x *page.Exchange) error {
	works, err := x.Desk.Works()
	if err != nil {
		return err
	}
	packs, err := x.Desk.RulePacks(x.R.Context())
	if err != nil {
		return err
	}
	calendars, err := x.Desk.Calendars()
	if err != nil {
		return err
	}
	v := &listView{works, packs, packChoices(packs), calendars}
	form := url.Values{}
	if len(packs) > 1 { // two that are not one and the same
		form.Set("b", packs[len(packs)-1].ID)
	}
	return x.Show(pages, "rules.html", page.View{Title: "Rules", Here: "/rules", Form: form, Data: v})
}

func packChoices(packs []engine.RulePack) (all []page.Choice) {
	for _, p := range packs {
		all = append(all, page.Choice{Value: p.ID, Text: p.ID + ": " + p.Title})
	}
	return all
}

// packView is what the page of a pack is made from.
type packView struct {
	*rules.Pack
	Described []rules.Description
	Unseen    int // timescales that no practitioner has checked
}

// pack answers GET /rules/packs/{pack}.
func pack(x *page.Exchange) error {
	p, err := x.Desk.Pack(x.R.PathValue("pack"))
	if err != nil {
		return err
	}
	v := &packView{Pack: p, Unseen: p.Unchecked()}
	for i := range p.Rules {
		v.Described = append(v.Described, rules.Describe(&p.Rules[i]))
	}
	return x.Show(pages, "pack.html", page.View{Title: p.Title, Here: "/rules", Data: v})
}

// sheet answers GET /rules/packs/{pack}/sheet: the check sheet, for a
// practitioner to sign.
func sheet(x *page.Exchange) error {
	p, err := x.Desk.Pack(x.R.PathValue("pack"))
	if err != nil {
		return err
	}
	content, err := rules.Sheet(p, "html")
	if err != nil {
		return err
	}
	return x.Document(content)
}

// compareView is what the page of two packs is made from.
type compareView struct {
	Choices     []page.Choice
	A, B        *rules.Pack // nil: not chosen yet
	Differences []rules.Difference
}

// compare answers GET /rules/compare.
func compare(x *page.Exchange) error {
	packs, err := x.Desk.RulePacks(x.R.Context())
	if err != nil {
		return err
	}
	q := x.R.URL.Query()
	v, faults := &compareView{Choices: packChoices(packs)}, page.Faults{}
	one := func(field string) *rules.Pack {
		if q.Get(field) == "" {
			return nil
		}
		p, err := x.Desk.Pack(q.Get(field))
		if err != nil {
			faults.Add(field, "Choose one of the packs listed.")
		}
		return p
	}
	v.A, v.B = one("a"), one("b")
	if v.A != nil && v.B != nil {
		v.Differences = rules.Compare(v.A, v.B)
	}
	return x.Show(pages, "compare.html", page.View{Title: "Compare two packs", Here: "/rules", Form: q, Faults: faults, Data: v})
}
