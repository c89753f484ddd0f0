package pagetest

import (
	"strings"
	"testing"

	"caseclock/engine"
)

// Page asks for a page that there must be, as a person, and gives its HTML.
func (s *Site) Page(t *testing.T, as, path string) string {
	t.Helper()
	a := s.Get(as, path)
	if a.Status != 200 {
		t.Fatalf("%s as %s: %d\n%s", path, as, a.Status, a.Body)
	}
	return a.Body
}

// Begun records a case that begins with a concern, as a person, and gives its
// opaque id. Lead and concern are filled in.
func (s *Site) Begun(t *testing.T, as, on string, b engine.Beginning) string {
	t.Helper()
	b.Lead, b.First = "lead-1", map[string]string{"event": "concern-notified", "on": on}
	kept, err := s.Engine.Desk(People[as]).Begin(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return kept.CaseID
}

// Shows says what a page must hold.
func Shows(t *testing.T, body string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(body, p) {
			t.Errorf("the page has no %q:\n%s", p, body)
		}
	}
}

// Lacks says what a page must not hold.
func Lacks(t *testing.T, body string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(body, p) {
			t.Errorf("the page has %q:\n%s", p, body)
		}
	}
}
