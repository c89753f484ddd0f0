package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"caseclock/deadline"

	"github.com/google/go-cmp/cmp"
)

// eventCases reads cases from the rows of a page: id, child, day, event, and
// what it carries as name=value; recorded in the order of the rows.
func eventCases(t *testing.T, rows [][]string) []deadline.Case {
	t.Helper()
	byCase := map[string][]deadline.Event{}
	for _, r := range rows {
		var e deadline.Event
		set := func(field, value string) {
			if err := e.Set(field, value); err != nil {
				t.Fatalf("%s: %v", r[0], err)
			}
		}
		for i, field := range []string{"id", "case", "on", "event"} {
			set(field, r[i])
		}
		for _, word := range strings.Fields(r[4]) {
			field, value, _ := strings.Cut(word, "=")
			set(field, value)
		}
		byCase[e.Case] = append(byCase[e.Case], e)
	}
	var cases []deadline.Case
	for _, ref := range slices.Sorted(maps.Keys(byCase)) {
		cases = append(cases, deadline.NewCase(ref, byCase[ref]))
	}
	return cases
}

func countFlow(o Options, cases []deadline.Case) *FlowCount {
	f := NewFlow(o)
	for i := range cases {
		f.Add(&cases[i])
	}
	return f
}

// flowOf finds the flow of an authority; an authority with none has zeros.
func flowOf(t FlowTable, authority string) *Flow {
	for i := range t.Authorities {
		if t.Authorities[i].Authority == authority {
			return &t.Authorities[i]
		}
	}
	return &Flow{Authority: authority}
}

// flowRows are the counts as the page writes them, those that are zero
// everywhere left out.
func flowRows(t FlowTable) [][]string {
	columns := []*Flow{flowOf(t, "falkirk"), flowOf(t, "stirling"), &t.All}
	var rows [][]string
	row := func(name string, cell func(f *Flow) string) {
		r := []string{name}
		for _, f := range columns {
			r = append(r, cell(f))
		}
		rows = append(rows, r)
	}
	for i, n := range t.All.Numbers() {
		if slices.ContainsFunc(columns, func(f *Flow) bool { return f.Numbers()[i].N != 0 }) {
			row(n.Field, func(f *Flow) string { return fmt.Sprint(f.Numbers()[i].N) })
		}
	}
	row("conferences held, by child", func(f *Flow) string { return fmt.Sprint(f.Children.All()) })
	row("conferences held, by meeting", func(f *Flow) string { return fmt.Sprint(f.Meetings.All()) })
	row("inquorate, by meeting", func(f *Flow) string { return fmt.Sprint(f.Meetings.Inquorate()) })
	row("registered of considered", func(f *Flow) string { r, c := f.Conversion(); return fmt.Sprintf("%d of %d", r, c) })
	row("per cent registered", func(f *Flow) string { p, _ := f.PercentRegistered(); return p.String() })
	for who, stay := range map[string]func(*Flow) *Stay{"on": func(f *Flow) *Stay { return &f.Register.On }, "left": func(f *Flow) *Stay { return &f.Register.Left }} {
		row(who+", median days", func(f *Flow) string { m, _ := stay(f).Days.Median(); return m.String() })
		row(who+", 90th percentile", func(f *Flow) string { d, _ := stay(f).Days.Percentile(90); return fmt.Sprint(d) })
		row(who+", longest", func(f *Flow) string { d, _ := stay(f).Days.Longest(); return fmt.Sprint(d) })
	}
	return rows
}

// What a person counted on paper is what is counted here.
func TestFlowCountedByHand(t *testing.T) {
	page := tables(t, "testdata/flow.md")
	o := quarter
	o.AsAt = day("2026-03-25")
	got, want := flowRows(countFlow(o, eventCases(t, page[0])).Flow()), page[1]
	byName := func(a, b []string) int { return strings.Compare(a[0], b[0]) }
	slices.SortFunc(got, byName)
	slices.SortFunc(want, byName)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the count on paper (-) and this (+):\n%s", diff)
	}
}

