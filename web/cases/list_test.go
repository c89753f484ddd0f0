package cases_test

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"caseclock/engine"
	"caseclock/web/cases"
	"caseclock/web/pagetest"
	"caseclock/web/work"
)

// A case is found by its reference, which stands in no address; one that is
// another council's is answered as one that there is not.
func TestFind(t *testing.T) {
	s := empty(t)
	id := begun(t, s, "CP-9001", "2026-01-05", "")
	begunBy(t, s, "coordinator-2", "fife", "chair-4", "CP-9100", "2026-01-05", "")
	if a := s.Post("chair-1", "/cases/find", url.Values{"reference": {" cp-9001 "}}); a.Status != 303 || a.Location != "/cases/"+id {
		t.Errorf("%d %s", a.Status, a.Location)
	}
	said := map[string]string{}
	for _, reference := range []string{"CP-9100", "CP-9999"} {
		a := s.Post("chair-1", "/cases/find", url.Values{"reference": {reference}})
		if a.Status != 422 {
			t.Errorf("%s: %d", reference, a.Status)
		}
		pagetest.Shows(t, a.Body, `value="`+reference+`"`, "<title>Error: Cases")
		said[reference] = strings.ReplaceAll(a.Body, reference, "")
	}
	if said["CP-9100"] != said["CP-9999"] {
		t.Error("another council's case is told from one that there is not")
	}
	pagetest.Shows(t, s.Post("chair-1", "/cases/find", url.Values{}).Body, "Write the reference of a case.")
}

// The list holds each case once, by the order and the filters asked for.
func TestList(t *testing.T) {
	s := pagetest.New(t, 200, append(work.Routes(), cases.Routes()...)...)
	row := regexp.MustCompile(`<th scope="row" class="cc_together"><a href="/cases/([a-z0-9]+)">`)
	for _, sort := range []string{"", "next-due", "days-late"} {
		seen := map[string]bool{}
		path, pages := "/cases?sort="+sort, 0
		for path != "" {
			body := s.Page(t, "coordinator-1", path)
			pages++
			for _, m := range row.FindAllStringSubmatch(body, -1) {
				if seen[m[1]] {
					t.Fatalf("%s: a case stands twice", path)
				}
				seen[m[1]] = true
			}
			if n := strings.Count(body, "aria-sort="); n != 1 {
				t.Errorf("%s: %d columns are sorted", path, n)
			}
			path = ""
			if m := regexp.MustCompile(`<a href="([^"]*)" rel="next">`).FindStringSubmatch(body); m != nil {
				path = html.UnescapeString(m[1])
			}
			if pages == 1 {
				p, err := desk(s, "coordinator-1").Cases(t.Context(), engine.CasesAsk{})
				if err != nil {
					t.Fatal(err)
				}
				pagetest.Shows(t, body, fmt.Sprintf("%d cases.", p.Total))
			}
		}
		if p, _ := desk(s, "coordinator-1").Cases(t.Context(), engine.CasesAsk{}); len(seen) != p.Total || pages < 2 {
			t.Errorf("%d of %d cases on %d pages", len(seen), p.Total, pages)
		}
	}
}

// The filters stay in the address and in the form, and one that makes no sense
// is refused without being repeated.
func TestListFilters(t *testing.T) {
	s := pagetest.New(t, 60, append(work.Routes(), cases.Routes()...)...)
	body := s.Page(t, "coordinator-1", "/cases?status=overdue&chair=chair-2&sort=days-late")
	pagetest.Shows(t, body, `<option value="overdue" selected>out of timescale`, `<option value="chair-2" selected>`, `aria-sort="descending"`, "as you asked",
		`href="/cases?chair=chair-2&amp;sort=next-due&amp;status=overdue"`)
	pagetest.Lacks(t, body, `<td data-head="Chair">Chair One`)
	if a := s.Get("coordinator-1", "/cases?status=nonsense"); a.Status != 422 || strings.Contains(a.Body, ">nonsense<") {
		t.Errorf("%d", a.Status)
	}
	pagetest.Lacks(t, s.Page(t, "chair-1", "/cases"), "Record a new case", "Fife")
}
