package entrance

import (
	"errors"
	"net/url"
	"slices"

	"caseclock/engine"
	"caseclock/web/page"
)

// owned is what the page "Your account" is made from.
type owned struct {
	Person    string
	Local     bool // the account has a password here
	Factor    bool // and a second factor
	Council   bool // they came by the council's sign-in
	Confirmed bool // and that not long ago
	Here      engine.SessionLine
	Others    []chosen
	Most      int
	Idle      int // minutes after which a session ends that is not used
}

// chosen is a session elsewhere, and whether its box is ticked.
type chosen struct {
	engine.SessionLine
	Ticked bool
}

func (e *Entrance) accountPage(x *page.Exchange) error { return e.showAccount(x, page.View{}) }

func (e *Entrance) showAccount(x *page.Exchange, v page.View) error {
	p, _ := e.pass(x.R)
	o := owned{Person: x.Viewer.ID, Local: p.Way == engine.WayPassword, Factor: e.Accounts.HasFactor(p), Council: p.Way == engine.WayCouncil,
		Confirmed: e.Accounts.Confirmed(p), Most: engine.MostSessions, Idle: int(e.Accounts.Idle.Minutes())}
	list, err := e.Accounts.Sessions().Own(x.R.Context(), p, e.sessions.Token(x.R.Context()))
	if err != nil {
		return err
	}
	for _, l := range list {
		if l.Here {
			o.Here = l
		} else {
			o.Others = append(o.Others, chosen{l, slices.Contains(v.Form["session"], l.Mark)})
		}
	}
	v.Title, v.Data = "Your account", o
	return x.Show(pages, "account.html", v)
}

// ownForm reads a form of that page, and who sent it; ok is false where that was
// nobody, who has been sent on, or it cannot be read.
func (e *Entrance) ownForm(x *page.Exchange) (form url.Values, p engine.Pass, ok bool, err error) {
	if form, err = x.Form(); err != nil {
		return nil, p, false, err
	}
	if p, ok = e.pass(x.R); !ok {
		err = e.Ask(x)
	}
	return form, p, ok, err
}

// endSessions answers POST /account/sessions: those that are ticked are ended,
// or all but this one.
func (e *Entrance) endSessions(x *page.Exchange) error {
	form, p, ok, err := e.ownForm(x)
	if !ok {
		return err
	}
	v := page.View{Form: url.Values{"session": form["session"]}}
	all := form.Get("do") == "all"
	if !all && len(form["session"]) == 0 {
		v.Faults.Add("session", "Choose what to end.")
		return e.showAccount(x, v)
	}
	_, err = e.Accounts.Sessions().EndOwn(x.R.Context(), p, e.sessions.Token(x.R.Context()), form.Get("proof"), e.from(x.R), all, form["session"]...)
	switch {
	case err == nil:
		return x.Say("/account", "ended")
	case errors.Is(err, engine.ErrConfirm):
		v.Faults.Add("", "Nothing is ended yet. Sign in with your council again first.")
	case !refuse(x, &v, err, "proof"):
		return err
	}
	return e.showAccount(x, v)
}
