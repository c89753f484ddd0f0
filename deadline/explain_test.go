package deadline_test

import (
	"strings"
	"testing"
	"time"

	"caseclock/deadline"
	"caseclock/rules"

	"pgregory.net/rapid"
)

// Whoever follows an explanation step by step comes to the same due day: every
// piece of arithmetic is done again here, with another calendar, from nothing
// but what the steps say.
func TestExplanationRecomputes(t *testing.T) {
	for _, pack := range twinPacks {
		t.Run(pack, rapid.MakeCheck(func(t *rapid.T) {
			events := drawHistory(t)
			m := drawMoment(t, events)
			p, err := rules.Builtin(pack)
			if err != nil {
				t.Fatal(err)
			}
			c := deadline.NewCase("CP-0001", events)
			book := deadline.NewRulebook(deadline.Period{Pack: p.Pack, Calendar: rules.Scotland()})
			for _, d := range deadline.Evaluate(&c, book, m) {
				x := deadline.Explain(&c, book, m, &d)
				if due := recompute(t, x.Steps); due != d.Due || x.Deadline.Due != d.Due {
					t.Fatalf("%s from %s is due %s; its explanation comes to %s\n%s\n%s", d.Rule.ID, d.Start, d.Due, due, inWords(x), history(events))
				}
			}
		}))
	}
}

func inWords(x deadline.Explanation) string {
	var lines []string
	for _, s := range x.Steps {
		lines = append(lines, string(s.Kind)+": "+s.Text)
	}
	return strings.Join(lines, "\n")
}

// recompute follows the steps: what is counted last, or governs, is due.
func recompute(t *rapid.T, steps []deadline.Step) (due deadline.Date) {
	for _, s := range steps {
		switch s.Kind {
		case deadline.StepCounted:
			if !arrives(*s.Count) {
				t.Fatalf("the arithmetic is wrong: %+v", *s.Count)
			}
			due = s.Count.To
		case deadline.StepGoverns:
			due = s.On
			if c := s.Choice; c != nil {
				if due = max(c.Of[0], c.Of[1]); c.Take == "earlier" {
					due = min(c.Of[0], c.Of[1])
				}
			}
		case deadline.StepUndated, deadline.StepUnknown:
			due = 0
		}
	}
	return due
}

// arrives does a count again in package time.
func arrives(c deadline.Count) bool {
	from, step := mustDay(c.From.String()), 1
	if c.Back {
		step = -1
	}
	switch c.Unit {
	case deadline.CalendarDays:
		return from.AddDate(0, 0, step*c.Number).Format(time.DateOnly) == c.To.String()
	case deadline.Weeks:
		return from.AddDate(0, 0, step*7*c.Number).Format(time.DateOnly) == c.To.String()
	case deadline.Months:
		first := time.Date(from.Year(), from.Month()+time.Month(step*c.Number), 1, 0, 0, 0, 0, time.UTC)
		last := first.AddDate(0, 1, -1).Day()
		return first.AddDate(0, 0, min(from.Day(), last)-1).Format(time.DateOnly) == c.To.String()
	}
	skipped := map[string]bool{}
	for _, h := range c.Skipped {
		skipped[h.On.String()] = true
	}
	n, day := 0, from
	for day.Format(time.DateOnly) != c.To.String() {
		if day = day.AddDate(0, 0, step); !skipped[day.Format(time.DateOnly)] {
			n++
		}
	}
	return n == c.Number && !skipped[c.To.String()]
}

// Three explanations as a reader sees them.
func TestExplanationReads(t *testing.T) {
	event := func(fields ...string) deadline.Event {
		e := deadline.Event{Case: "CP-0417"}
		for i := 0; i < len(fields); i += 2 {
			if err := e.Set(fields[i], fields[i+1]); err != nil {
				t.Fatal(err)
			}
		}
		return e
	}
	for _, c := range []struct {
		pack, rule, asAt string
		events           []deadline.Event
		want             []string
	}{
		{"scotland-2014", "initial-cpcc", "2026-01-05", []deadline.Event{
			event("id", "e0", "event", "concern-notified", "on", "2025-12-11"),
			event("id", "e1", "event", "concern-notified", "on", "2025-12-15"),
			event("id", "e2", "event", "conference-held", "conference", "initial", "outcome", "registered", "on", "2026-01-02"),
		}, []string{
			"day 0: notification of concern about a child (e0)",
			"Source: FV 7; NG14 Appendix C",
			"No practitioner has checked this rule yet",
			"21 calendar days after 11 December 2025 is Thursday 1 January 2026",
			"last working day before it is Wednesday 31 December 2025",
			"Notification of concern about a child on 15 December 2025 (e1) would have started the same clock",
			"Met on Friday 2 January 2026: initial conference held (registered) (e2)",
			"Met late: done on 2 January 2026, 1 day after the due day 1 January 2026",
		}},
		{"scotland-2021", "first-core-group", "2026-06-01", []deadline.Event{
			event("id", "e1", "event", "conference-held", "conference", "initial", "outcome", "registered", "on", "2026-05-29"),
		}, []string{
			"15 working days after 29 May 2026 is Monday 22 June 2026",
			"Mon 15 Jun (",
			"Sat 30 May, Sun 31 May",
			"Pending: as at 1 June 2026 it is not yet done and 21 days of the limit remain",
		}},
		{"scotland-2014", "pre-birth-cpcc", "2026-04-01", []deadline.Event{
			event("id", "e1", "event", "concern-notified", "subject", "unborn", "edd", "2026-06-30", "on", "2026-01-10"),
			event("id", "e2", "event", "edd-revised", "edd", "2026-06-10", "on", "2026-03-25"),
		}, []string{
			"28+0 is 84 days before that: 7 April 2026",
			"The later of 7 April 2026 and 31 January 2026 governs: 7 April 2026",
			"the expected date of delivery became 10 June 2026",
			"The later of 18 March 2026 and 25 March 2026 governs: 25 March 2026",
			"Overdue: as at 1 April 2026 it is not done, 7 days after the due day 25 March 2026",
		}},
	} {
		p, err := rules.Builtin(c.pack)
		if err != nil {
			t.Fatal(err)
		}
		day, _ := deadline.ParseDate(c.asAt)
		book := deadline.NewRulebook(deadline.Period{Pack: p.Pack, Calendar: rules.Scotland()})
		kase, m := deadline.NewCase("CP-0417", c.events), deadline.Moment{AsAt: day}
		for _, d := range deadline.Evaluate(&kase, book, m) {
			if d.Rule.ID != c.rule {
				continue
			}
			text := inWords(deadline.Explain(&kase, book, m, &d))
			for _, w := range c.want {
				if !strings.Contains(text, w) {
					t.Errorf("%s: the explanation does not say %q:\n%s", c.rule, w, text)
				}
			}
		}
	}
}
