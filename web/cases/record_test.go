package cases_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"caseclock/engine"
	"caseclock/web/pagetest"
)

// Every event is in the history, with who recorded it; what was withdrawn or
// corrected says so in words.
func TestRecordCorrectAndWithdraw(t *testing.T) {
	s := empty(t)
	id := begun(t, s, "CP-9001", "2026-02-10", "")
	as := "minutes-1"
	body := s.Page(t, as, "/cases/"+id+"/record")
	pagetest.Shows(t, body, `href="/cases/`+id+`/record?kind=conference-held.initial"`, "Core group held")
	f := posting(t, s.Page(t, as, "/cases/"+id+"/record?kind=conference-held.initial"))
	a := s.Post(as, f.action, f.with("on", "soon", "meeting", "M-77"))
	pagetest.Shows(t, a.Body, `<a href="#on">This is no day.`, `<a href="#outcome">`, `value="soon"`, `value="M-77"`)
	a = s.Post(as, f.action, posting(t, a.Body).with("on", "24 February 2026", "outcome", "registered", "next", "in May"))
	pagetest.Shows(t, a.Body, `<a href="#next">This is no day.`, `value="in May"`)
	a = s.Post(as, f.action, posting(t, a.Body).with("next", ""))
	if a.Location != "/cases/"+id+"?said=event" {
		t.Fatalf("%d %s\n%s", a.Status, a.Location, a.Body)
	}
	body = s.Page(t, as, a.Location)
	pagetest.Shows(t, body, "The event is recorded.", "Initial conference held (registered).", "by Minute-taker One")

	correct := regexp.MustCompile(`href="(/cases/[a-z0-9]+/correct/[a-f0-9]+)">Correct<span class="visually-hidden"> Initial conference held`).FindStringSubmatch(body)
	page := s.Page(t, as, correct[1])
	pagetest.Shows(t, page, `value="24 February 2026"`, `value="M-77"`, `<option value="registered" selected>`, "This takes the place of")
	f = posting(t, page)
	if a = s.Post(as, f.action, f.with("on", "25/2/2026")); a.Status != 422 || !strings.Contains(a.Body, "Say in a few words what was wrong with it.") {
		t.Errorf("a correction by which the plan is late no more, without a why: %d", a.Status)
	}
	if a = s.Post(as, f.action, f.with("on", "25/2/2026", "why", "The day was misread")); a.Status != 303 {
		t.Fatalf("%d\n%s", a.Status, a.Body)
	}
	body = s.Page(t, as, "/cases/"+id)
	pagetest.Shows(t, body, "It was corrected because: The day was misread.")
	pagetest.Shows(t, body, "<s>Initial conference held (registered).</s>", "Corrected on 2 March 2026", "The day is 25 February 2026.", "This corrects an earlier entry.")

	withdraw := regexp.MustCompile(`href="(/cases/[a-z0-9]+/withdraw/[a-f0-9]+)">Withdraw<span class="visually-hidden"> Initial conference held`).FindStringSubmatch(body)
	f = posting(t, s.Page(t, as, withdraw[1]))
	a = s.Post(as, f.action, f.values)
	pagetest.Shows(t, a.Body, `<a href="#why">Say in a few words what was wrong with it.`)
	if a = s.Post(as, f.action, posting(t, a.Body).with("why", "another child's")); a.Status != 303 {
		t.Fatalf("%d\n%s", a.Status, a.Body)
	}
	pagetest.Shows(t, s.Page(t, as, a.Location), "It stays in the history.", "Withdrawn on 2 March 2026, 09:00 by Minute-taker One: Another child&#39;s.")
}

// The second of two who record or withdraw at once is told, and nothing typed
// is lost.
func TestRecordWhileAnotherRecords(t *testing.T) {
	s := empty(t)
	id := begun(t, s, "CP-9001", "2026-02-10", "")
	event := happened(t, s, id, "event", "core-group-held", "on", "2026-02-11")
	f := posting(t, s.Page(t, "coordinator-1", "/cases/"+id+"/record?kind=closed"))
	mark := regexp.MustCompile(`/withdraw/[a-f0-9]+`).FindString(s.Page(t, "coordinator-1", "/cases/"+id))
	w := posting(t, s.Page(t, "coordinator-1", "/cases/"+id+mark))
	happened(t, s, id, "event", "core-group-held", "on", "2026-02-12", "replaces", event)
	for _, c := range []struct {
		f     form
		typed url.Values
		kept  string
	}{{f, f.with("on", "27/2/2026", "cause", "process-ended"), `value="27/2/2026"`}, {w, w.with("why", "twice"), "twice"}} {
		a := s.Post("coordinator-1", c.f.action, c.typed)
		if a.Status != 422 {
			t.Fatalf("%d\n%s", a.Status, a.Body)
		}
		pagetest.Shows(t, a.Body, `<a href="#changed">`, "Core group held on 12 February 2026, recorded by Coordinator One", c.kept)
		if c.kept != "twice" {
			if a = s.Post("coordinator-1", c.f.action, posting(t, a.Body).values); a.Status != 303 {
				t.Errorf("%d\n%s", a.Status, a.Body)
			}
		}
	}
}

