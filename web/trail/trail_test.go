package trail_test

import (
	"encoding/csv"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/store"
	"caseclock/web/pagetest"
	"caseclock/web/trail"
)

const formula = `=HYPERLINK("http://x","y")`

// site has cases that somebody looked at; ours and theirs are the reference and
// the id of one case of stirling and one of fife.
func site(t *testing.T) (s *pagetest.Site, ours, theirs [2]string) {
	t.Helper()
	s = pagetest.New(t, 40, trail.Routes()...)
	type found struct{ ref, id string }
	var all []found
	if err := s.Store.Scan(t.Context(), func(id store.CaseKey, c *deadline.Case) error {
		all = append(all, found{c.Ref, id.String()})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		for as, into := range map[string]*[2]string{"coordinator-1": &ours, "coordinator-2": &theirs} {
			if _, err := s.Engine.Desk(pagetest.People[as]).Case(t.Context(), c.id); err == nil && into[0] == "" {
				*into = [2]string{c.ref, c.id}
			}
		}
	}
	if ours[0] == "" || theirs[0] == "" {
		t.Fatal("there is no case of both councils")
	}
	err := s.Store.Record(t.Context(), store.Entry{By: "coordinator-1", Action: "look", Case: ours[1], Door: "web", Peer: "+1", Detail: formula},
		store.Entry{By: `<img src=x onerror=alert(1)>`, Action: "look", Door: "web", Detail: `"><img src=x onerror=alert(2)>`})
	if err != nil {
		t.Fatal(err)
	}
	return s, ours, theirs
}

var link = regexp.MustCompile(`(?:href|action)="([^"]*)"`)

// An auditor finds a case by its reference, sees who looked at it, and takes the
// entries away; the reference is in no address.
func TestWhoLookedAtACase(t *testing.T) {
	s, ours, _ := site(t)
	a := s.Post("auditor-1", "/trail/case", url.Values{"reference": {ours[0]}})
	if a.Status != http.StatusSeeOther || a.Location != "/trail?case="+ours[1] {
		t.Fatalf("%d %s\n%s", a.Status, a.Location, a.Body)
	}
	page := s.Get("auditor-1", a.Location)
	for _, want := range []string{"One case", "Coordinator One", `href="/cases/` + ours[1] + `"`, "looked"} {
		if page.Status != 200 || !strings.Contains(page.Body, want) {
			t.Errorf("%d, no %q:\n%s", page.Status, want, page.Body)
		}
	}
	if strings.Contains(page.Body, ours[0]) {
		t.Error("the page has the reference")
	}
	for _, m := range link.FindAllStringSubmatch(page.Body, -1) {
		if strings.Contains(m[1], ours[0]) {
			t.Errorf("the address %s has the reference", m[1])
		}
	}
	file := s.Get("auditor-1", "/trail/export?case="+ours[1])
	rows, err := csv.NewReader(strings.NewReader(file.Body)).ReadAll()
	if err != nil || len(rows) < 3 || !strings.HasPrefix(file.Header.Get("Content-Type"), "text/csv") || !strings.Contains(file.Header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("%d rows, %v, %v", len(rows), err, file.Header)
	}
	whole := false
	for _, row := range rows[1:] {
		for _, cell := range row {
			if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@") {
				t.Errorf("a spreadsheet takes %q for a formula", cell)
			}
		}
		whole = whole || row[8] == "'"+formula && row[3] == "'+1"
	}
	if !whole {
		t.Errorf("the entry is not there: %v", rows)
	}
	var last store.Entry
	if err := s.Store.Trail(t.Context(), func(e store.Entry) error { last = e; return nil }); err != nil || last.Action != "export" || last.By != "auditor-1" || last.Case != ours[1] {
		t.Errorf("taking away is not in the trail: %+v, %v", last, err)
	}
}

