package deadline_test

import (
	"slices"
	"strings"
	"testing"

	"caseclock/deadline"
	"caseclock/rules"
)

// story reads events written short, one a line: "on event field=value ...".
// Each gets the id of its line, e1, e2, ...
func story(t *testing.T, lines string) deadline.Case {
	t.Helper()
	var events []deadline.Event
	for line := range strings.Lines(strings.TrimSpace(lines)) {
		words := strings.Fields(line)
		e := deadline.Event{ID: "e" + string(rune('1'+len(events))), Case: "CP-0417"}
		set := func(field, value string) {
			if err := e.Set(field, value); err != nil {
				t.Fatal(err)
			}
		}
		set("on", words[0])
		set("event", words[1])
		for _, w := range words[2:] {
			field, value, _ := strings.Cut(w, "=")
			set(field, value)
		}
		if faults := e.Check(nil, nil); len(faults) > 0 {
			t.Fatal(line, faults)
		}
		events = append(events, e)
	}
	return deadline.NewCase("CP-0417", events)
}

func bookOf(t testing.TB, pack string, from deadline.Date) *deadline.Rulebook {
	t.Helper()
	p, err := rules.Builtin(pack)
	if err != nil {
		t.Fatal(err)
	}
	return deadline.NewRulebook(deadline.Period{From: from, Pack: p.Pack, Calendar: rules.Scotland()})
}

const assigned = "2026-01-01 case-assigned authority=stirling chair=chair-1\n"

