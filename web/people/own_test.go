package people_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/access"
	"caseclock/engine"
)

// A token of one's own is shown once, opens the API as far as was asked, and is
// over when it is revoked.
func TestOwnToken(t *testing.T) {
	o := newOffice(t)
	body := o.see("coordinator-1", "/account/tokens")
	o.shows(body, "You have none.", `value="31 May 2026"`, "to 2 March 2027", "See cases", "Record what happened")
	o.lacks(body, "agree delays", "Keep people", "See who looked")
	a := o.Post("coordinator-1", "/account/tokens", url.Values{"note": {"case system"}, "scope": {"see-cases", "import"}, "expires": {"5 March 2026"}})
	token := o.secretOf(a)
	o.shows(a.Body, "shown this once", "see cases; import exports of a case system", "to the end of 5 March 2026")
	v, err := o.accounts.Check(t.Context(), token, "10.0.0.5")
	if err != nil || v.ID != "coordinator-1" || !slices.Equal(v.Only, []access.Act{access.SeeCases, access.Import}) {
		t.Fatal(v, err)
	}
	k := o.accounts.Tokens("coordinator-1")[0]
	body = o.see("coordinator-1", "/account/tokens")
	o.shows(body, "case system", k.ID, "2 March 2026, 09:00", "10.0.0.5", `href="/account/tokens/`+k.ID+`"`)
	for _, b := range []string{body, o.trail(), o.see("admin-1", "/people"), a.Location} {
		o.lacks(b, strings.TrimPrefix(token, engine.TokenMark))
	}
	// Nobody else has it.
	for _, answer := range []int{o.Get("chair-1", "/account/tokens/"+k.ID).Status, o.Post("chair-1", "/account/tokens/"+k.ID, nil).Status,
		o.Get("coordinator-1", "/account/tokens/none").Status, o.Post("coordinator-1", "/account/tokens/none", nil).Status} {
		if answer != 404 {
			t.Error(answer)
		}
	}
	o.shows(o.see("coordinator-1", "/account/tokens/"+k.ID), "Revoke this token?", "case system")
	if a := o.Post("coordinator-1", "/account/tokens/"+k.ID, nil); a.Status != 303 || a.Location != "/account/tokens?said=revoked" {
		t.Error(a.Status, a.Location)
	}
	if _, err := o.accounts.Check(t.Context(), token, ""); err == nil {
		t.Error("it is still good")
	}
	o.shows(o.see("coordinator-1", "/account/tokens?said=revoked"), "It is revoked.", "revoked 2 March 2026")
	o.shows(o.trail(), "token-issued by coordinator-1 at web from 127.0.0.1: "+k.ID, "token-revoked by coordinator-1 at web from 127.0.0.1: "+k.ID)
}

// An administrator ends the token of somebody else.
func TestRevokeAnothers(t *testing.T) {
	o := newOffice(t)
	token := o.secretOf(o.Post("chair-1", "/account/tokens", url.Values{"note": {"a sheet"}, "scope": {"see-cases"}, "expires": {"5 March 2026"}}))
	id := o.accounts.Tokens("chair-1")[0].ID
	path := "/people/chair-1/tokens/" + id
	for _, page := range []string{"/people", "/people/chair-1"} {
		o.shows(o.see("admin-2", page), "a sheet", "see cases", `href="`+path+`"`)
	}
	o.shows(o.see("admin-2", path), "Acts for", "Chair One")
	if a := o.Post("admin-2", path, nil); a.Status != 303 || a.Location != "/people/chair-1?said=revoked" {
		t.Error(a.Status, a.Location)
	}
	if _, err := o.accounts.Check(t.Context(), token, ""); err == nil {
		t.Error("it is still good")
	}
	if a := o.Get("admin-2", path); a.Status != 404 {
		t.Error("asks again", a.Status)
	}
	k, err := o.accounts.IssueToken(t.Context(), engine.Who{Door: "cli"}, engine.TokenAsk{Person: "chair-1", Acts: []access.Act{access.SeeRules}, Expires: o.Clock.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	o.shows(o.see("admin-2", "/people/chair-1"), "to 2 March 2026, 10:00", "not said", k.ID)
	o.Clock = o.Clock.Add(2 * time.Hour)
	o.shows(o.see("admin-2", "/people/chair-1"), "expired: it held to 2 March 2026, 10:00")
	o.lacks(o.see("admin-2", "/people/chair-1"), "/people/chair-1/tokens/"+k.ID)
	o.shows(o.trail(), "token-revoked by admin-2 at web from 127.0.0.1: "+id+" of chair-1")
}

// All that is wrong is told at once, what was typed stays, and nothing is
// issued.
func TestFaultsOfAToken(t *testing.T) {
	o := newOffice(t)
	long := strings.Repeat("x", 101)
	for _, c := range []struct {
		note, expires string
		scope         []string
		parts         []string
	}{
		{"", "", nil, []string{`<a href="#note">Say what it is for.`, `<a href="#scope">Choose what it may do.`, `<a href="#expires">Say until when it holds.`}},
		{long, "1/3/2026", []string{"import", "fly"}, []string{long, `value="1/3/2026"`, `value="import" checked`, "too long", "Choose from what you may do yourself.", "This day is past."}},
		{"a sheet", "3 March 2027", []string{"import"}, []string{`value="a sheet"`, "more than a year ahead. Accepted is 2 March 2027"}},
		{"a sheet", "soon", []string{"agree-delays"}, []string{`value="soon"`, "This is no day.", "Choose from what you may do yourself."}},
	} {
		a := o.Post("coordinator-1", "/account/tokens", url.Values{"note": {c.note}, "expires": {c.expires}, "scope": c.scope})
		o.shows(a.Body, append(c.parts, "<title>Error: Your tokens for programs")...)
		if a.Status != 422 || len(o.accounts.Tokens("")) != 0 {
			t.Error(a.Status)
		}
	}
}

// The last day that is offered is accepted whenever it is asked for, also where
// the clocks have gone back by then.
func TestTheLongestToken(t *testing.T) {
	for _, at := range []string{"2026-03-02T09:00:00Z", "2027-03-01T00:00:00Z", "2028-10-27T23:00:00Z"} {
		o := newOffice(t)
		o.Clock, _ = time.Parse(time.RFC3339, at)
		last := (o.Engine.Today() + 365).Long()
		o.secretOf(o.Post("coordinator-1", "/account/tokens", url.Values{"note": {"x"}, "scope": {"import"}, "expires": {last}}))
		if l := o.accounts.Tokens(""); l[0].Expires.Sub(o.Clock) > engine.LongestToken {
			t.Error(at, l[0].Expires)
		}
	}
}