// Another council's case is answered as one that there is not.
func TestAnotherCouncilsCase(t *testing.T) {
	s, _, theirs := site(t)
	body := regexp.MustCompile(`<strong>[a-z0-9]{12}</strong>|value="[^"]*"`)
	same := func(what string, a, b pagetest.Answer) {
		t.Helper()
		if a.Status != b.Status || body.ReplaceAllString(a.Body, "") != body.ReplaceAllString(b.Body, "") {
			t.Errorf("%s: %d for another's, %d for none", what, a.Status, b.Status)
		}
	}
	none := strings.Repeat("a", len(theirs[1]))
	same("page", s.Get("auditor-1", "/trail?case="+theirs[1]), s.Get("auditor-1", "/trail?case="+none))
	same("export", s.Get("auditor-1", "/trail/export?case="+theirs[1]), s.Get("auditor-1", "/trail/export?case="+none))
	found := s.Post("auditor-1", "/trail/case", url.Values{"reference": {theirs[0]}})
	same("search", found, s.Post("auditor-1", "/trail/case", url.Values{"reference": {"CP-NONE"}}))
	if found.Status != http.StatusUnprocessableEntity {
		t.Errorf("the search: %d", found.Status)
	}
	if list := s.Get("auditor-1", "/trail"); list.Status != 200 || strings.Contains(list.Body, theirs[1]) || strings.Contains(list.Body, "coordinator-2") {
		t.Errorf("the list shows another council's: %d\n%s", list.Status, list.Body)
	}
}

// What others wrote is text, and faults keep what was typed.
func TestStrangeText(t *testing.T) {
	s, _, _ := site(t)
	if a := s.Get("auditor-all", "/trail"); a.Status != 200 || strings.Contains(a.Body, "<img") || !strings.Contains(a.Body, "&lt;img src=x") {
		t.Errorf("%d\n%s", a.Status, a.Body)
	}
	canary := `"><img src=x onerror=alert(1)>`
	for _, a := range []pagetest.Answer{s.Get("auditor-all", "/trail?from="+url.QueryEscape(canary)), s.Post("auditor-all", "/trail/case", url.Values{"reference": {canary}})} {
		if a.Status != http.StatusUnprocessableEntity || strings.Contains(a.Body, "<img") || !strings.Contains(a.Body, html.EscapeString(canary)) || !strings.Contains(a.Body, "<title>Error: ") {
			t.Errorf("%d\n%s", a.Status, a.Body)
		}
	}
	if a := s.Get("auditor-all", "/trail?from=3/3/2026&to=2/3/2026"); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, `href="#to"`) {
		t.Errorf("%d", a.Status)
	}
	if a := s.Get("auditor-all", "/trail/export?from=3/3/2026&to=nonsense"); a.Status != http.StatusUnprocessableEntity || strings.Contains(a.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%d", a.Status)
	}
}

// By person, and by day.
func TestByPersonAndDay(t *testing.T) {
	s, _, _ := site(t)
	if a := s.Get("auditor-all", "/trail?person=coordinator-1&from=2/3/2026&to=2/3/2026"); a.Status != 200 || !strings.Contains(a.Body, "Coordinator One, from 2 March 2026, to 2 March 2026") || strings.Contains(a.Body, "onerror=alert(2)") {
		t.Errorf("%d\n%s", a.Status, a.Body)
	}
	if a := s.Get("auditor-all", "/trail?to=1/3/2026"); a.Status != 200 || !strings.Contains(a.Body, "0 entries") {
		t.Errorf("%d\n%s", a.Status, a.Body)
	}
	for id, v := range pagetest.People {
		if a := s.Get(id, "/trail"); (a.Status == 200) != v.May(access.SeeTrail) || a.Status != 200 && a.Status != http.StatusForbidden {
			t.Errorf("%s: %d", id, a.Status)
		}
	}
}

// A long trail comes in pages.
func TestPages(t *testing.T) {
	s, _, _ := site(t)
	for range 120 {
		if err := s.Store.Record(t.Context(), store.Entry{By: "chair-1", Action: "look", Door: "web"}); err != nil {
			t.Fatal(err)
		}
	}
	a := s.Get("auditor-all", "/trail?person=chair-1")
	if !strings.Contains(a.Body, "120 entries") || !strings.Contains(a.Body, "Page 1 of 3") || !strings.Contains(a.Body, "page=2&amp;person=chair-1") {
		t.Errorf("%s", a.Body)
	}
	if b := s.Get("auditor-all", "/trail?person=chair-1&page=3"); !strings.Contains(b.Body, "Page 3 of 3") || strings.Count(b.Body, `scope="row"`) != 20 {
		t.Errorf("%s", b.Body)
	}
}
