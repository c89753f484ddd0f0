package report

import (
	"fmt"
	"slices"
	"testing"

	"caseclock/deadline"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// added is what is counted for one case.
type added struct {
	c  deadline.Case
	ds []deadline.Deadline
	qs []deadline.Query
}

var halfYear = Options{From: day("2026-01-01"), To: day("2026-06-30"), AsAt: day("2026-05-15")}

// drawRow invents a deadline: shared meetings, three authorities and none,
// every status, due days in and around the half year.
func drawRow(t *rapid.T, child string) row {
	near := func(d deadline.Date) string {
		return (d + deadline.Date(rapid.IntRange(-30, 30).Draw(t, "days"))).String()
	}
	due := halfYear.From + deadline.Date(rapid.IntRange(-40, 220).Draw(t, "due"))
	r := row{child: child, due: due.String(),
		meeting:   rapid.SampledFrom([]string{"", "M1", "M2", "M3", "M4"}).Draw(t, "meeting"),
		authority: rapid.SampledFrom([]string{"", "fife", "falkirk", "stirling"}).Draw(t, "authority"),
		rule:      rapid.SampledFrom(testPack.Rules).Draw(t, "rule").ID,
		reason: rapid.SampledFrom([]string{"", "family-moved", "report-not-ready agreed", "other lapsed", "school-holiday bare",
			"our-own"}).Draw(t, "reason")}
	switch rapid.IntRange(0, 2).Draw(t, "end") {
	case 0:
		r.met = near(due)
	case 1:
		r.ended = near(due)
	}
	return r
}

func drawCases(t *rapid.T) []added {
	var all []added
	for i := range rapid.IntRange(0, 25).Draw(t, "cases") {
		var a added
		child := fmt.Sprintf("CP-%04d", i)
		for range rapid.IntRange(0, 3).Draw(t, "deadlines") {
			c, d := deadlineOf(drawRow(t, child), halfYear.AsAt)
			if rapid.IntRange(0, 9).Draw(t, "undated") == 0 {
				d.Due, d.Met, d.Ended, d.DaysLate, d.Reason = 0, 0, 0, 0, nil
				d.Status = rapid.SampledFrom([]deadline.Status{deadline.Undated, deadline.Unknown}).Draw(t, "status")
			}
			a.c, a.ds = c, append(a.ds, d)
		}
		if a.c.Ref != "" && rapid.Bool().Draw(t, "query") {
			a.qs = append(a.qs, deadline.Query{Case: child, Code: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "code"),
				Severity: deadline.Odd, On: halfYear.From + deadline.Date(rapid.IntRange(-9, 200).Draw(t, "on"))})
		}
		all = append(all, a)
	}
	return all
}

func countCases(o Options, cases []added) Report {
	f := New(o)
	for _, a := range cases {
		f.Add(&a.c, a.ds, a.qs)
	}
	return f.Report(About{})
}

// Whatever the order of the cases, the report is the same, to its digest.
func TestOrderOfCasesDoesNotMatter(t *testing.T) {
	same := func(t interface{ Fatal(...any) }, cases, shuffled []added) {
		if diff := cmp.Diff(countCases(halfYear, cases), countCases(halfYear, shuffled), cmp.AllowUnexported(Figure{}), cmp.Comparer(sameDays), cmp.Comparer(sameRule)); diff != "" {
			t.Fatal(diff)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		cases := drawCases(t)
		same(t, cases, rapid.Permutation(cases).Draw(t, "order"))
	})
	backwards := sampleCases()
	slices.Reverse(backwards)
	same(t, sampleCases(), backwards)
}

func sameDays(a, b Days) bool { return slices.Equal(a.sorted(), b.sorted()) }

func sameRule(a, b *deadline.Rule) bool { return a.ID == b.ID }

// Each deadline is in one part of what is due, and each of those out of
// timescale has one reason or none.
func TestPartsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := countCases(halfYear, drawCases(t))
		for _, f := range slices.Concat(r.Figures, r.Totals(), []Figure{Overall(r.Figures, Child), Overall(r.Figures, Meeting)}) {
			if sum := f.Met + f.MetLate + f.Overdue + f.Ended + f.EndedOverdue + f.Pending; sum != f.Due {
				t.Errorf("%s %s by %s: due %d, its parts %d", f.Authority, f.Rule, f.Basis, f.Due, sum)
			}
			if len(f.late) != f.Out() {
				t.Errorf("%s %s by %s: %d out of timescale, %d days late", f.Authority, f.Rule, f.Basis, f.Out(), len(f.late))
			}
			reasons := f.NoReason()
			for _, n := range f.Reasons {
				reasons += n
			}
			if !f.WherePossible && (reasons != f.Out() || f.NoReason() < 0 || f.Unexplained < f.NoReason() || f.Unexplained > f.Out()) {
				t.Errorf("%s %s by %s: %d out, %d with a reason or none, %d unexplained", f.Authority, f.Rule, f.Basis, f.Out(), reasons, f.Unexplained)
			}
			if f.WherePossible && f.Unexplained+len(f.Reasons)+f.ProposedMissed > 0 {
				t.Errorf("%s where possible has breaches", f.Rule)
			}
		}
	})
}

