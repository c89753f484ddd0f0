package cases_test

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/store"
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
		shows(t, a.Body, `value="`+reference+`"`, "<title>Error: Cases")
		said[reference] = strings.ReplaceAll(a.Body, reference, "")
	}
	if said["CP-9100"] != said["CP-9999"] {
		t.Error("another council's case is told from one that there is not")
	}
	shows(t, s.Post("chair-1", "/cases/find", url.Values{}).Body, "Write the reference of a case.")
}

// The list holds each case once, by the order and the filters asked for.
func TestList(t *testing.T) {
	s := pagetest.New(t, 200, append(work.Routes(), cases.Routes()...)...)
	row := regexp.MustCompile(`<th scope="row" class="cc_together"><a href="/cases/([a-z0-9]+)">`)
	for _, sort := range []string{"", "next-due", "days-late"} {
		seen := map[string]bool{}
		path, pages := "/cases?sort="+sort, 0
		for path != "" {
			body := get(t, s, "coordinator-1", path)
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
				shows(t, body, fmt.Sprintf("%d cases.", p.Total))
			}
		}
		if p, _ := desk(s, "coordinator-1").Cases(t.Context(), engine.CasesAsk{}); len(seen) != p.Total || pages < 2 {
			t.Errorf("%d of %d cases on %d pages", len(seen), p.Total, pages)
		}
	}
	body := get(t, s, "coordinator-1", "/cases?status=overdue&chair=chair-2&sort=days-late")
	shows(t, body, `<option value="overdue" selected>out of timescale`, `<option value="chair-2" selected>`, `aria-sort="descending"`, "as you asked",
		`href="/cases?chair=chair-2&amp;sort=next-due&amp;status=overdue"`)
	lacks(t, body, `<td data-head="Chair">Chair One`)
	if a := s.Get("coordinator-1", "/cases?status=nonsense"); a.Status != 422 || strings.Contains(a.Body, ">nonsense<") {
		t.Errorf("%d", a.Status)
	}
	lacks(t, get(t, s, "chair-1", "/cases"), "Record a new case", "Fife")
}

// Every event is in the history, with who recorded it; what was withdrawn or
// corrected says so in words.
func TestRecordCorrectAndWithdraw(t *testing.T) {
	s := empty(t)
	id := begun(t, s, "CP-9001", "2026-02-10", "")
	as := "minutes-1"
	body := get(t, s, as, "/cases/"+id+"/record")
	shows(t, body, `href="/cases/`+id+`/record?kind=conference-held.initial"`, "Core group held")
	f := posting(t, get(t, s, as, "/cases/"+id+"/record?kind=conference-held.initial"))
	a := s.Post(as, f.action, f.with("on", "soon", "meeting", "M-77"))
	shows(t, a.Body, `<a href="#on">This is no day.`, `<a href="#outcome">`, `value="soon"`, `value="M-77"`)
	a = s.Post(as, f.action, posting(t, a.Body).with("on", "24 February 2026", "outcome", "registered", "next", "in May"))
	shows(t, a.Body, `<a href="#next">This is no day.`, `value="in May"`)
	a = s.Post(as, f.action, posting(t, a.Body).with("next", ""))
	if a.Location != "/cases/"+id+"?said=event" {
		t.Fatalf("%d %s\n%s", a.Status, a.Location, a.Body)
	}
	body = get(t, s, as, a.Location)
	shows(t, body, "The event is recorded.", "Initial conference held (registered).", "by Minute-taker One")

	correct := regexp.MustCompile(`href="(/cases/[a-z0-9]+/correct/[a-f0-9]+)">Correct<span class="visually-hidden"> Initial conference held`).FindStringSubmatch(body)
	page := get(t, s, as, correct[1])
	shows(t, page, `value="24 February 2026"`, `value="M-77"`, `<option value="registered" selected>`, "This takes the place of")
	f = posting(t, page)
	if a = s.Post(as, f.action, f.with("on", "25/2/2026")); a.Status != 303 {
		t.Fatalf("%d\n%s", a.Status, a.Body)
	}
	body = get(t, s, as, "/cases/"+id)
	shows(t, body, "<s>Initial conference held (registered).</s>", "Corrected on 2 March 2026", "The day is 25 February 2026.", "This corrects an earlier entry.")

	withdraw := regexp.MustCompile(`href="(/cases/[a-z0-9]+/withdraw/[a-f0-9]+)">Withdraw<span class="visually-hidden"> Initial conference held`).FindStringSubmatch(body)
	f = posting(t, get(t, s, as, withdraw[1]))
	a = s.Post(as, f.action, f.values)
	shows(t, a.Body, `<a href="#why">Say in a few words what was wrong with it.`)
	if a = s.Post(as, f.action, posting(t, a.Body).with("why", "another child's")); a.Status != 303 {
		t.Fatalf("%d\n%s", a.Status, a.Body)
	}
	shows(t, get(t, s, as, a.Location), "It stays in the history.", "Withdrawn on 2 March 2026, 09:00 by Minute-taker One: Another child&#39;s.")
}

