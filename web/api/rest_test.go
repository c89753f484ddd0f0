package api_test

import (
	"strings"
	"testing"
)

// An import is planned, looked at and confirmed; its refused rows can be had.
func TestImport(t *testing.T) {
	s := open(t, 0)
	file := `{"case":"CP-7001","event":"case-assigned","on":"2026-02-20","authority":"stirling"}` + "\n" + `{"case":"CP-7001","event":"nonsense","on":"2026-02-21"}` + "\n"
	a := s.send("coordinator-1", "POST", "/api/v1/imports", map[string]any{"name": "events.jsonl", "source": "test", "content": []byte(file)})
	var p struct {
		ID, State string
		Refused   int
		Events    int
	}
	if a.json(t, &p); a.StatusCode != 201 || p.State != "refused" || p.Refused != 1 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if a := s.send("coordinator-1", "POST", "/api/v1/imports/"+p.ID+"/confirmation", nil); a.StatusCode != 422 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	a = s.send("coordinator-1", "POST", "/api/v1/imports", map[string]any{"name": "events.jsonl", "source": "test", "content": []byte(file), "accept_good_rows": true})
	if a.json(t, &p); p.State != "ready" || p.Events != 1 || a.Header.Get("Location") != "/api/v1/imports/"+p.ID {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	for as, want := range map[string]int{"coordinator-1": 200, "coordinator-2": 404, "chair-1": 403} {
		if a := s.send(as, "GET", "/api/v1/imports/"+p.ID, nil); a.StatusCode != want {
			t.Errorf("as %s: %d %s", as, a.StatusCode, a.body)
		}
	}
	if a := s.send("coordinator-1", "GET", "/api/v1/imports/"+p.ID+"/rejects", nil); a.StatusCode != 200 || !strings.Contains(string(a.body), "nonsense") {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	for range 2 {
		a = s.send("coordinator-1", "POST", "/api/v1/imports/"+p.ID+"/confirmation", nil)
		if a.json(t, &p); a.StatusCode != 200 || p.State != "recorded" || s.events() != 1 {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	}
	if a := s.send("coordinator-1", "DELETE", "/api/v1/imports/"+p.ID, nil); a.StatusCode != 204 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
}

// An issued report is listed, and its forms are as they were issued.
func TestReports(t *testing.T) {
	s := open(t, 20)
	a := s.send("coordinator-1", "POST", "/api/v1/reports", `{"from":"2025-10-01","to":"2025-12-31","authority":"stirling","for":"committee"}`)
	var i struct {
		ID    string
		Forms []struct{ Name string }
	}
	if a.json(t, &i); a.StatusCode != 201 || len(i.Forms) < 5 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	for as, want := range map[string]int{"committee-1": 200, "coordinator-2": 404, "chair-1": 403} {
		if a := s.send(as, "GET", a.Header.Get("Location"), nil); a.StatusCode != want {
			t.Errorf("as %s: %d %s", as, a.StatusCode, a.body)
		}
	}
	if a := s.send("committee-1", "GET", "/api/v1/reports/"+i.ID+"/forms/report.json", nil); a.StatusCode != 200 || a.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%d %v", a.StatusCode, a.Header)
	}
	if a := s.send("committee-1", "GET", "/api/v1/reports/"+i.ID+"/forms/none", nil); a.StatusCode < 400 || a.StatusCode >= 500 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if a := s.send("committee-1", "POST", "/api/v1/reports/preview", `{"from":"2025-10-01","to":"2025-12-31","authority":"stirling"}`); a.StatusCode != 403 {
		t.Errorf("internal figures for the committee: %d", a.StatusCode)
	}
}
