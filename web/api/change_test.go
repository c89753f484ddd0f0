package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// begun is a case of stirling that a test may change.
func (s *site) begun(ref string, more ...map[string]any) (id, etag string) {
	s.t.Helper()
	events := []map[string]any{{"case": ref, "event": "case-assigned", "on": "2026-01-05", "authority": "stirling", "chair": "chair-1"},
		{"case": ref, "event": "concern-notified", "on": "2026-01-05"}}
	for _, e := range more {
		e["case"] = ref
		events = append(events, e)
	}
	a := s.send("coordinator-1", "POST", "/api/v1/events", map[string]any{"events": events})
	if a.StatusCode != 201 {
		s.t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	var done struct{ Events []map[string]string }
	a.json(s.t, &done)
	id = done.Events[0]["case_id"]
	return id, s.etag(id)
}

func (s *site) etag(id string) string {
	s.t.Helper()
	return s.send("coordinator-1", "GET", "/api/v1/cases/"+id, nil).Header.Get("ETag")
}

const coreGroup = `{"event":"core-group-held","on":"2026-02-27"}`

// A change names the version it was read at: none is refused, an earlier one is
// told what was recorded since, and nothing of it is.
func TestVersions(t *testing.T) {
	s := open(t, 0)
	id, etag := s.begun("CP-9001")
	events := "/api/v1/cases/" + id + "/events"
	for match, want := range map[string]int{"": 428, "2": 422, `W/"2"`: 422, `"02"`: 422, `"2", "3"`: 422, `"0"`: 422} {
		if a := s.send("coordinator-1", "POST", events, coreGroup, "If-Match", match); a.StatusCode != want {
			t.Errorf("If-Match %s: %d %s", match, a.StatusCode, a.body)
		}
	}
	a := s.send("coordinator-1", "POST", events, coreGroup, "If-Match", etag)
	if a.StatusCode != 201 || a.Header.Get("ETag") != s.etag(id) || a.Header.Get("ETag") == etag {
		t.Fatalf("%d %v %s", a.StatusCode, a.Header, a.body)
	}
	for _, path := range []string{events, events + "/x/withdrawal", "/api/v1/cases/" + id + "/reasons"} {
		body := map[string]string{events: coreGroup, events + "/x/withdrawal": `{"why":"wrong child"}`}[path]
		if body == "" {
			body = `{"deadlines":["initial-cpcc.2026-01-05"],"category":"late-referral","proposed":"2026-03-20"}`
		}
		a = s.send("coordinator-1", "POST", path, body, "If-Match", etag)
		var p struct {
			Changed []struct {
				CaseID, ETag string
				Since        []map[string]any
			}
		}
		a.json(t, &p)
		if a.StatusCode != 412 || a.problem() != "changed" || len(p.Changed) != 1 || p.Changed[0].ETag != s.etag(id) || len(p.Changed[0].Since) != 1 || p.Changed[0].Since[0]["event"] != "core-group-held" {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.body)
		}
	}
	if got := s.etag(id); got != `"3"` {
		t.Errorf("recorded all the same: %s", got)
	}
	if a := s.send("coordinator-1", "POST", events, coreGroup, "If-Match", "*"); a.StatusCode != 201 {
		t.Errorf("*: %d %s", a.StatusCode, a.body)
	}
}

