package web

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"caseclock/engine"
	"caseclock/web/pace"
	"caseclock/web/pagetest"

	"github.com/rs/zerolog"
)

// Whoever takes pages faster than anybody reads is held up, by a page that says
// what to do, in the one session alone; a little later it goes on.
func TestTooMuchAtOnce(t *testing.T) {
	w := newWalk(t)
	var log bytes.Buffer
	accounts, err := w.Engine.OpenAccounts(t.Context(), engine.AccountOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if w.handler, err = New(Options{Engine: w.Engine, Accounts: accounts, Door: latch{}, Now: w.now, Log: zerolog.New(&log), Product: "caseclock test"}); err != nil {
		t.Fatal(err)
	}
	ask := func(as, session, method, path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, nil)
		r.Header.Set("As", as)
		r.Header.Set("Session", session)
		rec := httptest.NewRecorder()
		w.handler.ServeHTTP(rec, r)
		return rec
	}
	for i := range pace.AtOnce {
		if rec := ask("chair-1", "one", http.MethodGet, "/account/tokens"); rec.Code != http.StatusOK {
			t.Fatal(i, rec.Code)
		}
	}
	if log.Len() != 0 {
		t.Error(log.String())
	}
	for _, c := range [][2]string{{http.MethodGet, "/account/tokens"}, {http.MethodPost, "/account/tokens"}, {http.MethodGet, "/work"}, {http.MethodGet, "/people"}, {http.MethodGet, "/none"}} {
		rec := ask("chair-1", "one", c[0], c[1])
		if rec.Code != http.StatusTooManyRequests || rec.Header().Get("Retry-After") != "1" {
			t.Errorf("%s: %d %v", c, rec.Code, rec.Header())
		}
		pagetest.Shows(t, rec.Body.String(), "You asked for too much at once", "Wait a little, go back, and try again.", `href="/account"`)
	}
	if strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), `"person":"chair-1"`) {
		t.Error(log.String())
	}
	for _, session := range []string{"two", "three"} {
		if rec := ask("chair-1", session, http.MethodGet, "/account/tokens"); rec.Code != http.StatusOK {
			t.Errorf("another session: %d", rec.Code)
		}
	}
	w.Clock = w.Clock.Add(time.Second)
	for range pace.PerSecond {
		if rec := ask("chair-1", "one", http.MethodGet, "/account/tokens"); rec.Code != http.StatusOK {
			t.Fatalf("a second later: %d", rec.Code)
		}
	}
	if rec := ask("chair-1", "one", http.MethodGet, "/account/tokens"); rec.Code != http.StatusTooManyRequests {
		t.Error("more than that a second later:", rec.Code)
	}
}
