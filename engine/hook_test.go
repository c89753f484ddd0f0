package engine

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/store"
)

const hookKey = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="

// receiver is another program, at a real address.
type receiver struct {
	*httptest.Server
	t        *testing.T
	b        *bench
	answer   int           // status; 0: 204
	got      []HookMessage // accepted, each as often as it came
	ids      []string
	before   func() // an answer is given
	location string
	hits     int
}

func newReceiver(t *testing.T, b *bench) *receiver {
	r := &receiver{t: t, b: b}
	r.Server = httptest.NewServer(http.HandlerFunc(r.take))
	t.Cleanup(r.Close)
	return r
}

// take checks the signature as a receiver would, with its own few lines.
func (r *receiver) take(w http.ResponseWriter, q *http.Request) {
	r.hits++
	body, _ := io.ReadAll(q.Body)
	secret, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(hookKey, "whsec_"))
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(q.Header.Get("webhook-id") + "." + q.Header.Get("webhook-timestamp") + "." + string(body)))
	if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); q.Header.Get("webhook-signature") != want {
		r.t.Errorf("signature %q, want %q", q.Header.Get("webhook-signature"), want)
	}
	if got := q.Header.Get("webhook-timestamp"); got != fmt.Sprint(r.b.now().Unix()) {
		r.t.Errorf("timestamp %s", got)
	}
	var m HookMessage
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil || strings.Contains(string(body), "CP-") {
		r.t.Errorf("%v: %s", err, body)
	}
	if r.location != "" {
		w.Header().Set("Location", r.location)
	}
	if r.before != nil {
		r.before()
	}
	if r.answer == 0 || r.answer < 300 {
		r.got, r.ids = append(r.got, m), append(r.ids, q.Header.Get("webhook-id"))
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.WriteHeader(r.answer)
}

// said are the events accepted, with rule and status.
func (r *receiver) said() string {
	var all []string
	for _, m := range r.got {
		all = append(all, strings.TrimPrefix(string(m.Type), "breach.")+" "+m.Data.Rule+" "+m.Data.Status)
	}
	return strings.Join(all, ", ")
}

// hooked has the bench tell a receiver of the cases of some authorities.
func (r *receiver) hooked(authorities ...string) func(*Settings) {
	return func(s *Settings) {
		secret, err := HookSecret(hookKey)
		if err != nil {
			r.t.Fatal(err)
		}
		s.Hooks = []Hook{{URL: r.URL + "/caseclock", Secret: secret, Authorities: authorities}}
		s.HookPoster = HTTPHookPoster{}
		s.Random = func() float64 { return 1 }
	}
}

// hookBench has a hook that has begun, and a case whose initial conference is
// due on 22 February.
func hookBench(t *testing.T) (*bench, *receiver, string) {
	b := newBench(t, "2026-02-10")
	r := newReceiver(t, b)
	b.reopen(r.hooked("stirling"))
	b.record("case-assigned", "CP-0001", "2026-02-01", "authority", "stirling", "chair", "chair-1")
	id := b.record("concern-notified", "CP-0001", "2026-02-01").Case
	b.wake()
	return b, r, id
}

func (b *bench) explain(ref string, proposed string) {
	b.t.Helper()
	_, err := b.RecordReason(context.Background(), Who{By: "chair-1"}, Reason{Which: Which{Case: ref, Rule: "initial-cpcc"}, Category: "late-referral", Proposed: date(b.t, proposed)})
	if err != nil {
		b.t.Fatal(err)
	}
}

// A breach is told of when it appears, is explained and is put right: each once,
// in that order, to the day.
func TestHookOfABreach(t *testing.T) {
	b, r, id := hookBench(t)
	b.at("2026-02-22")
	if b.wake(); r.hits != 0 {
		t.Errorf("told on the due day: %s", r.said())
	}
	b.at("2026-02-23")
	b.wake()
	b.wake()
	if got := r.said(); got != "appeared initial-cpcc overdue" {
		t.Error(got)
	}
	if m := r.got[0]; m.Data.CaseID != id || m.Data.Due != date(t, "2026-02-22") || !m.Timestamp.Equal(b.now()) {
		t.Errorf("%+v", m)
	}
	b.explain("CP-0001", "2026-02-25")
	b.wake()
	b.at("2026-02-27") // the proposed day has passed: nothing to tell
	b.wake()
	b.explain("CP-0001", "2026-03-10")
	b.wake()
	b.record("conference-held", "CP-0001", "2026-02-27", "conference", "initial", "outcome", "not-registered")
	b.wake()
	b.wake()
	if got := r.said(); got != "appeared initial-cpcc overdue, explained initial-cpcc overdue, explained initial-cpcc overdue, put-right initial-cpcc met-late" {
		t.Error(got)
	}
	if slices.Sort(r.ids); len(slices.Compact(slices.Clone(r.ids))) != len(r.ids) {
		t.Errorf("ids %v", r.ids)
	}
}

