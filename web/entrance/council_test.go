package entrance_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"caseclock/access"
	"caseclock/engine"
	"caseclock/web/entrance"
)

// newCouncil is a site with a council's sign-in.
func newCouncil(t *testing.T) (*site, *issuer) {
	t.Helper()
	var s *site
	i := newIssuer(t, func() time.Time { return s.Clock })
	s = newSite(t, engine.AccountOptions{}, func(o *entrance.Options) {
		o.Council = &entrance.Council{Issuer: i.URL, ClientID: "caseclock", ClientSecret: "s3cret", PersonClaim: "email", RolesClaim: "roles", Scopes: []string{"profile", "email"},
			Roles: []entrance.RoleOf{{Claim: "Caseclock.Chair", Role: access.Chair}, {Claim: "Caseclock.Auditor", Role: access.Auditor, Authorities: []string{"fife"}}}}
	})
	return s, i
}

// back goes to the council and gives the address that it sends people back to.
func (b *browser) back(to string) string {
	b.t.Helper()
	path := "/sign-in/council"
	if to != "" {
		path += "?to=" + url.QueryEscape(to)
	}
	a := b.get(path)
	if a.status != http.StatusSeeOther {
		b.t.Fatalf("%d\n%.500s", a.status, a.body)
	}
	return b.get(a.to).to
}

func TestSigningInWithTheCouncil(t *testing.T) {
	s, i := newCouncil(t)
	b := s.browser()
	if a := b.get("/sign-in?to=%2Fcases"); !strings.Contains(a.body, `href="/sign-in/council?to=%2fcases"`) {
		t.Error(a.body)
	}
	b.leads(b.get(b.back("/cases")), "/cases")
	if a := b.get("/account"); a.status != 200 || !strings.Contains(a.body, "signed in as chair-1") || strings.Contains(a.body, "Change your password") {
		t.Errorf("%d\n%.2000s", a.status, a.body)
	}
	if a := b.post("/account/password", "old", "x", "password", ownWord, "again", ownWord); a.status != http.StatusUnprocessableEntity {
		t.Error(a.status)
	}
	for _, want := range []string{"scope=openid+profile+email", "code_challenge_method=S256", "response_type=code"} {
		if !strings.Contains(i.asked.Encode(), want) {
			t.Errorf("%s is not in %s", want, i.asked.Encode())
		}
	}
	if got := i.asked.Get("redirect_uri"); got != s.server.URL+"/sign-in/council/back" {
		t.Error(got)
	}
	s.keep("disable", "chair-1", "")
	b.leads(b.get("/account"), "/sign-in?to=%2Faccount")
	if a := b.get(b.back("")); a.status != http.StatusForbidden {
		t.Error("a disabled person came in:", a.status)
	}
}

// What the council says of a person is taken for no more than it is.
func TestWhatTheCouncilSays(t *testing.T) {
	for _, c := range []struct {
		name   string
		claims map[string]any
		status int
		to     string
	}{
		{"another role", map[string]any{"roles": []string{"Caseclock.Auditor", "Other"}}, 303, "/cases"},
		{"one role as text", map[string]any{"roles": "Caseclock.Chair"}, 303, "/work"},
		{"somebody who is not configured", map[string]any{"email": "guest@council.example"}, 303, "/work"},
		{"no role", map[string]any{"roles": []string{"Other"}}, 403, ""},
		{"no roles at all", map[string]any{"roles": nil}, 403, ""},
		{"nobody", map[string]any{"email": ""}, 502, ""},
		{"an address that is not verified", map[string]any{"email_verified": false}, 502, ""},
		{"another sign-in's nonce", map[string]any{"nonce": "other"}, 502, ""},
		{"no nonce", map[string]any{"nonce": nil}, 502, ""},
		{"a token for another", map[string]any{"aud": "other"}, 502, ""},
		{"a token of another", map[string]any{"iss": "https://evil.example"}, 502, ""},
		{"a token that is over", map[string]any{"exp": 1}, 502, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, i := newCouncil(t)
			i.claims = c.claims
			b := s.browser()
			a := b.get(b.back(""))
			if a.status != c.status || c.status == 303 && a.to != c.to && a.to != "/work" {
				t.Errorf("status %d to %q\n%.300s", a.status, a.to, a.body)
			}
			if c.status != 303 && b.cookies()[cookie] != "" {
				t.Error("a session began all the same")
			}
		})
	}
}

// Only who began a sign-in ends it, once, and within ten minutes.
func TestASignInIsOnesOwn(t *testing.T) {
	s, i := newCouncil(t)
	b := s.browser()
	back := b.back("")
	refused := func(what string, a answer) {
		t.Helper()
		if a.status != http.StatusBadRequest || a.header.Get("Location") != "" {
			t.Errorf("%s: %d", what, a.status)
		}
	}
	refused("another browser", s.browser().get(back))
	refused("another state", b.get(strings.Replace(back, "state=", "state=x", 1)))
	refused("once more, after that", b.get(back))
	back = b.back("")
	b.leads(b.get(back), "/work")
	refused("twice", b.get(back))
	back = b.back("")
	s.Clock = s.Clock.Add(10 * time.Minute)
	refused("after ten minutes", b.get(back))
	back = b.back("")
	if a := b.get(strings.Replace(back, "code=the-code", "error=access_denied", 1)); a.status != http.StatusForbidden {
		t.Error(a.status)
	}
	back = b.back("")
	if a := b.get(strings.Replace(back, "code=the-code", "code=other", 1)); a.status != http.StatusBadGateway || strings.Contains(a.body, "invalid_grant") {
		t.Error(a.status)
	}
	back = b.back("")
	i.asked.Set("code_challenge", "other")
	if a := b.get(back); a.status != http.StatusBadGateway {
		t.Error("without the verifier of the one who began:", a.status)
	}
}

// Nothing that the council's sign-in is told, the client's secret above all, goes
// where a redirect of it leads.
func TestTheCouncilsRedirectsAreNotFollowed(t *testing.T) {
	s, i := newCouncil(t)
	reached := 0
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached++ }))
	defer elsewhere.Close()
	b := s.browser()
	back := b.back("")
	answers := i.Config.Handler
	i.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" || r.URL.Path == "/keys" {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
			return
		}
		answers.ServeHTTP(w, r)
	})
	if a := b.get(back); a.status != http.StatusBadGateway || reached != 0 {
		t.Errorf("%d, and elsewhere was reached %d times", a.status, reached)
	}
}

// A council's sign-in that is away is said so, and local accounts go on.
func TestTheCouncilIsAway(t *testing.T) {
	s, i := newCouncil(t)
	i.Close()
	b := s.browser()
	if a := b.get("/sign-in/council"); a.status != http.StatusBadGateway || strings.Contains(a.body, i.URL) {
		t.Errorf("%d\n%.500s", a.status, a.body)
	}
	b.enter("chair-1")
}