// Each kind of event that the desk takes has a form with the fields of that
// kind, each with its label.
func TestEveryKindHasItsForm(t *testing.T) {
	s := empty(t)
	id := begun(t, s, "CP-9001", "2026-02-10", "")
	body := s.Page(t, "coordinator-1", "/cases/"+id+"/record")
	kinds := map[string]engine.KindForm{}
	for _, k := range desk(s, "coordinator-1").Kinds() {
		kinds[k.Kind] = k
	}
	for _, m := range regexp.MustCompile(`record\?kind=([a-z.-]+)"`).FindAllStringSubmatch(body, -1) {
		name, conference, _ := strings.Cut(m[1], ".")
		page := s.Page(t, "coordinator-1", "/cases/"+id+"/record?kind="+m[1])
		got := map[string]bool{}
		for _, n := range posting(t, page).names {
			got[n] = true
			if !regexp.MustCompile(`<label class="ds_label" for="` + n + `">[A-Z]`).MatchString(page) {
				t.Errorf("%s: %s has no label", m[1], n)
			}
		}
		for _, f := range kinds[name].Fields {
			asked := f.Name != "replaces" && (conference == "" || f.Name != "conference" && (f.Name != "until" || conference == "initial"))
			if got[f.Name] != asked {
				t.Errorf("%s: %s is asked for: %t", m[1], f.Name, got[f.Name])
			}
		}
		if conference == "review" {
			pagetest.Shows(t, page, `<option value="retained">`)
			pagetest.Lacks(t, page, `<option value="registered">`)
		}
		delete(kinds, name)
	}
	if len(kinds) != 0 {
		t.Errorf("kinds that are not offered: %v", kinds)
	}
	if a := s.Get("coordinator-1", "/cases/"+id+"/record?kind=reason-recorded"); a.Status != 404 {
		t.Errorf("%d", a.Status)
	}
}

// A new case is recorded with its first event; what is refused keeps what was
// typed.
func TestNewCase(t *testing.T) {
	s := empty(t)
	pagetest.Shows(t, s.Page(t, "coordinator-1", "/cases"), `href="/cases/new"`)
	pagetest.Shows(t, s.Page(t, "coordinator-1", "/cases/new"), `href="/cases/new?kind=concern-notified"`)
	f := posting(t, s.Page(t, "coordinator-1", "/cases/new?kind=concern-notified"))
	a := s.Post("coordinator-1", f.action, f.with("reference", "Mary Smith", "chair", "chair-1", "on", ""))
	pagetest.Shows(t, a.Body, `<a href="#reference">It looks like a name`, `<a href="#on">Write the day on which it happened.`, `value="Mary Smith"`, `<option value="chair-1" selected>`)
	a = s.Post("coordinator-1", f.action, posting(t, a.Body).with("reference", "CP-9001", "on", "5/1/2026"))
	if a.Status != 303 || strings.Contains(a.Location, "9001") {
		t.Fatalf("%d %s\n%s", a.Status, a.Location, a.Body)
	}
	pagetest.Shows(t, s.Page(t, "chair-1", a.Location), "CP-9001", "The case is recorded.", "26 January 2026")
	f = posting(t, s.Page(t, "coordinator-1", "/cases/new?kind=concern-notified"))
	pagetest.Shows(t, s.Post("coordinator-1", f.action, f.with("reference", "CP-9001", "on", "5/1/2026")).Body, "is in use already")
	if a := s.Post("coordinator-1", "/cases/new", url.Values{"authority": {"fife"}, "kind": {"concern-notified"}, "reference": {"CP-9002"}, "on": {"5/1/2026"}}); a.Status != 403 {
		t.Errorf("another council's: %d", a.Status)
	}
}
