package api_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"caseclock/web/pagetest"
)

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

// Where the store does not know the key with what it recorded, a crash leaves it
// unknown whether the request was done, and that is what is answered.
func TestIdempotencyOfAReportAfterACrash(t *testing.T) {
	s := open(t, 0)
	send := func() answer {
		return s.send("coordinator-1", "POST", "/api/v1/reports", `{"from":"2025-10-01","to":"2025-12-31","authority":"stirling"}`, "Idempotency-Key", "k")
	}
	send()
	d, ctx := s.Engine.Desk(pagetest.People["coordinator-1"]), context.Background()
	was, err := d.ProgramAnswer("k")
	if err = errors.Join(err, d.DropAnswer(ctx, "k"), d.ClaimAnswer(ctx, "k", was.Request)); err != nil {
		t.Fatal(err)
	}
	if a := send(); a.StatusCode != 409 || a.problem() != "outcome-unknown" {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	var all struct{ Reports []any }
	if s.send("coordinator-1", "GET", "/api/v1/reports", nil).json(t, &all); len(all.Reports) != 1 {
		t.Errorf("%v", all)
	}
}
