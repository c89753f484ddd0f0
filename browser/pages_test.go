package browser

import (
	"net/http"
	"strings"
	"sync"
	"testing"
)

// unwalked are the routes that no link or search leads to from where somebody
// begins, and what looks at them instead.
var unwalked = map[string]string{
	"GET /assets/{name}":              "a style sheet and an icon",
	"GET /mailbox":                    "TestPagesThatSayNo",
	"GET /mailbox/{id}":               "TestPagesThatSayNo",
	"GET /sign-in":                    "TestPagesThatSayNo",
	"GET /sign-in/as/{token}":         "TestPagesThatSayNo",
	"GET /sign-in/factor":             "TestFirstSignIn",
	"GET /sign-in/password":           "TestFirstSignIn",
	"GET /sign-in/council":            "TestCouncilSignIn",
	"GET /sign-in/council/back":       "TestCouncilSignIn",
	"GET /imports/{id}":               "TestPlanOfAnImport",
	"GET /imports/{id}/rejects":       "TestPlanOfAnImport",
	"GET /reports/{id}":               "TestIssuedReport",
	"GET /reports/{id}/{name}":        "TestIssuedReport",
	"GET /calendar/{file}":            "a file for a calendar program",
	"GET /account/tokens/{token}":     "TestToken",
	"GET /people/{id}/tokens/{token}": "TestToken",
}

// Each page that somebody can come to by links, unfolded too, passes axe's
// rules, and nothing of it is lost on a narrow screen or an enlarged one. Each
// link leads to something, nothing is asked of any other host, and the browser
// complains of nothing.
func TestEveryPage(t *testing.T) {
	script := axe(t)
	s := demonstration(t)
	patterns, mux := routes(t)
	var lock sync.Mutex
	seen, tried := map[string]bool{}, map[string]map[string]bool{}
	t.Run("roles", func(t *testing.T) {
		for _, role := range s.roles() {
			t.Run(role, func(t *testing.T) {
				t.Parallel()
				b := s.enter(t, role)
				note := func(kind string) string {
					pattern, _, _ := strings.Cut(kind, " ?")
					lock.Lock()
					defer lock.Unlock()
					seen[pattern] = true
					return pattern
				}
				b.walk(mux, map[string]bool{}, func(kind string) {
					pattern := note(kind)
					eval[bool](b, unfold)
					shapes := eval[[]string](b, shape)
					lock.Lock()
					fresh := news(tried, pattern, shapes)
					lock.Unlock()
					if fresh {
						b.accessible(script, kind)
						b.fits(kind)
					}
				}, func(kind string) { note(kind) })
			})
		}
	})
	for _, p := range patterns {
		if method, _, _ := strings.Cut(p, " "); method == http.MethodGet && !seen[p] && unwalked[p] == "" && !strings.HasPrefix(p, "GET /api/") {
			t.Errorf("no link leads anybody to %s", p)
		}
	}
}

// news notes what a page is made of, and says whether something of that was on
// no page of its route before.
func news(tried map[string]map[string]bool, pattern string, shapes []string) (fresh bool) {
	if tried[pattern] == nil {
		tried[pattern] = map[string]bool{}
	}
	for _, s := range shapes {
		fresh = fresh || !tried[pattern][s]
		tried[pattern][s] = true
	}
	return fresh
}
