package browser

import (
	"net/http"
	"strings"
	"sync"
	"testing"
)

// unwalked are the routes that no link of a page leads to, and why.
var unwalked = map[string]string{}

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
				b.walk(mux, func(kind string) {
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
		if method, _, _ := strings.Cut(p, " "); method == http.MethodGet && !seen[p] && unwalked[p] == "" {
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