func TestQueries(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range []struct{ pack, story, want string }{
		{"", "2026-01-05 concern-notified\n2026-01-08 conference-called conference=initial planned=2026-01-20\n2026-01-09 notice-given conference=initial\n2026-01-20 conference-held conference=initial outcome=registered\n2026-01-21 decisions-circulated", ""},
		{"", "2026-01-05 concern-notified\n2026-01-20 conference-held conference=initial outcome=retained", "outcome-not-for-kind e3"},
		{"", "2026-01-05 concern-notified\n2026-01-20 conference-held conference=review outcome=retained", "review-of-unregistered e3"},
		{"", "2026-01-05 concern-notified\n2026-01-20 conference-held conference=initial outcome=registered\n2026-02-20 conference-held conference=transfer outcome=deregistered", "deregistered-by-other-kind e4, outcome-not-for-kind e4"},
		{"", "2026-01-20 conference-held conference=initial outcome=not-registered", "conference-without-cause e2"},
		{"scotland-2021", "2026-01-05 concern-notified\n2026-01-20 conference-held conference=initial outcome=continued", "continued-without-rule e3"},
		{"scotland-2021", "2026-01-05 concern-notified\n2026-01-20 conference-held conference=continued-initial outcome=not-registered", "continued-without-rule e3"},
		{"", "2026-01-05 concern-notified\n2026-01-20 conference-held conference=initial outcome=continued until=2026-01-20", "until-not-after e3"},
		{"", "2026-01-05 concern-notified\n2026-01-06 minutes-circulated", "paper-without-conference e3"},
		{"", "2026-01-05 concern-notified\n2026-01-20 conference-held conference=initial outcome=not-registered\n2026-01-26 minutes-circulated of=2026-01-19", "paper-without-conference e4"},
		{"", "2026-01-05 concern-notified\n2026-01-20 conference-held conference=initial outcome=not-registered\n2026-01-26 minutes-circulated of=2026-01-28", "paper-before-conference e4"},
		{"", "2026-01-05 concern-notified\n2026-01-20 conference-held conference=initial outcome=not-registered\n2026-01-26 minutes-circulated\n2026-01-27 minutes-circulated", "meets-nothing e5"},
		{"", "2026-01-05 concern-notified\n2026-01-06 notice-given conference=review", "meets-nothing e3"},
		{"", "2026-01-05 concern-notified recorded=2026-01-04T23:30:00Z", "dated-after-recording e2"},
		{"", "1999-12-31 concern-notified", "dated-before-2000 e2"},
		{"", "2027-06-02 concern-notified", "dated-far-ahead e2"},
		{"", "2026-01-05 concern-notified\n2026-01-08 conference-called conference=initial planned=2026-01-07", "planned-before-call e3"},
		{"", "2026-01-05 concern-notified\n2026-01-08 conference-called conference=initial planned=2026-01-24", "planned-on-weekend e3"},
		{"", "2026-01-05 concern-notified\n2026-03-08 conference-called conference=initial planned=2026-04-03", "planned-on-holiday e3"},
		{"", "2026-01-05 concern-notified subject=unborn", "delivery-date-missing e2"},
		{"", "2026-01-05 concern-notified subject=unborn edd=2025-06-01", "delivery-date-impossible e2"},
		{"", "2026-01-05 concern-notified\n2026-01-20 conference-held conference=initial outcome=registered\n2026-01-20 conference-held conference=review outcome=retained", "too-early-to-count e4"},
		{"fife", "2026-01-05 concern-notified\n2026-01-06 conference-held conference=initial outcome=registered\n2026-01-07 core-group-held\n2026-03-02 conference-held conference=review outcome=deregistered\n2026-03-20 core-group-held", "too-early-to-count e6"},
		{"", "2026-01-05 concern-notified\n2026-01-20 conference-held conference=initial outcome=registered\n2026-02-01 concern-notified", "concern-while-registered e4"},
		{"", "2026-01-05 concern-notified\n2026-01-20 conference-held conference=initial outcome=registered\n2026-02-01 closed cause=process-ended", "closed-while-registered e4"},
		{"", "2026-01-05 concern-notified\n2026-01-20 conference-held conference=initial outcome=registered\n2026-02-01 closed cause=died\n2026-02-02 minutes-circulated\n2026-02-03 core-group-held", "after-closing e6"},
		{"", "2026-01-05 concern-notified\n2026-01-20 reason-recorded rule=minutes start=2026-01-05 category=inquorate", "reason-fits-nothing e3"},
		{"", "2026-01-05 concern-notified\n2026-01-20 conference-held conference=initial outcome=registered\n2026-02-20 conference-held conference=transfer outcome=registered", "registered-twice e4"},
		{"", "2026-01-05 position-brought-in registered_on=2025-06-01 last_review=2025-09-01\n2026-01-06 position-brought-in registered_on=2025-06-01", "position-while-registered e3"},
		{"", "2026-01-05 position-brought-in registered_on=2025-06-01 last_review=2026-02-01", "position-date-after e2"},
		{"", "2025-12-01 conference-held conference=review outcome=not-registered\n2026-01-05 position-brought-in registered_on=2025-06-01", "before-position e2, conference-without-cause e2, outcome-not-for-kind e2, review-of-unregistered e2"},
		{"forth-valley", "2025-12-01 core-group-held\n2026-01-05 position-brought-in registered_on=2025-06-01 last_core_group=2025-11-01\n2026-01-06 withdrawn target=e2", ""},
		{"", "2026-01-05 concern-notified\n2026-01-05 born replaces=e3", "replaces-itself e3"},
		{"", "2026-01-05 concern-notified\n2026-01-06 concern-notified replaces=e2\n2026-01-07 concern-notified replaces=e2", "corrected-twice e2"},
	} {
		c.pack = first(c.pack, "scotland-2014")
		k := story(t, assigned+c.story)
		var got []string
		for _, q := range deadline.Queries(&k, bookOf(t, c.pack, 0), deadline.Moment{AsAt: mustDate(t, "2026-06-01")}) {
			got = append(got, q.Code+" "+q.Event)
			seen[q.Code] = true
			if q.Text == "" || q.Severity == "" {
				t.Errorf("%s has no sentence or severity", q.Code)
			}
		}
		if slices.Sort(got); strings.Join(got, ", ") != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.story, strings.Join(got, ", "), c.want)
		}
	}
	for _, code := range wholeCaseQueries(t) {
		seen[code] = true
	}
	for _, q := range deadline.QueryCodes {
		if !seen[q.Code] {
			t.Errorf("no story asks %s", q.Code)
		}
	}
}

// wholeCaseQueries are those of a case that nobody is responsible for and that
// began before the first pack.
func wholeCaseQueries(t *testing.T) (codes []string) {
	t.Helper()
	k := story(t, "2012-01-05 concern-notified")
	book := bookOf(t, "forth-valley", mustDate(t, "2014-05-01"))
	for _, q := range deadline.Queries(&k, book, deadline.Moment{AsAt: mustDate(t, "2026-06-01")}) {
		codes = append(codes, q.Code)
	}
	if want := []string{"before-first-pack", "no-chair", "no-authority"}; !slices.Equal(codes, want) {
		t.Errorf("a case before the first pack asks %v, want %v", codes, want)
	}
	return codes
}

func mustDate(t testing.TB, s string) deadline.Date {
	t.Helper()
	d, err := deadline.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func first(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// Evaluating a case again takes no new memory.
func TestEvaluateAllocatesNothing(t *testing.T) {
	c, book := benchmarkCase(), benchmarkBook(t)
	var r deadline.Reckoner
	m := deadline.Moment{AsAt: asAt}
	r.Evaluate(&c, book, m)
	if n := testing.AllocsPerRun(100, func() { r.Evaluate(&c, book, m) }); n > 0 {
		t.Errorf("%v allocations a case, want none", n)
	}
}
