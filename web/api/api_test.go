package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"caseclock/access"
	"caseclock/store"
	"caseclock/web/api"
	"caseclock/web/pagetest"

	"github.com/rs/zerolog"
)

// acts are what the operations need, as the tests expect it.
var acts = map[string]access.Act{
	"GET /api/v1/cases":                                 access.SeeCases,
	"POST /api/v1/cases/search":                         access.SeeCases,
	"GET /api/v1/cases/{id}":                            access.SeeCases,
	"GET /api/v1/cases/{id}/explanations/{deadline}":    access.SeeCases,
	"GET /api/v1/deadlines":                             access.SeeCases,
	"GET /api/v1/breaches":                              access.SeeCases,
	"GET /api/v1/queries":                               access.SeeCases,
	"POST /api/v1/cases/{id}/events":                    access.RecordEvents,
	"POST /api/v1/cases/{id}/events/{event}/withdrawal": access.RecordEvents,
	"POST /api/v1/events":                               access.RecordEvents,
	"POST /api/v1/cases/{id}/reasons":                   access.GiveReasons,
	"GET /api/v1/rules":                                 access.SeeRules,
	"GET /api/v1/rules/{pack}":                          access.SeeRules,
	"POST /api/v1/evaluations":                          access.SeeRules,
	"GET /api/v1/reports":                               access.ReadReports,
	"GET /api/v1/reports/{id}":                          access.ReadReports,
	"GET /api/v1/reports/{id}/forms/{form}":             access.ReadReports,
	"POST /api/v1/reports/preview":                      access.ReadReports,
	"POST /api/v1/reports":                              access.IssueReports,
	"GET /api/v1/trail":                                 access.SeeTrail,
	"POST /api/v1/imports":                              access.Import,
	"GET /api/v1/imports/{id}":                          access.Import,
	"POST /api/v1/imports/{id}/confirmation":            access.Import,
	"DELETE /api/v1/imports/{id}":                       access.Import,
	"GET /api/v1/imports/{id}/rejects":                  access.Import,
}

// site is an API over invented cases. A token is a person's id.
type site struct {
	*pagetest.Site
	t   testing.TB
	api *api.API
	log *bytes.Buffer
}

func open(t testing.TB, cases int) *site {
	t.Helper()
	s := &site{Site: pagetest.New(t, cases), t: t, log: &bytes.Buffer{}}
	s.serve()
	return s
}

// serve makes the API anew over the same store, as after a restart.
func (s *site) serve() {
	s.t.Helper()
	var err error
	s.api, err = api.New(api.Options{Engine: s.Engine, Bearer: bearer, Needs: needs, Now: s.Engine.Now, Log: zerolog.New(s.log), Product: "caseclock test"})
	if err != nil {
		s.t.Fatal(err)
	}
}

func bearer(r *http.Request) (*access.Viewer, error) {
	id, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	v := pagetest.People[id]
	if id == "damaged" {
		return nil, fmt.Errorf("a token: %w", store.ErrDamaged)
	}
	if !ok || v == nil {
		return nil, nil
	}
	by := *v
	by.Door, by.Token = "api", "token-of-"+id
	return &by, nil
}

func needs(op string) (access.Act, bool, bool) {
	act, known := acts[op]
	return act, op == "GET /api/v1/me", known || op == "GET /api/v1/me"
}

// answer is what was answered.
type answer struct {
	*http.Response
	body []byte
}

// json reads the body into v.
func (a answer) json(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		t.Fatalf("%s: %v", a.body, err)
	}
}

// problem is the type of a problem, without what all have in common.
func (a answer) problem() string {
	var p struct{ Type string }
	_ = json.Unmarshal(a.body, &p)
	return strings.TrimPrefix(p.Type, "urn:caseclock:problem:")
}

// send sends a request as a person; headers come in pairs.
func (s *site) send(as, method, path string, body any, headers ...string) answer {
	s.t.Helper()
	var content io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		content = strings.NewReader(b)
	default:
		written, err := json.Marshal(b)
		if err != nil {
			s.t.Fatal(err)
		}
		content = bytes.NewReader(written)
	}
	r := httptest.NewRequest(method, path, content)
	if as != "" {
		r.Header.Set("Authorization", "Bearer "+as)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return s.do(r)
}

func (s *site) do(r *http.Request) answer {
	s.t.Helper()
	w := httptest.NewRecorder()
	s.api.ServeHTTP(w, r)
	a := answer{w.Result(), w.Body.Bytes()}
	check(s.t, s.api, r, a)
	return a
}

func TestSmoke(t *testing.T) {
	s := open(t, 30)
	for _, p := range []string{"/api/v1/me", "/api/v1/cases?limit=2", "/api/v1/deadlines?limit=1", "/api/v1/breaches?unexplained=true&limit=1", "/api/v1/queries?limit=1", "/api/v1/rules", "/api/v1/reports"} {
		a := s.send("coordinator-1", "GET", p, nil)
		t.Logf("%s %d %s", p, a.StatusCode, a.body)
	}
}
