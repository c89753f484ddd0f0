package entrance_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"caseclock/account"
	"caseclock/engine"
	"caseclock/web"
	"caseclock/web/entrance"
	"caseclock/web/pagetest"

	"github.com/rs/zerolog"
)

const (
	firstWord = "heather on the hill"
	ownWord   = "a little boat at dusk"
)

// site is the whole of the pages, by TLS, with a real entrance.
type site struct {
	*pagetest.Site
	t        *testing.T
	accounts *engine.Accounts
	server   *httptest.Server
}

func newSite(t *testing.T, o engine.AccountOptions, change func(*entrance.Options)) *site {
	t.Helper()
	s := &site{Site: pagetest.New(t, 20), t: t}
	var err error
	if s.accounts, err = s.Engine.OpenAccounts(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	door := entrance.Options{Accounts: s.accounts, Now: func() time.Time { return s.Clock }, Log: zerolog.New(zerolog.NewTestWriter(t))}
	s.server = httptest.NewUnstartedServer(nil)
	s.server.StartTLS()
	t.Cleanup(s.server.Close)
	if change != nil {
		change(&door)
	}
	if door.Council != nil {
		door.Council.Site = s.server.URL
	}
	s.server.Config.Handler, err = web.New(web.Options{Engine: s.Engine, Accounts: s.accounts, Door: entrance.New(door), Now: door.Now, Log: door.Log, Product: "caseclock test", TLS: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// browser is somebody's, with cookies of its own.
type browser struct {
	*site
	client *http.Client
}

func (s *site) browser() *browser {
	c := *s.server.Client()
	c.Jar, _ = cookiejar.New(nil)
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{s, &c}
}

// answer is what came back.
type answer struct {
	status int
	to     string // of a redirect
	body   string
	header http.Header
}

func (b *browser) do(r *http.Request) answer {
	b.t.Helper()
	resp, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{resp.StatusCode, strings.TrimPrefix(resp.Header.Get("Location"), b.server.URL), string(body), resp.Header}
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = b.server.URL + path
	}
	r, err := http.NewRequest(http.MethodGet, path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(r)
}

// post sends a form: name, value, name, value.
func (b *browser) post(path string, fields ...string) answer {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r, err := http.NewRequest(http.MethodPost, b.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", b.server.URL)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

// leads fails the test where an answer is no redirect to a path.
func (b *browser) leads(a answer, to string) {
	b.t.Helper()
	if a.status != http.StatusSeeOther || a.to != to {
		b.t.Fatalf("status %d to %q, want %q\n%s", a.status, a.to, to, a.body)
	}
}

func (s *site) keep(do, id, password string) {
	s.t.Helper()
	if err := s.accounts.Keep(context.Background(), engine.Who{By: "admin-1", Door: "cli"}, engine.AccountAsk{Do: do, ID: id, Password: password}); err != nil {
		s.t.Fatal(err)
	}
}

var key = regexp.MustCompile(`<code class="cc_key">([A-Z2-7 ]+)</code>`)

// enter goes from a first password to signed in, and gives the second factor.
func (b *browser) enter(id string) (secret string) {
	b.t.Helper()
	b.keep("add", id, firstWord)
	b.leads(b.post("/sign-in", "id", id, "password", firstWord), "/sign-in/factor")
	found := key.FindStringSubmatch(b.get("/sign-in/factor").body)
	if found == nil {
		b.t.Fatal("the page shows no key")
	}
	secret = strings.ReplaceAll(found[1], " ", "")
	b.leads(b.post("/sign-in/factor", "code", account.Code(secret, b.Clock)), "/sign-in/password")
	b.leads(b.post("/sign-in/password", "old", firstWord, "password", ownWord, "again", ownWord), "/work")
	b.Clock = b.Clock.Add(time.Minute)
	return secret
}

func (b *browser) signIn(id, secret, to string) answer {
	b.t.Helper()
	return b.post("/sign-in", "id", id, "password", ownWord, "code", account.Code(secret, b.Clock), "to", to)
}

// cookies are the names of what the browser holds.
func (b *browser) cookies() map[string]string {
	all := map[string]string{}
	u, _ := url.Parse(b.server.URL)
	for _, c := range b.client.Jar.Cookies(u) {
		all[c.Name] = c.Value
	}
	return all
}
