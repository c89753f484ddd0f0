package engine

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// Each row is one thing that is wrong with a reason, and what is said of it.
func TestReasonsThatAreRefused(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.overdueCase("CP-0001", "chair-1")
	b.record("case-assigned", "CP-0002", "2026-01-01", "authority", "stirling", "chair", "chair-1")
	b.record("concern-notified", "CP-0002", "2026-01-05")
	b.record("conference-held", "CP-0002", "2026-01-20", "conference", "initial", "outcome", "registered")
	b.record("minutes-circulated", "CP-0002", "2026-01-21")
	b.record("core-group-held", "CP-0002", "2026-01-22")
	b.record("core-group-held", "CP-0002", "2026-01-23")
	long := strings.Repeat("ä", LongestText+1)
	for _, c := range []struct {
		name   string
		by     string
		reason Reason
		says   []string
	}{
		{"unknown category", "chair-1", Reason{Which: Which{Case: "CP-0001", Rule: "initial-cpcc"}, Category: "weather", Proposed: date(t, "2026-03-10")}, []string{`category: "weather"`, "severe-weather"}},
		{"no category", "chair-1", Reason{Which: Which{Case: "CP-0001", Rule: "initial-cpcc"}, Proposed: date(t, "2026-03-10")}, []string{"category"}},
		{"unknown person", "nobody", Reason{Which: Which{Case: "CP-0001", Rule: "initial-cpcc"}, Category: "inquorate", Proposed: date(t, "2026-03-10")}, []string{`by: "nobody"`, "chair-1"}},
		{"no person", "", Reason{Which: Which{Case: "CP-0001", Rule: "initial-cpcc"}, Category: "inquorate", Proposed: date(t, "2026-03-10")}, []string{"by: missing"}},
		{"unknown agreer", "chair-1", Reason{Which: Which{Case: "CP-0001", Rule: "initial-cpcc"}, Category: "inquorate", Proposed: date(t, "2026-03-10"), AgreedBy: "x"}, []string{`agreed-by: "x"`}},
		{"proposed yesterday", "chair-1", Reason{Which: Which{Case: "CP-0001", Rule: "initial-cpcc"}, Category: "inquorate", Proposed: date(t, "2026-03-01")}, []string{"proposed: 2026-03-01 has passed"}},
		{"open without proposed", "chair-1", Reason{Which: Which{Case: "CP-0001", Rule: "initial-cpcc"}, Category: "inquorate"}, []string{"proposed: missing"}},
		{"other without text", "chair-1", Reason{Which: Which{Case: "CP-0001", Rule: "initial-cpcc"}, Category: "other", Proposed: date(t, "2026-03-10")}, []string{"text: missing"}},
		{"text too long", "chair-1", Reason{Which: Which{Case: "CP-0001", Rule: "initial-cpcc"}, Category: "inquorate", Text: long, Proposed: date(t, "2026-03-10")}, []string{"501 characters"}},
		{"no such case", "chair-1", Reason{Which: Which{Case: "CP-9999", Rule: "initial-cpcc"}, Category: "inquorate"}, []string{`no case "CP-9999"`}},
		{"no such rule", "chair-1", Reason{Which: Which{Case: "CP-0001", Rule: "initial"}, Category: "inquorate"}, []string{`rule: "initial"`, "initial-cpcc"}},
		{"rule the case has not", "chair-1", Reason{Which: Which{Case: "CP-0001", Rule: "minutes"}, Category: "inquorate"}, []string{"the case has no deadline of it; it has: initial-cpcc --start 2026-02-01"}},
		{"start the case has not", "chair-1", Reason{Which: Which{Case: "CP-0001", Rule: "initial-cpcc", Start: date(t, "2026-02-02")}, Category: "inquorate"}, []string{"started on 2026-02-02", "--start 2026-02-01"}},
		{"met in time", "chair-1", Reason{Which: Which{Case: "CP-0002", Rule: "minutes"}, Category: "inquorate"}, []string{"met in time, on 2026-01-21"}},
		{"several at once", "nobody", Reason{Which: Which{Case: "CP-0001", Rule: "initial-cpcc"}, Category: "x"}, []string{"category:", "by:", "proposed: missing"}},
	} {
		r, err := b.RecordReason(context.Background(), Who{By: c.by}, c.reason)
		var refused *Refused
		if !errors.As(err, &refused) {
			t.Errorf("%s: accepted as %s (%v)", c.name, r.Event, err)
			continue
		}
		for _, part := range c.says {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q does not say %q", c.name, err, part)
			}
		}
	}
}

