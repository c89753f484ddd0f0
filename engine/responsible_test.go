package engine

import (
	"testing"
	"time"

	"caseclock/deadline"
)

// assigned makes a case of assignments, each with an id of its place from 1.
func assigned(events ...deadline.Event) deadline.Case {
	for i := range events {
		events[i].ID = string(rune('0' + i + 1))
		events[i].Case = "CP-0001"
		events[i].Recorded = time.Date(2026, 1, 1+i, 12, 0, 0, 0, time.UTC)
		if events[i].Kind == 0 {
			events[i].Kind = deadline.CaseAssigned
		}
	}
	return deadline.NewCase("CP-0001", events)
}

func TestWhoIsResponsible(t *testing.T) {
	d := func(s string) deadline.Date { return date(t, s) }
	first := deadline.Event{On: d("2026-01-01"), Authority: "stirling", Chair: "chair-1", Lead: "lead-1"}
	for _, c := range []struct {
		name  string
		c     deadline.Case
		asAt  string
		known int // day of January; 0: all
		want  Responsible
	}{
		{"what is absent stays", assigned(first, deadline.Event{On: d("2026-01-05"), Chair: "chair-2"}), "2026-01-05", 0, Responsible{"stirling", "chair-2", "lead-1", ""}},
		{"the day before", assigned(first, deadline.Event{On: d("2026-01-05"), Chair: "chair-2"}), "2026-01-04", 0, Responsible{"stirling", "chair-1", "lead-1", ""}},
		{"recorded later, of an earlier day", assigned(deadline.Event{On: d("2026-01-05"), Chair: "chair-2"}, first), "2026-01-06", 0, Responsible{"stirling", "chair-2", "lead-1", ""}},
		{"withdrawn", assigned(first, deadline.Event{On: d("2026-01-05"), Chair: "chair-2"}, deadline.Event{Kind: deadline.Withdrawn, On: d("2026-01-06"), Target: "2"}), "2026-01-06", 0, Responsible{"stirling", "chair-1", "lead-1", ""}},
		{"withdrawn, but not yet known", assigned(first, deadline.Event{On: d("2026-01-05"), Chair: "chair-2"}, deadline.Event{Kind: deadline.Withdrawn, On: d("2026-01-06"), Target: "2"}), "2026-01-06", 2, Responsible{"stirling", "chair-2", "lead-1", ""}},
		{"corrected", assigned(first, deadline.Event{On: d("2026-01-01"), Authority: "falkirk", Replaces: "1"}), "2026-01-06", 0, Responsible{"falkirk", "", "", ""}},
		{"nobody", assigned(deadline.Event{Kind: deadline.Born, On: d("2026-01-01")}), "2026-01-06", 0, Responsible{}},
	} {
		m := deadline.Moment{AsAt: d(c.asAt)}
		if c.known > 0 {
			m.KnownAt = time.Date(2026, 1, c.known, 13, 0, 0, 0, time.UTC)
		}
		if got := responsibleFor(&c.c, m); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestAgreedReviewDate(t *testing.T) {
	d := func(s string) deadline.Date { return date(t, s) }
	held := func(on string, kind deadline.Conference, out deadline.Outcome, next string) deadline.Event {
		e := deadline.Event{Kind: deadline.ConferenceHeld, On: d(on), Conference: kind, Outcome: out}
		if next != "" {
			e.Next = d(next)
		}
		return e
	}
	initial := held("2026-01-20", deadline.Initial, deadline.Registered, "2026-04-10")
	for _, c := range []struct {
		name string
		c    deadline.Case
		want string
	}{
		{"agreed", assigned(initial), "2026-04-10"},
		{"a review followed", assigned(initial, held("2026-04-08", deadline.Review, deadline.Retained, "")), ""},
		{"a review agreed another", assigned(initial, held("2026-04-08", deadline.Review, deadline.Retained, "2026-10-01")), "2026-10-01"},
		{"an inquorate one followed", assigned(initial, held("2026-04-08", deadline.Review, deadline.Inquorate, "")), "2026-04-10"},
		{"not registered", assigned(held("2026-01-20", deadline.Initial, deadline.NotRegistered, "2026-04-10")), ""},
		{"closed since", assigned(initial, deadline.Event{Kind: deadline.Closed, On: d("2026-02-01"), Cause: deadline.MovedAway}), ""},
		{"before the conference", assigned(held("2026-01-20", deadline.Initial, deadline.Registered, "2026-01-10")), ""},
	} {
		got := agreedReview(&c.c, deadline.Moment{AsAt: d("2026-05-01")})
		if got.String() != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// The delivery date is missing until any event that counts carries one.
func TestDeliveryDateKnown(t *testing.T) {
	d := func(s string) deadline.Date { return date(t, s) }
	concern := deadline.Event{Kind: deadline.ConcernNotified, Subject: deadline.Unborn, On: d("2026-01-10")}
	dated := concern
	dated.EDD = d("2026-06-30")
	for _, c := range []struct {
		name string
		c    deadline.Case
		want bool
	}{
		{"missing", assigned(concern), false},
		{"with the concern", assigned(dated), true},
		{"learnt later", assigned(concern, deadline.Event{Kind: deadline.EDDRevised, On: d("2026-01-15"), EDD: d("2026-06-30")}), true},
		{"withdrawn again", assigned(concern, deadline.Event{Kind: deadline.EDDRevised, On: d("2026-01-15"), EDD: d("2026-06-30")},
			deadline.Event{Kind: deadline.Withdrawn, On: d("2026-01-16"), Target: "2"}), false},
	} {
		if got := deliveryDateKnown(&c.c, deadline.Moment{AsAt: d("2026-02-01")}); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
