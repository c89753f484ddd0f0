package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/deadline"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var issued = time.Date(2026, 4, 5, 9, 0, 0, 0, time.UTC)

func lateOf(o Options, since time.Time, cases []deadline.Case) []LateCount {
	l := NewLate(o, since)
	for i := range cases {
		l.Add(&cases[i])
	}
	return l.Counts()
}

func cells(values ...any) []string {
	var row []string
	for _, v := range values {
		row = append(row, fmt.Sprint(v))
	}
	return row
}

// What a person counted on paper is what is counted here.
func TestLateCountedByHand(t *testing.T) {
	page := tables(t, "testdata/late.md")
	cases := eventCases(t, page[0])
	now := quarter
	now.AsAt, now.KnownAt = now.To, issued.AddDate(0, 0, 14)
	before := now
	before.KnownAt = issued

	var late [][]string
	for _, n := range lateOf(now, issued, cases) {
		late = append(late, cells(n.Authority, n.Event, n.Entry, n.N))
	}
	if diff := cmp.Diff(page[1], late); diff != "" {
		t.Errorf("entered since, on paper (-) and here (+):\n%s", diff)
	}
	var changed [][]string
	for _, c := range Changes(evaluated(before, cases), evaluated(now, cases)) {
		changed = append(changed, cells(c.Authority, c.Rule, c.Basis, c.Field, c.Then, c.Now))
	}
	for _, c := range FlowChanges(countFlow(before, cases).Flow(), countFlow(now, cases).Flow()) {
		changed = append(changed, cells(c.Authority, "-", "-", c.Field, c.Then, c.Now))
	}
	if diff := cmp.Diff(page[2], changed); diff != "" {
		t.Errorf("changed, on paper (-) and here (+):\n%s", diff)
	}
	now.Authority = "falkirk"
	if all := lateOf(now, issued, cases); len(all) != 2 {
		t.Errorf("Falkirk alone: %v, want two rows", all)
	}
}

// Each count goes by its own name.
func TestChangesAreNamed(t *testing.T) {
	now := Report{Figures: []Figure{{Rule: "minutes", Counts: Counts{Due: 1, Met: 2, MetLate: 3, Overdue: 4, Ended: 5, EndedOverdue: 6, Pending: 7}}}}
	var got []string
	for _, c := range Changes(Report{}, now) {
		got = append(got, fmt.Sprintf("%s %d>%d", c.Field, c.Then, c.Now))
	}
	if got, want := strings.Join(got, ", "), "due 0>1, met 0>2, met_late 0>3, overdue 0>4, ended 0>5, ended_overdue 0>6, pending 0>7"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// drawIssue draws cases, an issue of the year and the same as known later.
func drawIssue(t *rapid.T) (cases []deadline.Case, before, now Options) {
	now = drawYear(t)
	now.KnownAt, now.Trend = time.Time{}, nil
	before = now
	before.KnownAt = recordedFrom.Add(time.Duration(rapid.IntRange(-1, 10).Draw(t, "issued")) * time.Hour)
	return drawHistories(t), before, now
}

// What is shown now is what was shown at the issue and its changes, and no
// change is none.
func TestNowIsThenAndItsChanges(t *testing.T) {
	type name struct {
		authority, rule string
		basis           Basis
		field           string
	}
	fields := func(r Report, flow FlowTable) map[name]int {
		m := map[name]int{}
		for _, f := range r.Figures {
			for i, n := range f.Counts.fields() {
				m[name{f.Authority, f.Rule, f.Basis, ChangeFields[i]}] += n
			}
		}
		for i := range flow.Authorities {
			for _, n := range flow.Authorities[i].Numbers() {
				m[name{flow.Authorities[i].Authority, "", Child, n.Field}] = n.N
			}
		}
		return m
	}
	rapid.Check(t, func(t *rapid.T) {
		cases, before, now := drawIssue(t)
		was, is := evaluated(before, cases), evaluated(now, cases)
		flowWas, flowIs := countFlow(before, cases).Flow(), countFlow(now, cases).Flow()
		then, want := fields(was, flowWas), fields(is, flowIs)
		for _, c := range append(Changes(was, is), FlowChanges(flowWas, flowIs)...) {
			k := name{c.Authority, c.Rule, c.Basis, c.Field}
			if c.Then == c.Now || c.Then != then[k] {
				t.Errorf("%+v, and it was %d", c, then[k])
			}
			then[k] = c.Now
		}
		for k, n := range want {
			if then[k] != n {
				t.Errorf("%+v: %d with its changes, and it is %d", k, then[k], n)
			}
		}
		if again := append(Changes(is, is), FlowChanges(flowIs, flowIs)...); len(again) != 0 {
			t.Errorf("it differs from itself: %v", again)
		}
		if total := append(TotalChanges(is, is), TotalFlowChanges(flowIs, flowIs)...); len(total) != 0 {
			t.Errorf("its totals differ from themselves: %v", total)
		}
	})
}

// Where nothing was entered late, corrected or withdrawn, nothing has changed.
func TestNothingLateNothingChanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cases, before, now := drawIssue(t)
		before.Authority, now.Authority = "", ""
		cases = slices.DeleteFunc(cases, func(c deadline.Case) bool { return len(lateOf(now, before.KnownAt, []deadline.Case{c})) > 0 })
		was, is := evaluated(before, cases), evaluated(now, cases)
		flowWas, flowIs := countFlow(before, cases).Flow(), countFlow(now, cases).Flow()
		if all := append(Changes(was, is), FlowChanges(flowWas, flowIs)...); len(all) > 0 {
			t.Errorf("nothing was late, and %+v", all)
		}
	})
}

// Reports that differ in more than what was known are refused, by name.
func TestComparesWith(t *testing.T) {
	known := quarter
	known.KnownAt = issued
	if err := quarter.ComparesWith(known); err != nil {
		t.Error(err)
	}
	for what, change := range map[string]func(o *Options){
		"the period": func(o *Options) { o.To++ }, "the authority": func(o *Options) { o.Authority = "fife" },
		"the as-at day": func(o *Options) { o.AsAt-- }, "counting began": func(o *Options) { o.Since = map[string]deadline.Date{"fife": o.From} },
	} {
		other := quarter
		change(&other)
		if err := quarter.ComparesWith(other); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
