// Package trail serves Who looked: the audit trail by case, by person and by
// day, on the page and to be taken away. A case is named by its opaque id and
// found by its reference, which is posted and stands in no address.
package trail

import (
	"embed"
	"errors"
	"net/url"
	"strconv"
	"time"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/web/page"
)

//go:embed pages/*.html
var pageFiles embed.FS

var pages = page.Parse(pageFiles)

// Routes are the pages of Who looked.
func Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /trail", Handle: show},
		{Pattern: "POST /trail/case", Handle: find},
		{Pattern: "GET /trail/export", Handle: export},
	}
}

// lately is how many days the page begins with.
const lately = 7

// view is what the page is made from.
type view struct {
	engine.TrailPage
	Shown   []line
	People  []page.Choice
	Case    string // opaque id; empty: not of one case
	Of      string // what the entries are of, in words
	Pager   page.Pager
	Export  string // address of all that is asked for
	AllDays string // address of the same without the days; empty: none are given
}

// line is an entry as the page shows it.
type line struct {
	engine.TrailLine
	When, Who, What string
}

// actions are the words for what people do; what is not here is shown as it is.
var actions = map[string]string{
	"look": "looked", "search": "searched", "export": "took away", "report": "read a report", "record": "recorded", "import": "imported",
	"issue": "issued a report", "mend": "had mail tried again", "verify": "verified the store", "claim": "made a message", "sending": "sent",
	"rulebook": "put rules in force", "backup": "made a backup", "restore": "restored a backup", "withdraw": "withdrew", "reason": "gave a reason",
	"account": "changed an account", "token-issued": "issued a token", "token-revoked": "revoked a token", "token-used": "used a token",
	"sign-in": "signed in", "sign-out": "signed out", "sign-in-refused": "was not let in", "refused": "asked for what is not theirs",
}

// asked reads what is asked for: the query holds ids and days.
func asked(q url.Values, today deadline.Date) (a engine.TrailAsk, faults page.Faults) {
	a = engine.TrailAsk{Case: q.Get("case"), Person: q.Get("person")}
	a.From, a.To = page.Day(q, "from", &faults), page.Day(q, "to", &faults)
	if a.Case == "" && a.From == 0 && a.To == 0 && len(faults) == 0 {
		a.From = today - lately + 1
		q.Set("from", a.From.Long())
	}
	if n, err := strconv.Atoi(q.Get("page")); err == nil && n > 0 {
		a.Page = n
	}
	return a, faults
}

// show answers GET /trail.
func show(x *page.Exchange) error { return showWith(x, nil) }

func showWith(x *page.Exchange, faults page.Faults) error {
	q := x.R.URL.Query()
	ask, read := asked(q, x.Kit.Engine.Today())
	faults = append(faults, read...)
	v := &view{Case: ask.Case, People: peopleChoices(x)}
	if len(faults) == 0 {
		p, err := x.Desk.Trail(x.R.Context(), ask)
		if faults.Take(err, "person", "from", "to", "page") {
			err = nil
		}
		if err != nil {
			return err
		}
		v.fill(x, p, &ask)
	}
	return x.Show(pages, "trail.html", page.View{Title: "Who looked", Here: "/trail", Wide: true, Form: q, Faults: faults, Data: v})
}

func (v *view) fill(x *page.Exchange, p engine.TrailPage, a *engine.TrailAsk) {
	v.TrailPage = p
	v.Pager = x.Pager("entries", max(p.Page, 1), max(p.Pages, 1))
	v.Of = ofWords(x, a)
	v.Export = "/trail/export?" + query(a).Encode()
	if a.From != 0 || a.To != 0 {
		if a.Case != "" {
			v.AllDays = x.With("from", "", "to", "", "page", "")
		}
	}
	for _, e := range p.Entries {
		v.Shown = append(v.Shown, lineOf(x, e))
	}
}

func ofWords(x *page.Exchange, a *engine.TrailAsk) string {
	s := "Everybody"
	switch {
	case a.Case != "":
		s = "One case"
	case a.Person != "":
		s = x.PersonName(a.Person)
	}
	if a.From != 0 {
		s += ", from " + a.From.Long()
	}
	if a.To != 0 {
		s += ", to " + a.To.Long()
	}
	return s
}

// query is what is asked for as an address has it.
func query(a *engine.TrailAsk) url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"case": a.Case, "person": a.Person, "from": a.From.String(), "to": a.To.String()} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

func peopleChoices(x *page.Exchange) []page.Choice {
	all := []page.Choice{{Value: "", Text: "Everybody"}}
	for _, id := range x.Desk.TrailPeople() {
		all = append(all, page.Choice{Value: id, Text: x.PersonName(id) + " (" + id + ")"})
	}
	return all
}

func lineOf(x *page.Exchange, e engine.TrailLine) line {
	l := line{TrailLine: e, When: e.At.In(deadline.London).Format("2 January 2006, 15:04:05"), Who: x.PersonName(e.By), What: actions[e.Action]}
	if l.What == "" {
		l.What = e.Action
	}
	if l.Who == "" {
		l.Who = "nobody named"
	}
	return l
}

// find answers POST /trail/case: the case of a reference.
func find(x *page.Exchange) error {
	form, err := x.Form()
	if err != nil {
		return err
	}
	id, err := x.Desk.FindForTrail(x.R.Context(), page.Text(form, "reference"))
	if errors.Is(err, engine.ErrNotThere) {
		var faults page.Faults
		faults.Add("reference", "There is no case with this reference, or it is not yours to see.")
		v := &view{People: peopleChoices(x)}
		return x.Show(pages, "trail.html", page.View{Title: "Who looked", Here: "/trail", Wide: true, Form: form, Faults: faults, Data: v})
	}
	if err != nil {
		return err
	}
	return x.See("/trail?case=" + url.QueryEscape(id))
}

// stamp writes an instant for machines.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
