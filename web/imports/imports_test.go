package imports

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"caseclock/engine"
	"caseclock/web/pagetest"
)

// part is a field of a form with files; a file where it has a name.
type part struct{ field, name, content string }

func example(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile("../../testdata/imports/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// post sends a form with files.
func post(t *testing.T, s *pagetest.Site, as string, parts ...part) pagetest.Answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, p := range parts {
		if p.name == "" {
			_ = w.WriteField(p.field, p.content)
			continue
		}
		to, _ := w.CreateFormFile(p.field, p.name)
		_, _ = to.Write([]byte(p.content))
	}
	_ = w.Close()
	r := httptest.NewRequest(http.MethodPost, "/imports", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return s.Do(as, r)
}

var aPlan = regexp.MustCompile(`^/imports/[a-z0-9]{26}$`)

// From the file to what was recorded: nothing before it is confirmed, and
// confirming twice is confirming once.
func TestSendLookConfirm(t *testing.T) {
	s := pagetest.New(t, 0, Routes()...)
	s.Clock = time.Date(2026, 5, 20, 9, 0, 0, 0, time.UTC)
	events := func() uint64 {
		stats, err := s.Store.Stats()
		if err != nil {
			t.Fatal(err)
		}
		return stats.Events
	}
	sent := post(t, s, "coordinator-1", part{"mapping_file", "stirling.yaml", example(t, "conferences.mapping.yaml")}, part{"good", "", "yes"},
		part{"file", "conferences.csv", example(t, "conferences.csv")})
	if sent.Status != http.StatusSeeOther || !aPlan.MatchString(sent.Location) {
		t.Fatalf("%d %s\n%s", sent.Status, sent.Location, sent.Body)
	}
	plan := s.Get("coordinator-1", sent.Location)
	for _, want := range []string{"What the import would change", "conferences.csv", "New events", "Deadlines that appear", "Refused rows", "not yours to import", "Confirm the import", "CP-0417"} {
		if !strings.Contains(plan.Body, want) {
			t.Errorf("the plan has no %q", want)
		}
	}
	if plan.Status != http.StatusOK || events() != 0 || strings.Contains(plan.Body, "CP-0422") {
		t.Errorf("%d, %d events; falkirk's case is told of: %t", plan.Status, events(), strings.Contains(plan.Body, "CP-0422"))
	}
	rejects := s.Get("coordinator-1", sent.Location+"/rejects")
	if rejects.Status != http.StatusOK || !strings.Contains(rejects.Body, "CP-0422") || !strings.HasPrefix(rejects.Header.Get("Content-Type"), "text/csv") {
		t.Errorf("rejects: %d %v", rejects.Status, rejects.Header)
	}
	for range 2 {
		done := s.Post("coordinator-1", sent.Location+"/confirm", nil)
		if done.Status != http.StatusSeeOther || done.Location != sent.Location+"?said=imported" {
			t.Fatalf("%d %s", done.Status, done.Location)
		}
	}
	result := s.Get("coordinator-1", sent.Location+"?said=imported")
	if !strings.Contains(result.Body, "What the import changed") || !strings.Contains(result.Body, "The import is recorded.") || strings.Contains(result.Body, "/confirm") {
		t.Errorf("%s", result.Body)
	}
	if n := events(); n == 0 || !regexp.MustCompile(`<a href="/cases/[a-z0-9]+">CP-0417</a>`).MatchString(result.Body) {
		t.Errorf("%d events, or no link to the case", n)
	}
	noReferenceInAddresses(t, plan, rejects, result)
	begin := s.Get("coordinator-1", "/imports")
	if !strings.Contains(begin.Body, "stirling.yaml") || !strings.Contains(begin.Body, "on this page") {
		t.Errorf("the mapping or the import is not listed:\n%s", begin.Body)
	}
	if other := s.Get("coordinator-2", "/imports"); strings.Contains(other.Body, "stirling.yaml") || strings.Contains(other.Body, "on this page") {
		t.Error("another council's import is listed")
	}
	kept := regexp.MustCompile(`<option value="([0-9a-f]{16})" selected>`).FindStringSubmatch(begin.Body)
	if kept == nil {
		t.Fatalf("no mapping is chosen:\n%s", begin.Body)
	}
	next := post(t, s, "coordinator-1", part{"mapping", "", kept[1]}, part{"file", "next.csv", example(t, "conferences-next-night.csv")}, part{"good", "", "yes"})
	if body := s.Get("coordinator-1", next.Location).Body; !strings.Contains(body, "Unchanged") || !strings.Contains(body, "CP-0447") {
		t.Errorf("the next night's export by the kept mapping:\n%s", body)
	}
	if foreign := post(t, s, "coordinator-2", part{"mapping", "", kept[1]}, part{"file", "next.csv", "x"}); !strings.Contains(foreign.Body, "kept no longer") {
		t.Error("another council's mapping can be chosen")
	}
}

var addresses = regexp.MustCompile(`(?:href|action)="([^"]*)"`)

func noReferenceInAddresses(t *testing.T, pages ...pagetest.Answer) {
	t.Helper()
	for _, p := range pages {
		for _, at := range append(addresses.FindAllString(p.Body, -1), p.Location) {
			if strings.Contains(strings.ToUpper(at), "CP-") {
				t.Errorf("an address names a case: %s", at)
			}
		}
	}
}

// A plan of a file with faults says where they are; what was sent stays, and the
// good rows can be taken all the same.
func TestFaultsOfAFile(t *testing.T) {
	s := pagetest.New(t, 0, Routes()...)
	file := "id,case,event,on,authority\n=a1,CP-1,case-assigned,2026-01-05,stirling\na2,CP-1,born,2026-02-31,\na3,CP-1,nonsense,2026-01-06,\na4,,born,2026-01-06,\n"
	sent := post(t, s, "coordinator-1", part{"file", "events.csv", file})
	plan := s.Get("coordinator-1", sent.Location)
	if plan.Status != http.StatusOK || !strings.Contains(plan.Body, "The file is refused") || strings.Contains(plan.Body, "/confirm") {
		t.Fatalf("%d\n%s", plan.Status, plan.Body)
	}
	for _, line := range []string{"3", "4", "5"} {
		if !strings.Contains(plan.Body, `</span>`+line+`</th>`) {
			t.Errorf("line %s is not listed", line)
		}
	}
	if refused := s.Post("coordinator-1", sent.Location+"/confirm", nil); refused.Location != sent.Location {
		t.Errorf("confirmed: %d %s", refused.Status, refused.Location)
	}
	if good := s.Post("coordinator-1", sent.Location+"/again", map[string][]string{"good": {"yes"}}); good.Location != sent.Location {
		t.Fatalf("%d %s", good.Status, good.Location)
	}
	plan = s.Get("coordinator-1", sent.Location)
	if !strings.Contains(plan.Body, "Confirm the import") || !strings.Contains(plan.Body, "1 event in 1 case") {
		t.Errorf("%s", plan.Body)
	}
	formula := post(t, s, "coordinator-1", part{"file", "events.csv", "id,case,event,on\n=cmd(),CP-1,nonsense,2026-01-06\n"})
	if rejects := s.Get("coordinator-1", formula.Location+"/rejects"); !strings.Contains(rejects.Body, "'=cmd()") {
		t.Errorf("a formula leaves as one:\n%s", rejects.Body)
	}
}

// What is too large, no file at all, and no form are told clearly.
func TestWhatCannotBeSent(t *testing.T) {
	s := pagetest.New(t, 0, Routes()...)
	for what, c := range map[string]struct {
		parts  []part
		status int
		words  string
	}{
		"10 MB and a byte": {[]part{{"file", "large.csv", strings.Repeat("x", engine.LongestUpload+1)}}, http.StatusRequestEntityTooLarge, "up to 10 MB and 100,000 rows"},
		"much more":        {[]part{{"file", "large.csv", strings.Repeat("x", 2*engine.LongestUpload)}}, http.StatusRequestEntityTooLarge, "up to 10 MB and 100,000 rows"},
		"rows":             {[]part{{"file", "rows.csv", "case,event,on\n" + strings.Repeat("C,born,2026-01-01\n", engine.MostUploadRows+1)}}, http.StatusRequestEntityTooLarge, "100,000 rows"},
		"no file":          {[]part{{"good", "", "yes"}}, http.StatusUnprocessableEntity, "Choose a file."},
		"a mapping of nonsense": {[]part{{"mapping_file", "m.yaml", "nonsense: 1\n"}, {"file", "a.csv", "a\n"}}, http.StatusUnprocessableEntity,
			`href="#mapping_file"`},
		"a mapping too long": {[]part{{"mapping_file", "m.yaml", strings.Repeat("#", engine.LongestMapping+1)}, {"file", "a.csv", "a\n"}}, http.StatusUnprocessableEntity, "at most"},
	} {
		a := post(t, s, "coordinator-1", c.parts...)
		if a.Status != c.status || !strings.Contains(html.UnescapeString(a.Body), c.words) || !strings.Contains(a.Body, "<title>Error: ") {
			t.Errorf("%s: %d\n%s", what, a.Status, a.Body)
		}
		if kept := strings.Contains(a.Body, `value="yes" checked`); kept != (what == "no file") {
			t.Errorf("%s: what was ticked is kept: %t", what, kept)
		}
	}
	if a := s.Post("coordinator-1", "/imports", nil); a.Status != http.StatusBadRequest {
		t.Errorf("no form with files: %d", a.Status)
	}
}

// A plan is its maker's for half an hour; to everybody else it is as one that
// never was, and so is one that was left.
func TestAnothersPlan(t *testing.T) {
	s := pagetest.New(t, 0, Routes()...)
	sent := post(t, s, "coordinator-1", part{"file", "e.csv", "case,event,on,authority\nCP-1,case-assigned,2026-01-05,stirling\n"})
	id := regexp.MustCompile(`<strong>[a-z0-9]{12}</strong>`)
	missing := s.Get("minutes-1", "/imports/abcdefghijklmnopqrstuvwxyz")
	for _, as := range []string{"minutes-1", "coordinator-2"} {
		if a := s.Get(as, sent.Location); a.Status != http.StatusNotFound || as == "minutes-1" && id.ReplaceAllString(a.Body, "") != id.ReplaceAllString(missing.Body, "") {
			t.Errorf("%s: %d", as, a.Status)
		}
		for _, deed := range []string{"/confirm", "/leave", "/again"} {
			if a := s.Post(as, sent.Location+deed, nil); a.Status != http.StatusNotFound {
				t.Errorf("%s %s: %d", as, deed, a.Status)
			}
		}
	}
	left := post(t, s, "coordinator-1", part{"file", "e.csv", "case,event,on\n"})
	if a := s.Post("coordinator-1", left.Location+"/leave", nil); a.Location != "/imports?said=left" {
		t.Errorf("left: %d %s", a.Status, a.Location)
	}
	if a := s.Get("coordinator-1", left.Location); a.Status != http.StatusNotFound {
		t.Errorf("what was left: %d", a.Status)
	}
	s.Clock = s.Clock.Add(31 * time.Minute)
	if a := s.Post("coordinator-1", sent.Location+"/confirm", nil); a.Status != http.StatusNotFound {
		t.Errorf("an old plan: %d", a.Status)
	}
}

// The page says so where the facts changed after the plan.
func TestPlanMadeAnew(t *testing.T) {
	s := pagetest.New(t, 0, Routes()...)
	file := part{"file", "e.csv", "id,case,event,on,authority\ne1,CP-1,case-assigned,2026-01-05,stirling\n"}
	a, b := post(t, s, "coordinator-1", file), post(t, s, "minutes-1", file)
	if done := s.Post("minutes-1", b.Location+"/confirm", nil); !strings.Contains(done.Location, "said=imported") {
		t.Fatal(done.Location)
	}
	if done := s.Post("coordinator-1", a.Location+"/confirm", nil); done.Location != a.Location {
		t.Fatal(done.Location)
	}
	if body := s.Get("coordinator-1", a.Location).Body; !strings.Contains(body, "What is recorded has changed") || !strings.Contains(body, "There is nothing to record.") {
		t.Errorf("%s", body)
	}
}

// What was sent is shown as text, in every field that is shown.
func TestStrangeTexts(t *testing.T) {
	const strange = `"><img src=x onerror=alert(1)>`
	s := pagetest.New(t, 0, Routes()...)
	quoted := `"` + strings.ReplaceAll(strange, `"`, `""`) + `"`
	file := "id,case,event,on,authority,chair\n" + quoted + "," + quoted + ",case-assigned,2026-01-05,stirling," + quoted + "\n" + "e2," + quoted + "," + quoted + ",2026-01-05,,\n"
	sent := post(t, s, "coordinator-1", part{"good", "", "yes"}, part{"file", strange + ".csv", file})
	pages := []pagetest.Answer{s.Get("coordinator-1", sent.Location)}
	s.Post("coordinator-1", sent.Location+"/confirm", nil)
	pages = append(pages, s.Get("coordinator-1", sent.Location), s.Get("coordinator-1", "/imports"),
		post(t, s, "coordinator-1", part{"mapping_file", strange, strange + ": 1"}, part{"file", "x", "y"}))
	for i, p := range pages {
		if strings.Contains(p.Body, "<img") || i < 2 && !strings.Contains(p.Body, "&lt;img") {
			t.Errorf("page %d:\n%s", i, p.Body)
		}
	}
}

// TestServe answers a browser, where PAGETEST_LISTEN says at which address.
func TestServe(t *testing.T) {
	pagetest.New(t, 300, Routes()...).Serve()
}
