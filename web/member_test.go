package web

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/report/document"
	"caseclock/store"
	"caseclock/web/pagetest"
)

var leads = regexp.MustCompile(`href="([^"#]*)`)

// A committee member follows every link that their pages lead to, and comes to no
// case, no name of one, and no report that hides nothing.
func TestWhereAMemberComes(t *testing.T) {
	w := newWalk(t)
	keeper := w.Engine.Desk(pagetest.People["coordinator-1"])
	from, _ := deadline.ParseDate("2025-10-01")
	for _, readers := range []document.Audience{document.Internal, document.Committee} {
		if _, err := keeper.IssueReport(t.Context(), engine.ReportAsk{From: from, To: from.AddMonths(3) - 1, Authority: "stirling", For: readers}); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	if err := w.Store.Scan(t.Context(), func(id store.CaseKey, c *deadline.Case) error {
		names = append(names, c.Ref, id.String())
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	w.Clock = w.Clock.Add(time.Minute)
	todo, seen := []string{"/", "/reports/made?period=2025Q4&authority=stirling&for=committee"}, map[string]bool{}
	for len(todo) > 0 {
		path := todo[0]
		todo = todo[1:]
		if seen[path] || strings.HasPrefix(path, "/assets/") || strings.HasPrefix(path, "/account") || path == "/favicon.ico" {
			continue
		}
		seen[path] = true
		rec := w.ask("committee-1", http.MethodGet, path)
		body := rec.Body.String()
		if rec.Code >= 400 {
			t.Errorf("%s: %d", path, rec.Code)
		}
		for _, name := range names {
			if strings.Contains(body, name) || strings.Contains(path, name) {
				t.Errorf("%s names the case %s", path, name)
			}
		}
		if strings.Contains(body, document.Internal.Mark()) || strings.HasPrefix(path, "/cases") {
			t.Errorf("%s is reached", path)
		}
		if at := rec.Header().Get("Location"); at != "" {
			todo = append(todo, at)
		}
		for _, m := range leads.FindAllStringSubmatch(body, -1) {
			if at := html.UnescapeString(m[1]); strings.HasPrefix(at, "/") {
				todo = append(todo, at)
			}
		}
	}
	if !seen["/reports/stirling-committee-2025Q4/report.html"] || !seen["/rules"] {
		t.Errorf("the member did not come to the report: %v", seen)
	}
	for _, pattern := range []string{"/cases/" + w.cases["stirling"][0], "/cases", "/work", "/ahead", "/imports", "/status", "/trail"} {
		if rec := w.ask("committee-1", http.MethodGet, pattern); rec.Code != http.StatusForbidden {
			t.Errorf("%s: %d", pattern, rec.Code)
		}
	}
	if pagetest.People["committee-1"].May(access.SeeCases) {
		t.Error("the member may see cases")
	}
}
