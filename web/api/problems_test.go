package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// Without a valid token nobody learns what there is.
func TestNobodyWithoutAToken(t *testing.T) {
	s := open(t, 0)
	for _, op := range append(s.api.Operations(), "GET /api/v1/none", "PUT /api/v1/cases", "GET /api/") {
		method, path, _ := strings.Cut(op, " ")
		for as, want := range map[string]string{"": `Bearer realm="caseclock"`, "nobody": `Bearer realm="caseclock", error="invalid_token"`} {
			a := s.send(as, method, path, nil)
			if a.StatusCode != 401 || a.problem() != "no-token" || a.Header.Get("WWW-Authenticate") != want {
				t.Errorf("%s as %q: %d %v %s", op, as, a.StatusCode, a.Header, a.body)
			}
		}
	}
}

// A token that cannot be looked at is no wrong token: who sends it must not be told
// to get another.
func TestATokenThatCannotBeLookedAt(t *testing.T) {
	s := open(t, 0)
	if a := s.send("damaged", "GET", "/api/v1/me", nil); a.StatusCode != 500 || a.problem() != "fault" || a.Header.Get("WWW-Authenticate") != "" {
		t.Errorf("%d %v %s", a.StatusCode, a.Header, a.body)
	}
}

// What is no request of the API's is answered as a problem, too.
func TestProblems(t *testing.T) {
	s := open(t, 3)
	evaluation := `{"events":[{"case":"CP-1","event":"born","on":"2026-01-01"}]}`
	long := `{"case":"` + strings.Repeat("x", 1<<20) + `"}`
	for _, row := range []struct {
		as, method, path string
		body             any
		headers          []string
		status           int
		problem          string
	}{
		{"coordinator-1", "GET", "/api/v1/none", nil, nil, 404, "not-there"},
		{"coordinator-1", "GET", "/api/v2/cases", nil, nil, 404, "not-there"},
		{"coordinator-1", "GET", "/api/v1//cases", nil, nil, 404, "not-there"},
		{"coordinator-1", "GET", "/api/v1/cases/../me", nil, nil, 404, "not-there"},
		{"coordinator-1", "GET", "/api/v1/cases/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", nil, nil, 404, "not-there"},
		{"coordinator-1", "PUT", "/api/v1/cases", "{}", nil, 405, "wrong-method"},
		{"admin-1", "GET", "/api/v1/cases", nil, nil, 403, "not-allowed"},
		{"committee-1", "POST", "/api/v1/events", "{}", nil, 403, "not-allowed"},
		{"coordinator-1", "POST", "/api/v1/cases/search", `{"case":"CP-1"}`, []string{"Content-Type", "text/plain"}, 415, "not-json"},
		{"coordinator-1", "POST", "/api/v1/cases/search", `{"case":"CP-1"}`, []string{"Content-Type", "application/json; charset=latin1"}, 415, "not-json"},
		{"coordinator-1", "POST", "/api/v1/cases/search", `{"case":"CP-1"}`, []string{"Content-Encoding", "gzip"}, 415, "not-json"},
		{"coordinator-1", "POST", "/api/v1/cases/search", "", nil, 400, "malformed"},
		{"coordinator-1", "POST", "/api/v1/cases/search", `{"case":`, nil, 400, "malformed"},
		{"coordinator-1", "POST", "/api/v1/cases/search", `{"case":"CP-1"} {}`, nil, 400, "malformed"},
		{"coordinator-1", "POST", "/api/v1/cases/search", "{\"case\":\"\xff\"}", nil, 400, "malformed"},
		{"coordinator-1", "POST", "/api/v1/cases/search", strings.Repeat("[", 17) + strings.Repeat("]", 17), nil, 400, "malformed"},
		{"coordinator-1", "POST", "/api/v1/cases/search", long, nil, 413, "too-large"},
		{"coordinator-1", "POST", "/api/v1/evaluations", `{"events":` + strings.Repeat(" ", 10<<20) + `[]}`, nil, 413, "too-large"},
		{"coordinator-1", "POST", "/api/v1/cases/search", `[]`, nil, 422, "refused"},
		{"coordinator-1", "POST", "/api/v1/cases/search", `{"case":1}`, nil, 422, "refused"},
		{"coordinator-1", "POST", "/api/v1/cases/search", `{"Case":"CP-1"}`, nil, 422, "refused"},
		{"coordinator-1", "POST", "/api/v1/cases/search", `{"case":"CP-1","case":"CP-2"}`, nil, 422, "refused"},
		{"coordinator-1", "POST", "/api/v1/cases/search", `{"case":"CP-1","canary":1}`, nil, 422, "refused"},
		{"coordinator-1", "POST", "/api/v1/evaluations", strings.Replace(evaluation, `"on"`, `"event":"born","on"`, 1), nil, 422, "refused"},
		{"coordinator-1", "POST", "/api/v1/evaluations", strings.Replace(evaluation, `"on"`, `"canary":"x","on"`, 1), nil, 422, "refused"},
		{"coordinator-1", "POST", "/api/v1/evaluations", strings.Replace(evaluation, `"CP-1"`, `{"a":1}`, 1), nil, 422, "refused"},
		{"coordinator-1", "GET", "/api/v1/cases?limit=0", nil, nil, 422, "refused"},
		{"coordinator-1", "GET", "/api/v1/cases?limit=501", nil, nil, 422, "refused"},
		{"coordinator-1", "GET", "/api/v1/cases?limit=many", nil, nil, 422, "refused"},
		{"coordinator-1", "GET", "/api/v1/cases?canary=1", nil, nil, 422, "refused"},
		{"coordinator-1", "GET", "/api/v1/cases?cursor=canary", nil, nil, 422, "refused"},
		{"coordinator-1", "GET", "/api/v1/deadlines?as_at=2026-02-31", nil, nil, 422, "refused"},
		{"coordinator-1", "GET", "/api/v1/deadlines?known_at=yesterday", nil, nil, 422, "refused"},
		{"coordinator-1", "GET", "/api/v1/deadlines?rule=canary", nil, nil, 422, "refused"},
		{"coordinator-1", "GET", "/api/v1/deadlines?status=canary", nil, nil, 422, "refused"},
	} {
		a := s.send(row.as, row.method, row.path, row.body, row.headers...)
		if a.StatusCode != row.status || a.problem() != row.problem {
			t.Errorf("%s %s %.60v: %d %s", row.method, row.path, row.body, a.StatusCode, a.body)
		}
		if strings.Contains(string(a.body), "canary") {
			t.Errorf("%s %s %.60v echoes: %s", row.method, row.path, row.body, a.body)
		}
	}
	if a := s.send("coordinator-1", "PUT", "/api/v1/reports", "{}"); a.Header.Get("Allow") != "GET, HEAD, POST" {
		t.Errorf("Allow: %q", a.Header.Get("Allow"))
	}
	if a := s.send("admin-1", "GET", "/api/v1/cases", nil); !strings.Contains(a.Header.Get("WWW-Authenticate"), "insufficient_scope") {
		t.Errorf("%v", a.Header)
	}
	if a := s.send("coordinator-1", "GET", "/api/v1/me", nil, "Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site"); a.StatusCode != 200 {
		t.Errorf("%d", a.StatusCode) // reading is no change
	}
	if a := s.send("coordinator-1", "POST", "/api/v1/cases/search", `{"case":"CP-1"}`, "Sec-Fetch-Site", "cross-site"); a.StatusCode != 403 {
		t.Errorf("%d", a.StatusCode)
	}
}

