package engine

import (
	"context"
	"errors"
	"strings"
	"testing"

	"caseclock/deadline"
)

// canaries are unique texts planted in every field that holds text. What may
// say which is told beside each.
var canaries = map[string]string{
	"case":     "CANARYCASE",
	"family":   "CANARYFAMILY",
	"meeting":  "CANARYMEETING",
	"text":     "CANARYTEXT",
	"why":      "CANARYWHY",
	"name":     "CANARYNAME",
	"relation": "CANARYLEAD",
	"id":       "CANARYID",
}

// No text of a case leaves by a log, a mail, a metric, a warning or the error
// of a panic; a mail has the reference, and nothing else of them.
func TestNoCanaryLeaves(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.reopen(func(s *Settings) {
		for i := range s.People {
			s.People[i].Name = canaries["name"]
		}
	})
	ref := canaries["case"]
	b.record("case-assigned", ref, "2026-01-01", "authority", "stirling", "chair", "chair-1", "lead", canaries["relation"], "family", canaries["family"])
	b.record("concern-notified", ref, "2026-01-05", "id", canaries["id"])
	b.record("conference-called", ref, "2026-01-06", "conference", "initial", "planned", "2026-01-20", "meeting", canaries["meeting"])
	b.record("conference-held", ref, "2026-01-30", "conference", "initial", "outcome", "registered", "meeting", canaries["meeting"], "next", "2026-03-05")
	wrong := b.record("born", ref, "2026-01-31")
	if _, err := b.Withdraw(context.Background(), Who{By: "chair-1"}, Withdrawal{Event: wrong.Event, Why: canaries["why"]}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.RecordReason(context.Background(), Who{By: "chair-1"}, Reason{Which: Which{Case: ref, Rule: "initial-cpcc"}, Category: "other", Text: canaries["text"]}); err != nil {
		t.Fatal(err)
	}
	var left strings.Builder
	for _, day := range []string{"2026-03-02", "2026-03-06", "2026-04-30"} {
		b.at(day)
		s, mail := b.wake()
		for rule := range s.BreachesByRule {
			left.WriteString(rule)
		}
		left.WriteString(strings.Join(s.Warnings, "\n"))
		for _, l := range mail {
			left.WriteString(strings.ReplaceAll(l.body, ref, "REFERENCE"))
			if subject := lineOf(l.body, "Subject:"); strings.Contains(subject, ref) {
				t.Errorf("a subject names the case: %s", subject)
			}
		}
		if len(mail) == 0 {
			t.Errorf("%s: no mail to look into", day)
		}
	}
	evaluating = func(c *deadline.Case) { panic(errors.New(c.Ref)) }
	_, _ = b.wake()
	evaluating = func(*deadline.Case) {}
	b.box.mu.Lock()
	b.box.refuse = errors.New("554 5.7.1 " + "no")
	b.box.mu.Unlock()
	b.at("2026-05-10")
	s, err := b.Wake(context.Background(), b.now())
	left.WriteString(strings.Join(s.Warnings, "\n"))
	if err != nil {
		left.WriteString(err.Error())
	}
	left.WriteString(b.log.String())
	for what, canary := range canaries {
		if i := strings.Index(left.String(), canary); i >= 0 {
			t.Errorf("%s left: ...%s...", what, left.String()[max(0, i-80):min(left.Len(), i+80)])
		}
	}
}
