package entrance

import (
	"errors"
	"fmt"
	"html/template"
	"strings"

	"caseclock/engine"
	"caseclock/web/page"

	"rsc.io/qr"
)

// must is the pass of somebody who has to do one thing first; ok is false where
// the request is of nobody who has to, and has been sent on.
func (e *Entrance) must(x *page.Exchange, thing engine.Must, to string) (p engine.Pass, ok bool, err error) {
	p, signed := e.pass(x.R)
	if !signed {
		return p, false, x.See(withBack("/sign-in", to))
	}
	if _, must := e.who(x.R); must != thing {
		return p, false, e.onward(x, p, to)
	}
	return p, true, nil
}

func (e *Entrance) factorPage(x *page.Exchange) error {
	to := back(x.R.URL.Query())
	p, ok, err := e.must(x, engine.MustFactor, to)
	if !ok {
		return err
	}
	return e.showFactor(x, p, page.View{}, to)
}

// showFactor shows a secret, which the session keeps until a code was made with
// it.
func (e *Entrance) showFactor(x *page.Exchange, p engine.Pass, v page.View, to string) error {
	secret := e.sessions.GetString(x.R.Context(), secretKey)
	if secret == "" {
		secret, _ = e.Accounts.NewFactor(p)
		e.sessions.Put(x.R.Context(), secretKey, secret)
	}
	picture, err := picture(engine.FactorAddress(p, secret))
	if err != nil {
		return err
	}
	v.Title = "Set up your second factor"
	v.Data = asked{To: to, Secret: groups(secret), Picture: picture, Person: p.Person}
	return x.Show(pages, "factor.html", v)
}

func (e *Entrance) factor(x *page.Exchange) error {
	form, err := x.Form()
	if err != nil {
		return err
	}
	to := back(form)
	p, ok, err := e.must(x, engine.MustFactor, to)
	if !ok {
		return err
	}
	secret := e.sessions.GetString(x.R.Context(), secretKey)
	switch err := e.Accounts.ConfirmFactor(x.R.Context(), p, secret, form.Get("code"), e.from(x.R)); {
	case err == nil:
		if err := e.begin(x.R, p); err != nil {
			return err
		}
		return e.onward(x, p, to)
	case errors.Is(err, engine.ErrNotAllowed):
		return e.onward(x, p, to)
	default:
		var v page.View
		if !refuse(x, &v, err, "code") {
			return err
		}
		return e.showFactor(x, p, v, to)
	}
}

// groups parts a secret into groups of four, to be typed.
func groups(secret string) string {
	var parts []string
	for ; len(secret) > 4; secret = secret[4:] {
		parts = append(parts, secret[:4])
	}
	return strings.Join(append(parts, secret), " ")
}

// drawing is a picture of black squares: the side of the whole and the path of
// the squares, in squares.
type drawing struct {
	Side int
	Path template.HTMLAttr
}

// quiet is the margin that a reader needs, in squares.
const quiet = 4

// picture draws a text as a QR code.
func picture(text string) (drawing, error) {
	c, err := qr.Encode(text, qr.M)
	if err != nil {
		return drawing{}, fmt.Errorf("the picture of a second factor: %w", err)
	}
	var path strings.Builder
	for y := range c.Size {
		for x := range c.Size {
			if c.Black(x, y) {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	return drawing{c.Size + 2*quiet, template.HTMLAttr(`d="` + path.String() + `"`)}, nil
}
