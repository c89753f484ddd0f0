package page

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"caseclock/access"
	"caseclock/deadline"
)

func TestParseDay(t *testing.T) {
	for text, want := range map[string]string{
		"26 January 2026": "2026-01-26", "26 jan 2026": "2026-01-26", "26/1/2026": "2026-01-26", "26.01.2026": "2026-01-26",
		"2026-01-26": "2026-01-26", " 26  January, 2026": "2026-01-26", "5/3/2026": "2026-03-05",
		"31/2/2026": "", "1/26/2026": "", "26/1/26": "", "26/1/0026": "", "tomorrow": "", "26 Janu 2026": "", "": "",
	} {
		d, ok := ParseDay(strings.TrimSpace(text))
		if got := d.String(); ok != (want != "") || ok && got != want {
			t.Errorf("%q is read as %s, %t", text, got, ok)
		}
	}
}

// A page with faults says so in its title, at its top and by its fields, and
// keeps what was typed; nothing that was typed becomes markup.
func TestFaults(t *testing.T) {
	set := Parse(fstest.MapFS{"pages/a.html": {Data: []byte(`{{define "content"}}{{template "day" (field $ "proposed" "Proposed date" "A hint")}}{{end}}`)}})
	r := httptest.NewRequest("GET", "/work", nil)
	w := httptest.NewRecorder()
	x := &Exchange{W: w, R: r, Kit: &Kit{Product: "test"}, Viewer: &access.Viewer{ID: "chair-1", Name: "Chair One", Grants: []access.Grant{{Role: access.Chair}}}}
	v := View{Title: "A reason", Form: map[string][]string{"proposed": {`"><script>alert(1)</script>`}}}
	v.Faults.Add("proposed", "This is no day.")
	if err := x.Show(set, "a.html", v); err != nil {
		t.Fatal(err)
	}
	body := w.Body.String()
	for _, want := range []string{"<title>Error: A reason", `href="#proposed"`, `aria-describedby="proposed-hint proposed-fault"`, "&lt;script&gt;", `aria-label="Main"`, "My work"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page has no %s:\n%s", want, body)
		}
	}
	if w.Code != http.StatusUnprocessableEntity || strings.Contains(body, "<script>") || strings.Contains(body, "Who looked") {
		t.Errorf("status %d:\n%s", w.Code, body)
	}
}

func TestDaysInWords(t *testing.T) {
	if got := Days(deadline.Date(1)) + ", " + Days(1234); got != "1 day, 1,234 days" {
		t.Error(got)
	}
}
