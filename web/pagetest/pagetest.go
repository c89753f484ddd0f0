// Package pagetest serves pages over a store of invented cases, for tests. Its
// site lets anybody in as whom they say they are: the header "As", or the
// variable PAGETEST_AS, names a person of People. Who may come to which route is
// not checked here; package web's own test walks that.
package pagetest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/deadline"
	"caseclock/demo"
	"caseclock/engine"
	"caseclock/notify"
	"caseclock/store"
	"caseclock/web/page"

	"github.com/rs/zerolog"
)

// Now is the instant at which every site stands, unless its clock is moved.
var Now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// Site is pages over a store of their own.
type Site struct {
	Engine *engine.Engine
	Store  *store.Store
	Clock  time.Time // the present instant; tests may move it
	t      testing.TB
	mux    *http.ServeMux
	kit    *page.Kit
}

// New makes a site of so many invented cases of the three councils of the
// demonstration.
func New(t testing.TB, cases int, routes ...page.Route) *Site {
	t.Helper()
	return Over(t, demo.Options{Seed: 1, Cases: cases, Until: deadline.DayOf(Now)}, routes...)
}

// Over makes a site of the cases that the options invent; none where Cases is 0.
func Over(t testing.TB, o demo.Options, routes ...page.Route) *Site {
	t.Helper()
	s := &Site{Clock: Now, t: t, mux: http.NewServeMux()}
	now := func() time.Time { return s.Clock }
	var err error
	if s.Store, err = store.Open(filepath.Join(t.TempDir(), "caseclock.db"), store.Options{Now: now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Store.Close() })
	if s.Engine, err = engine.Open(context.Background(), s.Store, settings(t, now)); err != nil {
		t.Fatal(err)
	}
	if o.Cases > 0 {
		fill(t, s.Store, o)
	}
	s.kit = &page.Kit{Engine: s.Engine, Now: now, Log: zerolog.New(zerolog.NewTestWriter(t)), Product: "caseclock test", Demo: true}
	s.Add(append(routes, page.Route{Pattern: "GET /assets/{name}", Handle: page.Asset})...)
	return s
}

// Add serves more routes: those that are made from what the site has.
func (s *Site) Add(routes ...page.Route) {
	for _, r := range routes {
		s.mux.HandleFunc(r.Pattern, func(w http.ResponseWriter, q *http.Request) { s.answer(w, q, r.Handle) })
	}
}

func settings(t testing.TB, now func() time.Time) engine.Settings {
	t.Helper()
	var rules []engine.AuthorityRules
	var people []notify.Person
	var ids []string
	for _, a := range demo.Authorities() {
		r := engine.AuthorityRules{ID: a.ID, Name: a.Name}
		for _, p := range a.Packs {
			r.Rules = append(r.Rules, engine.PackFrom{Pack: p.Pack, From: p.From})
		}
		rules, ids = append(rules, r), append(ids, a.ID)
	}
	for _, p := range demo.People(ids) {
		q := notify.Person{ID: p.ID, Name: p.Name, Email: p.Email, Roles: []string{p.Role}}
		if p.Authority != "" {
			q.Authorities = []string{p.Authority}
		}
		people = append(people, q)
	}
	for id, v := range People {
		if !slices.ContainsFunc(people, func(p notify.Person) bool { return p.ID == id }) {
			people = append(people, notify.Person{ID: id, Name: v.Name, Roles: []string{string(v.Grants[0].Role)}, Authorities: v.Grants[0].Authorities})
		}
	}
	book, err := engine.BuildBook(rules, nil)
	if err != nil {
		t.Fatal(err)
	}
	return engine.Settings{Book: book, People: people, Product: "caseclock test", Now: now, Log: zerolog.Nop(), Random: func() float64 { return 0.5 },
		Alerts: notify.Config{Ladder: notify.DefaultLadder(), Upcoming: notify.DefaultUpcoming}, Reporting: engine.ReportSettings{Target: 950, Threshold: 5, Trend: 8}}
}

func fill(t testing.TB, st *store.Store, o demo.Options) {
	t.Helper()
	byCase := map[string][]deadline.Event{}
	var order []string
	for _, e := range demo.Generate(o) {
		if byCase[e.Case] == nil {
			order = append(order, e.Case)
		}
		byCase[e.Case] = append(byCase[e.Case], e)
	}
	_, err := st.AppendMany(context.Background(), store.Import{Key: "invented", Audit: store.Entry{Action: "import", Door: "cli", By: "coordinator-1"}},
		func(yield func(store.CaseWrite, error) bool) {
			for _, ref := range order {
				if !yield(store.CaseWrite{Ref: ref, Events: byCase[ref]}, nil) {
					return
				}
			}
		})
	if err != nil {
		t.Fatal(err)
	}
}

func (s *Site) answer(w http.ResponseWriter, r *http.Request, handle page.Handler) {
	as := r.Header.Get("As")
	if as == "" {
		as = os.Getenv("PAGETEST_AS")
	}
	x := &page.Exchange{W: w, R: r, Kit: s.kit, Viewer: People[as]}
	if x.Viewer != nil {
		x.Desk = s.Engine.Desk(x.Viewer)
	}
	if err := handle(x); err != nil {
		x.Fail(err)
	}
}

// Answer is what a page answered.
type Answer struct {
	Status   int
	Location string // of a redirect
	Body     string
	Header   http.Header
}

// Get asks for a page as a person of People.
func (s *Site) Get(as, path string) Answer {
	s.t.Helper()
	return s.Do(as, httptest.NewRequest(http.MethodGet, path, nil))
}

// Post sends a form as a person of People.
func (s *Site) Post(as, path string, form url.Values) Answer {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.Do(as, r)
}

// Do sends a request as a person of People.
func (s *Site) Do(as string, r *http.Request) Answer {
	s.t.Helper()
	r.Header.Set("As", as)
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, r)
	body, _ := io.ReadAll(w.Result().Body)
	return Answer{w.Code, w.Header().Get("Location"), string(body), w.Header()}
}

// Serve answers at the address that the variable PAGETEST_LISTEN names, so that
// a browser can look, until the variable PAGETEST_FOR (a duration; 5m) is over.
// Without the address the test that calls it is skipped.
func (s *Site) Serve() {
	s.t.Helper()
	address := os.Getenv("PAGETEST_LISTEN")
	if address == "" {
		s.t.Skip("PAGETEST_LISTEN names no address")
	}
	span, err := time.ParseDuration(os.Getenv("PAGETEST_FOR"))
	if err != nil {
		span = 5 * time.Minute
	}
	server := &http.Server{Addr: address, Handler: s.mux, ReadHeaderTimeout: time.Second}
	go func() {
		time.Sleep(span)
		_ = server.Close()
	}()
	s.t.Logf("%v", server.ListenAndServe())
}