// A token may send so many requests at once; then it is told how long to wait,
// and others are not.
func TestTooMany(t *testing.T) {
	s := open(t, 0)
	refused := 0
	for range 210 {
		a := s.send("coordinator-1", "GET", "/api/v1/me", nil)
		if a.StatusCode == 429 {
			refused++
			if a.Header.Get("Retry-After") != "1" || a.problem() != "too-many" {
				t.Fatalf("%v %s", a.Header, a.body)
			}
		}
	}
	if refused != 10 {
		t.Errorf("%d refused", refused)
	}
	if a := s.send("coordinator-2", "GET", "/api/v1/me", nil); a.StatusCode != 200 {
		t.Errorf("another: %d", a.StatusCode)
	}
}

// canaries are values that must not come back, one for each thing that can be
// sent; none is what any field accepts.
func canaries(body string) (all []string) {
	for i := range 40 {
		c := fmt.Sprintf("kanarie%02d Ærø", i)
		if !strings.Contains(body, fmt.Sprintf("%%%02d", i)) {
			break
		}
		all = append(all, c)
	}
	return all
}

// No refusal holds a value that was sent, nor does the log.
func TestRefusalsEchoNothing(t *testing.T) {
	s := open(t, 5)
	id := s.caseOf("coordinator-1")
	s.log.Reset()
	for _, row := range []struct{ path, body string }{
		{"/api/v1/cases/search", `{"case":"%00"}`},
		{"/api/v1/cases/" + id + "/events", `{"event":"%00","on":"%01","conference":"%02","outcome":"%03","next":"%04"}`},
		{"/api/v1/cases/" + id + "/events", `{"event":"conference-held","on":"2026-03-01","conference":"initial","outcome":"registered","replaces":"%00"}`},
		{"/api/v1/cases/" + id + "/events", `{"event":"case-assigned","on":"2026-03-01","conference":"initial","authority":"%00"}`},
		{"/api/v1/cases/" + id + "/events", `{"event":"born","on":"2026-03-01","%00":"%01"}`},
		{"/api/v1/cases/" + id + "/events/%00/withdrawal", `{"why":"%01"}`},
		{"/api/v1/cases/" + id + "/reasons", `{"deadlines":["%00"],"category":"%01","text":"%02","proposed":"%03","agreed_by":"%04"}`},
		{"/api/v1/cases/" + id + "/reasons", `{"deadlines":["initial-cpcc.2020-01-01"],"category":"%01","text":"%02","proposed":"2020-01-01","agreed_by":"%00"}`},
		{"/api/v1/events", `{"events":[{"case":"%00","event":"case-assigned","on":"2026-03-01","authority":"%01"},{"case":"%02","event":"born","on":"2026-03-01"}]}`},
		{"/api/v1/evaluations", `{"pack":"%00","events":[{"case":"%01","event":"born","on":"2026-03-01","id":"%02","recorded":"%03"}]}`},
		{"/api/v1/evaluations", `{"pack":"%00","events":[{"case":"CP-1","event":"withdrawn","on":"2026-03-01","id":"a","target":"%01"},{"case":"CP-1","event":"reason-recorded","on":"2026-03-01","rule":"%02","start":"2026-01-01","category":"%03"}]}`},
		{"/api/v1/reports", `{"from":"%00","to":"%01","authority":"%02","for":"%03","by":"%04"}`},
		{"/api/v1/reports/preview", `{"from":"2026-03-01","to":"2020-01-01","authority":"%00","by":"chair","for":"committee"}`},
		{"/api/v1/imports", `{"name":"%00","content":"%01","mapping":"%02"}`},
		{"/api/v1/imports", `{"name":"a.csv","content":"YQ==","mapping":"%00: %01"}`},
	} {
		body, path := row.body, row.path
		for i, c := range canaries(body) {
			body = strings.ReplaceAll(body, fmt.Sprintf("%%%02d", i), c)
		}
		path = strings.ReplaceAll(path, "%00", "kanarie00")
		a := s.send("coordinator-1", "POST", path, body, "If-Match", "*")
		if a.StatusCode < 400 || a.StatusCode >= 500 {
			t.Errorf("%s %s: %d %s", path, body, a.StatusCode, a.body)
		}
		if strings.Contains(string(a.body), "kanarie") {
			t.Errorf("%s %s echoes: %s", path, body, a.body)
		}
	}
	if strings.Contains(s.log.String(), "kanarie") {
		t.Error(s.log)
	}
}

