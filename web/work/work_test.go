package work_test

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"caseclock/demo"
	"caseclock/engine"
	"caseclock/web/cases"
	"caseclock/web/pagetest"
	"caseclock/web/work"
)

func site(t *testing.T, o demo.Options) *pagetest.Site {
	t.Helper()
	return pagetest.Over(t, o, append(work.Routes(), cases.Routes()...)...)
}

func full(t *testing.T) *pagetest.Site {
	t.Helper()
	return pagetest.New(t, 200, append(work.Routes(), cases.Routes()...)...)
}

func begun(t *testing.T, s *pagetest.Site, as, council, chair, reference, on string) string {
	t.Helper()
	return s.Begun(t, as, on, engine.Beginning{Authority: council, Reference: reference, Chair: chair})
}

// Without work the page says so.
func TestNothingToDo(t *testing.T) {
	body := site(t, demo.Options{}).Page(t, "chair-1", "/work")
	pagetest.Shows(t, body, "Nothing needs a reason.", "Nothing else is out of timescale.", "Nothing falls due in the next 42 days.")
	pagetest.Lacks(t, body, "<table")
}

// What needs a reason comes first, then what else is out of timescale, then
// what is coming; each line says what it is, when it was or is due, and how it
// stands.
func TestOrder(t *testing.T) {
	s := site(t, demo.Options{})
	needs := begun(t, s, "coordinator-1", "stirling", "chair-1", "CP-9001", "2026-01-05")
	coming := begun(t, s, "coordinator-1", "stirling", "chair-1", "CP-9002", "2026-02-20")
	out := begun(t, s, "coordinator-1", "stirling", "chair-1", "CP-9003", "2026-01-12")
	begun(t, s, "coordinator-1", "stirling", "chair-2", "CP-9004", "2026-01-05")
	begun(t, s, "coordinator-2", "fife", "chair-4", "CP-9100", "2026-01-05")
	key, _ := engine.ParseDeadlineKey("initial-cpcc.2026-01-12")
	_, err := s.Engine.Desk(pagetest.People["chair-1"]).GiveReasons(t.Context(), engine.ReasonsAsk{Category: "inquorate", Proposed: 2461115,
		For: []engine.ReasonFor{{CaseID: out, Deadlines: []engine.DeadlineKey{key}}}})
	if err != nil {
		t.Fatal(err)
	}
	body := s.Page(t, "chair-1", "/work")
	at := -1
	for _, part := range []string{"1 timescale was missed and needs a reason, or a new date.", "/cases/" + needs + `">CP-9001</a>`, "out of timescale</span>", "35 days late",
		`/cases/` + needs + `/reason/initial-cpcc.2026-01-05?back=work">Give the reason`,
		"1 more is out of timescale and not done yet.", "/cases/" + out + `">CP-9003</a>`, "28 days late",
		"1 falls due in the next 42 days.", "/cases/" + coming + `">CP-9002</a>`, "13 March 2026", "11 days to go"} {
		i := strings.Index(body, part)
		if i <= at {
			t.Errorf("%q stands at %d, after %d:\n%s", part, i, at, body)
		}
		at = i
	}
	pagetest.Lacks(t, body, "CP-9004", "CP-9100", "Agree a delay")
	if n := strings.Count(body, "Give the reason<"); n != 1 {
		t.Errorf("a reason is asked for %d times", n)
	}
	pagetest.Lacks(t, s.Page(t, "auditor-1", "/work"), "Give the reason", "Agree a delay", "CP-9100")
	manager := s.Page(t, "manager-1", "/work")
	pagetest.Shows(t, manager, "Agree a delay<", "CP-9004")
	pagetest.Lacks(t, manager, "Give the reason", "CP-9100")
	pagetest.Shows(t, s.Page(t, "lead-1", "/work"), "Give the reason<")
}

// The filters stay in the address: in the form, on the next page, and under an
// explanation, which opens in place.
func TestFiltersStay(t *testing.T) {
	s := full(t)
	path := "/work?chair=chair-2&group=needs-reason&within=14"
	body := s.Page(t, "coordinator-1", path)
	pagetest.Shows(t, body, `<option value="chair-2" selected>`, `<option value="14" selected>`, `<option value="needs-reason" selected>`, "they are narrowed")
	pagetest.Lacks(t, body, `data-head="Chair">Chair One`, `id="coming"`)
	m := regexp.MustCompile(`href="(/work\?[^"]*why=[^"]*)#why"`).FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no explanation is offered:\n%s", body)
	}
	why := html.UnescapeString(m[1])
	for _, part := range []string{"chair=chair-2", "group=needs-reason", "within=14"} {
		if !strings.Contains(why, part) {
			t.Errorf("%s has no %s", why, part)
		}
	}
	pagetest.Shows(t, s.Page(t, "coordinator-1", why), `id="why"`, "The clock starts on", `<option value="chair-2" selected>`)
	pagetest.Lacks(t, body, `id="why"`)
}

// A group of several pages shows each of its lines once.
func TestPages(t *testing.T) {
	s := full(t)
	desk := s.Engine.Desk(pagetest.People["coordinator-1"])
	w, err := desk.Work(t.Context(), engine.WorkAsk{Group: engine.NeedsReason})
	if err != nil || w.Groups[0].Pages < 2 {
		t.Fatal(err, w.Groups[0].Count)
	}
	line := regexp.MustCompile(`href="(/cases/[a-z0-9]+/reason/[^"]+)"`)
	seen, path := map[string]bool{}, "/work"
	for path != "" {
		body := s.Page(t, "coordinator-1", path)
		if i := strings.Index(body, `id="out"`); i > 0 {
			body = body[:i]
		}
		for _, m := range line.FindAllStringSubmatch(body, -1) {
			if seen[m[1]] {
				t.Fatalf("%s: %s stands twice", path, m[1])
			}
			seen[m[1]] = true
		}
		path = ""
		if m := regexp.MustCompile(`<a href="([^"]*)" rel="next">`).FindStringSubmatch(body); m != nil {
			path = html.UnescapeString(m[1])
		}
	}
	if len(seen) != w.Groups[0].Count {
		t.Errorf("%d of %d lines", len(seen), w.Groups[0].Count)
	}
}

// A filter that makes no sense is a fault with a link, and a case of another
// council is explained no more than one that there is not.
func TestStrangeFilters(t *testing.T) {
	s := site(t, demo.Options{})
	theirs := begun(t, s, "coordinator-2", "fife", "chair-4", "CP-9100", "2026-01-05")
	begun(t, s, "coordinator-1", "stirling", "chair-1", "CP-9001", "2026-01-05")
	for _, q := range []string{"rule=nonsense", "within=soon", "within=-1", "group=nonsense", "page=x", "page=-1"} {
		if a := s.Get("chair-1", "/work?"+q); a.Status != 422 || !strings.Contains(a.Body, "There is a problem") {
			t.Errorf("%s: %d\n%s", q, a.Status, a.Body)
		}
	}
	body := s.Page(t, "coordinator-1", fmt.Sprintf("/work?why=%s.initial-cpcc.2026-01-05", theirs))
	pagetest.Lacks(t, body, `id="why"`, "CP-9100")
	pagetest.Lacks(t, s.Page(t, "coordinator-1", "/work?authority=fife&chair=chair-4"), "CP-9100")
}
