package report

import (
	"fmt"
	"slices"
	"testing"

	"caseclock/deadline"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawStories draws cases like those of drawHistories, with people, calls and
// reasons beside.
func drawStories(t *rapid.T) []deadline.Case {
	cases := drawHistories(t)
	for i := range cases {
		events := slices.Clone(cases[i].Events)
		for range rapid.IntRange(0, 6).Draw(t, "more") {
			events = append(events, drawMore(t, events, cases[i].Ref))
		}
		cases[i] = deadline.NewCase(cases[i].Ref, events)
	}
	return cases
}

func drawMore(t *rapid.T, earlier []deadline.Event, child string) deadline.Event {
	e := deadline.Event{ID: fmt.Sprintf("e%d", len(earlier)+1), Case: child, On: drawDay(t), Recorded: recordedFrom}
	switch rapid.IntRange(0, 3).Draw(t, "which") {
	case 0:
		e.Kind = deadline.CaseAssigned
		e.Chair = rapid.SampledFrom([]string{"", "chair-1", "chair-2"}).Draw(t, "chair")
		e.Lead = rapid.SampledFrom([]string{"", "lead-1", "lead-2"}).Draw(t, "lead")
	case 1:
		e.Kind, e.Conference = deadline.ConferenceCalled, rapid.SampledFrom([]deadline.Conference{deadline.Initial, deadline.Review}).Draw(t, "conference")
		e.Planned = e.On + deadline.Date(rapid.IntRange(0, 60).Draw(t, "planned"))
		e.Meeting = rapid.SampledFrom([]string{"", "M1", "M3"}).Draw(t, "meeting")
	default:
		e.Kind, e.Category = deadline.ReasonRecorded, rapid.SampledFrom([]string{"family-moved", "inquorate"}).Draw(t, "category")
		e.Rule = rapid.SampledFrom([]string{"initial-cpcc", "minutes", "first-core-group"}).Draw(t, "rule")
		if len(earlier) > 0 {
			e.Start = rapid.SampledFrom(earlier).Draw(t, "of").On
			e.On = max(e.On, e.Start)
		}
		if rapid.Bool().Draw(t, "proposes") {
			e.Proposed = e.On + deadline.Date(rapid.IntRange(-3, 60).Draw(t, "proposed"))
		}
	}
	return e
}

func drawParted(t *rapid.T) Options {
	o := drawYear(t)
	o.By = rapid.SampledFrom([]string{"", ByChair, ByTeam}).Draw(t, "by")
	o.Teams = map[string]string{"lead-1": "north", "chair-2": "south"}
	return o
}

// Whatever the order of the cases, the report is the same.
func TestReportDoesNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cases, o := drawStories(t), drawParted(t)
		want, got := counted(o, cases), counted(o, rapid.Permutation(cases).Draw(t, "order"))
		if diff := cmp.Diff(want, got, exactly, cmp.Comparer(sameRule)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Every breach is explained or not, has a reason or none, lies in one bin, and
// met one fate of its proposed date.
func TestBreachesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawParted(t)
		r := counted(o, drawStories(t))
		for _, f := range slices.Concat(r.Figures, r.Parts, r.Totals()) {
			bins := 0
			for _, n := range f.Lateness() {
				bins += n
			}
			p := f.Proposed
			if bins != f.Out() || p.Kept+p.Missed+p.ToCome+p.None != f.Breaches() || len(f.ToReason())+f.NoReason() != f.Breaches() {
				t.Errorf("%s %s by %s: %d out, %d in bins; %d breaches, proposed %+v, %d with a reason and %d without",
					f.Authority, f.Rule, f.Basis, f.Out(), bins, f.Breaches(), p, len(f.ToReason()), f.NoReason())
			}
			if p.Repeated > f.Breaches()-f.NoReason() || f.ProposedMissed > p.Missed || f.AgreedInAdvance > f.InAdvance ||
				f.Explained()+f.Unexplained != f.Breaches() || f.Explained() < 0 || p.ToCome > f.Overdue {
				t.Errorf("%s %s by %s: %+v", f.Authority, f.Rule, f.Basis, f)
			}
		}
	})
}

// comparableFigure makes figures of one key comparable: no part, days in order.
func comparableFigure(f Figure) Figure {
	f.Part = ""
	slices.Sort(f.late)
	slices.Sort(f.toReason)
	f.limits = nil
	if len(f.Reasons) == 0 {
		f.Reasons = nil
	}
	return f
}

