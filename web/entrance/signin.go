package entrance

import (
	"errors"
	"net/http"
	"net/url"

	"caseclock/engine"
	"caseclock/web/page"
)

// asked is what a sign-in page is made from.
type asked struct {
	To      string // the page to go back to
	Council bool   // the council's sign-in is there
	Once    string // token of a demonstration's address
	Secret  string // of a second factor, in groups
	Picture any    // the same, for an app to look at
	Person  string
}

func (e *Entrance) signInPage(x *page.Exchange) error {
	to := back(x.R.URL.Query())
	if p, ok := e.pass(x.R); ok {
		if v, must := e.who(x.R); v != nil || must != engine.MustNothing {
			return e.onward(x, p, to)
		}
	}
	return x.Show(pages, "sign-in.html", page.View{Title: "Sign in", Data: asked{To: to, Council: e.Council != nil}})
}

// back is the page to go back to, where it is one of this site.
func back(q url.Values) string {
	if to := q.Get("to"); local(to) {
		return to
	}
	return ""
}

func (e *Entrance) signIn(x *page.Exchange) error {
	form, err := x.Form()
	if err != nil {
		return err
	}
	to := back(form)
	p, err := e.Accounts.SignIn(x.R.Context(), form.Get("id"), form.Get("password"), form.Get("code"), e.from(x.R))
	if err == nil {
		if err := e.begin(x.R, p); err != nil {
			return err
		}
		return e.onward(x, p, to)
	}
	v := page.View{Title: "Sign in", Form: url.Values{"id": {form.Get("id")}}, Data: asked{To: to, Council: e.Council != nil}}
	if !refuse(x, &v, err, "id") {
		return err
	}
	return x.Show(pages, "sign-in.html", v)
}

// refuse words what kept somebody out, and says whether it did.
func refuse(x *page.Exchange, v *page.View, err error, field string) bool {
	switch {
	case errors.Is(err, engine.ErrNotAdmitted):
		v.Faults.Add(field, notRight[field])
	case errors.Is(err, engine.ErrTooOften):
		v.Status = http.StatusTooManyRequests
		x.W.Header().Set("Retry-After", "300")
		v.Faults.Add(field, "There were too many tries. Wait five minutes and try again.")
	case errors.Is(err, engine.ErrCrowded):
		v.Status = http.StatusServiceUnavailable
		v.Faults.Add(field, "Too many people are signing in at once. Try again in a moment.")
	default:
		return false
	}
	return true
}

// notRight are the words for what is not right, by the field that they stand at.
var notRight = map[string]string{
	"id":    "The id, the password or the code is not right.",
	"code":  "The code is not right. It changes every 30 seconds, and the clock of your telephone must be right.",
	"old":   "The present password is not right.",
	"proof": "The password is not right. Nothing is ended.",
}

func (e *Entrance) signOut(x *page.Exchange) error {
	if p, ok := e.pass(x.R); ok {
		if err := e.Accounts.SignedOut(x.R.Context(), p, e.from(x.R)); err != nil {
			return err
		}
	}
	if err := e.sessions.Destroy(x.R.Context()); err != nil {
		return err
	}
	x.W.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return x.Say("/sign-in", "signedout")
}

func (e *Entrance) oncePage(x *page.Exchange) error {
	if !e.Accounts.Demo {
		return engine.ErrNotThere
	}
	return x.Show(pages, "once.html", page.View{Title: "Sign in to the demonstration", Data: asked{Once: x.R.PathValue("token")}})
}

func (e *Entrance) once(x *page.Exchange) error {
	p, err := e.Accounts.SignInInvited(x.R.Context(), x.R.PathValue("token"), e.from(x.R))
	if errors.Is(err, engine.ErrNotAdmitted) {
		return engine.ErrNotThere
	}
	if err == nil {
		err = e.begin(x.R, p)
	}
	if err != nil {
		return err
	}
	return e.onward(x, p, "")
}
