package reports_test

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"caseclock/engine"
	"caseclock/report/document"
	"caseclock/web/pagetest"
	"caseclock/web/reports"
)

var link = regexp.MustCompile(`(?:href|action)="([^"]*)"`)

// links are the addresses that a page leads to.
func links(body string) (all []string) {
	for _, m := range link.FindAllStringSubmatch(body, -1) {
		all = append(all, html.UnescapeString(m[1]))
	}
	return all
}

func site(t *testing.T) *pagetest.Site { return pagetest.New(t, 40, reports.Routes()...) }

var committee = url.Values{"period": {"2025Q4"}, "authority": {"stirling"}, "for": {"committee"}}

// A report is chosen, read in short, read whole and taken away in each form.
func TestAReportIsChosenReadAndTakenAway(t *testing.T) {
	s := site(t)
	if a := s.Get("coordinator-1", "/reports"); a.Status != 200 || !strings.Contains(a.Body, "Stirling Council") || strings.Contains(a.Body, "Fife") || strings.Contains(a.Body, "All authorities") {
		t.Errorf("what can be chosen: %d\n%s", a.Status, a.Body)
	}
	made := s.Get("coordinator-1", "/reports/made?"+committee.Encode())
	if made.Status != 200 || !strings.Contains(made.Body, "October to December 2025") || !strings.Contains(made.Body, "For the committee: small numbers hidden") {
		t.Fatalf("%d\n%s", made.Status, made.Body)
	}
	media := map[string]string{"report.html": "text/html", "report.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"report.json": "application/json", "figures.csv": "text/csv", "csv-metadata.json": "application/csvm+json"}
	taken := 0
	for _, l := range links(made.Body) {
		path, _, _ := strings.Cut(l, "?")
		name, ok := strings.CutPrefix(path, "/reports/made/")
		if !ok || !strings.Contains(l, "take=away") {
			continue
		}
		taken++
		a := s.Get("coordinator-1", l)
		if a.Status != 200 || len(a.Body) == 0 || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment; filename=") {
			t.Errorf("%s: %d %v", l, a.Status, a.Header)
		}
		if want := media[name]; want != "" && !strings.HasPrefix(a.Header.Get("Content-Type"), want) {
			t.Errorf("%s: %s", name, a.Header.Get("Content-Type"))
		}
		delete(media, name)
	}
	if len(media) > 0 || taken < 6 {
		t.Errorf("%d forms, without %v", taken, media)
	}
}

