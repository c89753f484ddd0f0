package cases_test

import (
	"net/url"
	"strings"
	"testing"

	"caseclock/engine"
	"caseclock/web/pagetest"
)

// reasonOf is the reason of the first deadline of a case under a rule.
func reasonOf(t *testing.T, s *pagetest.Site, id, rule string) string {
	t.Helper()
	f := file(t, s, id)
	for _, d := range f.Deadlines {
		if d.Rule != rule {
			continue
		}
		if d.Reason == nil {
			return ""
		}
		said := d.Reason.Category + " " + d.Reason.Proposed.String()
		for _, more := range []*string{d.Reason.Text, d.Reason.By, d.Reason.AgreedBy} {
			if more != nil {
				said += " " + *more
			}
		}
		return said
	}
	t.Fatalf("no deadline of %s", rule)
	return ""
}

// From the link in a mail to a saved reason there are no more than three pages
// and one form.
func TestFromTheMailToAReason(t *testing.T) {
	s := empty(t)
	id := begun(t, s, "CP-9001", "2026-01-05", "")
	loads, sent := 0, 0
	look := func(path string) string { loads++; return s.Page(t, "chair-1", path) }

	body := look("/cases/" + id)
	pagetest.Shows(t, body, "A reason is needed", "was due on 26 January 2026 and is 35 days late", "must not describe the child or the harm, nor name anybody")
	f := posting(t, body)
	sent++
	a := s.Post("chair-1", f.action, f.with("category", "chair-unavailable", "proposed", "9/3/2026"))
	if a.Status != 303 {
		t.Fatalf("%d\n%s", a.Status, a.Body)
	}
	body = look(a.Location)
	pagetest.Shows(t, body, "Your reason is recorded.", "Chair unavailable", "proposed 9 March 2026")
	pagetest.Lacks(t, body, "A reason is needed")
	if got := reasonOf(t, s, id, "initial-cpcc"); got != "chair-unavailable 2026-03-09 chair-1" {
		t.Errorf("recorded: %s", got)
	}
	if loads > 3 || sent != 1 {
		t.Errorf("%d pages and %d forms", loads, sent)
	}
}

// One form gives one reason to several deadlines of a case and to those of
// brothers and sisters.
func TestOneReasonForSeveral(t *testing.T) {
	s := empty(t)
	first, second := begun(t, s, "CP-9001", "2026-01-05", "F-1"), begun(t, s, "CP-9002", "2026-01-05", "F-1")
	begun(t, s, "CP-9003", "2026-01-05", "F-2")
	f := posting(t, s.Page(t, "chair-1", "/cases/"+first))
	sister := second + ".initial-cpcc.2026-01-05"
	f.values.Add("for", sister)
	a := s.Post("chair-1", f.action, f.with("category", "inquorate", "proposed", "2026-03-10"))
	if a.Status != 303 || !strings.HasSuffix(a.Location, "?said=reasons") {
		t.Fatalf("%d %s\n%s", a.Status, a.Location, a.Body)
	}
	for _, id := range []string{first, second} {
		if got := reasonOf(t, s, id, "initial-cpcc"); got != "inquorate 2026-03-10 chair-1" {
			t.Errorf("recorded: %s", got)
		}
	}
	body := s.Page(t, "chair-1", "/cases/"+first)
	pagetest.Lacks(t, body, "CP-9003")
}

