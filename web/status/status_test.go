package status_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"caseclock/deadline"
	"caseclock/notify"
	"caseclock/store"
	"caseclock/web/pagetest"
	"caseclock/web/status"
)

const canary = `550 <img src=x onerror=alert(1)> User unknown`

// site has cases, and a message to each of two people that was refused for good.
func site(t *testing.T) *pagetest.Site {
	t.Helper()
	s := pagetest.New(t, 40, status.Routes()...)
	for id, person := range map[string]string{"m1": "chair-1", "m4": "chair-4"} {
		facts, err := json.Marshal(notify.Sending{ID: id, Kind: notify.Digest, Person: person, To: "old@council.example"})
		if err != nil {
			t.Fatal(err)
		}
		k := store.Sending{ID: id, State: store.Dead, Person: person, Claimed: s.Clock.Add(-time.Hour), MessageID: id + "@council.example", Message: []byte("x"), Facts: facts,
			Attempts: []store.Attempt{{At: s.Clock.Add(-time.Hour), Outcome: "dead rcpt 550: the address was refused", Reply: canary}}}
		if err := s.Store.PutSendings(t.Context(), store.Entry{}, store.SendingChange{Sending: k}); err != nil {
			t.Fatal(err)
		}
	}
	s.Engine.Config = "mail:\n  host: \"mx.council.example\"\n"
	if _, err := s.Engine.Wake(t.Context(), s.Clock); err != nil {
		t.Fatal(err)
	}
	return s
}

// IT sees that it works, what the mail server said, and the configuration.
func TestStatus(t *testing.T) {
	s := site(t)
	a := s.Get("admin-1", "/status")
	for _, want := range []string{"2 March 2026, 09:00", "caseclock test", "<dt>Cases</dt><dd>40</dd>", "every record was as it was written", "No mail server is configured", "is not read: no maildir",
		"550 &lt;img src=x onerror=alert(1)&gt; User unknown", `action="/status/mail/m1"`, `action="/status/mail/m4"`, "mx.council.example", "2 messages of the last 7 days were refused"} {
		if a.Status != 200 || !strings.Contains(a.Body, want) {
			t.Errorf("%d, no %q:\n%s", a.Status, want, a.Body)
		}
	}
	if strings.Contains(a.Body, "<img") {
		t.Error("the server's words are no text")
	}
}

// The status names no case, neither by its reference nor by its id.
func TestStatusNamesNoCase(t *testing.T) {
	s := site(t)
	body := s.Get("admin-1", "/status").Body
	err := s.Store.Scan(t.Context(), func(id store.CaseKey, c *deadline.Case) error {
		if strings.Contains(body, c.Ref) || strings.Contains(body, id.String()) {
			t.Errorf("it names %s", c.Ref)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// An auditor of one council sees no number of all of them, no mail of people of
// another, and no button.
func TestStatusOfOneCouncil(t *testing.T) {
	s := site(t)
	body := s.Get("auditor-1", "/status").Body
	for _, never := range []string{"<dt>Cases</dt>", "<dt>Events</dt>", "mx.council.example", "chair-4", "<form method=\"post\" action=\"/status", "Alerts owed"} {
		if strings.Contains(body, never) {
			t.Errorf("it shows %q:\n%s", never, body)
		}
	}
	if !strings.Contains(body, "chair-1") || !strings.Contains(body, "Last finished") {
		t.Errorf("what is of the council is not there:\n%s", body)
	}
}

// A refused message is tried again, once, by who may mend mail.
func TestTryAgain(t *testing.T) {
	s := site(t)
	for _, as := range []string{"auditor-all", "coordinator-1", "chair-1"} {
		if a := s.Post(as, "/status/mail/m1", nil); a.Status != http.StatusForbidden {
			t.Errorf("%s: %d", as, a.Status)
		}
	}
	if a := s.Post("admin-1", "/status/mail/none", nil); a.Status != http.StatusNotFound {
		t.Errorf("no such message: %d", a.Status)
	}
	if a := s.Post("admin-1", "/status/mail/m1", nil); a.Status != http.StatusSeeOther || a.Location != "/status?said=again" {
		t.Fatalf("%d %s\n%s", a.Status, a.Location, a.Body)
	}
	if k, err := s.Store.Sending("m1"); err != nil || k.State != store.Retry {
		t.Errorf("%s: %v", k.State, err)
	}
	if a := s.Post("admin-1", "/status/mail/m1", nil); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "not among those that were refused for good any more") {
		t.Errorf("twice: %d\n%s", a.Status, a.Body)
	}
	if a := s.Get("admin-1", "/status?said=again"); !strings.Contains(a.Body, "will be tried again") || strings.Contains(a.Body, `action="/status/mail/m1"`) {
		t.Errorf("%s", a.Body)
	}
}

func TestVerify(t *testing.T) {
	s := site(t)
	for as, want := range map[string]int{"auditor-all": http.StatusForbidden, "admin-1": http.StatusSeeOther} {
		if a := s.Post(as, "/status/verify", nil); a.Status != want {
			t.Errorf("%s: %d", as, a.Status)
		}
	}
	if a := s.Get("admin-1", "/status"); !strings.Contains(a.Body, "every record was as it was written") {
		t.Errorf("%s", a.Body)
	}
}

// An evaluation that does not come shows.
func TestAnEvaluationIsMissing(t *testing.T) {
	s := site(t)
	s.Clock = s.Clock.Add(time.Hour)
	if a := s.Get("admin-1", "/status"); !strings.Contains(a.Body, "No evaluation has finished for a quarter of an hour.") {
		t.Errorf("%s", a.Body)
	}
	if _, err := s.Engine.Wake(context.Background(), s.Clock); err != nil {
		t.Fatal(err)
	}
	if a := s.Get("admin-1", "/status"); strings.Contains(a.Body, "quarter of an hour") {
		t.Errorf("%s", a.Body)
	}
}
