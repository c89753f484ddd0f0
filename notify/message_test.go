package notify

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caseclock/deadline"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew; read the difference before keeping it")

// golden compares with a file under testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	got = bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n"))
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := must[[]byte](t)(os.ReadFile(file))
	if !bytes.Equal(want, got) {
		t.Errorf("%s differs; go test ./notify -update writes it anew. Got:\n%s", name, got)
	}
}

// fullDay is a morning on which the chair is told of everything there is, and
// the items behind it.
func fullDay(t *testing.T) (time.Time, []Alert, []Item) {
	t.Helper()
	now := at("2026-02-11 07:30")
	other := func(ref string) *Case { c := theCase(); c.Reference, c.ID = ref, "id-"+ref; return c }
	lapsed := theConcern()
	lapsed.category, lapsed.reasonOn, lapsed.proposed = "report-not-ready", "2026-01-28", "2026-02-10"
	late := facts{rule: minutesRule, start: "2026-01-20", due: "2026-02-04", met: "2026-02-06", conference: deadline.Review}
	coming := facts{rule: noticeRule, start: "2026-02-02", due: "2026-02-12", conference: deadline.Review}
	right := facts{rule: minutesRule, start: "2026-01-23", due: "2026-02-07"}
	c := other("CP-0502")
	sent := Marks{}
	items := []Item{right.item(c, now)}
	claimAll(sent, Decide(at("2026-02-10 07:30"), items, thePeople(), theConfig(), sent))
	right.met, right.category, right.reasonOn = "2026-02-10", "minute-taker-unavailable", "2026-02-10"
	unborn := other("CP-0611")
	unborn.Chair = "coord-1"
	items = []Item{
		lapsed.item(theCase(), now), late.item(other("CP-0429"), now), coming.item(other("CP-0460"), now), right.item(c, now),
		theConcern().item(other("CP-0418"), now), facts{rule: unbornRule, start: "2026-02-10"}.item(unborn, now),
		{Case: other("CP-0333"), Lineage: "held", AgreedReview: day("2026-02-18")},
	}
	return now, Decide(now, items, thePeople(), theConfig(), sent), items
}

func composeFor(t *testing.T, person string) Sending {
	t.Helper()
	now, alerts, items := fullDay(t)
	for _, s := range must[[]Sending](t)(Compose(now, alerts, items, thePeople(), theConfig(), Marks{})) {
		if s.Person == person {
			return s
		}
	}
	t.Fatalf("nothing for %s", person)
	return Sending{}
}

// parts reads a message as a mail program does.
func parts(t *testing.T, raw []byte) (mail.Header, map[string]string) {
	t.Helper()
	m := must[*mail.Message](t)(mail.ReadMessage(bytes.NewReader(raw)))
	found := map[string]string{}
	split(t, m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body, found)
	return m.Header, found
}

func split(t *testing.T, contentType, transfer string, body io.Reader, found map[string]string) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(kind, "multipart/") {
		switch transfer {
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, body)
		case "quoted-printable":
			body = quotedprintable.NewReader(body)
		}
		found[kind] = string(must[[]byte](t)(io.ReadAll(body)))
		return
	}
	for r := multipart.NewReader(body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		split(t, p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p, found)
	}
}

func TestGoldenMessages(t *testing.T) {
	chair := composeFor(t, "chair-1")
	golden(t, "digest.eml", chair.Bytes)
	_, ps := parts(t, chair.Bytes)
	golden(t, "digest.txt", []byte(ps["text/plain"]))
	golden(t, "digest.html", []byte(ps["text/html"]))
	golden(t, "coming-up.ics", []byte(ps["text/calendar"]))
	golden(t, "digest-coordinator.eml", composeFor(t, "coord-1").Bytes)

	now := at("2026-02-11 08:00")
	refused := []Waiting{{Sending: chair, Attempts: 1, Last: Attempt{At: now, State: Dead, Code: 550, Reply: "no such user"}}}
	notices := must[[]Sending](t)(ComposeUndelivered(now, refused, thePeople(), theConfig(), Marks{}))
	golden(t, "undelivered.eml", notices[0].Bytes)
	waits := []Waiting{{Sending: chair, Attempts: 20, Last: Attempt{At: now, State: Pending, Stage: StageRcpt, Code: 452}}}
	waits[0].Sending.Claimed = now.Add(-WaitsLong)
	notices = must[[]Sending](t)(ComposeUndelivered(now, waits, thePeople(), theConfig(), Marks{}))
	golden(t, "waits.eml", notices[0].Bytes)
	well := must[Sending](t)(ComposeAllIsWell(now, thePeople().Person("coord-1"), theConfig()))
	golden(t, "all-is-well.eml", well.Bytes)
	head := LogHead{Lines: []string{"caseclock store 00112233445566778899aabbccddeeff", "570", "sfT3QBrFrrvh4dpDd/Mp99urOY+loHIQNHHfMpH6LCA=", "at 2026-02-11T08:00:00Z"}}
	golden(t, "log-head.eml", must[Sending](t)(ComposeHead(now, head, thePeople().Person("coord-1"), theConfig())).Bytes)
}