// Several deadlines that need a reason stand in one form. Those that began
// together are ticked; those that did not are for the person to tick.
func TestSeveralOfOneCase(t *testing.T) {
	s := empty(t)
	id := begun(t, s, "CP-9001", "2025-10-01", "")
	happened(t, s, id, "event", "conference-held", "on", "2025-10-20", "conference", "initial", "outcome", "registered")
	body := s.Page(t, "chair-1", "/cases/"+id)
	pagetest.Shows(t, body, "Reasons are needed for 5 timescales", `id="deadlines"`)
	if f := posting(t, body); len(f.values["for"]) != 5 {
		t.Errorf("ticked: %v", f.values["for"])
	}
	if n := strings.Count(body, `name="for"`); n != 5 {
		t.Errorf("%d boxes, where each of 5 deadlines stands once", n)
	}
	happened(t, s, id, "event", "core-group-held", "on", "2025-11-03")
	f := posting(t, s.Page(t, "chair-1", "/cases/"+id))
	if len(f.values["for"]) != 0 {
		t.Errorf("ticked though they began apart: %v", f.values["for"])
	}
	a := s.Post("chair-1", f.action, f.with("category", "inquorate", "proposed", "2026-03-10"))
	pagetest.Shows(t, a.Body, `<a href="#deadlines">Choose at least one timescale.</a>`, `value="2026-03-10"`)
}

// What is refused is refused with every fault at once, and all that was typed
// stays.
func TestReasonRefused(t *testing.T) {
	s := empty(t)
	id, other := begun(t, s, "CP-9001", "2026-01-05", "F-1"), begun(t, s, "CP-9002", "2026-01-05", "F-1")
	f := posting(t, s.Page(t, "chair-1", "/work?"+"group=needs-reason")+s.Page(t, "chair-1", "/cases/"+id+"/reason/initial-cpcc.2026-01-05?back=work"))
	f.values.Add("for", other+".initial-cpcc.2026-01-05")
	text := strings.Repeat("x", engine.LongestText+1)
	a := s.Post("chair-1", f.action, f.with("proposed", "31/2/2026", "text", text))
	if a.Status != 422 {
		t.Fatalf("%d\n%s", a.Status, a.Body)
	}
	pagetest.Shows(t, a.Body, "<title>Error: ", `<a href="#category">Choose the reason.</a>`, `<a href="#proposed">This is no day.`, `<a href="#text">501 characters`,
		`value="31/2/2026"`, text, other+`.initial-cpcc.2026-01-05" checked`)
	pagetest.Lacks(t, a.Body, "has passed")
	a = s.Post("chair-1", f.action, posting(t, a.Body).with("category", "other", "proposed", "12/4/2026", "text", ""))
	pagetest.Shows(t, a.Body, "the category other needs it", "12 April 2026 is a Sunday; the last working day before it is Friday 10 April 2026.", `value="12/4/2026"`)
	a = s.Post("chair-1", f.action, posting(t, a.Body).with("category", "inquorate", "proposed", "1/3/2026"))
	pagetest.Shows(t, a.Body, "1 March 2026 has passed")
	if got := reasonOf(t, s, id, "initial-cpcc"); got != "" {
		t.Errorf("recorded: %s", got)
	}
	a = s.Post("chair-1", f.action, posting(t, a.Body).with("proposed", "10/4/2026"))
	if a.Location != "/work?said=reasons" {
		t.Errorf("%d %s\n%s", a.Status, a.Location, a.Body)
	}
}

// A date that cannot be read keeps a reason from being recorded even where none
// is needed, because it was done.
func TestUnreadableDateIsRefused(t *testing.T) {
	s := empty(t)
	id := begun(t, s, "CP-9001", "2026-01-05", "")
	happened(t, s, id, "event", "conference-held", "on", "2026-02-02", "conference", "initial", "outcome", "not-registered")
	body := s.Page(t, "chair-1", "/cases/"+id+"/reason/initial-cpcc.2026-01-05")
	pagetest.Shows(t, body, "was due on 26 January 2026 and was done on 2 February 2026, 7 days late.")
	f := posting(t, body)
	a := s.Post("chair-1", f.action, f.with("category", "inquorate", "proposed", "31/2/2026"))
	if a.Status != 422 || reasonOf(t, s, id, "initial-cpcc") != "" {
		t.Errorf("%d, recorded: %s", a.Status, reasonOf(t, s, id, "initial-cpcc"))
	}
	pagetest.Shows(t, a.Body, "This is no day.", `value="31/2/2026"`)
	pagetest.Lacks(t, a.Body, "has passed")
}