// Where several deadlines could be meant, the choices are listed, and one of
// them can be named.
func TestAmbiguousReasonListsTheChoices(t *testing.T) {
	b := newBench(t, "2026-06-02")
	b.record("case-assigned", "CP-0001", "2026-01-01", "authority", "stirling", "chair", "chair-1")
	b.record("concern-notified", "CP-0001", "2026-01-05")
	b.record("conference-held", "CP-0001", "2026-01-20", "conference", "initial", "outcome", "registered")
	b.record("conference-held", "CP-0001", "2026-04-14", "conference", "review", "outcome", "retained")
	r := Reason{Which: Which{Case: "CP-0001", Rule: "minutes"}, Category: "inquorate", Proposed: date(t, "2026-06-10")}
	_, err := b.RecordReason(context.Background(), Who{By: "chair-1"}, r)
	if err == nil || !strings.Contains(err.Error(), "--start 2026-01-20 --conference initial (overdue") || !strings.Contains(err.Error(), "--start 2026-04-14 --conference review") {
		t.Fatalf("says %v", err)
	}
	r.Conference = "review"
	if _, err := b.RecordReason(context.Background(), Who{By: "chair-1"}, r); err != nil {
		t.Fatal(err)
	}
	if rows := b.rows(Ask{Rule: "minutes", Unexplained: true}); len(rows) != 1 || rows[0].Start != date(t, "2026-01-20") {
		t.Errorf("still unexplained: %+v", rows)
	}
}

// A reason lapses when its proposed date passes; every one stays in the story.
func TestReasonsLapseAndStayInTheStory(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.overdueCase("CP-0001", "chair-1")
	b.reason("CP-0001", "initial-cpcc", "chair-1", "2026-03-10")
	b.at("2026-03-10")
	if rows := b.rows(Ask{Unexplained: true}); len(rows) != 0 {
		t.Errorf("on the proposed day: %d unexplained", len(rows))
	}
	b.at("2026-03-11")
	if rows := b.rows(Ask{Unexplained: true}); len(rows) != 1 || !rows[0].Reason.Lapsed {
		t.Errorf("the day after: %+v", rows)
	}
	b.reason("CP-0001", "initial-cpcc", "chair-1", "2026-03-20")
	if rows := b.rows(Ask{Unexplained: true}); len(rows) != 0 {
		t.Errorf("with a new reason: %d unexplained", len(rows))
	}
	s, err := b.Story(context.Background(), Ask{Case: "CP-0001"})
	if err != nil {
		t.Fatal(err)
	}
	reasons := 0
	for _, h := range s.Timeline {
		if h.Kind == "reason-recorded" {
			reasons++
		}
	}
	if reasons != 2 {
		t.Errorf("the story holds %d reasons", reasons)
	}
}

// Reasons and withdrawals cannot come in by the door of plain events.
func TestDoorsOfTheirOwn(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.overdueCase("CP-0001", "chair-1")
	for kind, says := range map[string]string{"reason-recorded": "caseclock reason", "withdrawn": "caseclock withdraw"} {
		_, err := b.Record(context.Background(), Who{By: "chair-1"}, Entry{Fields: map[string]string{"event": kind, "case": "CP-0001", "on": "2026-03-02"}})
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