// The head of a message: a fixed subject, one recipient, an id that its own
// sending has.
func TestHeaders(t *testing.T) {
	s := composeFor(t, "chair-1")
	h, _ := parts(t, s.Bytes)
	for name, want := range map[string]string{
		"Subject": SubjectDigest, "To": "<chair-1@council.example>", "From": "<caseclock@council.example>",
		"Message-Id": "<" + s.ID + "@council.example>", "Auto-Submitted": "auto-generated",
		"Cc": "", "Bcc": "", "User-Agent": "", "X-Mailer": "",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// The same digest makes the same bytes; told again on another day it keeps its
// Message-ID, and a digest that tells more has another.
func TestMessageIDFollowsWhatIsTold(t *testing.T) {
	now, alerts, items := fullDay(t)
	one := must[[]Sending](t)(Compose(now, alerts, items, thePeople(), theConfig(), Marks{}))
	two := must[[]Sending](t)(Compose(now, alerts, items, thePeople(), theConfig(), Marks{}))
	later := must[[]Sending](t)(Compose(now.Add(24*time.Hour), alerts, items, thePeople(), theConfig(), Marks{}))
	fewer := must[[]Sending](t)(Compose(now, alerts[1:], items, thePeople(), theConfig(), Marks{}))
	for i := range one {
		if !bytes.Equal(one[i].Bytes, two[i].Bytes) {
			t.Errorf("%s: the same digest differs", one[i].Person)
		}
		if one[i].MessageID != later[i].MessageID {
			t.Errorf("%s: told again a day later, the id differs", one[i].Person)
		}
	}
	if one[0].MessageID == fewer[0].MessageID {
		t.Error("a digest that tells less has the same id")
	}
}

// Nothing leaves but what may: names, reasons, families, starts, causes and
// ids of people stay.
func TestNoCanaryLeaves(t *testing.T) {
	now := at("2026-02-11 07:30")
	f := theConcern()
	f.category, f.reasonOn, f.proposed = "CANARY-CATEGORY", "2026-01-28", "2026-02-09"
	item := f.item(theCase(), now)
	item.Deadline.Reason.Text, item.Deadline.Reason.By, item.Deadline.Reason.AgreedBy = "CANARY-TEXT", "CANARY-BY", "CANARY-AGREED"
	item.Lineage, item.Deadline.Authority = "CANARY-EVENT", "CANARY-AUTHORITY"
	item.Case.Authority = "stirling"
	people := NewPeople(
		Person{ID: "CANARY-ID", Name: "CANARY-NAME", Email: "chair@council.example", Roles: []string{Chair}},
		Person{ID: "lead-1", Name: "CANARY-NAME", Email: "lead@council.example", Roles: []string{Lead}},
		Person{ID: "coord-1", Name: "CANARY-NAME", Email: "coord@council.example", Roles: []string{Coordinator}},
		Person{ID: "manager-1", Name: "CANARY-NAME", Email: "manager@council.example", Roles: []string{Manager}})
	item.Case.Chair = "CANARY-ID"
	dead := item
	gone := *item.Case
	gone.Died, gone.ID, gone.Reference = true, "id-gone", "CP-9999"
	dead.Case = &gone
	items := []Item{item, dead}
	for _, s := range must[[]Sending](t)(Compose(now, Decide(now, items, people, theConfig(), Marks{}), items, people, theConfig(), Marks{})) {
		_, ps := parts(t, s.Bytes)
		whole := string(s.Bytes)
		for _, p := range ps {
			whole += p
		}
		for _, secret := range []string{"CANARY", "2026-01-05", "5 January", "28 January", "9 February 2026", "stirling", "died", "dead", "death"} {
			if strings.Contains(whole, secret) {
				t.Errorf("message to %s holds %q", s.Person, secret)
			}
		}
		if s.Person != "coord-1" && strings.Contains(whole, "CP-9999") {
			t.Errorf("message to %s tells of a dead child's case", s.Person)
		}
	}
}

// Hostile words can end no line, open no tag and split no header.
func TestHostileWords(t *testing.T) {
	now := at("2026-01-27 08:00")
	c := theCase()
	c.Reference = "CP\r\nBcc: x@evil.example\r\n\r\n<script>alert(1)</script>\u202e'; rm -rf"
	c.ID = "../x?y#z"
	items := []Item{theConcern().item(c, now), {Case: c, AgreedReview: day("2026-02-01")}}
	s := must[[]Sending](t)(Compose(now, Decide(now, items, thePeople(), theConfig(), Marks{}), items, thePeople(), theConfig(), Marks{}))[0]
	h, ps := parts(t, s.Bytes)
	if h.Get("Bcc") != "" {
		t.Error("a header was injected")
	}
	for kind, p := range ps {
		if strings.Contains(p, "\nBcc:") || strings.Contains(p, "\u202e") {
			t.Errorf("%s: a line was ended, or its direction turned: %s", kind, p)
		}
	}
	if strings.Contains(ps["text/html"], "<script") {
		t.Error("a tag was opened")
	}
	if !strings.Contains(ps["text/plain"], "\nCPBcc: x@evil.example<script>alert(1)</script>'; rm -rf: Initial case conference (initial-cpcc)\r\n") {
		t.Errorf("the reference does not stand on one line: %s", ps["text/plain"])
	}
	if !strings.Contains(ps["text/plain"], "/cases/..%2Fx%3Fy%23z") {
		t.Error("the link does not escape the id")
	}
}

func TestCheckAddress(t *testing.T) {
	for _, good := range []string{"chair1@council.example", "a.b+c@x.y"} {
		if err := CheckAddress(good); err != nil {
			t.Error(err)
		}
	}
	for _, bad := range []string{"", "chair", "a@b\r\nRCPT TO:<x@y>", "a@b\n", "a@b\x00", "Name <a@b>", "<a@b>", "a b@c", "a@b,c@d", "ä@council.example", "a@[127.0.0.1]", strings.Repeat("a", 250) + "@b.cc"} {
		if CheckAddress(bad) == nil {
			t.Errorf("%q is taken for an address", bad)
		}
	}
}

// One who cannot be written to does not keep the others from their mail.
func TestComposeWithABadAddress(t *testing.T) {
	now, alerts, items := fullDay(t)
	people := thePeople(Person{ID: "chair-1", Email: "a@b\r\nBcc: c@d", Roles: []string{Chair}})
	sendings, err := Compose(now, alerts, items, people, theConfig(), Marks{})
	if err == nil || !strings.Contains(err.Error(), "digest for chair-1") || len(sendings) == 0 {
		t.Errorf("%v, %d others", err, len(sendings))
	}
}

// A word beyond ASCII, or a very long line, arrives as it was.
func TestWordsBeyondASCII(t *testing.T) {
	now := at("2026-01-27 08:00")
	for _, reference := range []string{"Cùis-chlàr", strings.Repeat("long ", 300) + "line"} {
		c := theCase()
		c.Reference = reference
		items := []Item{theConcern().item(c, now)}
		s := must[[]Sending](t)(Compose(now, Decide(now, items, thePeople(), theConfig(), Marks{}), items, thePeople(), theConfig(), Marks{}))[0]
		if _, ps := parts(t, s.Bytes); !strings.Contains(ps["text/plain"], reference) || !strings.Contains(ps["text/html"], reference) {
			t.Errorf("%q did not arrive", reference)
		}
		for _, line := range bytes.Split(s.Bytes, []byte("\r\n")) {
			if len(line) > 998 || bytes.ContainsAny(line, "\r\n") {
				t.Errorf("a line of %d bytes, or a bare end of line", len(line))
			}
		}
	}
}

// A sending reads back from JSON as it was, which is how it may be kept.
func TestSendingAsJSON(t *testing.T) {
	s := composeFor(t, "chair-1")
	var back Sending
	if err := json.Unmarshal(must[[]byte](t)(json.Marshal(s)), &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, back); diff != "" {
		t.Error(diff)
	}
}

// A digest of very many deadlines shows the first of them and counts the rest;
// all of them are told once.
func TestDigestOfVeryMany(t *testing.T) {
	now := at("2026-01-27 08:00")
	var items []Item
	for i := range mostShown + 23 {
		c := theCase()
		c.ID, c.Reference = fmt.Sprintf("id-%04d", i), fmt.Sprintf("CP-%04d", i)
		items = append(items, theConcern().item(c, now))
	}
	alerts := Decide(now, items, thePeople(), theConfig(), Marks{})
	sendings := must[[]Sending](t)(Compose(now, alerts, items, thePeople(), theConfig(), Marks{}))
	for _, s := range sendings {
		_, ps := parts(t, s.Bytes)
		for kind, p := range ps {
			if strings.HasPrefix(kind, "text/") && kind != "text/calendar" && (strings.Count(p, "CP-") < mostShown || !strings.Contains(p, "and 23 more")) {
				t.Errorf("%s to %s shows %d and does not count the rest", kind, s.Person, strings.Count(p, "CP-"))
			}
		}
		if len(s.Alerts) != mostShown+23 {
			t.Errorf("%d alerts are kept as told, want all", len(s.Alerts))
		}
	}
	if len(sendings) == 0 {
		t.Error("nobody is told")
	}
}
