package entrance

import (
	"net/url"

	"caseclock/engine"
	"caseclock/web/page"
)

func (e *Entrance) firstPasswordPage(x *page.Exchange) error {
	to := back(x.R.URL.Query())
	if _, ok, err := e.must(x, engine.MustPassword, to); !ok {
		return err
	}
	return showFirst(x, page.View{}, to)
}

func showFirst(x *page.Exchange, v page.View, to string) error {
	v.Title, v.Data = "Choose a password of your own", asked{To: to}
	return x.Show(pages, "password.html", v)
}

func (e *Entrance) firstPassword(x *page.Exchange) error {
	form, err := x.Form()
	if err != nil {
		return err
	}
	to := back(form)
	p, ok, err := e.must(x, engine.MustPassword, to)
	if !ok {
		return err
	}
	var v page.View
	if p, err = e.change(x, p, form, &v); err != nil {
		return err
	}
	if len(v.Faults) > 0 {
		return showFirst(x, v, to)
	}
	return e.onward(x, p, to)
}

// change changes a password; what is wrong with the form stands in the view.
func (e *Entrance) change(x *page.Exchange, p engine.Pass, form url.Values, v *page.View) (engine.Pass, error) {
	if form.Get("password") != form.Get("again") {
		v.Faults.Add("again", "The two are not the same. Type the new password once more.")
		return p, nil
	}
	p, err := e.Accounts.ChangePassword(x.R.Context(), p, form.Get("old"), form.Get("password"), e.from(x.R))
	if err == nil {
		return p, e.begin(x.R, p)
	}
	if v.Faults.Take(err, "password") || refuse(x, v, err, "old") {
		return p, nil
	}
	return p, err
}

func (e *Entrance) ownPassword(x *page.Exchange) error {
	form, p, ok, err := e.ownForm(x)
	if !ok {
		return err
	}
	var v page.View
	if _, err = e.change(x, p, form, &v); err != nil {
		return err
	}
	if len(v.Faults) > 0 {
		return e.showAccount(x, v)
	}
	return x.Say("/account", "password")
}
