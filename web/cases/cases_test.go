package cases_test

import (
	"context"
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

// What a person may not do is not offered, and not done when it is sent all the
// same.
func TestWhatIsNotOffered(t *testing.T) {
	s := empty(t)
	id := begun(t, s, "CP-9001", "2026-01-05", "")
	mark := regexp.MustCompile(`/withdraw/[a-f0-9]+`).FindString(s.Page(t, "coordinator-1", "/cases/"+id))
	for _, as := range []string{"chair-1", "lead-1", "manager-1", "auditor-1"} {
		pagetest.Lacks(t, s.Page(t, as, "/cases/"+id), "/record", "/withdraw/", "/correct/", "/cases/new")
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
	pagetest.Lacks(t, s.Page(t, "auditor-1", "/cases/"+id), "/reason")
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
	f := posting(t, s.Page(t, "coordinator-1", "/cases/"+id))
	for k := range f.values {
		if k == "category" || k == "proposed" || k == "text" {
			f.values.Set(k, strange)
		}
	}
	refused := s.Post("coordinator-1", f.action, f.values).Body
	f = posting(t, s.Page(t, "coordinator-1", "/cases/"+id+"/reason/initial-cpcc.2026-01-05"))
	if a := s.Post("coordinator-1", f.action, f.with("category", "other", "text", strange)); a.Status != 303 {
		t.Fatalf("%d\n%s", a.Status, a.Body)
	}
	event := happened(t, s, id, "event", "core-group-held", "on", "2026-02-03")
	if _, err := desk(s, "coordinator-1").Withdraw(t.Context(), id, 0, engine.Withdrawal{Event: event, Why: strange}); err != nil {
		t.Fatal(err)
	}
	q := url.QueryEscape(strange)
	bodies := []string{refused, s.Page(t, "coordinator-1", "/cases/"+id), s.Page(t, "coordinator-1", "/work"), s.Page(t, "coordinator-1", "/cases"),
		s.Get("coordinator-1", "/cases?chair="+q).Body, s.Get("coordinator-1", "/cases?status="+q+"&sort="+q+"&rule="+q).Body,
		s.Get("coordinator-1", "/work?rule="+q+"&group="+q+"&within="+q).Body, s.Get("coordinator-1", "/work?why="+q).Body,
		s.Post("coordinator-1", "/cases/find", url.Values{"reference": {strange}}).Body,
		s.Get("coordinator-1", "/cases/"+id+"/record?kind="+q).Body, s.Get("coordinator-1", "/cases/new?kind="+q).Body}
	found := 0
	for _, b := range bodies {
		pagetest.Lacks(t, b, "<img")
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
	body := s.Page(t, "coordinator-1", "/cases/"+id)
	pagetest.Shows(t, body, "300 entries", "Draw the whole case")
	if n := strings.Count(body, `<td data-head="What happened">`); n != 300 {
		t.Errorf("%d events in the history", n)
	}
	if len(body) > 1<<20 {
		t.Errorf("the page has %d bytes", len(body))
	}
	whole := s.Page(t, "coordinator-1", "/cases/"+id+"?span=all")
	pagetest.Shows(t, whole, "Draw the latest part only")
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
	body := s.Page(t, "auditor-1", "/cases/"+id)
	m := regexp.MustCompile(`href="(/cases/[a-z0-9]+\?why=[^"#]+)#why"`).FindStringSubmatch(body)
	why := s.Page(t, "auditor-1", m[1])
	pagetest.Shows(t, why, `id="why"`, "21 calendar days", "<ol class=\"cc_steps\">")
	for _, h := range file(t, s, id).Timeline {
		pagetest.Lacks(t, why, h.Event)
	}
	if a := s.Do("auditor-1", httptest.NewRequest(http.MethodGet, "/cases/"+id+"?why=nonsense", nil)); a.Status != 200 || strings.Contains(a.Body, `id="why"`) {
		t.Errorf("%d", a.Status)
	}
}
