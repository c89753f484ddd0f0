package work

import (
	"embed"
	"net/url"
	"strconv"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/web/page"
)

//go:embed pages/*
var pageFiles embed.FS

var pages = page.Parse(pageFiles)

// Routes are the pages of My work.
func Routes() []page.Route {
	return []page.Route{{Pattern: "GET /work", Handle: show}}
}

// pageSize is how many lines of each list a page has: as many as one person can
// see to.
const pageSize = 20

// within are the stretches ahead that can be chosen, in days.
var within = []int{7, 14, 28, engine.DefaultWithin, 91, 182}

// view is what the page is made from.
type view struct {
	Work     engine.Work
	Groups   []group
	Several  bool // authorities
	Everyone bool // the lines are of more chairs than one
	Narrowed bool // something narrows the lists
	Filters  filters
	All      string // address without any filter
}

// filters are what each list of choices offers.
type filters struct {
	Rules, Authorities, Chairs, Within, Groups []page.Choice
}

// show answers GET /work.
func show(x *page.Exchange) error {
	q := x.R.URL.Query()
	v := page.View{Title: "My work", Here: "/work", Form: q, Wide: true}
	ask := asked(q, &v.Faults)
	authorities := x.Authorities(access.SeeCases)
	data := &view{Filters: offered(x, authorities), Several: len(authorities) > 1, Everyone: len(authorities) > 0,
		Narrowed: narrowed(q), All: x.R.URL.Path}
	v.Data = data
	if len(v.Faults) == 0 {
		w, err := x.Desk.Work(x.R.Context(), ask)
		if err != nil && !v.Faults.Take(err, "rule", "authority", "chair", "within", "group") {
			return err
		}
		data.Work = w
	}
	if q.Get("within") == "" {
		q.Set("within", strconv.Itoa(engine.DefaultWithin))
	}
	if err := fill(x, data); err != nil {
		return err
	}
	return x.Show(pages, "work.html", v)
}

// asked reads the filters of an address.
func asked(q url.Values, faults *page.Faults) engine.WorkAsk {
	a := engine.WorkAsk{Size: pageSize, Authority: q.Get("authority"), Rule: q.Get("rule"), Chair: q.Get("chair"), Group: engine.Group(q.Get("group"))}
	for _, n := range []struct {
		name, field string
		into        *int
	}{{"within", "within", &a.Within}, {"page", "", &a.Page}} {
		text := q.Get(n.name)
		if text == "" {
			continue
		}
		var err error
		if *n.into, err = strconv.Atoi(text); err != nil {
			faults.Add(n.field, "This is no number. Choose one of the list.")
		}
	}
	return a
}

func narrowed(q url.Values) bool {
	for _, name := range []string{"authority", "rule", "chair", "within", "group"} {
		if q.Get(name) != "" {
			return true
		}
	}
	return false
}

// offered are the choices that the viewer has.
func offered(x *page.Exchange, authorities []page.Choice) filters {
	f := filters{Authorities: authorities, Chairs: x.Chairs()}
	for _, id := range x.Kit.Engine.Book.RuleIDs() {
		f.Rules = append(f.Rules, page.Choice{Value: id, Text: deadline.RuleName(id)})
	}
	for _, n := range within {
		f.Within = append(f.Within, page.Choice{Value: strconv.Itoa(n), Text: strconv.Itoa(n/7) + " weeks"})
	}
	f.Within[0].Text = "1 week"
	for _, g := range engine.Groups {
		f.Groups = append(f.Groups, page.Choice{Value: string(g), Text: headings[g]})
	}
	for _, list := range []*[]page.Choice{&f.Authorities, &f.Chairs, &f.Rules, &f.Groups} {
		*list = append([]page.Choice{{Text: "All"}}, *list...)
	}
	return f
}
