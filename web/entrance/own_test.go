package entrance_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"caseclock/engine"
	"caseclock/store"
	"caseclock/web/entrance"
	"caseclock/web/pace"
	"caseclock/web/pagetest"
)

// roundTrip sends a request in its own way.
type roundTrip func(r *http.Request) (*http.Response, error)

// RoundTrip sends.
func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// at is a browser whose requests come from an address, as the proxy says.
func (s *site) at(address string) *browser {
	b := s.browser()
	next := b.client.Transport
	b.client.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		r.Header.Set("X-Forwarded-For", address)
		return next.RoundTrip(r)
	})
	return b
}

var marks = regexp.MustCompile(`name="session" value="([^"]*)"`)

// marked are the sessions elsewhere that the account page lists.
func (b *browser) marked() (all []string) {
	b.t.Helper()
	a := b.get("/account")
	if a.status != http.StatusOK {
		b.t.Fatal(a.status)
	}
	for _, m := range marks.FindAllStringSubmatch(a.body, -1) {
		all = append(all, m[1])
	}
	return all
}

// entered says how often the trail has a detail.
func (s *site) entered(detail string) (n int) {
	s.t.Helper()
	if err := s.Store.Trail(s.t.Context(), func(e store.Entry) error {
		if e.Detail == detail {
			n++
		}
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// behind is a site behind a proxy, so that its people come from several addresses.
func behind(t *testing.T) *site {
	return newSite(t, engine.AccountOptions{}, func(o *entrance.Options) { o.Proxy = true })
}

// A person sees where they are signed in and ends one, then all others, with the
// password alone. Nothing that is shown or sent could open a session.
func TestOwnSessions(t *testing.T) {
	s := behind(t)
	here := s.at("10.0.0.1")
	secret := here.enter("chair-1")
	pagetest.Shows(t, here.get("/account").body, "Where you are signed in", `Here: since 2 March 2026, 09:00, from <span class="cc_id">10.0.0.1</span>`, "Nowhere else")
	there, third := s.at("10.0.0.2"), s.at("10.0.0.3")
	for _, b := range []*browser{there, third} {
		b.leads(b.signIn("chair-1", secret, ""), "/work")
		s.Clock = s.Clock.Add(2 * time.Minute)
		b.get("/work")
	}
	a := here.get("/account")
	pagetest.Shows(t, a.body, `Since 2 March 2026, 09:01, from <span class="cc_id">10.0.0.2</span>; last used 2 March 2026, 09:03`, `09:03, from <span class="cc_id">10.0.0.3</span>; last used 2 March 2026, 09:05`)
	for _, b := range []*browser{here, there, third} {
		pagetest.Lacks(t, a.body, b.cookies()[cookie])
	}
	list := here.marked()
	if len(list) != 2 {
		t.Fatal(list)
	}
	a = here.post("/account/sessions", "do", "chosen", "session", list[0], "proof", "wrong")
	pagetest.Shows(t, a.body, "<title>Error: Your account", `<a href="#proof">The password is not right. Nothing is ended.`, `value="`+list[0]+`" checked`)
	if b := here.post("/account/sessions", "do", "chosen", "proof", ownWord); a.status != http.StatusUnprocessableEntity || b.status != a.status || !strings.Contains(b.body, `<a href="#session">Choose what to end.`) || strings.Contains(b.body, ownWord) {
		t.Error(a.status, b.status)
	}
	if there.get("/work").status != http.StatusOK || third.get("/work").status != http.StatusOK {
		t.Error("ended without the password, or without being chosen")
	}
	here.leads(here.post("/account/sessions", "do", "chosen", "session", list[0], "proof", ownWord), "/account?said=ended")
	pagetest.Shows(t, here.get("/account?said=ended").body, "You are signed out there.", "10.0.0.3")
	there.leads(there.get("/work"), "/sign-in?to=%2Fwork")
	if third.get("/work").status != http.StatusOK {
		t.Error("one that was not chosen is ended")
	}
	s.Clock = s.Clock.Add(time.Minute)
	there.leads(there.signIn("chair-1", secret, ""), "/work")
	here.leads(here.post("/account/sessions", "do", "all", "proof", ownWord), "/account?said=ended")
	there.leads(there.get("/work"), "/sign-in?to=%2Fwork")
	third.leads(third.post("/account/sessions", "do", "all", "proof", ownWord), "/sign-in")
	if len(here.marked()) != 0 || s.entered("sessions chair-1: 1 ended") != 1 || s.entered("sessions chair-1: 2 ended") != 1 {
		t.Error("what was ended is not as the trail has it")
	}
}

// Nobody sees or ends the sessions of somebody else.
func TestSessionsOfOthers(t *testing.T) {
	s := behind(t)
	a, b, other := s.at("10.0.0.1"), s.at("10.0.0.2"), s.at("10.0.0.3")
	secret := a.enter("chair-1")
	b.leads(b.signIn("chair-1", secret, ""), "/work")
	other.enter("chair-2")
	if other.marked() != nil {
		t.Error("another's sessions are shown")
	}
	for _, m := range append(a.marked(), b.marked()...) {
		other.leads(other.post("/account/sessions", "do", "chosen", "session", m, "proof", ownWord), "/account?said=ended")
	}
	other.leads(other.post("/account/sessions", "do", "all", "proof", ownWord), "/account?said=ended")
	if a.get("/work").status != http.StatusOK || b.get("/work").status != http.StatusOK {
		t.Error("another ended them")
	}
	nobody := s.browser()
	nobody.leads(nobody.post("/account/sessions", "do", "all", "proof", ownWord), "/sign-in")
}

// The browser in which a person signs in once too often goes on, and the one that
// they signed in with first is out.
func TestSignedInTooOften(t *testing.T) {
	s := behind(t)
	first := s.at("10.0.0.1")
	secret := first.enter("chair-1")
	var last *browser
	for range engine.MostSessions {
		if first.get("/account").status != http.StatusOK {
			t.Fatal("the first is out too early")
		}
		s.Clock = s.Clock.Add(time.Minute)
		last = s.at("10.0.0.2")
		last.leads(last.signIn("chair-1", secret, ""), "/work")
	}
	first.leads(first.get("/account"), "/sign-in?to=%2Faccount")
	if n := len(last.marked()); n != engine.MostSessions-1 {
		t.Errorf("%d others", n)
	}
	if s.entered("sessions chair-1: 1 ended, as 5 at once are the most") != 1 {
		t.Error("it is not in the trail")
	}
}

// Who came by the council's sign-in is sent there once more, to be asked, and may
// end the others when they come back.
func TestEndingWithTheCouncil(t *testing.T) {
	s, i := newCouncil(t)
	there, here := s.browser(), s.browser()
	there.leads(there.get(there.back("")), "/work")
	here.leads(here.get(here.back("")), "/work")
	if i.asked.Has("prompt") {
		t.Error("everybody is asked again")
	}
	s.Clock = s.Clock.Add(engine.ConfirmFor)
	a := here.get("/account")
	pagetest.Shows(t, a.body, `<a href="/sign-in/council?again=yes&amp;to=/account">sign in with your council again`, "Since 2 March 2026, 09:00")
	pagetest.Lacks(t, a.body, "/account/sessions", "Your password")
	if a := here.post("/account/sessions", "do", "all"); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Nothing is ended yet. Sign in with your council again first.") {
		t.Error(a.status)
	}
	if there.get("/work").status != http.StatusOK {
		t.Error("ended all the same")
	}
	i.claims = map[string]any{"auth_time": s.Clock.Add(-time.Hour).Unix()} // they were not asked
	here.leads(here.get(here.get(here.get("/sign-in/council?again=yes&to=/account").to).to), "/account")
	if i.asked.Get("prompt") != "login" {
		t.Error("it need not ask:", i.asked)
	}
	if a := here.post("/account/sessions", "do", "all"); a.status != http.StatusUnprocessableEntity {
		t.Error("although the council did not ask:", a.status)
	}
	i.claims = map[string]any{"auth_time": s.Clock.Unix()}
	here.leads(here.get(here.get(here.get("/sign-in/council?"+url.Values{"again": {"yes"}, "to": {"/account"}}.Encode()).to).to), "/account")
	pagetest.Lacks(t, here.get("/account").body, "Your password")
	here.leads(here.post("/account/sessions", "do", "all"), "/account?said=ended")
	there.leads(there.get("/work"), "/sign-in?to=%2Fwork")
}

// A session that asks for too much is held up, and the same person's other one,
// where they can end it, is not.
func TestASessionIsHeldUpAlone(t *testing.T) {
	s := behind(t)
	here, there := s.at("10.0.0.1"), s.at("10.0.0.2")
	secret := here.enter("chair-1")
	there.leads(there.signIn("chair-1", secret, ""), "/work")
	for range pace.AtOnce {
		there.get("/account/tokens")
	}
	if a := there.get("/account/tokens"); a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "1" {
		t.Error(a.status)
	}
	here.leads(here.post("/account/sessions", "do", "all", "proof", ownWord), "/account?said=ended")
	there.leads(there.get("/account/tokens"), "/sign-in?to=%2Faccount%2Ftokens")
}
