package cases

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/web/page"
)

// topForm is the form that stands on the page of a case whose deadlines need a
// reason from the viewer; nil where none does.
func topForm(x *page.Exchange, f *engine.CaseFile) (*reasonView, error) {
	var keys []engine.DeadlineKey
	for i := range f.Clocks {
		if f.Clocks[i].NeedsReason && len(keys) < mostMain {
			keys = append(keys, f.Clocks[i].DeadlineKey)
		}
	}
	if !f.May.GiveReasons || len(keys) == 0 {
		return nil, nil
	}
	v, err := newReasonView(x, f.ID, keys, nil)
	if errors.Is(err, engine.ErrNotThere) {
		return nil, nil // the deadlines could not be found again: the page is shown without the form
	}
	if v != nil {
		v.Top = true
	}
	return v, err
}

// reasonForm answers GET /cases/{id}/reason/{key}.
func reasonForm(x *page.Exchange) error {
	key, err := engine.ParseDeadlineKey(x.R.PathValue("key"))
	if err != nil {
		return engine.ErrNotThere
	}
	v, err := newReasonView(x, x.R.PathValue("id"), []engine.DeadlineKey{key}, nil)
	if err != nil {
		return err
	}
	if x.R.URL.Query().Get("back") == "work" {
		v.form.Set("back", "work")
		v.hide()
	}
	return v.show(x, nil)
}

// show shows the form on a page of its own.
func (v *reasonView) show(x *page.Exchange, faults page.Faults) error {
	here := "/cases"
	if v.form.Get("back") == "work" {
		here = "/work"
	}
	return x.Show(pages, "reason.html", page.View{Title: v.Title(), Here: here, Form: v.form, Faults: faults, Data: v})
}

// noDay stands for a day that cannot be read, so that the engine says what else
// is wrong and records nothing: it is long past.
const noDay deadline.Date = 1

// giveReason answers POST /cases/{id}/reason.
func giveReason(x *page.Exchange) error {
	form, err := x.Form()
	if err != nil {
		return err
	}
	id := x.R.PathValue("id")
	var faults page.Faults
	ask := asked(form, &faults)
	given, err := x.Desk.GiveReasons(x.R.Context(), ask)
	var changed *engine.Changed
	switch {
	case err == nil && len(given.Given) == 1:
		return saved(x, form, id, "reason")
	case err == nil:
		return saved(x, form, id, "reasons")
	case errors.As(err, &changed):
	case !refusedReason(&faults, err):
		return err
	}
	return reasonAgain(x, form, id, faults, changed)
}

// saved leads on to where the person came from.
func saved(x *page.Exchange, form url.Values, id, word string) error {
	if form.Get("back") == "work" {
		return x.Say("/work", word)
	}
	return x.Say("/cases/"+id, word)
}

// asked reads a posted form.
func asked(form url.Values, faults *page.Faults) engine.ReasonsAsk {
	a := engine.ReasonsAsk{Category: form.Get("category"), Text: page.Text(form, "text"), Key: form.Get("once")}
	if a.Proposed = page.Day(form, "proposed", faults); len(*faults) > 0 {
		a.Proposed = noDay
	}
	versions := versionsOf(form)
	at := map[string]int{}
	for _, value := range form["for"] {
		id, text, _ := strings.Cut(value, ".")
		key, err := engine.ParseDeadlineKey(text)
		if err != nil {
			continue
		}
		i, ok := at[id]
		if !ok {
			i = len(a.For)
			at[id] = i
			a.For = append(a.For, engine.ReasonFor{CaseID: id, Version: versions[id]})
		}
		a.For[i].Deadlines = append(a.For[i].Deadlines, key)
	}
	return a
}

// refusedReason takes what the engine refused, but for the day that could not
// be read anyway.
func refusedReason(faults *page.Faults, err error) bool {
	unread := len(*faults) > 0
	var more page.Faults
	if !more.Take(err, "deadlines", "category", "text", "proposed", "agreed_by") {
		return false
	}
	reword(more)
	for _, f := range more {
		if f.Field != "proposed" || !unread {
			*faults = append(*faults, f)
		}
	}
	return true
}

// changedText is said to the second of two who edit at once.
const changedText = "Something was recorded since you opened this page. Nothing that you typed is lost. Read what is new, then save again."

// reasonAgain shows the form with what was typed and what is wrong with it, or
// what was recorded of the cases since it was first shown.
func reasonAgain(x *page.Exchange, form url.Values, id string, faults page.Faults, changed *engine.Changed) error {
	var keys []engine.DeadlineKey
	for _, text := range form["main"] {
		if key, err := engine.ParseDeadlineKey(text); err == nil && len(keys) < mostMain {
			keys = append(keys, key)
		}
	}
	if changed != nil {
		form = url.Values(http.Header(form).Clone())
		form.Del("version")
	}
	v, err := newReasonView(x, id, keys, form)
	if err != nil {
		return err
	}
	if changed != nil {
		v.Changed = newsOf(changed)
		faults.Add("changed", changedText)
	}
	return v.show(x, faults)
}