// The parts of an authority are its figures, by child and by meeting.
func TestChairsAndTeamsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawYear(t)
		o.By = rapid.SampledFrom([]string{ByChair, ByTeam}).Draw(t, "by")
		o.Teams = map[string]string{"lead-1": "north", "chair-2": "south"}
		r := counted(o, drawStories(t))
		parts := map[string][]*Figure{}
		key := func(f *Figure) string { return fmt.Sprint(f.Authority, "|", f.Rule, "|", f.Basis, f.WherePossible) }
		for i := range r.Parts {
			f := &r.Parts[i]
			parts[key(f)] = append(parts[key(f)], f)
		}
		of := map[string][]Figure{}
		for _, f := range r.Figures {
			got := *total(f, parts[key(&f)])
			if diff := cmp.Diff(comparableFigure(f), comparableFigure(got), exactly); diff != "" {
				t.Fatalf("%s: the authority (-) and its parts (+):\n%s", key(&f), diff)
			}
			of[f.Authority] = append(of[f.Authority], f)
		}
		for a, figures := range of {
			for _, b := range []Basis{Child, Meeting} {
				all := Overall(figures, b)
				sum := total(Figure{Authority: a, Basis: b}, parts[key(&Figure{Authority: a, Basis: b})])
				if all.Counts != sum.Counts {
					t.Fatalf("%s by %s over all timescales: %+v, its parts %+v", a, b, all.Counts, sum.Counts)
				}
			}
		}
	})
}

// Counted beside another period, a period's counts are what they are alone; and
// the quarters are the year.
func TestTrendIsWhatItsPeriodsAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cases, o := drawStories(t), drawYear(t)
		r := counted(o, cases)
		year := map[group][2]Counts{}
		for _, tr := range r.Trend {
			g := group{tr.Authority, tr.Rule, tr.WherePossible}
			sum := year[g]
			sum[tr.Basis].add(tr.Counts)
			year[g] = sum
		}
		for _, f := range r.Figures {
			if got := year[group{f.Authority, f.Rule, f.WherePossible}][f.Basis]; got != f.Counts {
				t.Fatalf("%s %s by %s: %+v in the year, %+v in its quarters", f.Authority, f.Rule, f.Basis, f.Counts, got)
			}
		}
		p := rapid.SampledFrom(o.Trend).Draw(t, "period")
		alone := o
		alone.From, alone.To, alone.Trend = p.From, p.To, nil
		figures := counted(alone, cases).Figures
		for _, tr := range r.Trend {
			i := slices.IndexFunc(figures, func(f Figure) bool {
				return f.Authority == tr.Authority && f.Rule == tr.Rule && f.Basis == tr.Basis && f.WherePossible == tr.WherePossible
			})
			var want Counts
			if i >= 0 {
				want = figures[i].Counts
			}
			if tr.Period == p && tr.Counts != want {
				t.Fatalf("%s %s %s by %s: %+v in the trend, %+v alone", p.Name, tr.Authority, tr.Rule, tr.Basis, tr.Counts, want)
			}
		}
	})
}

// One authority's report is its part of that of all.
func TestOneAuthorityIsItsPartOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cases, o := drawStories(t), drawParted(t)
		o.Authority = ""
		all := counted(o, cases)
		a := rapid.SampledFrom([]string{"fife", "falkirk", "stirling"}).Draw(t, "authority")
		o.Authority = a
		alone := counted(o, cases)
		all.Figures = slices.DeleteFunc(all.Figures, func(f Figure) bool { return f.Authority != a })
		all.Parts = slices.DeleteFunc(all.Parts, func(f Figure) bool { return f.Authority != a })
		all.Trend = slices.DeleteFunc(all.Trend, func(f TrendFigure) bool { return f.Authority != a })
		all.Ahead = slices.DeleteFunc(all.Ahead, func(f AheadFigure) bool { return f.Authority != a })
		all.Papers = slices.DeleteFunc(all.Papers, func(f PaperFigure) bool { return f.Authority != a })
		all.Provisional = slices.DeleteFunc(all.Provisional, func(f ProvisionalFigure) bool { return f.Authority != a })
		all.Queries = slices.DeleteFunc(all.Queries, func(q QueryCount) bool { return q.Authority != a })
		if alone.Cases > all.Cases {
			t.Fatalf("%d cases of %s, %d of all", alone.Cases, a, all.Cases)
		}
		all.Options, all.Cases, all.Digest, all.Timescales = alone.Options, alone.Cases, alone.Digest, alone.Timescales
		if diff := cmp.Diff(all, alone, exactly, cmp.Comparer(sameRule), cmp.FilterValues(func(a, b []Figure) bool { return len(a)+len(b) == 0 }, cmp.Ignore()),
			cmp.FilterValues(func(a, b []TrendFigure) bool { return len(a)+len(b) == 0 }, cmp.Ignore()), cmp.FilterValues(func(a, b []AheadFigure) bool { return len(a)+len(b) == 0 }, cmp.Ignore()),
			cmp.FilterValues(func(a, b []PaperFigure) bool { return len(a)+len(b) == 0 }, cmp.Ignore()), cmp.FilterValues(func(a, b []ProvisionalFigure) bool { return len(a)+len(b) == 0 }, cmp.Ignore()),
			cmp.FilterValues(func(a, b []QueryCount) bool { return len(a)+len(b) == 0 }, cmp.Ignore())); diff != "" {
			t.Fatalf("%s among all (-) and alone (+):\n%s", a, diff)
		}
	})
}

