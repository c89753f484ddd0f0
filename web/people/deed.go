package people

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/web/page"
)

// deed is something that is done to an account, in words.
type deed struct {
	link    string // to the page that asks
	title   string // of that page, with the person's name
	follows []string
	said    string // see page's said.go; empty: a first password is shown
}

var given = fmt.Sprintf("A first password is made and shown to you once, on the next page. You give it to them yourself. It holds for %d days.", int(engine.InitialFor/(24*time.Hour)))

// deeds are what can be done to an account, with what follows from it.
var deeds = map[string]deed{
	"add": {"Add an account", "Add an account for %s?", []string{given,
		"At their first sign-in they set up a code from their telephone, and choose a password of their own.",
		"Who has the first password can sign in as them until they have changed it. That it was you who made it is put down in the record of who looked."}, ""},
	"reset": {"Reset the account", "Reset the account of %s?", []string{"For somebody who lost their password or their telephone. Make sure that it is they who ask.", given,
		"Their sessions end at once. Their code from a telephone is taken away, and they set up another.",
		"Who has the first password can sign in as them until they have changed it. That it was you who made it is put down in the record of who looked."}, ""},
	"disable": {"Disable", "Disable %s?", []string{"They can no longer sign in, with a password or with the council.",
		"Their sessions end at once. None of their tokens is valid meanwhile.", "What they recorded stays. They are still mailed: that is changed in the configuration."}, "disabled"},
	"enable": {"Enable", "Enable %s again?", []string{"They can sign in again, and tokens that they have are valid again.",
		"The password and the second factor are as they were."}, "enabled"},
}

// asking is what the page is made from that asks whether to do something.
type asking struct {
	person
	Follows []string
	To      string
	Button  string
}

// asked is the deed that an address names, where it can be done to somebody. It
// is known and cannot be done, where ok is false and there is no error.
func asked(x *page.Exchange, k *engine.Keeper) (l engine.PersonLine, name string, ok bool, err error) {
	name = x.R.PathValue("deed")
	if l, err = k.Person(x.R.PathValue("id")); err == nil && deeds[name].link == "" {
		err = engine.ErrNotThere
	}
	if err == nil && l.ID == x.Viewer.ID {
		err = engine.ErrNotAllowed
	}
	return l, name, slices.Contains(l.Deeds, name), err
}

// ask answers GET /people/{id}/{deed}.
func ask(x *page.Exchange, k *engine.Keeper) error {
	l, name, ok, err := asked(x, k)
	if err != nil {
		return err
	}
	if !ok {
		return x.See(address(l.ID)) // it was done meanwhile
	}
	d := deeds[name]
	p := personOf(x, l)
	return x.Show(pages, "ask.html", page.View{Title: fmt.Sprintf(d.title, l.Name), Here: "/people",
		Data: asking{p, d.follows, p.Address + "/" + name, d.link}})
}

// first is what the page is made from that shows a first password.
type first struct {
	person
	Secret string
	Until  deadline.Date
}

// do answers POST /people/{id}/{deed}. A first password is shown on the page
// that answers, and nowhere else.
func do(x *page.Exchange, k *engine.Keeper) error {
	form, err := x.Form()
	if err != nil {
		return err
	}
	l, name, ok, err := asked(x, k)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(form.Get("version"))
	if err != nil || !ok {
		version = -1 // it was not shown as it is
	}
	password, err := k.Keep(x.R.Context(), engine.AccountAsk{Do: name, ID: l.ID, Version: version})
	var faults page.Faults
	switch {
	case errors.Is(err, engine.ErrAccountChanged):
		faults.Add("account", "The account has changed since it was shown to you. Nothing was done. This is how it stands now.")
		return showOne(x, k, faults)
	case faults.Take(err):
		return showOne(x, k, faults)
	case err != nil:
		return err
	case password == "":
		return x.Say(address(l.ID), deeds[name].said)
	}
	until := deadline.DayOf(x.Kit.Now().Add(engine.InitialFor))
	return x.Show(pages, "first.html", page.View{Status: http.StatusOK, Title: "First password of " + l.Name, Here: "/people", Data: first{personOf(x, l), password, until}})
}
