package people

import (
	"net/url"
	"time"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/web/page"
)

// token is a line of a list of tokens.
type token struct {
	engine.TokenLine
	Name   string   // of the person
	May    []string // in words
	Holds  string   // until when, or since when it is over
	Revoke string   // address of the page that asks; empty: it is over
}

// tokens makes the lines of a list; under is what the address to revoke one
// begins with.
func tokens(x *page.Exchange, lines []engine.TokenLine, under func(*engine.TokenLine) string) []token {
	var list []token
	for i := range lines {
		l := &lines[i]
		t := token{TokenLine: *l, Name: x.PersonName(l.Person), Holds: "to " + last(l.Expires), Revoke: under(l) + "/" + url.PathEscape(l.ID)}
		switch {
		case !l.Revoked.IsZero():
			t.Holds, t.Revoke = "revoked "+page.Moment(l.Revoked), ""
		case !x.Kit.Now().Before(l.Expires):
			t.Holds, t.Revoke = "expired: it held to "+last(l.Expires), ""
		}
		for _, a := range l.Acts {
			t.May = append(t.May, actInWords(a))
		}
		list = append(list, t)
	}
	return list
}

// last is until when a token holds: a day where it is to the day's end, as it is
// of those that are issued at a page.
func last(expires time.Time) string {
	if day := deadline.DayOf(expires); endOf(day - 1).Equal(expires) {
		return "the end of " + (day - 1).Long()
	}
	return page.Moment(expires)
}

// underPerson is the address of a person's tokens, for who keeps them.
func underPerson(l *engine.TokenLine) string { return address(l.Person) + "/tokens" }

// underAccount is the address of one's own.
func underAccount(*engine.TokenLine) string { return "/account/tokens" }

// revoking is what the page is made from that asks whether to revoke one.
type revoking struct {
	token
	To, Back string // addresses
	Own      bool
}

// askToRevoke shows that page, for a token that is among the lines and not over.
func askToRevoke(x *page.Exchange, lines []token, back, here string, own bool) error {
	for _, t := range lines {
		if t.ID == x.R.PathValue("token") && t.Revoke != "" {
			return x.Show(pages, "revoke.html", page.View{Title: "Revoke this token?", Here: here, Data: revoking{t, t.Revoke, back, own}})
		}
	}
	return engine.ErrNotThere
}

func askRevoke(x *page.Exchange, k *engine.Keeper) error {
	id := x.R.PathValue("id")
	if _, err := k.Person(id); err != nil {
		return err
	}
	return askToRevoke(x, tokens(x, k.Tokens(id), underPerson), address(id), "/people", false)
}

func revoke(x *page.Exchange, k *engine.Keeper) error {
	id := x.R.PathValue("id")
	if err := k.Revoke(x.R.Context(), id, x.R.PathValue("token")); err != nil {
		return err
	}
	return x.Say(address(id), "revoked")
}
