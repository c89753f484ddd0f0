package people

import (
	"net/url"
	"time"

	"caseclock/engine"
	"caseclock/web/page"
)

// token is a line of a list of tokens.
type token struct {
	engine.TokenLine
	Name string   // of the person
	May  []string // in words
	// How it stands: "until", "expired" or "revoked", and since or until when.
	Stands string
	At     time.Time
	Revoke string // address of the page that asks; empty: it is over
}

// tokens makes the lines of a list; under is what the address to revoke one
// begins with.
func tokens(x *page.Exchange, lines []engine.TokenLine, under func(*engine.TokenLine) string) []token {
	var list []token
	for i := range lines {
		l := &lines[i]
		t := token{TokenLine: *l, Name: x.PersonName(l.Person), Stands: "until", At: l.Expires, Revoke: under(l) + "/" + url.PathEscape(l.ID)}
		switch {
		case !l.Revoked.IsZero():
			t.Stands, t.At, t.Revoke = "revoked", l.Revoked, ""
		case !x.Kit.Now().Before(l.Expires):
			t.Stands, t.Revoke = "expired", ""
		}
		for _, a := range l.Acts {
			t.May = append(t.May, actInWords(a))
		}
		list = append(list, t)
	}
	return list
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