// The second of two who edit at once is told what was recorded, keeps what was
// typed, and may save again.
func TestReasonWhileAnotherRecords(t *testing.T) {
	s := empty(t)
	id := begun(t, s, "CP-9001", "2026-01-05", "")
	f := posting(t, s.Page(t, "chair-1", "/cases/"+id))
	happened(t, s, id, "event", "conference-called", "on", "2026-03-01", "conference", "initial", "planned", "2026-03-09")
	a := s.Post("chair-1", f.action, f.with("category", "inquorate", "proposed", "9/3/2026", "text", "too few came"))
	if a.Status != 422 || reasonOf(t, s, id, "initial-cpcc") != "" {
		t.Fatalf("%d\n%s", a.Status, a.Body)
	}
	pagetest.Shows(t, a.Body, `<a href="#changed">Something was recorded since`, "Initial conference called for 9 March 2026 on 1 March 2026, recorded by Coordinator One",
		"too few came", `value="9/3/2026"`, `<option value="inquorate" selected>`)
	f = posting(t, a.Body)
	for range 2 { // sent twice, it is recorded once
		if a = s.Post("chair-1", f.action, f.values); a.Status != 303 {
			t.Fatalf("%d\n%s", a.Status, a.Body)
		}
	}
	if got := reasonOf(t, s, id, "initial-cpcc"); got != "inquorate 2026-03-09 too few came chair-1" {
		t.Errorf("recorded: %s", got)
	}
	if n := file(t, s, id).Version; n != 4 {
		t.Errorf("%d events", n)
	}
}

// A manager agrees a delay in advance, in words of its own, and gives no reason
// afterwards.
func TestManagerAgreesADelay(t *testing.T) {
	s := empty(t)
	id, late := begun(t, s, "CP-9001", "2026-02-20", ""), begun(t, s, "CP-9002", "2026-01-05", "")
	body := s.Page(t, "manager-1", "/cases/"+id)
	pagetest.Shows(t, body, "Agree a delay")
	pagetest.Lacks(t, body, "Record an event", "Say in advance")
	path := "/cases/" + id + "/reason/initial-cpcc.2026-02-20"
	f := posting(t, s.Page(t, "manager-1", path))
	if f.button != "Agree the delay" {
		t.Errorf("the button says %q", f.button)
	}
	a := s.Post("manager-1", f.action, f.with("category", "school-holiday", "proposed", "20/3/2026"))
	if a.Status != 303 {
		t.Fatalf("%d\n%s", a.Status, a.Body)
	}
	if got := reasonOf(t, s, id, "initial-cpcc"); got != "school-holiday 2026-03-20 manager-1 manager-1" {
		t.Errorf("recorded: %s", got)
	}
	pagetest.Lacks(t, s.Page(t, "manager-1", "/cases/"+late), "<form method=\"post\" action=\"/cases/", "Give the reason", "Agree a delay")
}

// A form that names nothing, or somebody else's, changes nothing.
func TestReasonOfAnother(t *testing.T) {
	s := empty(t)
	id := begun(t, s, "CP-9001", "2026-01-05", "")
	theirs := begunBy(t, s, "coordinator-2", "fife", "chair-4", "CP-9100", "2026-01-05", "")
	f := posting(t, s.Page(t, "chair-1", "/cases/"+id))
	f.values.Add("for", theirs+".initial-cpcc.2026-01-05")
	if a := s.Post("chair-1", f.action, f.with("category", "inquorate", "proposed", "2026-03-10")); a.Status != 404 {
		t.Errorf("%d\n%s", a.Status, a.Body)
	}
	if a := s.Post("chair-1", f.action, url.Values{}); a.Status != 404 {
		t.Errorf("%d\n%s", a.Status, a.Body)
	}
	if a := s.Post("auditor-1", f.action, f.values); a.Status != 403 {
		t.Errorf("the auditor: %d", a.Status)
	}
	if reasonOf(t, s, id, "initial-cpcc") != "" || reasonOf(t, s, theirs, "initial-cpcc") != "" {
		t.Error("something was recorded")
	}
}