// flat is a figure's numbers by authority, timescale and basis; lateness as
// the sorted days.
func flat(figures []Figure) map[string]Figure {
	m := map[string]Figure{}
	for _, f := range figures {
		slices.Sort(f.late)
		m[f.Authority+" "+f.Rule+" "+f.Basis.String()] = f
	}
	return m
}

func sumOf(reports ...Report) map[string]Figure {
	parts := map[string][]*Figure{}
	for _, r := range reports {
		for k, f := range flat(r.Figures) {
			parts[k] = append(parts[k], &f)
		}
	}
	m := map[string]Figure{}
	for k, ps := range parts {
		m[k] = *total(*ps[0], ps)
		slices.Sort(m[k].late)
	}
	return m
}

var exactly = cmp.AllowUnexported(Figure{})

// The figures of two periods that follow each other are those of both, by
// child and by meeting.
func TestPeriodsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cases := drawCases(t)
		first, second := halfYear, halfYear
		first.To = halfYear.From + deadline.Date(rapid.IntRange(0, 178).Draw(t, "split"))
		second.From = first.To + 1
		got := sumOf(countCases(first, cases), countCases(second, cases))
		if diff := cmp.Diff(flat(countCases(halfYear, cases).Figures), got, exactly); diff != "" {
			t.Fatalf("the half year (-) and its two parts (+):\n%s", diff)
		}
	})
}

// The figures of one authority are those it has among all, and the totals are
// the sum of all.
func TestAuthoritiesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cases := drawCases(t)
		all := countCases(halfYear, cases)
		for _, a := range []string{"fife", "falkirk", "stirling"} {
			o := halfYear
			o.Authority = a
			one := countCases(o, cases)
			if diff := cmp.Diff(flat(all.Of(a)), flat(one.Figures), exactly); diff != "" {
				t.Fatalf("%s among all (-) and alone (+):\n%s", a, diff)
			}
			queries := slices.DeleteFunc(slices.Clone(all.Queries), func(q QueryCount) bool { return q.Authority != a })
			if !slices.Equal(queries, one.Queries) {
				t.Fatalf("%s: queries %v among all, %v alone", a, queries, one.Queries)
			}
		}
		var due, totals int
		for _, f := range all.Figures {
			due += f.Due
		}
		for _, f := range all.Totals() {
			totals += f.Due
		}
		if due != totals {
			t.Fatalf("due %d, in the totals %d", due, totals)
		}
	})
}

// There are never more meetings than deadlines of children, a meeting in time
// is in time for each of its children, and the latest is as late on both.
func TestMeetingsAgainstChildren(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := halfYear
		o.From, o.To = o.From-100, o.To+100 // every due day lies in the period
		figures := flat(countCases(o, drawCases(t)).Figures)
		for k, m := range figures {
			if m.Basis != Meeting {
				continue
			}
			c := figures[m.Authority+" "+m.Rule+" child"]
			if m.Due > c.Due || m.Met > c.Met || m.Out() > c.Out() || (m.Out() == 0) != (c.Out() == 0) {
				t.Errorf("%s: %+v, by child %+v", k, m.Counts, c.Counts)
			}
			ml, _ := m.LongestLate()
			cl, _ := c.LongestLate()
			if ml != cl {
				t.Errorf("%s: longest %d, by child %d", k, ml, cl)
			}
		}
	})
}

// A breach never leaves a past period's count: done later, or looked at later,
// it is due, and out of timescale, all the same.
func TestBreachStaysInItsPeriod(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRow(t, "CP-0001")
		r.met, r.ended, r.authority = "", "", ""
		before := countRows(halfYear, []row{r})
		r.met = (halfYear.AsAt + deadline.Date(rapid.IntRange(1, 40).Draw(t, "later"))).String()
		later := halfYear
		later.AsAt += 60
		after := countRows(later, []row{r})
		for _, f := range before.Figures {
			if g := sameFigure(after, f); f.Out() > 0 && (g.Due != f.Due || g.Out() != f.Out()) {
				t.Errorf("%s by %s: out %d of %d before, %d of %d after", f.Rule, f.Basis, f.Out(), f.Due, g.Out(), g.Due)
			}
		}
	})
}

func sameFigure(r Report, like Figure) Figure {
	for _, f := range r.Figures {
		if f.Rule == like.Rule && f.Basis == like.Basis {
			return f
		}
	}
	return Figure{}
}
