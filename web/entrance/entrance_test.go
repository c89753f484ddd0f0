package entrance_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"caseclock/access"
	"caseclock/account"
	"caseclock/engine"
	"caseclock/web/entrance"
)

const cookie = "__Host-caseclock"

// From the first password to My work, and back in with a code.
func TestSigningIn(t *testing.T) {
	s := newSite(t, engine.AccountOptions{}, nil)
	b := s.browser()
	b.leads(b.get("/work"), "/sign-in?to=%2Fwork")
	if a := b.get("/sign-in?to=%2Fwork"); a.status != 200 || len(b.cookies()) != 0 || a.header.Get("Set-Cookie") != "" {
		t.Errorf("status %d; cookies of nobody: %v", a.status, b.cookies())
	}
	secret := b.enter("chair-1")
	if a := b.get("/work"); a.status != 200 || !strings.Contains(a.body, `<h1 class="ds_page-header__title">My work`) {
		t.Fatalf("%d\n%.2000s", a.status, a.body)
	}
	b.leads(b.get("/sign-in"), "/work")
	if a := b.get("/account"); a.status != 200 || !strings.Contains(a.body, "signed in as chair-1") {
		t.Errorf("%d\n%s", a.status, a.body)
	}
	b.leads(b.post("/sign-out"), "/sign-in?said=signedout")
	b.leads(b.get("/work"), "/sign-in?to=%2Fwork")
	b.leads(b.signIn("chair-1", secret, ""), "/work")
	if a := b.get("/work"); a.status != 200 {
		t.Error(a.status)
	}
}

// What was asked for before signing in is where one comes to, through every
// step; another site never is.
func TestBackToThePageAskedFor(t *testing.T) {
	s := newSite(t, engine.AccountOptions{}, nil)
	b := s.browser()
	s.keep("add", "coordinator-1", firstWord)
	const deep = "/cases?status=overdue&rule=minutes"
	b.leads(b.get(deep), "/sign-in?to=%2Fcases%3Fstatus%3Doverdue%26rule%3Dminutes")
	if a := b.get("/sign-in?to=%2Fcases%3Fstatus%3Doverdue%26rule%3Dminutes"); !strings.Contains(a.body, `name="to" value="/cases?status=overdue&amp;rule=minutes"`) {
		t.Error(a.body)
	}
	const there = "?to=%2Fcases%3Fstatus%3Doverdue%26rule%3Dminutes"
	b.leads(b.post("/sign-in", "id", "coordinator-1", "password", firstWord, "to", deep), "/sign-in/factor"+there)
	b.leads(b.get(deep), "/sign-in/factor"+there)
	secret := strings.ReplaceAll(key.FindStringSubmatch(b.get("/sign-in/factor" + there).body)[1], " ", "")
	b.leads(b.post("/sign-in/factor", "code", account.Code(secret, b.Clock), "to", deep), "/sign-in/password"+there)
	b.leads(b.post("/sign-in/password", "old", firstWord, "password", ownWord, "again", ownWord, "to", deep), deep)
	for _, to := range []string{"https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "evil", "https:/evil.example", "/a\nb", "/" + strings.Repeat("x", 2000)} {
		b.Clock = b.Clock.Add(time.Minute)
		other := s.browser()
		other.leads(other.signIn("coordinator-1", secret, to), "/work")
		if a := s.browser().get("/sign-in?to=" + strings.ReplaceAll(strings.ReplaceAll(to, "\n", "%0a"), "\\", "%5c")); strings.Contains(a.body, "evil") {
			t.Errorf("%q stands in the form", to)
		}
	}
}

// The cookie is of this host alone, out of reach of scripts, and never goes in
// the clear; a new one is given at each step of signing in.
func TestTheCookie(t *testing.T) {
	s := newSite(t, engine.AccountOptions{}, nil)
	b := s.browser()
	s.keep("add", "chair-1", firstWord)
	a := b.post("/sign-in", "id", "chair-1", "password", firstWord)
	set := a.header.Values("Set-Cookie")
	if len(set) != 1 || !regexp.MustCompile(`^__Host-caseclock=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; Secure; SameSite=Lax$`).MatchString(set[0]) {
		t.Fatal(set)
	}
	seen := map[string]bool{b.cookies()[cookie]: true}
	step := func(what string) {
		t.Helper()
		if c := b.cookies()[cookie]; seen[c] || c == "" {
			t.Errorf("%s: the cookie is %q as before", what, c)
		} else {
			seen[c] = true
		}
	}
	secret := strings.ReplaceAll(key.FindStringSubmatch(b.get("/sign-in/factor").body)[1], " ", "")
	b.post("/sign-in/factor", "code", account.Code(secret, b.Clock))
	step("the second factor")
	b.post("/sign-in/password", "old", firstWord, "password", ownWord, "again", ownWord)
	step("the password")
	b.Clock = b.Clock.Add(time.Minute)
	b.signIn("chair-1", secret, "")
	step("signing in again")
	for old := range seen {
		r, _ := http.NewRequest(http.MethodGet, s.server.URL+"/work", nil)
		r.AddCookie(&http.Cookie{Name: cookie, Value: old})
		stranger := s.browser()
		if got := stranger.do(r); (got.status == 200) != (old == b.cookies()[cookie]) {
			t.Errorf("an earlier cookie: status %d", got.status)
		}
	}
	// One that somebody else chose is not taken over.
	r, _ := http.NewRequest(http.MethodGet, s.server.URL+"/work", nil)
	r.AddCookie(&http.Cookie{Name: cookie, Value: strings.Repeat("A", 43)})
	if got := s.browser().do(r); got.status != http.StatusSeeOther || got.header.Get("Set-Cookie") != "" {
		t.Error(got.status, got.header)
	}
}