// What is recorded can be corrected, explained and withdrawn, each by its own
// operation.
func TestChangesOfACase(t *testing.T) {
	s := open(t, 0)
	id, etag := s.begun("CP-9001", map[string]any{"event": "conference-held", "on": "2026-02-10", "conference": "initial", "outcome": "registered"})
	base := "/api/v1/cases/" + id
	a := s.send("coordinator-1", "POST", base+"/reasons", `{"deadlines":["initial-cpcc.2026-01-05"],"category":"late-referral","text":null,"proposed":null}`, "If-Match", etag)
	if a.StatusCode != 201 || !strings.Contains(string(a.body), `"status":"met-late"`) {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	var c struct {
		Events    []map[string]any
		Deadlines []map[string]any
	}
	s.send("coordinator-1", "GET", base, nil).json(t, &c)
	held := ""
	for _, e := range c.Events {
		if e["event"] == "conference-held" {
			held = e["id"].(string)
		}
	}
	a = s.send("coordinator-1", "POST", base+"/events", map[string]any{"event": "conference-held", "on": "2026-01-20", "conference": "initial", "outcome": "registered", "replaces": held, "why": "the day of another child"}, "If-Match", s.etag(id))
	if a.StatusCode != 201 || !strings.Contains(string(a.body), `"what":"stands"`) {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	var k struct{ Events []string }
	a.json(t, &k)
	a = s.send("coordinator-1", "POST", base+"/events/"+k.Events[0]+"/withdrawal", `{"why":"recorded for the wrong child"}`, "If-Match", s.etag(id))
	if a.StatusCode != 201 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if a = s.send("coordinator-1", "GET", base+"/explanations/initial-cpcc.2026-01-05", nil); a.StatusCode != 200 || !strings.Contains(string(a.body), `"steps":["`) {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if a = s.send("coordinator-1", "GET", base+"/explanations/minutes.2026-01-06", nil); a.StatusCode != 404 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
}

// events counts what is recorded.
func (s *site) events() uint64 {
	s.t.Helper()
	stats, err := s.Store.Stats()
	if err != nil {
		s.t.Fatal(err)
	}
	return stats.Events
}

// same says whether one answer is the other again.
func same(a, b answer) bool {
	return a.StatusCode == b.StatusCode && string(a.body) == string(b.body) && a.Header.Get("ETag") == b.Header.Get("ETag") && a.Header.Get("Location") == b.Header.Get("Location")
}

// null is the same as absent.
func TestNullIsAbsent(t *testing.T) {
	s := open(t, 0)
	id, _ := s.begun("CP-9001")
	nulls := map[string]any{"event": "core-group-held", "on": "2026-02-27"}
	for _, f := range []string{"replaces", "authority", "chair", "lead", "family", "registered_on", "subject", "edd", "direction", "conference", "planned", "outcome", "until", "cause"} {
		nulls[f] = nil
	}
	a := s.send("coordinator-1", "POST", "/api/v1/cases/"+id+"/events", nulls, "If-Match", "*")
	if a.StatusCode != 201 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	one := s.send("coordinator-1", "POST", "/api/v1/evaluations", `{"as_at":"2026-01-05","pack":null,"known_at":null,"events":[{"case":"CP-1","event":"concern-notified","on":"2026-01-01","edd":null,"id":null}]}`)
	two := s.send("coordinator-1", "POST", "/api/v1/evaluations", `{"as_at":"2026-01-05","events":[{"case":"CP-1","event":"concern-notified","on":"2026-01-01"}]}`)
	if one.StatusCode != 200 || string(one.body) != string(two.body) {
		t.Errorf("%s, and %s", one.body, two.body)
	}
}

// The examples of the document are sent for real, and are accepted.
func TestExamples(t *testing.T) {
	s := open(t, 0)
	id, _ := s.begun("CP-0417", map[string]any{"event": "conference-called", "on": "2026-02-26", "conference": "initial", "planned": "2026-03-10"})
	if a := s.send("coordinator-1", "POST", "/api/v1/events", `{"events":[{"case":"CP-0417","event":"concern-notified","on":"2026-02-02"}]}`); a.StatusCode != 201 {
		t.Fatalf("%s", a.body)
	}
	var c struct{ Events []struct{ ID, Event string } }
	s.send("coordinator-1", "GET", "/api/v1/cases/"+id, nil).json(t, &c)
	called := ""
	for _, e := range c.Events {
		if e.Event == "conference-called" {
			called = e.ID
		}
		if e.Event == "concern-notified" && called == "" {
			s.send("coordinator-1", "POST", "/api/v1/cases/"+id+"/events/"+e.ID+"/withdrawal", `{"why":"the later one counts"}`, "If-Match", "*")
			called = "-"
		}
	}
	for _, e := range c.Events {
		if e.Event == "conference-called" {
			called = e.ID
		}
	}
	s.Clock = s.Clock.AddDate(0, 0, 1)
	sent := 0
	for path, item := range document(t, s.api).doc.Paths.Map() {
		if item.Post == nil || item.Post.RequestBody == nil {
			continue
		}
		example, err := json.Marshal(item.Post.RequestBody.Value.Content["application/json"].Example)
		if err != nil {
			t.Fatal(err)
		}
		at := strings.NewReplacer("{id}", id, "{event}", called).Replace(path)
		a := s.send("coordinator-1", http.MethodPost, at, string(example), "If-Match", "*")
		if sent++; a.StatusCode != 200 && a.StatusCode != 201 {
			t.Errorf("%s %s: %d %s", path, example, a.StatusCode, a.body)
		}
	}
	if sent < 9 {
		t.Errorf("%d examples", sent)
	}
}