// What is done after the as-at day, and the day moving on, take nothing that was
// out of timescale out of a past period, and nothing that was due.
func TestDoneLateStaysWhereItWasDue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cases, o := drawStories(t), drawYear(t)
		o.KnownAt, o.AsAt = deadline.Moment{}.KnownAt, drawDay(t)
		later := make([]deadline.Case, len(cases))
		for i := range cases {
			known := slices.DeleteFunc(slices.Clone(cases[i].Events), func(e deadline.Event) bool { return e.On > o.AsAt })
			cases[i] = deadline.NewCase(cases[i].Ref, known)
			events := slices.Clone(known)
			for range rapid.IntRange(0, 4).Draw(t, "done") {
				events = append(events, drawDoing(t, events, cases[i].Ref, o.AsAt))
			}
			later[i] = deadline.NewCase(cases[i].Ref, events)
		}
		before := counted(o, cases)
		moved := o
		moved.AsAt += 60
		after := map[group]map[Period]Counts{}
		for _, tr := range counted(moved, later).Trend {
			g := group{tr.Authority, tr.Rule, tr.WherePossible}
			if after[g] == nil {
				after[g] = map[Period]Counts{}
			}
			if tr.Basis == Child {
				after[g][tr.Period] = tr.Counts
			}
		}
		for _, tr := range before.Trend {
			a := after[group{tr.Authority, tr.Rule, tr.WherePossible}][tr.Period]
			if tr.Basis == Child && tr.Period.To < o.AsAt && (a.Out() != tr.Out() || a.Due != tr.Due || a.Met != tr.Met) {
				t.Fatalf("%s %s %s: %+v before, %+v after", tr.Period.Name, tr.Authority, tr.Rule, tr.Counts, a)
			}
		}
	})
}

func drawDoing(t *rapid.T, earlier []deadline.Event, child string, after deadline.Date) deadline.Event {
	e := deadline.Event{ID: fmt.Sprintf("d%d", len(earlier)+1), Case: child, On: after + deadline.Date(rapid.IntRange(1, 60).Draw(t, "later")), Recorded: recordedFrom}
	e.Kind = rapid.SampledFrom([]deadline.Kind{deadline.ConferenceHeld, deadline.MinutesCirculated, deadline.DecisionsCirculated,
		deadline.PlanCirculated, deadline.CoreGroupHeld, deadline.ChairNotified}).Draw(t, "doing")
	if e.Kind == deadline.ConferenceHeld {
		e.Conference = deadline.Conference(rapid.IntRange(int(deadline.Initial), int(deadline.Transfer)).Draw(t, "conference"))
		e.Outcome = deadline.Outcome(rapid.IntRange(int(deadline.Registered), int(deadline.Deregistered)).Draw(t, "outcome"))
		e.Meeting = rapid.SampledFrom([]string{"", "M1", "M2"}).Draw(t, "meeting")
	}
	return e
}

// By meeting there is never more than by child, and what is certain to be late
// is due.
func TestAheadAndPapersAgainstChildren(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cases, o := drawStories(t), drawYear(t)
		o.AsAt = drawDay(t)
		r := counted(o, cases)
		for i, a := range r.Ahead {
			if a.CertainLate > a.Due || a.CertainLate < max(a.Proposed, a.Planned, a.TooEarly) || a.CertainLate > a.Proposed+a.Planned+a.TooEarly {
				t.Fatalf("%+v", a)
			}
			if c := r.Ahead[max(0, i-1)]; a.Basis == Meeting && (a.Due > c.Due || a.Out > c.Out || a.CertainLate > c.CertainLate || (a.Out == 0) != (c.Out == 0)) {
				t.Fatalf("%+v by meeting, %+v by child", a, c)
			}
		}
		for i, p := range r.Papers {
			if p.Owed != p.There+p.Missing()+p.Ended {
				t.Fatalf("%+v", p)
			}
			if c := r.Papers[max(0, i-1)]; p.Basis == Meeting && (p.Owed > c.Owed || p.Overdue > c.Overdue || p.There > c.There) {
				t.Fatalf("%+v by meeting, %+v by child", p, c)
			}
		}
	})
}