// A disabled person's next request leads to the sign-in page.
func TestOutAtTheNextRequest(t *testing.T) {
	s := newSite(t, engine.AccountOptions{}, nil)
	b := s.browser()
	b.enter("chair-1")
	s.keep("disable", "chair-1", "")
	b.leads(b.get("/work"), "/sign-in?to=%2Fwork")
	s.keep("enable", "chair-1", "")
	b.leads(b.get("/work"), "/sign-in?to=%2Fwork")
}

// Idle for 15 minutes, or signed in for eight hours, is signed out.
func TestASessionIsOver(t *testing.T) {
	s := newSite(t, engine.AccountOptions{}, nil)
	b := s.browser()
	secret := b.enter("chair-1")
	s.Clock = s.Clock.Add(15*time.Minute + time.Second)
	b.leads(b.get("/work"), "/sign-in?to=%2Fwork")
	b.signIn("chair-1", secret, "")
	for range 47 {
		s.Clock = s.Clock.Add(10 * time.Minute)
		if a := b.get("/account"); a.status != 200 {
			t.Fatal("over although it is used")
		}
	}
	s.Clock = s.Clock.Add(11 * time.Minute)
	b.leads(b.get("/account"), "/sign-in?to=%2Faccount")
}

// All that is wrong is told in the same words, with the id kept and nothing
// else; guessing ends.
func TestWrongIsToldAlike(t *testing.T) {
	s := newSite(t, engine.AccountOptions{}, nil)
	b := s.browser()
	b.enter("chair-1")
	bodies := map[string]bool{}
	for _, c := range [][]string{{"chair-1", "wrong"}, {"chair-1", ownWord}, {"chair-9", ownWord}} {
		a := s.browser().post("/sign-in", "id", c[0], "password", c[1], "code", "123456")
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "<title>Error: Sign in") || !strings.Contains(a.body, `value="`+c[0]+`"`) ||
			strings.Contains(a.body, c[1]) || strings.Contains(a.body, "123456") || len(a.header.Values("Set-Cookie")) != 0 {
			t.Errorf("%s: %d\n%s", c[0], a.status, a.body)
		}
		bodies[strings.ReplaceAll(a.body, `value="`+c[0]+`"`, "")] = true
	}
	if len(bodies) != 1 {
		t.Error("the pages differ")
	}
	last := 0
	for range account.MostGuesses {
		last = s.browser().post("/sign-in", "id", "chair-9", "password", "wrong").status
	}
	if a := s.browser().post("/sign-in", "id", "chair-9", "password", "wrong"); last != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" {
		t.Error(last, a.status)
	}
}

// No step can be left out, or done by who is not at it.
func TestNoStepIsLeftOut(t *testing.T) {
	s := newSite(t, engine.AccountOptions{}, nil)
	b := s.browser()
	for _, path := range []string{"/sign-in/factor", "/sign-in/password"} {
		b.leads(b.get(path), "/sign-in")
		b.leads(b.post(path), "/sign-in")
	}
	s.keep("add", "chair-1", firstWord)
	b.post("/sign-in", "id", "chair-1", "password", firstWord)
	b.leads(b.get("/work"), "/sign-in/factor?to=%2Fwork")
	b.leads(b.post("/cases/new"), "/sign-in/factor")
	b.leads(b.get("/sign-in/password"), "/sign-in/factor")
	b.leads(b.post("/sign-in/password", "old", firstWord, "password", ownWord, "again", ownWord), "/sign-in/factor")
	if a := b.post("/sign-in/factor", "code", "000000"); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "The code is not right") {
		t.Error(a.status)
	}
	secret := strings.ReplaceAll(key.FindStringSubmatch(b.get("/sign-in/factor").body)[1], " ", "")
	b.leads(b.post("/sign-in/factor", "code", account.Code(secret, b.Clock)), "/sign-in/password")
	b.leads(b.get("/work"), "/sign-in/password?to=%2Fwork")
	for _, c := range [][4]string{{firstWord, ownWord, "other", "The two are not the same"}, {"wrong", ownWord, ownWord, "present password is not right"}, {firstWord, "chair-1 chair-1", "chair-1 chair-1", "It holds your id"}} {
		a := b.post("/sign-in/password", "old", c[0], "password", c[1], "again", c[2])
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, c[3]) || strings.Contains(a.body, ownWord) {
			t.Errorf("%v: %d\n%s", c, a.status, a.body)
		}
	}
}

