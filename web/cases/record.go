package cases

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/web/page"
)

// recordView is what the form for an event is made from.
type recordView struct {
	CaseID, Reference string
	Offers            []offers // the kinds, where none is chosen yet
	Name              string   // of the kind
	Inputs            []input
	Hidden            []hidden
	Corrects          string // the entry that is corrected, in words
	Changed           []news
}

// recordForm answers GET /cases/{id}/record: the kinds of events or, where one
// is chosen, its form.
func recordForm(x *page.Exchange) error {
	f, err := x.Desk.Case(x.R.Context(), x.R.PathValue("id"))
	switch {
	case err != nil:
		return err
	case !f.May.Record:
		return engine.ErrNotAllowed
	}
	value := x.R.URL.Query().Get("kind")
	if value == "" {
		return x.Show(pages, "kinds.html", page.View{Title: "Record an event: " + f.Case, Here: "/cases",
			Data: recordView{CaseID: f.ID, Reference: f.Case, Offers: offered(x.Desk.Kinds())}})
	}
	return showRecord(x, &f, url.Values{"kind": {value}, "once": {rand.Text()}, "version": {strconv.Itoa(f.Version)}}, nil, nil)
}

// correctForm answers GET /cases/{id}/correct/{event}: the form of an event as
// it was entered.
func correctForm(x *page.Exchange) error {
	f, err := x.Desk.Case(x.R.Context(), x.R.PathValue("id"))
	switch {
	case err != nil:
		return err
	case !f.May.Record:
		return engine.ErrNotAllowed
	}
	h := marked(&f, x.R.PathValue("event"))
	switch {
	case h == nil:
		return engine.ErrNotThere
	case h.ReplacedBy != "" || h.WithdrawnBy != "":
		return &page.Refusal{Status: http.StatusConflict, Title: "This entry was corrected or withdrawn already: the case's history shows what counts now"}
	}
	fields, err := x.Desk.Entered(x.R.Context(), f.ID, h.Event)
	if err != nil {
		return err
	}
	form := url.Values{"kind": {h.Kind}, "once": {rand.Text()}, "version": {strconv.Itoa(f.Version)}, "replaces": {h.Event}}
	for name, value := range fields {
		if d, err := deadline.ParseDate(value); err == nil {
			value = d.Long()
		}
		if labels[name][0] != "" {
			form.Set(name, value)
		}
	}
	return showRecord(x, &f, form, nil, nil)
}

// showRecord shows the form of the kind that it names.
func showRecord(x *page.Exchange, f *engine.CaseFile, form url.Values, faults page.Faults, changed *engine.Changed) error {
	k, conference, ok := kindOf(x.Desk.Kinds(), form.Get("kind"))
	if !ok {
		return engine.ErrNotThere
	}
	d := recordView{CaseID: f.ID, Reference: f.Case, Name: k.Name}
	v := page.View{Title: page.Sentence(k.Name), Here: "/cases", Form: form, Faults: faults}
	v.Title = v.Title[:len(v.Title)-1] + ": " + f.Case
	if conference != "" {
		v.Title = categoryName(conference) + " " + k.Name + ": " + f.Case
	}
	if changed != nil {
		d.Changed = newsOf(changed)
		v.Faults.Add("changed", changedText)
		form = url.Values(http.Header(form).Clone())
		form.Set("version", strconv.Itoa(f.Version))
	}
	for _, field := range k.Fields {
		if !settled(field.Name, conference) {
			d.Inputs = append(d.Inputs, inputOf(x, f, field, conference, &v))
		}
	}
	for _, name := range []string{"kind", "once", "version", "replaces"} {
		if value := form.Get(name); value != "" {
			d.Hidden = append(d.Hidden, hidden{name, value})
		}
	}
	d.Corrects = corrected(f, form.Get("replaces"))
	if d.Corrects != "" {
		v.Title = "Correct: " + v.Title
	}
	v.Data = d
	return x.Show(pages, "record.html", v)
}

// settled says whether nothing is asked about a field: what is corrected, the
// kind of conference that was chosen, and the day of a continued conference
// where only an initial one can be continued.
func settled(field, conference string) bool {
	switch field {
	case "replaces":
		return true
	case "conference":
		return conference != ""
	case "until":
		return conference != "" && conference != deadline.Initial.String()
	}
	return false
}

// corrected says the entry with this id, in words.
func corrected(f *engine.CaseFile, event string) string {
	for i := range f.Timeline {
		if h := &f.Timeline[i]; event != "" && h.Event == event {
			return sentence(h.Text + " on " + h.On.Long())
		}
	}
	return ""
}

// record answers POST /cases/{id}/record.
func record(x *page.Exchange) error {
	form, err := x.Form()
	if err != nil {
		return err
	}
	id := x.R.PathValue("id")
	k, conference, ok := kindOf(x.Desk.Kinds(), form.Get("kind"))
	if !ok {
		k.Kind = form.Get("kind") // which the desk refuses after it looked whose case it is
	}
	var faults page.Faults
	fields := entered(form, k, conference, &faults)
	if why := page.Text(form, "why"); why != "" && fields["replaces"] != "" {
		fields["why"] = why
	}
	version, err := strconv.Atoi(form.Get("version"))
	if err != nil || version < 1 {
		return &page.Refusal{Status: http.StatusBadRequest, Title: "This form cannot be read"}
	}
	kept, err := x.Desk.Record(x.R.Context(), id, version, engine.Entry{Fields: fields, Key: form.Get("once")})
	var changed *engine.Changed
	switch {
	case err == nil && !kept.Yours:
		return x.Say("/cases", "event")
	case err == nil:
		return x.Say("/cases/"+id, "event")
	case errors.As(err, &changed):
	case !refusedEvent(&faults, err, k, "why"):
		return err
	}
	f, err := x.Desk.Case(x.R.Context(), id)
	if err != nil {
		return err
	}
	return showRecord(x, &f, form, faults, changed)
}

// entered reads the fields of a kind of event from a posted form. A day that
// cannot be read is left as it was typed: the engine refuses it.
func entered(form url.Values, k engine.KindForm, conference string, faults *page.Faults) map[string]string {
	fields := map[string]string{"event": k.Kind}
	for _, f := range k.Fields {
		text := page.Text(form, f.Name)
		if f.Shape == deadline.DayShape && text != "" {
			if d, ok := page.ParseDay(text); ok {
				text = d.String()
			} else {
				text = "no day"
				faults.Add(f.Name, "This is no day. Write it like 26/1/2026 or 26 January 2026.")
			}
		}
		if text != "" {
			fields[f.Name] = text
		}
	}
	if conference != "" {
		fields["conference"] = conference
	}
	return fields
}

// refusedEvent takes what the engine refused of a kind of event, but for days
// that are faulted already.
func refusedEvent(faults *page.Faults, err error, k engine.KindForm, more ...string) bool {
	names := more
	for _, f := range k.Fields {
		names = append(names, f.Name)
	}
	var refused page.Faults
	if !refused.Take(err, names...) {
		return false
	}
	reword(refused)
	already := *faults
	for _, f := range refused {
		if f.Field == "" || len(already.Of(f.Field)) == 0 {
			*faults = append(*faults, f)
		}
	}
	faults.InOrder(names...)
	return true
}