// The second of two who record or withdraw at once is told, and nothing typed
// is lost.
func TestRecordWhileAnotherRecords(t *testing.T) {
	s := empty(t)
	id := begun(t, s, "CP-9001", "2026-02-10", "")
	event := happened(t, s, id, "event", "core-group-held", "on", "2026-02-11")
	f := posting(t, get(t, s, "coordinator-1", "/cases/"+id+"/record?kind=closed"))
	mark := regexp.MustCompile(`/withdraw/[a-f0-9]+`).FindString(get(t, s, "coordinator-1", "/cases/"+id))
	w := posting(t, get(t, s, "coordinator-1", "/cases/"+id+mark))
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
		shows(t, a.Body, `<a href="#changed">`, "Core group held on 12 February 2026, recorded by Coordinator One", c.kept)
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
	body := get(t, s, "coordinator-1", "/cases/"+id+"/record")
	kinds := map[string]engine.KindForm{}
	for _, k := range desk(s, "coordinator-1").Kinds() {
		kinds[k.Kind] = k
	}
	for _, m := range regexp.MustCompile(`record\?kind=([a-z.-]+)"`).FindAllStringSubmatch(body, -1) {
		name, conference, _ := strings.Cut(m[1], ".")
		page := get(t, s, "coordinator-1", "/cases/"+id+"/record?kind="+m[1])
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
			shows(t, page, `<option value="retained">`)
			lacks(t, page, `<option value="registered">`)
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
	shows(t, get(t, s, "coordinator-1", "/cases"), `href="/cases/new"`)
	shows(t, get(t, s, "coordinator-1", "/cases/new"), `href="/cases/new?kind=concern-notified"`)
	f := posting(t, get(t, s, "coordinator-1", "/cases/new?kind=concern-notified"))
	a := s.Post("coordinator-1", f.action, f.with("reference", "Mary Smith", "chair", "chair-1", "on", ""))
	shows(t, a.Body, `<a href="#reference">It looks like a name`, `<a href="#on">Write the day on which it happened.`, `value="Mary Smith"`, `<option value="chair-1" selected>`)
	a = s.Post("coordinator-1", f.action, posting(t, a.Body).with("reference", "CP-9001", "on", "5/1/2026"))
	if a.Status != 303 || strings.Contains(a.Location, "9001") {
		t.Fatalf("%d %s\n%s", a.Status, a.Location, a.Body)
	}
	shows(t, get(t, s, "chair-1", a.Location), "CP-9001", "The case is recorded.", "26 January 2026")
	f = posting(t, get(t, s, "coordinator-1", "/cases/new?kind=concern-notified"))
	shows(t, s.Post("coordinator-1", f.action, f.with("reference", "CP-9001", "on", "5/1/2026")).Body, "is in use already")
	if a := s.Post("coordinator-1", "/cases/new", url.Values{"authority": {"fife"}, "kind": {"concern-notified"}, "reference": {"CP-9002"}, "on": {"5/1/2026"}}); a.Status != 403 {
		t.Errorf("another council's: %d", a.Status)
	}
}

// What a person may not do is not offered, and not done when it is sent all the
// same.
func TestWhatIsNotOffered(t *testing.T) {
	s := empty(t)
	id := begun(t, s, "CP-9001", "2026-01-05", "")
	mark := regexp.MustCompile(`/withdraw/[a-f0-9]+`).FindString(get(t, s, "coordinator-1", "/cases/"+id))
	for _, as := range []string{"chair-1", "lead-1", "manager-1", "auditor-1"} {
		lacks(t, get(t, s, as, "/cases/"+id), "/record", "/withdraw/", "/correct/", "/cases/new")
		for _, path := range []string{"/record", "/record?kind=closed", mark, strings.ReplaceAll(mark, "withdraw", "correct")} {
			if a := s.Get(as, "/cases/"+id+path); a.Status != 403 {
				t.Errorf("%s as %s: %d", path, as, a.Status)
			}
		}
		for _, path := range []string{"/record", mark} {
			if a := s.Post(as, "/cases/"+id+path, url.Values{"version": {"2"}, "kind": {"closed"}, "on": {"2026-03-01"}, "cause": {"died"}, "why": {"x"}}); a.Status != 403 {
				t.Errorf("POST %s as %s: %d", path, as, a.Status)
			}
		}
	}
	lacks(t, get(t, s, "auditor-1", "/cases/"+id), "/reason")
	for _, as := range []string{"chair-2", "lead-2", "coordinator-2", "manager-2", "chair-4"} {
		for _, path := range []string{"", "/reason/initial-cpcc.2026-01-05", "/record", mark} {
			other, none := s.Get(as, "/cases/"+id+path), s.Get(as, "/cases/"+strings.Repeat("a", len(id))+path)
			other.Body, none.Body = numbered.ReplaceAllString(other.Body, ""), numbered.ReplaceAllString(none.Body, "")
			if other.Status != 404 && other.Status != 403 || other.Status != none.Status || other.Body != none.Body {
				t.Errorf("%s as %s: %d for another's, %d for none", path, as, other.Status, none.Status)
			}
		}
	}
	if n := file(t, s, id).Version; n != 2 {
		t.Errorf("%d events", n)
	}
}

var numbered = regexp.MustCompile(`<strong>[a-z0-9]{12}</strong>`)

// No reference of a case stands in any address: not in a link, a form's target
// or a redirect, on any page that leads on from the first two.
func TestNoReferenceInAnAddress(t *testing.T) {
	s := pagetest.New(t, 40, append(work.Routes(), cases.Routes()...)...)
	var references []string
	err := s.Store.Scan(context.Background(), func(_ store.CaseKey, c *deadline.Case) error {
		references = append(references, c.Ref)
		return nil
	})
	if err != nil || len(references) < 40 {
		t.Fatal(err, len(references))
	}
	queue, seen := []string{"/work", "/cases"}, map[string]bool{}
	for len(queue) > 0 && len(seen) < 160 {
		path := queue[0]
		queue = queue[1:]
		if path, _, _ = strings.Cut(path, "#"); path == "" || seen[path] {
			continue
		}
		seen[path] = true
		a := s.Get("coordinator-1", path)
		for _, m := range leads.FindAllStringSubmatch(a.Body, -1) {
			to := html.UnescapeString(m[1])
			for _, r := range references {
				if strings.Contains(to, r) || strings.Contains(strings.ToUpper(to), r) {
					t.Fatalf("%s leads to %s", path, to)
				}
			}
			if strings.HasPrefix(to, "/work") || strings.HasPrefix(to, "/cases") {
				queue = append(queue, to)
			}
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d pages were seen", len(seen))
	}
}

// strange is a payload that would be markup if it were not escaped.
const strange = `"><img src=x onerror=alert(1)>`

// What was typed is shown as text, wherever it stands.
func TestStrangeText(t *testing.T) {
	s := empty(t)
	id := begun(t, s, `CP-9001"><img/src=x>`, "2026-01-05", `F"><img src=x onerror=alert(1)>`)
	happened(t, s, id, "event", "conference-held", "on", "2026-02-01", "conference", "initial", "outcome", "registered", "meeting", strange)
	f := posting(t, get(t, s, "coordinator-1", "/cases/"+id))
	for k := range f.values {
		if k == "category" || k == "proposed" || k == "text" {
			f.values.Set(k, strange)
		}
	}
	refused := s.Post("coordinator-1", f.action, f.values).Body
	f = posting(t, get(t, s, "coordinator-1", "/cases/"+id+"/reason/initial-cpcc.2026-01-05"))
	if a := s.Post("coordinator-1", f.action, f.with("category", "other", "text", strange)); a.Status != 303 {
		t.Fatalf("%d\n%s", a.Status, a.Body)
	}
	event := happened(t, s, id, "event", "core-group-held", "on", "2026-02-03")
	if _, err := desk(s, "coordinator-1").Withdraw(t.Context(), id, 0, engine.Withdrawal{Event: event, Why: strange}); err != nil {
		t.Fatal(err)
	}
	q := url.QueryEscape(strange)
	bodies := []string{refused, get(t, s, "coordinator-1", "/cases/"+id), get(t, s, "coordinator-1", "/work"), get(t, s, "coordinator-1", "/cases"),
		s.Get("coordinator-1", "/cases?chair="+q).Body, s.Get("coordinator-1", "/cases?status="+q+"&sort="+q+"&rule="+q).Body,
		s.Get("coordinator-1", "/work?rule="+q+"&group="+q+"&within="+q).Body, s.Get("coordinator-1", "/work?why="+q).Body,
		s.Post("coordinator-1", "/cases/find", url.Values{"reference": {strange}}).Body,
		s.Get("coordinator-1", "/cases/"+id+"/record?kind="+q).Body, s.Get("coordinator-1", "/cases/new?kind="+q).Body}
	found := 0
	for _, b := range bodies {
		lacks(t, b, "<img")
		found += strings.Count(b, "&lt;img") + strings.Count(b, "&#34;&gt;&lt;img")
	}
	if found < 6 {
		t.Errorf("the strange text stands in only %d places", found)
	}
}

// A case with 300 events is one page: each event once in the history, the
// drawing of bounded size, its latest part unless all is asked for.
func TestLongCase(t *testing.T) {
	s := empty(t)
	id := begun(t, s, "CP-9001", "2020-01-06", "")
	c, err := s.Store.CaseByID(id)
	if err != nil {
		t.Fatal(err)
	}
	events := []deadline.Event{{Case: c.Ref, Kind: deadline.ConferenceHeld, On: day("2020-01-20"), Conference: deadline.Initial, Outcome: deadline.Registered}}
	for i := range 297 {
		events = append(events, deadline.Event{Case: c.Ref, Kind: deadline.CoreGroupHeld, On: day("2020-01-21") + deadline.Date(7*i)})
	}
	if _, err = s.Store.Append(t.Context(), store.Write{Events: events, Audit: store.Entry{Action: "import", Door: "cli", By: "coordinator-1"}}); err != nil {
		t.Fatal(err)
	}
	body := get(t, s, "coordinator-1", "/cases/"+id)
	shows(t, body, "300 entries", "Draw the whole case")
	if n := strings.Count(body, `<td data-head="What happened">`); n != 300 {
		t.Errorf("%d events in the history", n)
	}
	if len(body) > 1<<20 {
		t.Errorf("the page has %d bytes", len(body))
	}
	whole := get(t, s, "coordinator-1", "/cases/"+id+"?span=all")
	shows(t, whole, "Draw the latest part only")
	if strings.Count(whole, "<rect") <= strings.Count(body, "<rect") {
		t.Error("the whole drawing holds no more than its latest part")
	}
}

func day(s string) deadline.Date {
	d, err := deadline.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Each look at a case is in the audit trail before the answer, and an
// explanation opens in place.
func TestWhyThisDate(t *testing.T) {
	s := empty(t)
	id := begun(t, s, "CP-9001", "2026-01-05", "")
	body := get(t, s, "auditor-1", "/cases/"+id)
	m := regexp.MustCompile(`href="(/cases/[a-z0-9]+\?why=[^"#]+)#why"`).FindStringSubmatch(body)
	why := get(t, s, "auditor-1", m[1])
	shows(t, why, `id="why"`, "21 calendar days", "<ol class=\"cc_steps\">")
	for _, h := range file(t, s, id).Timeline {
		lacks(t, why, h.Event)
	}
	if a := s.Do("auditor-1", httptest.NewRequest(http.MethodGet, "/cases/"+id+"?why=nonsense", nil)); a.Status != 200 || strings.Contains(a.Body, `id="why"`) {
		t.Errorf("%d", a.Status)
	}
}
