package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"caseclock/access"
	"caseclock/engine"
	"caseclock/store"

	"github.com/rs/zerolog"
)

// Whoever asks for what is not theirs is in the trail, by page or by token, with
// the pattern of the address and nothing of what they named.
func TestWhoIsRefusedIsInTheTrail(t *testing.T) {
	w := newWalk(t)
	id := w.cases["stirling"][0]
	for _, c := range []struct{ as, pattern string }{
		{"committee-1", "GET /cases"}, {"coordinator-2", "GET /cases/{id}"}, {"admin-1", "POST /imports"},
		{"committee-1", "GET /api/v1/cases"}, {"coordinator-2", "GET /api/v1/cases/{id}"},
	} {
		var before, after []store.Entry
		read := func(into *[]store.Entry) {
			if err := w.Store.Trail(context.Background(), func(e store.Entry) error { *into = append(*into, e); return nil }); err != nil {
				t.Fatal(err)
			}
		}
		read(&before)
		method, path := address(c.pattern, id)
		if rec := w.ask(c.as, method, path); rec.Code != 403 && rec.Code != 404 {
			t.Errorf("%s as %s: %d", c.pattern, c.as, rec.Code)
		}
		read(&after)
		if len(after) != len(before)+1 {
			t.Errorf("%s as %s: %d entries", c.pattern, c.as, len(after)-len(before))
			continue
		}
		if e := after[len(before)]; e.By != c.as || e.Action != "refused" || e.Detail != c.pattern || e.Case != "" || strings.Contains(e.Detail, id) {
			t.Errorf("%s as %s: %+v", c.pattern, c.as, e)
		}
	}
}

// unsure is a door that cannot find out whose a token is.
type unsure struct{ latch }

func (unsure) Bearer(*http.Request) (*access.Viewer, error) {
	return nil, errors.New("the store is damaged")
}

// A token that cannot be looked at is a fault of ours where the API is described
// too, and does not lead to signing in.
func TestATokenThatCannotBeLookedAt(t *testing.T) {
	w := newWalk(t)
	accounts, err := w.Engine.OpenAccounts(t.Context(), engine.AccountOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if w.handler, err = New(Options{Engine: w.Engine, Accounts: accounts, Door: unsure{}, Now: w.now, Log: zerolog.Nop(), Product: "caseclock test"}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/api/openapi.json", "/api/v1/me"} {
		rec := w.ask("coordinator-1", http.MethodGet, path)
		if rec.Code != http.StatusInternalServerError || !strings.Contains(rec.Body.String(), "urn:caseclock:fault:") || strings.Contains(rec.Body.String(), "damaged") {
			t.Errorf("%s: %d %s", path, rec.Code, rec.Body)
		}
	}
}