// The quirks of the flow, one a row: what happened, as in the page, and the
// counts that are not zero in the first quarter of 2026, by authority.
func TestFlowQuirks(t *testing.T) {
	for _, c := range []struct{ story, want string }{
		{"2026-01-05 concern-notified\n2026-01-05 concern-notified", ": notified_child 1"},
		{"2026-01-05 concern-notified\n2026-01-05 concern-notified subject=unborn\n2026-01-06 concern-notified", ": notified_child 2, notified_unborn 1"},
		{"2026-01-05 case-assigned authority=a\n2026-01-05 case-assigned authority=b\n2026-01-05 case-assigned chair=c\n2026-01-05 concern-notified", "b: notified_child 1"},
		{"2026-01-05 position-brought-in registered_on=2026-02-01", ": register_in_brought-in 1, register_end 1, on_under_6_months 1"},
		{"2025-12-31 position-brought-in registered_on=2025-09-30\n2026-03-29 closed cause=moved-away", ": register_start 1, register_out_moved-away 1, left_under_6_months 1"},
		{"2025-12-31 position-brought-in registered_on=2025-09-30\n2026-03-30 closed cause=process-ended", ": register_start 1, register_out_process-ended 1, left_6_to_12_months 1"},
		{"2026-01-05 conference-held conference=review outcome=retained", ": children_review_retained 1, meetings_review_retained 1, register_in_other 1, register_end 1, on_under_6_months 1"},
		{"2025-01-05 position-brought-in registered_on=2024-12-31\n2026-01-05 conference-held conference=initial outcome=deregistered", ": children_initial_deregistered 1, meetings_initial_deregistered 1, register_start 1, register_out_other 1, left_1_to_2_years 1"},
		{"2026-01-05 conference-held conference=initial outcome=registered\n2026-01-05 conference-held conference=review outcome=deregistered", ": children_initial_registered 1, children_review_deregistered 1, meetings_initial_registered 1, meetings_review_deregistered 1, register_in_initial 1, register_out_review 1, left_under_6_months 1"},
		{"2026-01-05 conference-held conference=initial outcome=registered meeting=M\n2026-01-05 conference-held conference=review outcome=retained meeting=M", ": children_initial_registered 1, children_review_retained 1, meetings_initial_registered 1, meetings_review_retained 1, register_in_initial 1, register_end 1, on_under_6_months 1"},
		{"2026-01-05 conference-held conference=initial outcome=inquorate meeting=M\n2026-01-05 conference-held conference=initial outcome=continued meeting=M", ": children_initial_continued 1, children_initial_inquorate 1, meetings_initial_continued 1"},
		{"2026-01-05 position-brought-in registered_on=2026-01-01\n2026-01-07 case-assigned authority=a", ": register_in_brought-in 1, register_out_moved 1; a: register_in_moved 1, register_end 1, on_under_6_months 1"},
		{"2025-01-05 case-assigned authority=a\n2025-01-05 position-brought-in registered_on=2025-01-01\n2026-01-07 case-assigned authority=b\n2026-01-07 case-assigned authority=a", "a: register_start 1, register_end 1, on_1_to_2_years 1"},
		{"2025-01-05 case-assigned authority=a\n2025-01-05 position-brought-in registered_on=2025-01-01\n2026-01-07 case-assigned authority=b\n2026-01-07 closed cause=died", "a: register_start 1, register_out_moved 1; b: register_in_moved 1, register_out_died 1, left_1_to_2_years 1"},
		{"2026-01-05 concern-notified\n2026-04-02 concern-notified replaces=e1", ""},
		{"2025-01-05 case-assigned authority=a\n2025-01-05 concern-notified\n2025-02-05 conference-held conference=initial outcome=registered\n2025-05-05 conference-held conference=review outcome=deregistered", ""},
	} {
		var rows [][]string
		for i, line := range strings.Split(c.story, "\n") {
			words := append(strings.SplitN(line, " ", 3), "")
			rows = append(rows, []string{fmt.Sprintf("e%d", i+1), "CP-01", words[0], words[1], words[2]})
		}
		var got []string
		for _, f := range countFlow(quarter, eventCases(t, rows)).Flow().Authorities {
			var counts []string
			for _, n := range f.Numbers() {
				if n.N != 0 {
					counts = append(counts, fmt.Sprintf("%s %d", n.Field, n.N))
				}
			}
			got = append(got, f.Authority+": "+strings.Join(counts, ", "))
		}
		if got := strings.Join(got, "; "); got != c.want {
			t.Errorf("%s\n gave %s\n want %s", c.story, got, c.want)
		}
	}
}

// A stay is of so many months from the same day of a later month on, whatever
// the months' lengths.
func TestStayBands(t *testing.T) {
	for since := day("2023-01-01"); since <= day("2024-12-31"); since++ {
		for n := range deadline.Date(800) {
			want := 0
			for _, months := range []int{6, 12, 24} {
				want += one(since+n >= since.AddMonths(months))
			}
			if got := bandOf(since, since+n); got != want {
				t.Fatalf("%s to %s is %s, want %s", since, since+n, StayBands[got], StayBands[want])
			}
		}
	}
}
