package engine

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// A breach does not leave the lists by a withdrawal or a correction without a
// person and a why, and where it does it is listed.
func TestABreachIsTakenBackWithAPersonAndAWhy(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.overdueCase("CP-0001", "chair-1")
	concern := b.eventOf("CP-0001", "concern-notified")
	correction := func(by, on, why string) error {
		_, err := b.Record(context.Background(), Who{By: by}, Entry{Fields: map[string]string{"event": "concern-notified", "case": "CP-0001", "on": on, "replaces": concern, "why": why}})
		return err
	}
	for _, c := range []struct {
		name string
		err  error
		says []string
	}{
		{"corrected without a word", correction("", "2026-02-27", ""), []string{"why: missing; what is out of timescale would leave the list", "by: missing"}},
		{"corrected by nobody", correction("", "2026-02-27", "a slip of the month"), []string{"by: missing"}},
		{"corrected without a why", correction("chair-1", "2026-02-27", " "), []string{"why: missing"}},
		{"withdrawn by nobody", withdrawn(b, "", concern, "another child"), []string{"by: missing"}},
		{"withdrawn without a why", withdrawn(b, "chair-1", concern, ""), []string{"why: missing"}},
	} {
		var refused *Refused
		if !errors.As(c.err, &refused) {
			t.Errorf("%s: %v", c.name, c.err)
			continue
		}
		for _, part := range c.says {
			if !strings.Contains(c.err.Error(), part) {
				t.Errorf("%s: %q does not say %q", c.name, c.err, part)
			}
		}
	}
	if err := correction("chair-1", "2026-02-02", ""); err != nil {
		t.Errorf("a correction after which the breach stands: %v", err)
	}
	concern = b.eventOf("CP-0001", "concern-notified")
	if qs := b.takenBack("CP-0001"); len(qs) != 0 {
		t.Errorf("listed though it stands: %q", qs)
	}
	if err := correction("chair-1", "2026-02-27", "a slip of the month"); err != nil {
		t.Fatal(err)
	}
	if qs := b.takenBack("CP-0001"); len(qs) != 1 || !strings.Contains(qs[0], "corrected by chair-1: a slip of the month") {
		t.Errorf("listed: %q", qs)
	}
}

func withdrawn(b *bench, by, event, why string) error {
	_, err := b.Withdraw(context.Background(), Who{By: by}, Withdrawal{Event: event, Why: why})
	return err
}

// eventOf is the id of the last recorded event of a kind.
func (b *bench) eventOf(ref, kind string) (id string) {
	s, err := b.Story(context.Background(), Ask{Case: ref})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, h := range s.Timeline {
		if h.Kind == kind && h.ReplacedBy == "" && h.WithdrawnBy == "" {
			id = h.Event
		}
	}
	return id
}

// takenBack are the texts of the queries about breaches that left the list.
func (b *bench) takenBack(ref string) (texts []string) {
	s, err := b.Story(context.Background(), Ask{Case: ref})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, q := range s.Queries {
		if q.Code == breachWithdrawn || q.Code == breachCorrected {
			texts = append(texts, q.Text)
		}
	}
	return texts
}
