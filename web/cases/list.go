package cases

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/web/page"
)

// listView is what the list of cases is made from.
type listView struct {
	Page      engine.CasePage
	Lines     []listLine
	Total     string
	Heads     []head
	Several   bool // authorities
	Everyone  bool // cases of more chairs than one
	MayBegin  bool
	Narrowed  bool
	Pager     page.Pager
	Rules     []page.Choice
	Statuses  []page.Choice
	Chairs    []page.Choice
	Councils  []page.Choice
	Sorts     []page.Choice
	Reference string // that was looked for and not found
}

// listLine is one case of the list.
type listLine struct {
	engine.CaseLine
	ChairName, Where string
	Due, What        string // of what falls due next
}

// head is a column that the list can be sorted by.
type head struct {
	Text, Link string
	Sorted     string // "ascending" or "descending": the list is sorted by it so; empty: it is not
}

// columns are those that the list can be sorted by.
var columns = []struct {
	text  string
	sort  engine.Sort
	order string
}{{"Case", engine.ByReference, "ascending"}, {"Next due", engine.ByNextDue, "ascending"}, {"Days late", engine.ByDaysLate, "descending"}}

// list answers GET /cases.
func list(x *page.Exchange) error { return showList(x, page.View{}) }

// showList shows the list that the address asks for, with what is wrong with
// the search.
func showList(x *page.Exchange, v page.View) error {
	q := x.R.URL.Query()
	v.Title, v.Here, v.Wide = "Cases", "/cases", true
	councils := x.Authorities(access.SeeCases)
	d := &listView{Several: len(councils) > 1, Everyone: len(councils) > 0, Reference: v.Form.Get("reference"),
		MayBegin: len(x.Authorities(access.RecordEvents)) > 0, Narrowed: narrowed(q)}
	d.Rules, d.Statuses, d.Chairs, d.Councils = ruleChoices(x), statusChoices(), all(x.Chairs()), all(councils)
	v.Form, v.Data = q, d
	ask := engine.CasesAsk{Status: q.Get("status"), Rule: q.Get("rule"), Chair: q.Get("chair"), Authority: q.Get("authority"),
		Queried: q.Get("queried") == "yes", Sort: engine.Sort(q.Get("sort"))}
	if text := q.Get("page"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return &page.Refusal{Status: http.StatusNotFound, Title: "There is no such page"}
		}
		ask.Page = n
	}
	found, err := x.Desk.Cases(x.R.Context(), ask)
	if err != nil && !v.Faults.Take(err, "status", "rule", "chair", "authority") {
		return err
	}
	d.Page = found
	d.fill(x, ask)
	return x.Show(pages, "list.html", v)
}

// fill puts the lines and the heads of the columns.
func (d *listView) fill(x *page.Exchange, ask engine.CasesAsk) {
	d.Total = inWords(d.Page.Total, d.Narrowed)
	d.Pager = x.Pager("cases", d.Page.Page, d.Page.Pages)
	for _, h := range columns {
		d.Sorts = append(d.Sorts, page.Choice{Value: string(h.sort), Text: h.text})
		hd := head{Text: h.text, Link: x.With("sort", string(h.sort), "page", "")}
		if ask.Sort == h.sort || ask.Sort == "" && h.sort == engine.ByReference {
			hd.Sorted = h.order
		}
		d.Heads = append(d.Heads, hd)
	}
	for _, c := range d.Page.Lines {
		l := listLine{CaseLine: c, ChairName: x.PersonName(c.Chair), Where: x.AuthorityName(c.Authority)}
		if c.Next != nil {
			l.Due, l.What = c.Next.Due.Long(), c.Next.Timescale
		}
		d.Lines = append(d.Lines, l)
	}
}

// inWords says how many cases there are.
func inWords(n int, narrowed bool) string {
	switch {
	case n == 0 && narrowed:
		return "No case is as you asked."
	case n == 0:
		return "There is no case that you may see."
	case n == 1 && narrowed:
		return "1 case is as you asked."
	case narrowed:
		return page.Thousands(n) + " cases are as you asked."
	case n == 1:
		return "1 case."
	}
	return page.Thousands(n) + " cases."
}

func narrowed(q url.Values) bool {
	for _, name := range []string{"status", "rule", "chair", "authority", "queried"} {
		if q.Get(name) != "" {
			return true
		}
	}
	return false
}

// notFound is said of a reference that there is not, and of one that is not the
// viewer's to see.
const notFound = "There is no case with this reference among those you may see. Check how it is written."

// find answers POST /cases/find. The reference is posted, so that it stands in
// no address.
func find(x *page.Exchange) error {
	form, err := x.Form()
	if err != nil {
		return err
	}
	v := page.View{Form: form}
	x.R = x.R.Clone(x.R.Context())
	x.R.URL.Path, x.R.URL.RawQuery = "/cases", "" // where the list's links lead
	reference := page.Text(form, "reference")
	if reference == "" {
		v.Faults.Add("reference", "Write the reference of a case.")
		return showList(x, v)
	}
	id, err := x.Desk.Find(x.R.Context(), reference)
	if errors.Is(err, engine.ErrNotThere) {
		v.Faults.Add("reference", notFound)
		return showList(x, v)
	}
	if err != nil {
		return err
	}
	return x.See("/cases/" + id)
}

func all(list []page.Choice) []page.Choice {
	return append([]page.Choice{{Text: "All"}}, list...)
}

func ruleChoices(x *page.Exchange) []page.Choice {
	var list []page.Choice
	for _, id := range x.Kit.Engine.Book.RuleIDs() {
		list = append(list, page.Choice{Value: id, Text: deadline.RuleName(id)})
	}
	return all(list)
}

// statusWords are the statuses that the list can be narrowed to, as people read
// them.
var statusWords = map[string]string{
	engine.CaseUnexplained: "needs a reason", engine.CaseOpen: "something is still to do", engine.CaseSettled: "nothing is left to do",
}

func statusChoices() []page.Choice {
	var list []page.Choice
	for _, s := range engine.CaseStatuses() {
		text := statusWords[s]
		if text == "" {
			status, err := deadline.ParseStatus(s)
			if err != nil {
				continue
			}
			text = page.StatusOf(status).Words
		}
		list = append(list, page.Choice{Value: s, Text: text})
	}
	return all(list)
}