// A change of the password ends the other sessions and leaves this one.
func TestChangingThePassword(t *testing.T) {
	s := newSite(t, engine.AccountOptions{}, nil)
	here, there := s.browser(), s.browser()
	secret := here.enter("chair-1")
	there.leads(there.signIn("chair-1", secret, ""), "/work")
	if a := here.post("/account/password", "old", "wrong", "password", "two boats at dawn", "again", "two boats at dawn"); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "not right") {
		t.Error(a.status)
	}
	here.leads(here.post("/account/password", "old", ownWord, "password", "two boats at dawn", "again", "two boats at dawn"), "/account?said=password")
	if a := here.get("/account"); a.status != 200 {
		t.Error(a.status)
	}
	there.leads(there.get("/account"), "/sign-in?to=%2Faccount")
}

// What another site sends is refused.
func TestAnotherSiteSignsNobodyIn(t *testing.T) {
	s := newSite(t, engine.AccountOptions{}, nil)
	s.keep("add", "chair-1", firstWord)
	r, _ := http.NewRequest(http.MethodPost, s.server.URL+"/sign-in", strings.NewReader("id=chair-1&password=heather+on+the+hill"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "https://evil.example")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if a := s.browser().do(r); a.status != http.StatusForbidden || a.header.Get("Set-Cookie") != "" {
		t.Error(a.status, a.header)
	}
}

// An address of the demonstration lets in, as often as its button is pressed.
func TestAnInvitation(t *testing.T) {
	s := newSite(t, engine.AccountOptions{Demo: true}, nil)
	token, err := s.accounts.Invite("admin-1")
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser()
	for range 2 {
		if a := b.get("/sign-in/as/" + token); a.status != 200 || a.header.Get("Set-Cookie") != "" {
			t.Error(a.status)
		}
	}
	b.leads(b.post("/sign-in/as/"+token), "/status")
	if a := b.get("/account"); a.status != 200 || !strings.Contains(a.body, "signed in as admin-1") {
		t.Error(a.status)
	}
	if a := s.browser().post("/sign-in/as/" + token); a.status != http.StatusSeeOther {
		t.Error("again:", a.status)
	}
	real := newSite(t, engine.AccountOptions{}, nil).browser()
	if a := real.get("/sign-in/as/" + token); a.status != http.StatusNotFound {
		t.Error("of a real store:", a.status)
	}
	if a := real.get("/sign-in/council"); a.status != http.StatusNotFound {
		t.Error("a council's sign-in that is not there:", a.status)
	}
}

// A token of the API is in its header, and nowhere else.
func TestBearer(t *testing.T) {
	s := newSite(t, engine.AccountOptions{}, nil)
	k, err := s.accounts.IssueToken(t.Context(), engine.Who{By: "admin-1"}, engine.TokenAsk{Person: "coordinator-1", Acts: []access.Act{access.SeeCases}, Expires: s.Clock.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	e := entrance.New(entrance.Options{Accounts: s.accounts, Now: func() time.Time { return s.Clock }})
	for header, want := range map[string]bool{"Bearer " + k.Token: true, "bearer  " + k.Token: true, "Basic " + k.Token: false, k.Token: false, "Bearer": false, "Bearer x": false, "": false} {
		r, _ := http.NewRequest(http.MethodGet, "https://x/api/v1/cases?token="+k.Token, nil)
		r.Header.Set("Authorization", header)
		v, err := e.Bearer(r)
		if err != nil || (v != nil) != want || v != nil && (v.Token != k.ID || v.May(access.RecordEvents)) {
			t.Errorf("%q: %+v %v", header, v, err)
		}
	}
}

// The other end is who the proxy on this machine says, and only that one.
func TestFromWhere(t *testing.T) {
	for _, c := range []struct {
		proxy           bool
		remote, forward string
		want            string
	}{
		{false, "127.0.0.1:1", "10.9.9.9", "127.0.0.1"}, {true, "127.0.0.1:1", "10.9.9.9", "10.9.9.9"}, {true, "127.0.0.1:1", "1.1.1.1, 10.9.9.9", "10.9.9.9"},
		{true, "@", "10.9.9.9", "10.9.9.9"}, {true, "192.0.2.1:1", "10.9.9.9", "192.0.2.1"}, {true, "127.0.0.1:1", "nonsense", "127.0.0.1"}, {false, "@", "", "this machine"},
	} {
		s := newSite(t, engine.AccountOptions{}, nil)
		k, err := s.accounts.IssueToken(t.Context(), engine.Who{By: "admin-1"}, engine.TokenAsk{Person: "coordinator-1", Acts: []access.Act{access.SeeCases}, Expires: s.Clock.Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		r, _ := http.NewRequest(http.MethodGet, "https://x/api/v1/cases", nil)
		r.RemoteAddr = c.remote
		r.Header.Set("X-Forwarded-For", c.forward)
		r.Header.Set("Authorization", "Bearer "+k.Token)
		v, err := entrance.New(entrance.Options{Accounts: s.accounts, Now: func() time.Time { return s.Clock }, Proxy: c.proxy}).Bearer(r)
		if err != nil || v == nil || v.From != c.want {
			t.Errorf("%+v: %+v", c, v)
		}
	}
}