// A fault of ours is answered with an id that the log has, and nothing else.
func TestFaultOfOurs(t *testing.T) {
	s := open(t, 2)
	if err := s.Store.Close(); err != nil {
		t.Fatal(err)
	}
	a := s.send("coordinator-1", "GET", "/api/v1/cases", nil)
	var p struct{ Instance string }
	a.json(t, &p)
	id, ok := strings.CutPrefix(p.Instance, "urn:caseclock:fault:")
	if a.StatusCode < 500 || !ok || !strings.Contains(s.log.String(), `"id":"`+id+`"`) || strings.Contains(string(a.body), "closed") {
		t.Errorf("%d %s\n%s", a.StatusCode, a.body, s.log)
	}
}

// Every type of problem that is answered anywhere is in the description, and has
// a status of its own there.
func TestProblemsAreDescribed(t *testing.T) {
	s := open(t, 0)
	w := httptest.NewRecorder()
	s.api.Document(w, httptest.NewRequest(http.MethodGet, "/api/openapi.json", nil))
	for _, name := range []string{"no-token", "not-allowed", "not-there", "wrong-method", "changed", "too-large", "not-json", "refused", "key-reused",
		"version-missing", "too-many", "fault", "busy", "malformed", "too-slow", "still-under-way", "outcome-unknown", "plan-changed", "takes-no-requests"} {
		if !strings.Contains(w.Body.String(), "| urn:caseclock:problem:"+name+" | ") {
			t.Errorf("%s is not described", name)
		}
	}
}

// caseOf is the opaque id of a case that a person may see.
func (s *site) caseOf(as string) string {
	s.t.Helper()
	return s.casesOf(as)[0]
}

func (s *site) casesOf(as string) (ids []string) {
	s.t.Helper()
	var page struct {
		Cases []struct {
			CaseID string `json:"case_id"`
		}
	}
	s.send(as, "GET", "/api/v1/cases?limit=500", nil).json(s.t, &page)
	for _, c := range page.Cases {
		ids = append(ids, c.CaseID)
	}
	if len(ids) == 0 || !slices.IsSorted(ids) {
		s.t.Fatal(ids)
	}
	return ids
}
