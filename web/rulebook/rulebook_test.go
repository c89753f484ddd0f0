package rulebook_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"caseclock/web/pagetest"
	"caseclock/web/rulebook"
)

func site(t *testing.T) *pagetest.Site { return pagetest.New(t, 0, rulebook.Routes()...) }

// shown gets a page and says which of its parts are not there.
func shown(t *testing.T, s *pagetest.Site, path string, parts ...string) string {
	t.Helper()
	a := s.Get("chair-1", path)
	if a.Status != 200 {
		t.Fatalf("%s: %d\n%s", path, a.Status, a.Body)
	}
	for _, p := range parts {
		if !strings.Contains(a.Body, p) {
			t.Errorf("%s has no %q:\n%s", path, p, a.Body)
		}
	}
	return a.Body
}

// Which packs are in force for whom and since when, who checked them, and each
// pack with its sources and readings.
func TestRules(t *testing.T) {
	s := site(t)
	shown(t, s, "/rules", "Stirling Council", "forth-valley", "Clydeside Council", "on 1 April 2023 or later", "until 31 March 2023", "none of 15", "Scotland&#39;s bank holidays")
	shown(t, s, "/rules/packs/fife", "No practitioner has checked any of these 14 rules yet", "by no practitioner yet", "Within 1 month", "Duties without a fixed limit", "/rules/packs/scotland-2014")
	shown(t, s, "/rules/packs/scotland-2021", "known inconsistency", "Within 15 working days")
	for _, path := range []string{"/rules/packs/none", "/rules/packs/none/sheet"} {
		if a := s.Get("chair-1", path); a.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
	a := s.Get("admin-1", "/rules/packs/fife/sheet")
	if a.Status != 200 || !strings.Contains(a.Body, "Check sheet: fife") || !strings.Contains(a.Header.Get("Content-Security-Policy"), "style-src 'sha256-") {
		t.Errorf("%d %s", a.Status, a.Header.Get("Content-Security-Policy"))
	}
}

func TestCompare(t *testing.T) {
	s := site(t)
	shown(t, s, "/rules/compare?a=scotland-2014&b=scotland-2021", "within 21 calendar days", "within 28 calendar days", "Initial case conference")
	shown(t, s, "/rules/compare?a=fife&b=fife", "They count alike.")
	shown(t, s, "/rules/compare", "One pack")
	canary := `"><img src=x onerror=alert(1)>`
	if a := s.Get("chair-1", "/rules/compare?a=fife&b="+url.QueryEscape(canary)); a.Status != http.StatusUnprocessableEntity || strings.Contains(a.Body, "<img") {
		t.Errorf("%d\n%s", a.Status, a.Body)
	}
}

// "Concern on 11 December 2025: what is due when?" and "conference on 5 March:
// notice by when, in time for a concern since when?"
func TestCalculator(t *testing.T) {
	s := site(t)
	shown(t, s, "/rules/calculator", "Something happened", "A conference is planned")
	shown(t, s, "/rules/calculator?way=forward&what=concern&on=11+December+2025&by=pack:scotland-2014",
		"Initial case conference: Thursday 1 January 2026", "Last working day before it: Wednesday 31 December 2025", "21 calendar days after 11 December 2025 is Thursday 1 January 2026.")
	shown(t, s, "/rules/calculator?way=forward&what=concern&on=11/12/2025&by=authority:clydeside", "Thursday 8 January 2026", "Pack scotland-2021")
	shown(t, s, "/rules/calculator?way=backward&conference=initial&day=5/3/2026&back-by=authority:stirling",
		"Notice of case conference: Saturday 28 February 2026", "Last working day before it: Friday 27 February 2026", "Initial case conference: since Thursday 12 February 2026")
	shown(t, s, "/rules/calculator?way=forward&what=concern-unborn&on=11/12/2025&by=pack:scotland-2014", "no day yet", "expected date of delivery, which is not given")
	shown(t, s, "/rules/calculator?way=forward&what=core-group&on=11/12/2025&by=pack:scotland-2014", "Nothing: no rule in force on that day counts from this.")
}

// Every fault comes at once, at its own field, and what was typed stays.
func TestCalculatorFaults(t *testing.T) {
	s := site(t)
	canary := `"><img src=x onerror=alert(1)>`
	for query, fields := range map[string][]string{
		"way=forward&what=nothing&by=authority:atlantis":                      {"what", "on", "by"},
		"way=backward&conference=party&back-by=pack:none":                     {"conference", "day", "back-by"},
		"way=forward&what=called-initial&on=2/3/2026&by=pack:fife":            {"planned"},
		"way=forward&what=concern&by=pack:fife&on=" + url.QueryEscape(canary): {"on"},
		"way=forward&what=concern&by=pack:fife&on=1/1/1930":                   {"on"},
		"way=backward&conference=review&back-by=pack:fife&day=1/1/9999":       {"day"},
	} {
		a := s.Get("chair-1", "/rules/calculator?"+query)
		if a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "<title>Error: ") || strings.Contains(a.Body, "<img") {
			t.Errorf("%s: %d", query, a.Status)
		}
		for _, f := range fields {
			if !strings.Contains(a.Body, `<a href="#`+f+`">`) {
				t.Errorf("%s: no fault of %s\n%s", query, f, a.Body)
			}
		}
	}
	if a := s.Get("chair-1", "/rules/calculator?way=forward&what=concern&by=pack:fife&on="+url.QueryEscape(canary)); !strings.Contains(a.Body, html.EscapeString(canary)) {
		t.Error("what was typed is gone")
	}
}

// Nothing is recorded by working out dates.
func TestCalculatorRecordsNothing(t *testing.T) {
	s := site(t)
	before, err := s.Store.Stats()
	if err != nil {
		t.Fatal(err)
	}
	shown(t, s, "/rules/calculator?way=forward&what=concern&on=11/12/2025&by=pack:scotland-2014")
	if after, err := s.Store.Stats(); err != nil || after.Events != before.Events || after.Cases != before.Cases || after.Entries != before.Entries {
		t.Errorf("%+v, before %+v: %v", after, before, err)
	}
}