// The report is served whole under a policy that allows its own style, by its
// digest, and nothing else.
func TestTheReportsOwnStyleAlone(t *testing.T) {
	s := site(t)
	a := s.Get("committee-1", "/reports/made/report.html?"+committee.Encode())
	_, rest, ok := strings.Cut(a.Body, "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	policy := a.Header.Get("Content-Security-Policy")
	if !ok || !strings.Contains(policy, "style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"';") {
		t.Errorf("%s", policy)
	}
	for _, never := range []string{"unsafe", "script-src", "'self'", "*"} {
		if strings.Contains(policy, never) || !strings.HasPrefix(policy, "default-src 'none'") {
			t.Errorf("the policy has %s: %s", never, policy)
		}
	}
	if a.Header.Get("Content-Disposition") != "" || strings.Contains(a.Body, "<script") {
		t.Error("it is not shown, or has a script")
	}
}

// A report is kept as issued, listed, and given byte for byte later on.
func TestAReportIsIssued(t *testing.T) {
	s := site(t)
	kept := s.Post("coordinator-1", "/reports", committee)
	if kept.Status != http.StatusSeeOther || kept.Location != "/reports/stirling-committee-2025Q4?said=issued" {
		t.Fatalf("%d %s\n%s", kept.Status, kept.Location, kept.Body)
	}
	if a := s.Get("committee-1", "/reports"); !strings.Contains(a.Body, `href="/reports/stirling-committee-2025Q4"`) {
		t.Errorf("it is not listed:\n%s", a.Body)
	}
	x, err := s.Store.Issue("stirling-committee-2025Q4")
	if err != nil {
		t.Fatal(err)
	}
	page := s.Get("committee-1", "/reports/"+x.ID)
	for _, f := range x.Files {
		path := "/reports/" + x.ID + "/" + f.Name
		a := s.Get("committee-1", path+"?take=away")
		if a.Body != string(f.Bytes) || a.Header.Get("Content-Type") != f.Media || !strings.Contains(a.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s is not as issued: %v", f.Name, a.Header)
		}
		if !strings.Contains(page.Body, path) {
			t.Errorf("the page does not lead to %s", path)
		}
	}
	if a := s.Post("manager-1", "/reports", committee); a.Status != http.StatusForbidden {
		t.Errorf("a manager issues: %d", a.Status)
	}
}

// What a committee member may not read is refused or not there, however it is
// asked for.
func TestWhatAMemberMayNotRead(t *testing.T) {
	s := site(t)
	for _, form := range []url.Values{committee, with(committee, "for", "internal")} {
		if a := s.Post("coordinator-1", "/reports", form); a.Status != http.StatusSeeOther {
			t.Fatal(a.Status, a.Body)
		}
	}
	choices := s.Get("committee-1", "/reports").Body
	for _, never := range []string{`value="internal"`, `value="days"`, `value="chair"`, "2026Q1", "stirling-internal"} {
		if strings.Contains(choices, never) {
			t.Errorf("a member is offered %s", never)
		}
	}
	for name, c := range map[string]struct {
		path   string
		status int
	}{
		"internal":            {"/reports/made?" + with(committee, "for", "internal").Encode(), 403},
		"internal, whole":     {"/reports/made/report.html?" + with(committee, "for", "internal").Encode(), 403},
		"internal, rows":      {"/reports/made/figures.csv?" + with(committee, "for", "internal").Encode(), 403},
		"of nobody":           {"/reports/made?" + with(committee, "for", "").Encode(), 403},
		"another council's":   {"/reports/made?" + with(committee, "authority", "fife").Encode(), 404},
		"no council's":        {"/reports/made?" + with(committee, "authority", "atlantis").Encode(), 404},
		"all together":        {"/reports/made?" + with(committee, "authority", "").Encode(), 404},
		"by chair":            {"/reports/made?" + with(committee, "by", "chair").Encode(), 422},
		"any days":            {"/reports/made?" + with(with(with(committee, "period", "days"), "from", "1/10/2025"), "to", "30/12/2025").Encode(), 422},
		"not over yet":        {"/reports/made?" + with(committee, "period", "2026Q1").Encode(), 422},
		"issued, internal":    {"/reports/stirling-internal-2025Q4", 404},
		"issued, its form":    {"/reports/stirling-internal-2025Q4/report.html", 404},
		"issued, no such":     {"/reports/none", 404},
		"issued, no form":     {"/reports/stirling-committee-2025Q4/secrets.txt", 404},
		"issued, the printed": {"/reports/stirling-committee-2025Q4/report.pdf", 404},
	} {
		a := s.Get("committee-1", c.path)
		if a.Status != c.status {
			t.Errorf("%s: %d, want %d", name, a.Status, c.status)
		}
		if strings.Contains(a.Body, "Internal") {
			t.Errorf("%s: it shows the internal report", name)
		}
	}
}

func with(q url.Values, name, value string) url.Values {
	out := url.Values{}
	for k, v := range q {
		out[k] = v
	}
	out.Set(name, value)
	return out
}

// Who may see the figures of all has all together and any days; faults come all
// at once, and what was typed stays.
func TestAnyDaysAndFaults(t *testing.T) {
	s := site(t)
	q := url.Values{"period": {"days"}, "from": {"1/10/2025"}, "to": {"15 November 2025"}, "authority": {""}, "for": {"internal"}, "by": {"chair"}}
	if a := s.Get("auditor-all", "/reports/made?"+q.Encode()); a.Status != 200 || !strings.Contains(a.Body, "1 October 2025 to 15 November 2025") {
		t.Errorf("%d\n%s", a.Status, a.Body)
	}
	canary := `"><img src=x onerror=alert(1)>`
	q.Set("from", canary)
	q.Set("to", "")
	a := s.Get("auditor-all", "/reports/made?"+q.Encode())
	for _, want := range []string{"<title>Error: ", `href="#from"`, `href="#to"`, html.EscapeString(canary), "Last day"} {
		if a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, want) {
			t.Errorf("%d, no %s:\n%s", a.Status, want, a.Body)
		}
	}
	if strings.Contains(a.Body, "<img") {
		t.Error("what was typed is no text")
	}
	q.Set("period", canary)
	if a := s.Get("auditor-all", "/reports/made?"+q.Encode()); a.Status != http.StatusUnprocessableEntity || strings.Contains(a.Body, "<img") || !strings.Contains(a.Body, `href="#period"`) {
		t.Errorf("%d", a.Status)
	}
}

// No address of these pages has a case or a reference in it.
func TestNoCaseInAnAddress(t *testing.T) {
	s := site(t)
	s.Post("coordinator-1", "/reports", committee)
	for _, path := range []string{"/reports", "/reports/made?" + committee.Encode(), "/reports/stirling-committee-2025Q4"} {
		for _, l := range links(s.Get("coordinator-1", path).Body) {
			if strings.Contains(l, "CP-") || strings.Contains(l, "/cases/") {
				t.Errorf("%s leads to %s", path, l)
			}
		}
	}
}

// The link of a mail leads to the report.
func TestTheMailsLink(t *testing.T) {
	s := site(t)
	i, err := s.Engine.Issue(t.Context(), engine.Who{Door: "cli"}, engine.ReportAsk{From: 1, To: 2, Authority: "stirling", For: document.Committee, Series: "quarterly.1"})
	if err != nil {
		t.Fatal(err)
	}
	if a := s.Get("committee-1", "/reports/"+i.ID); a.Status != 200 {
		t.Errorf("%s: %d", i.ID, a.Status)
	}
}
