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

// withdrawView is what the page that withdraws an entry is made from.
type withdrawView struct {
	CaseID, Mark, Says string
	Hidden             []hidden
	Changed            []news
}

// withdrawForm answers GET /cases/{id}/withdraw/{event}.
func withdrawForm(x *page.Exchange) error {
	f, h, err := toWithdraw(x)
	if err != nil {
		return err
	}
	form := url.Values{"once": {rand.Text()}, "version": {strconv.Itoa(f.Version)}}
	return showWithdraw(x, f, h, page.View{Form: form})
}

// toWithdraw reads the case and the entry that an address names.
func toWithdraw(x *page.Exchange) (*engine.CaseFile, *engine.Happening, error) {
	f, err := x.Desk.Case(x.R.Context(), x.R.PathValue("id"))
	switch {
	case err != nil:
		return nil, nil, err
	case !f.May.Withdraw:
		return nil, nil, engine.ErrNotAllowed
	}
	h := marked(&f, x.R.PathValue("event"))
	if h == nil || h.Kind == deadline.Withdrawn.String() {
		return nil, nil, engine.ErrNotThere
	}
	return &f, h, nil
}

// showWithdraw asks why an entry is withdrawn.
func showWithdraw(x *page.Exchange, f *engine.CaseFile, h *engine.Happening, v page.View, changed ...news) error {
	d := withdrawView{CaseID: f.ID, Mark: markOf(f.ID, h.Event), Says: sentence(h.Text + " on " + h.On.Long()), Changed: changed}
	for _, name := range []string{"once", "version"} {
		d.Hidden = append(d.Hidden, hidden{name, v.Form.Get(name)})
	}
	v.Title, v.Here, v.Data = "Withdraw an entry: "+f.Case, "/cases", d
	return x.Show(pages, "withdraw.html", v)
}

// withdraw answers POST /cases/{id}/withdraw/{event}.
func withdraw(x *page.Exchange) error {
	form, err := x.Form()
	if err != nil {
		return err
	}
	f, h, err := toWithdraw(x)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(form.Get("version"))
	if err != nil || version < 1 {
		return &page.Refusal{Status: http.StatusBadRequest, Title: "This form cannot be read"}
	}
	_, err = x.Desk.Withdraw(x.R.Context(), f.ID, version, engine.Withdrawal{Event: h.Event, Why: page.Text(form, "why"), Key: form.Get("once")})
	if err == nil {
		return x.Say("/cases/"+f.ID, "withdrawn")
	}
	v := page.View{Form: form}
	var changed *engine.Changed
	if errors.As(err, &changed) {
		form = url.Values(http.Header(form).Clone())
		form.Set("version", strconv.Itoa(f.Version))
		v.Form = form
		v.Faults.Add("changed", changedText)
		return showWithdraw(x, f, h, v, newsOf(changed)...)
	}
	if !v.Faults.Take(err, "why") {
		return err
	}
	reword(v.Faults)
	return showWithdraw(x, f, h, v)
}
