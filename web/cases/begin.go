package cases

import (
	"crypto/rand"
	"net/url"
	"slices"

	"caseclock/access"
	"caseclock/engine"
	"caseclock/web/page"
)

// firstKinds are the events that a case can begin with, as they are offered.
var firstKinds = []offer{
	{"concern-notified", "A notification of concern was received"},
	{"transfer-notified", "We were told that a child moves here for good"},
	{"position-brought-in", "The child is on the register already, and records begin here"},
}

// beginView is what the form for a new case is made from.
type beginView struct {
	Offers []offer
	Says   string
	Inputs []input
	First  []input // of the first event
	Hidden []hidden
}

// beginForm answers GET /cases/new: what the case begins with or, where that is
// chosen, the form.
func beginForm(x *page.Exchange) error {
	kind := x.R.URL.Query().Get("kind")
	if kind == "" {
		return x.Show(pages, "begin.html", page.View{Title: "Record a new case", Here: "/cases", Data: beginView{Offers: firstKinds}})
	}
	return showBegin(x, page.View{Form: url.Values{"kind": {kind}, "once": {rand.Text()}}})
}

// showBegin shows the form for a new case.
func showBegin(x *page.Exchange, v page.View) error {
	k, _, ok := kindOf(x.Desk.Kinds(), v.Form.Get("kind"))
	at := slices.IndexFunc(firstKinds, func(o offer) bool { return o.Value == k.Kind })
	if !ok || at < 0 {
		return engine.ErrNotThere
	}
	d := beginView{Says: firstKinds[at].Text + "."}
	d.Inputs = append(d.Inputs, input{page.Field{Name: "reference", Label: "Reference", Hint: "The case system's reference. Never a name.",
		Value: v.Form.Get("reference"), Faults: v.Faults.Of("reference")}, "input"})
	for _, f := range k.Fields {
		if f.Name != "replaces" {
			d.First = append(d.First, inputOf(x, nil, f, "", &v))
		}
	}
	where := x.Authorities(access.RecordEvents)
	if len(where) == 1 {
		d.Hidden = append(d.Hidden, hidden{"authority", where[0].Value})
	} else {
		in := input{Field: page.Field{Name: "authority", Label: "Council", Value: v.Form.Get("authority"), Faults: v.Faults.Of("authority")}}
		in.choose(where, "Choose")
		d.Inputs = append(d.Inputs, in)
	}
	for _, name := range []string{"chair", "lead", "family"} {
		in := inputOf(x, nil, engine.FieldForm{Name: name}, "", &v)
		if len(in.Choices) > 0 {
			in.Choices[0].Text = "Nobody yet"
		}
		d.Inputs = append(d.Inputs, in)
	}
	d.Hidden = append(d.Hidden, hidden{"kind", k.Kind}, hidden{"once", v.Form.Get("once")})
	v.Title, v.Here, v.Data = "Record a new case", "/cases", d
	return x.Show(pages, "begin.html", v)
}

// begin answers POST /cases/new.
func begin(x *page.Exchange) error {
	form, err := x.Form()
	if err != nil {
		return err
	}
	k, _, ok := kindOf(x.Desk.Kinds(), form.Get("kind"))
	if !ok {
		return engine.ErrNotThere
	}
	v := page.View{Form: form}
	council := form.Get("authority")
	if council == "" {
		v.Faults.Add("authority", "Choose the council whose case it is.")
		return showBegin(x, v)
	}
	kept, err := x.Desk.Begin(x.R.Context(), engine.Beginning{Authority: council, Reference: page.Text(form, "reference"),
		Chair: page.Text(form, "chair"), Lead: page.Text(form, "lead"), Family: page.Text(form, "family"),
		First: entered(form, k, "", &v.Faults), Key: form.Get("once")})
	if err == nil {
		return x.Say("/cases/"+kept.CaseID, "begun")
	}
	if !refusedEvent(&v.Faults, err, k, "reference", "authority", "chair", "lead", "family") {
		return err
	}
	return showBegin(x, v)
}
