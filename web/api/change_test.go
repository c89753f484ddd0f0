package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
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
	a = s.send("coordinator-1", "POST", base+"/events", map[string]any{"event": "conference-held", "on": "2026-01-20", "conference": "initial", "outcome": "registered", "replaces": held}, "If-Match", s.etag(id))
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

// A request with a key is done once and answered as the first time, also after a
// restart, a day later, and when the case has changed.
func TestIdempotency(t *testing.T) {
	s := open(t, 0)
	id, etag := s.begun("CP-9001")
	base := "/api/v1/cases/" + id
	batch := `{"events":[{"case":"CP-9002","event":"case-assigned","on":"2026-02-01","authority":"stirling"}]}`
	for i, row := range []struct{ path, body, other string }{
		{base + "/events", coreGroup, strings.Replace(coreGroup, "27", "26", 1)},
		{base + "/reasons", `{"deadlines":["initial-cpcc.2026-01-05"],"category":"late-referral","proposed":"2026-03-20"}`, `{"deadlines":["initial-cpcc.2026-01-05"],"category":"inquorate","proposed":"2026-03-20"}`},
		{"/api/v1/events", batch, strings.Replace(batch, "02-01", "02-02", 1)},
		{"/api/v1/reports", `{"from":"2025-10-01","to":"2025-12-31","authority":"stirling"}`, `{"from":"2025-07-01","to":"2025-09-30","authority":"stirling"}`},
	} {
		key := fmt.Sprintf("key-%d", i)
		etag = s.etag(id)
		send := func(as, body string) answer {
			return s.send(as, "POST", row.path, body, "Idempotency-Key", key, "If-Match", etag)
		}
		first := send("coordinator-1", row.body)
		before := s.events()
		if first.StatusCode != 201 {
			t.Fatalf("%s: %d %s", row.path, first.StatusCode, first.body)
		}
		again := send("coordinator-1", row.body)
		if !same(first, again) || again.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("%s again: %d %s, not %s", row.path, again.StatusCode, again.body, first.body)
		}
		if a := send("coordinator-1", row.other); a.StatusCode != 422 || a.problem() != "key-reused" {
			t.Errorf("%s with another body: %d %s", row.path, a.StatusCode, a.body)
		}
		s.Clock = s.Clock.Add(26 * 3600e9)
		s.serve()
		if a := send("coordinator-1", row.body); !same(first, a) {
			t.Errorf("%s the next day: %d %s, not %s", row.path, a.StatusCode, a.body, first.body)
		}
		if got := s.events(); got != before {
			t.Errorf("%s: %d events, then %d", row.path, before, got)
		}
		if a := send("minutes-1", row.other); a.problem() == "key-reused" {
			t.Errorf("%s by another: %s", row.path, a.body)
		}
	}
	if a := s.send("coordinator-1", "POST", "/api/v1/events", batch, "Idempotency-Key", "with space"); a.StatusCode != 422 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
}

// What was refused may be put right and sent with the same key.
func TestRefusedKeepsNoKey(t *testing.T) {
	s := open(t, 0)
	id, etag := s.begun("CP-9001")
	send := func(body string) answer {
		return s.send("coordinator-1", "POST", "/api/v1/cases/"+id+"/events", body, "Idempotency-Key", "k", "If-Match", etag)
	}
	if a := send(`{"event":"conference-held","on":"2026-02-27"}`); a.StatusCode != 422 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if a := send(coreGroup); a.StatusCode != 201 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
}

// Sent by many at once, a request with a key is done once.
func TestIdempotencyAtOnce(t *testing.T) {
	s := open(t, 0)
	id, _ := s.begun("CP-9001")
	before := s.events()
	var wait sync.WaitGroup
	var mu sync.Mutex
	bodies := map[string]int{}
	for range 20 {
		wait.Go(func() {
			a := s.send("coordinator-1", "POST", "/api/v1/cases/"+id+"/events", coreGroup, "Idempotency-Key", "k", "If-Match", "*")
			mu.Lock()
			defer mu.Unlock()
			if a.StatusCode != 201 && a.problem() != "still-under-way" {
				t.Errorf("%d %s", a.StatusCode, a.body)
			}
			if a.StatusCode == 201 {
				bodies[string(a.body)]++
			}
		})
	}
	wait.Wait()
	if got := s.events() - before; got != 1 || len(bodies) != 1 {
		t.Errorf("%d events, answers %v", got, bodies)
	}
}

// A crash between recording and keeping the answer records nothing twice: the
// store knows the key.
func TestIdempotencyAfterACrash(t *testing.T) {
	s := open(t, 0)
	id, _ := s.begun("CP-9001")
	send := func() answer {
		return s.send("coordinator-1", "POST", "/api/v1/cases/"+id+"/events", coreGroup, "Idempotency-Key", "k", "If-Match", "*")
	}
	first := send()
	before := s.events()
	s.forgetAnswers()
	again := send()
	var x, y struct {
		Events []string
		ETag   string
	}
	first.json(t, &x)
	again.json(t, &y)
	if again.StatusCode != 201 || fmt.Sprint(x) != fmt.Sprint(y) || s.events() != before {
		t.Errorf("%s, then %s", first.body, again.body)
	}
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