// What was found in one wake is told in its order, and what is corrected away is
// told too.
func TestHookOrderAndCorrection(t *testing.T) {
	b, r, _ := hookBench(t)
	b.at("2026-03-01")
	b.explain("CP-0001", "2026-03-10")
	held := b.record("conference-held", "CP-0001", "2026-02-27", "conference", "initial", "outcome", "not-registered")
	b.wake()
	want := "appeared initial-cpcc met-late, explained initial-cpcc met-late, put-right initial-cpcc met-late"
	if got := r.said(); !strings.Contains(got, want) {
		t.Fatal(got)
	}
	r.got = nil
	b.record("conference-held", "CP-0001", "2026-02-20", "conference", "initial", "outcome", "not-registered", "replaces", held.Event, "why", "a slip of the day")
	b.wake()
	if got := r.said(); !strings.Contains(got, "withdrawn initial-cpcc ") {
		t.Error(got)
	}
}

// A hook is told of its own authorities, and of nothing from before it began.
func TestHookIsToldOfItsOwn(t *testing.T) {
	b := newBench(t, "2026-02-25")
	r := newReceiver(t, b)
	for i, a := range []string{"stirling", "falkirk"} {
		for _, on := range []string{"2026-02-01", "2026-02-05"} {
			ref := fmt.Sprintf("CP-%d-%s", i, on)
			b.record("case-assigned", ref, on, "authority", a)
			b.record("concern-notified", ref, on)
		}
	}
	b.reopen(r.hooked("falkirk"))
	b.wake()
	if r.hits != 0 {
		t.Errorf("told of what was before: %s", r.said())
	}
	b.at("2026-02-27")
	b.wake()
	if got := r.said(); got != "appeared initial-cpcc overdue" {
		t.Error(got)
	}
	if c, err := b.Store().CaseByID(r.got[0].Data.CaseID); err != nil || c.Ref != "CP-1-2026-02-05" {
		t.Errorf("%s %v", c.Ref, err)
	}
}

// A receiver that answers 500 is tried again, later each time, with the same id
// and in order; what is not accepted in five days is given up and said.
func TestHookIsTriedAgain(t *testing.T) {
	b, r, _ := hookBench(t)
	r.answer = 500
	b.at("2026-02-23")
	b.wake()
	b.explain("CP-0001", "2026-03-10")
	b.wake()
	if r.hits != 1 {
		t.Errorf("%d attempts at once", r.hits)
	}
	b.pass(29 * time.Second)
	if b.wake(); r.hits != 1 {
		t.Error("tried again too early")
	}
	b.pass(2 * time.Second)
	if b.wake(); r.hits != 2 {
		t.Errorf("%d attempts", r.hits)
	}
	b.pass(2 * time.Hour)
	if s, _ := b.wake(); !slices.ContainsFunc(s.Warnings, func(w string) bool { return strings.Contains(w, "has not accepted what was found at 2026-02-23") }) {
		t.Errorf("%v", s.Warnings)
	}
	r.answer = 200
	b.reopen(r.hooked("stirling"))
	b.pass(7 * time.Hour)
	b.wake()
	if got := r.said(); got != "appeared initial-cpcc overdue, explained initial-cpcc overdue" {
		t.Error(got)
	}
}

func TestHookGivesUp(t *testing.T) {
	b, r, _ := hookBench(t)
	r.answer = 500
	b.at("2026-02-23")
	b.wake()
	var s Summary
	for range 6 {
		b.pass(24 * time.Hour)
		s, _ = b.wake()
	}
	given := func(s Summary) bool {
		return slices.ContainsFunc(s.Warnings, func(w string) bool {
			return strings.Contains(w, "1 messages to the webhook 127.0.0.1") && strings.Contains(w, "given up")
		})
	}
	hits := r.hits
	if b.pass(24 * time.Hour); !given(s) {
		t.Errorf("%v", s.Warnings)
	}
	b.reopen(r.hooked("stirling"))
	if s, _ = b.wake(); r.hits != hits || !given(s) {
		t.Errorf("%d attempts more; %v", r.hits-hits, s.Warnings)
	}
	b.pass(31 * 24 * time.Hour)
	if s, _ = b.wake(); given(s) {
		t.Errorf("a month later: %v", s.Warnings)
	}
}

// Nothing of a hook on the shelf or in the log names a child's reference.
func TestHooksKeepNoReference(t *testing.T) {
	b, r, _ := hookBench(t)
	r.answer = 500
	b.at("2026-02-23")
	b.wake()
	n := 0
	if err := b.Store().Shelf(context.Background(), store.Hooks, func(k store.Kept) error {
		n++
		if strings.Contains(k.Key+string(k.Value), "CP-0001") || strings.Contains(k.Key+string(k.Value), r.URL) {
			t.Errorf("%s: %s", k.Key, k.Value)
		}
		return nil
	}); err != nil || n < 3 || strings.Contains(b.log.String(), "CP-0001") {
		t.Errorf("%d %v %s", n, err, b.log)
	}
}
