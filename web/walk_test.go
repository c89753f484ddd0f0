package web

import (
	"context"
	"crypto/rand"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/store"
	"caseclock/web/page"
	"caseclock/web/pagetest"

	"github.com/rs/zerolog"
)

// latch is a door that believes the header As.
type latch struct{}

func (latch) Routes() []page.Route { return nil }
func (latch) Wrap(next http.Handler, _ func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return next
}
func (latch) Viewer(r *http.Request) *access.Viewer {
	return pagetest.People[r.Header.Get("As")]
}

// Session is another for each request, unless the header Session names one.
func (latch) Session(r *http.Request) string {
	if name := r.Header.Get("Session"); name != "" {
		return name
	}
	return rand.Text()
}
func (latch) Bearer(r *http.Request) (*access.Viewer, error) {
	if r.Header.Get("Authorization") == "" {
		return nil, nil
	}
	return pagetest.People[r.Header.Get("As")], nil
}
func (latch) Ask(x *page.Exchange) error { return x.See("/sign-in") }

// walk is a whole site, without its pages for signing in, over invented cases.
type walk struct {
	*pagetest.Site
	handler http.Handler
	rows    map[string]need
	cases   map[string][]string // opaque ids by authority
	asked   int
}

// tell says how often was asked.
func (w *walk) tell(t *testing.T) { t.Logf("asked %d times", w.asked) }

func newWalk(t *testing.T) *walk {
	t.Helper()
	w := &walk{Site: pagetest.New(t, 60), rows: withoutDoor(t), cases: map[string][]string{}}
	accounts, err := w.Engine.OpenAccounts(t.Context(), engine.AccountOptions{})
	if err != nil {
		t.Fatal(err)
	}
	w.handler, err = New(Options{Engine: w.Engine, Accounts: accounts, Door: latch{}, Now: w.now, Log: zerolog.Nop(), Product: "caseclock test"})
	if err != nil {
		t.Fatal(err)
	}
	err = w.Store.Scan(context.Background(), func(id store.CaseKey, c *deadline.Case) error {
		for _, a := range []string{"stirling", "fife"} {
			for _, v := range pagetest.People {
				if v.Grants[0].Role == access.Coordinator && v.Grants[0].Authorities[0] == a {
					if _, err := w.Engine.Desk(v).Case(context.Background(), id.String()); err == nil {
						w.cases[a] = append(w.cases[a], id.String())
					}
				}
			}
		}
		return nil
	})
	if err != nil || len(w.cases["stirling"]) == 0 || len(w.cases["fife"]) == 0 {
		t.Fatalf("%v: %v", err, w.cases)
	}
	return w
}

// withoutDoor is the table without the rows of the door, which these tests
// leave out.
func withoutDoor(t testing.TB) map[string]need {
	saved := maps.Clone(table)
	t.Cleanup(func() { table = saved })
	maps.DeleteFunc(table, func(pattern string, _ need) bool {
		_, path, _ := strings.Cut(pattern, " ")
		return strings.HasPrefix(path, "/sign-") || path == "/account" || path == "/account/password" || path == "/account/sessions"
	})
	return maps.Clone(table)
}

func (w *walk) now() time.Time { return w.Clock }

// ask sends a request as a person; values fill the pattern's names.
func (w *walk) ask(as, method, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(""))
	r.Header.Set("As", as)
	if strings.HasPrefix(path, "/api/") {
		r.Header.Set("Authorization", "Bearer test")
		r.Header.Set("Content-Type", "application/json")
	} else if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	w.asked++
	return rec
}

var named = regexp.MustCompile(`\{[^}]*\}`)

// address fills a pattern's names: the first with id, the others with a word.
func address(pattern, id string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	first := true
	path = named.ReplaceAllStringFunc(path, func(s string) string {
		switch {
		case s == "{$}":
			return ""
		case first:
			first = false
			return id
		}
		return "x"
	})
	return method, path
}

// Who may not do what a route needs is refused, whoever they are and whatever
// they name, and nobody who is not signed in gets further than the door.
func TestEveryRouteAndRole(t *testing.T) {
	w := newWalk(t)
	defer w.tell(t)
	for _, pattern := range slices.Sorted(maps.Keys(w.rows)) {
		n := w.rows[pattern]
		method, path := address(pattern, w.cases["stirling"][0])
		if !n.open {
			rec := w.ask("", method, path)
			if at := rec.Header().Get("Location"); !n.api && at != "/sign-in" || n.api && rec.Code != http.StatusUnauthorized && rec.Code != http.StatusForbidden {
				t.Errorf("%s without anybody: %d %s", pattern, rec.Code, at)
			}
		}
		for id, v := range pagetest.People {
			rec := w.ask(id, method, path)
			if rec.Code >= 500 {
				t.Errorf("%s as %s: %d\n%s", pattern, id, rec.Code, rec.Body)
			}
			if n.act != "" && !v.May(n.act) && rec.Code != http.StatusForbidden {
				t.Errorf("%s as %s, who may not %s: %d", pattern, id, n.act, rec.Code)
			}
			if h := rec.Header(); h.Get("Content-Security-Policy") == "" || h.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s as %s: headers %v", pattern, id, h)
			}
		}
	}
}

// numbered is what differs from one refusal to the next.
var numbered = regexp.MustCompile(`<strong>[a-z0-9]{12}</strong>`)

// A case of another authority is answered exactly as one that does not exist.
func TestAnotherAuthoritysCase(t *testing.T) {
	w := newWalk(t)
	defer w.tell(t)
	missing := strings.Repeat("a", len(w.cases["stirling"][0]))
	for _, pattern := range slices.Sorted(maps.Keys(w.rows)) {
		if !strings.Contains(pattern, "/cases/{id}") {
			continue
		}
		for id, v := range pagetest.People {
			if v.Everywhere(access.SeeCases) {
				continue
			}
			other := w.cases["fife"][0]
			if v.In(access.SeeCases, "fife") || len(v.Grants[0].Authorities) > 0 && v.Grants[0].Authorities[0] == "fife" {
				other = w.cases["stirling"][0]
			}
			method, path := address(pattern, other)
			foreign := w.ask(id, method, path)
			method, path = address(pattern, missing)
			none := w.ask(id, method, path)
			if foreign.Code != none.Code || numbered.ReplaceAllString(foreign.Body.String(), "") != numbered.ReplaceAllString(none.Body.String(), "") {
				t.Errorf("%s as %s: %d for another's, %d for none", pattern, id, foreign.Code, none.Code)
			}
		}
	}
}

// What changes something is refused when another site sends it.
func TestFromAnotherSite(t *testing.T) {
	w := newWalk(t)
	for pattern := range w.rows {
		method, path := address(pattern, w.cases["stirling"][0])
		if method == http.MethodGet {
			continue
		}
		r := httptest.NewRequest(method, path, strings.NewReader(""))
		r.Header.Set("As", "coordinator-1")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		rec := httptest.NewRecorder()
		w.handler.ServeHTTP(rec, r)
		if rec.Code != http.StatusForbidden {
			t.Errorf("%s from another site: %d", pattern, rec.Code)
		}
	}
}
