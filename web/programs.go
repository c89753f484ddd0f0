package web

import (
	"net/http"
	"strings"

	"caseclock/access"
	"caseclock/web/api"
	"caseclock/web/page"
)

// described is where the description of the API is: for tokens, and for people
// who are signed in.
const described = "GET /api/openapi.json"

// programs makes the API. It takes its needs from the table.
func (s *site) programs(rows map[string]need) (*api.API, error) {
	needs := func(operation string) (act access.Act, self, known bool) {
		n, known := rows[operation]
		return n.act, n.self, known && n.api
	}
	return api.New(api.Options{Engine: s.Engine, Bearer: s.Door.Bearer, Needs: needs, Now: s.Now, Log: s.Log, Product: s.Product})
}

// operations are those of the API as routes, for the table to be held to. They
// are answered apart from the pages.
func operations(a *api.API) []page.Route {
	var all []page.Route
	for _, op := range a.Operations() {
		all = append(all, page.Route{Pattern: op})
	}
	return all
}

// apart has the API answer what lies below its address. It knows no session,
// so that nothing but a token opens it, and no cookie needs guarding there.
func (s *site) apart(a *api.API, pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !strings.HasPrefix(r.URL.Path, "/api/"):
			pages.ServeHTTP(w, r)
		case r.Method+" "+r.URL.Path != described:
			a.ServeHTTP(w, r)
		default:
			switch v, err := s.Door.Bearer(r); {
			case err != nil:
				a.Broken(w, r, err)
			case v != nil:
				a.Document(w, r)
			default:
				pages.ServeHTTP(w, r)
			}
		}
	})
}
