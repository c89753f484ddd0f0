package people

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/web/page"
)

// How long a token holds, in calendar days: what the form begins with, and at
// most.
const (
	usually = 90
	longest = 365
)

// ownView is what the page of one's own tokens is made from.
type ownView struct {
	Tokens  []token
	Boxes   []page.Choice // the acts that can be given
	Longest deadline.Date
}

// offered are the acts that a person can give to a token of their own.
func (d *desk) offered(x *page.Exchange) []access.Act {
	return slices.DeleteFunc(d.accounts.OwnActs(x.Viewer), func(a access.Act) bool { return slices.Contains(pagesOnly, a) })
}

// own answers GET /account/tokens.
func (d *desk) own(x *page.Exchange) error {
	form := url.Values{"expires": {(x.Kit.Engine.Today() + usually).Long()}}
	return d.showOwn(x, form, nil)
}

func (d *desk) showOwn(x *page.Exchange, form url.Values, faults page.Faults) error {
	v := ownView{Tokens: tokens(x, d.accounts.OwnTokens(x.Viewer), underAccount), Longest: x.Kit.Engine.Today() + longest}
	for _, a := range d.offered(x) {
		v.Boxes = append(v.Boxes, page.Choice{Value: string(a), Text: actInWords(a), Chosen: slices.Contains(form["scope"], string(a))})
	}
	return x.Show(pages, "tokens.html", page.View{Title: "Your tokens for programs", Form: form, Faults: faults, Data: v})
}

// issue answers POST /account/tokens. It is the one page that shows the token.
func (d *desk) issue(x *page.Exchange) error {
	form, err := x.Form()
	if err != nil {
		return err
	}
	q, faults := d.wanted(x, form)
	if len(faults) == 0 {
		k, err := d.accounts.IssueOwn(x.R.Context(), x.Viewer, q)
		switch {
		case err == nil:
			return x.Show(pages, "token.html", page.View{Status: http.StatusOK, Title: "Your new token", Data: issued{k.Token, tokens(x, []engine.TokenLine{k.TokenLine}, underAccount)[0]}})
		case !faults.Take(err, "note", "scope", "expires"):
			return err
		}
	}
	faults.InOrder("note", "scope", "expires")
	return d.showOwn(x, form, faults)
}

// issued is what the page is made from that shows a token.
type issued struct {
	Secret string
	token
}

// wanted reads the form.
func (d *desk) wanted(x *page.Exchange, form url.Values) (q engine.TokenAsk, faults page.Faults) {
	q.Note = page.Text(form, "note")
	switch n := len([]rune(q.Note)); {
	case n == 0:
		faults.Add("note", "Say what it is for.")
	case len(q.Note) > longestNote:
		faults.Add("note", "This is too long. Accepted are up to 100 characters.")
	}
	for _, word := range form["scope"] {
		q.Acts = append(q.Acts, access.Act(word))
	}
	offered := d.offered(x)
	switch {
	case len(q.Acts) == 0:
		faults.Add("scope", "Choose what it may do.")
	case slices.ContainsFunc(q.Acts, func(a access.Act) bool { return !slices.Contains(offered, a) }):
		faults.Add("scope", "Choose from what you may do yourself.")
	}
	day := page.Day(form, "expires", &faults)
	today := x.Kit.Engine.Today()
	switch {
	case len(faults.Of("expires")) > 0:
	case day == 0:
		faults.Add("expires", "Say until when it holds.")
	case day < today:
		faults.Add("expires", "This day is past. Accepted is today or a later day.")
	case day > today+longest:
		faults.Add("expires", "This is more than a year ahead. Accepted is "+(today+longest).Long()+" or an earlier day.")
	default:
		q.Expires = endOf(day)
		if most := x.Kit.Now().Add(engine.LongestToken); q.Expires.After(most) {
			q.Expires = most
		}
	}
	return q, faults
}

const longestNote = 100

// endOf is the instant at which a day is over in London.
func endOf(d deadline.Date) time.Time {
	y, m, day := (d + 1).Civil()
	return time.Date(y, time.Month(m), day, 0, 0, 0, 0, deadline.London)
}

func (d *desk) askRevokeOwn(x *page.Exchange) error {
	return askToRevoke(x, tokens(x, d.accounts.OwnTokens(x.Viewer), underAccount), "/account/tokens", "", true)
}

func (d *desk) revokeOwn(x *page.Exchange) error {
	if err := d.accounts.RevokeOwn(x.R.Context(), x.Viewer, x.R.PathValue("token")); err != nil {
		return err
	}
	return x.Say("/account/tokens", "revoked")
}
