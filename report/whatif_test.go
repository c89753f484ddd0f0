package report

import (
	"slices"
	"testing"

	"caseclock/deadline"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// otherPack is the pack of the tests with other limits, without one of its
// timescales and with one more.
var otherPack = func() *deadline.Pack {
	p := deadline.Pack{ID: "other-pack", Title: "Another pack for tests", Version: "1"}
	for _, r := range testPack.Rules {
		switch r.ID {
		case "initial-cpcc":
			r.Limit.Number = 28
		case "minutes":
			r.Limit.Number = 10
		case "first-core-group":
			continue
		}
		p.Rules = append(p.Rules, r)
	}
	p.Rules = append(p.Rules, testRule("plan", 5, deadline.CalendarDays, "conference-held", "plan-circulated, of that day"))
	c, err := deadline.Compile(p)
	if err != nil {
		panic(err)
	}
	return c
}()

var calendar2026 = deadline.NewCalendar("none", "0", []int{2026}, nil)

func deadlinesBy(p *deadline.Pack, c *deadline.Case, o Options) []deadline.Deadline {
	return deadline.Evaluate(c, deadline.NewRulebook(deadline.Period{Pack: p, Calendar: calendar2026}), deadline.Moment{AsAt: o.AsAt, KnownAt: o.KnownAt})
}

func whatIf(o Options, cases []deadline.Case, other *deadline.Pack) []WhatIfRow {
	w := NewWhatIf(o)
	for i := range cases {
		w.Add(&cases[i], deadlinesBy(testPack, &cases[i], o), deadlinesBy(other, &cases[i], o))
	}
	return w.Rows()
}

// What a person counted on paper is what is counted here.
func TestWhatIfCountedByHand(t *testing.T) {
	page := tables(t, "testdata/whatif.md")
	o := quarter
	o.AsAt = day("2026-03-25")
	rows := whatIf(o, eventCases(t, page[0]), otherPack)
	var got [][]string
	for _, r := range rows {
		got = append(got, cells(r.Authority, r.Rule, r.Basis, r.Here.Due, r.Here.Met, r.Here.MetLate, r.Here.Overdue, r.Here.Pending,
			r.There.Met, r.There.MetLate, r.There.Overdue, r.There.Pending, r.There.NoSuch,
			r.BecomeInTime, r.BecomeNotYetDue, r.BecomeLate, r.OnlyThere))
	}
	if diff := cmp.Diff(page[1], got); diff != "" {
		t.Errorf("the count on paper (-) and this (+):\n%s", diff)
	}
	var limits [][]string
	for _, r := range WhatIfTotals(rows) {
		if r.Basis == Child {
			limits = append(limits, append(append([]string{r.Rule}, r.Limits...), r.OtherLimits...))
		}
	}
	want := [][]string{{"first-core-group", "15 calendar days"}, {"initial-cpcc", "21 calendar days", "28 calendar days"},
		{"minutes", "15 calendar days", "10 calendar days"}, {"plan", "5 calendar days"}}
	if diff := cmp.Diff(want, limits); diff != "" {
		t.Errorf("limits:\n%s", diff)
	}
	all := WhatIfOverall(rows)
	if c, m := all[0], all[1]; c.Here.Due != 16 || m.Here.Due != 12 || c.BecomeInTime != 2 || m.BecomeInTime != 1 || c.OnlyThere != 6 {
		t.Errorf("over all %+v and %+v", c, m)
	}
}

// What becomes of one standing, a row a kind.
func TestWhatIfStandings(t *testing.T) {
	for _, c := range []struct {
		here, there deadline.Status
		want        WhatIfRow
	}{
		{deadline.MetLate, deadline.Met, WhatIfRow{BecomeInTime: 1}},
		{deadline.EndedOverdue, deadline.Ended, WhatIfRow{BecomeEnded: 1}},
		{deadline.Overdue, deadline.Pending, WhatIfRow{BecomeNotYetDue: 1}},
		{deadline.Overdue, deadline.MetLate, WhatIfRow{}},
		{deadline.Met, deadline.Met, WhatIfRow{}},
		{deadline.Met, deadline.MetLate, WhatIfRow{BecomeLate: 1}},
		{deadline.Ended, deadline.EndedOverdue, WhatIfRow{BecomeLate: 1}},
		{deadline.Pending, deadline.Overdue, WhatIfRow{BecomeLate: 1}},
		{deadline.Overdue, noSuch, WhatIfRow{There: There{NoSuch: 1}}},
		{deadline.Overdue, deadline.Undated, WhatIfRow{There: There{NoDueDay: 1}}},
		{deadline.Met, deadline.Unknown, WhatIfRow{There: There{NoDueDay: 1}}},
	} {
		var got WhatIfRow
		got.count(pair{here: c.here, there: c.there})
		c.want.Here.count(c.here)
		if c.want.There == (There{}) {
			c.want.There.count(c.there)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s here and %d there:\n%s", c.here, c.there, diff)
		}
	}
}

// A deadline is set beside that of its own start and kind of conference; one
// that has no due day there is in time for nobody, met or not.
func TestWhatIfPairs(t *testing.T) {
	minutes := func(start string, k deadline.Conference, days deadline.Date, s deadline.Status) deadline.Deadline {
		d := deadline.Deadline{Rule: testPack.Rule("minutes"), Start: day(start), Conference: k, Status: s, StartedBy: -1, MetBy: -1, EndedBy: -1}
		if days > 0 {
			d.Due = d.Start + days
		}
		return d
	}
	here := []deadline.Deadline{
		minutes("2026-01-05", deadline.Initial, 15, deadline.MetLate), minutes("2026-01-05", deadline.Review, 15, deadline.MetLate),
		minutes("2026-01-06", deadline.Review, 15, deadline.MetLate), minutes("2026-01-07", deadline.Review, 15, deadline.MetLate),
		minutes("2026-01-08", deadline.Review, 15, deadline.MetLate)}
	there := []deadline.Deadline{
		minutes("2026-01-08", deadline.Review, 0, deadline.Met), minutes("2026-01-07", deadline.Review, 20, deadline.Met),
		minutes("2026-01-05", deadline.Review, 15, deadline.MetLate), minutes("2026-01-05", deadline.Initial, 20, deadline.Met)}
	w := NewWhatIf(quarter)
	w.Add(&deadline.Case{Ref: "CP-01"}, here, there)
	r := w.Rows()[0]
	if r.Here.Due != 5 || r.BecomeInTime != 2 || r.There.MetLate != 1 || r.There.NoSuch != 1 || r.There.NoDueDay != 1 {
		t.Errorf("%+v, want 2 in time, 1 late, 1 not there, 1 with no due day", r)
	}
}

// drawWhatIf draws cases and options with authorities that began to count
// within the year.
func drawWhatIf(t *rapid.T) (Options, []deadline.Case) {
	o := drawYear(t)
	if rapid.Bool().Draw(t, "since") {
		o.Since = map[string]deadline.Date{"fife": drawDay(t), "stirling": drawDay(t)}
	}
	return o, drawHistories(t)
}

// What is counted here is what the figures count, by child and by meeting, and
// each of it is in one part there.
func TestWhatIfCountsTheFigures(t *testing.T) {
	type name struct {
		authority, rule string
		basis           Basis
	}
	rapid.Check(t, func(t *rapid.T) {
		o, cases := drawWhatIf(t)
		want, got := map[name]Counts{}, map[name]Counts{}
		for _, f := range evaluated(o, cases).Figures {
			if f.Due > 0 {
				want[name{f.Authority, f.Rule, f.Basis}] = f.Counts
			}
		}
		for _, r := range whatIf(o, cases, otherPack) {
			if r.Here.Due > 0 {
				got[name{r.Authority, r.Rule, r.Basis}] = r.Here
			}
			if r.There.Due+r.There.NoDueDay+r.There.NoSuch != r.Here.Due {
				t.Errorf("%+v does not add up", r)
			}
			if out := r.Here.Out() - r.BecomeInTime - r.BecomeNotYetDue - r.BecomeEnded + r.BecomeLate; r.There.NoSuch+r.There.NoDueDay == 0 && out != r.There.Out() {
				t.Errorf("%+v: %d out there", r, out)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the figures (-) and these (+):\n%s", diff)
		}
		again := whatIf(o, rapid.Permutation(cases).Draw(t, "order"), otherPack)
		if diff := cmp.Diff(whatIf(o, cases, otherPack), again); diff != "" {
			t.Errorf("in another order:\n%s", diff)
		}
	})
}

// Set beside itself a pack changes nothing; with longer limits nothing becomes
// late, and with the limits the other way round nothing becomes in time.
func TestWhatIfLimits(t *testing.T) {
	longer := *testPack
	longer.Rules = slices.Clone(testPack.Rules)
	for i := range longer.Rules {
		if r := &longer.Rules[i]; r.Limit.Before == "" && r.Limit.Unit != deadline.WeeksOfPregnancy {
			r.Limit.Number *= 2
		}
	}
	book, err := deadline.Compile(longer)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		o, cases := drawWhatIf(t)
		for _, r := range whatIf(o, cases, testPack) {
			if r.Here != r.There.Counts || r.BecomeInTime+r.BecomeNotYetDue+r.BecomeEnded+r.BecomeLate+r.OnlyThere+r.There.NoSuch > 0 {
				t.Errorf("beside itself: %+v", r)
			}
		}
		for _, r := range whatIf(o, cases, book) {
			if r.BecomeLate+r.There.NoSuch+r.OnlyThere > 0 || r.There.Met < r.Here.Met {
				t.Errorf("with longer limits: %+v", r)
			}
		}
	})
}
