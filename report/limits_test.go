package report

import (
	"testing"

	"caseclock/deadline"
)

// Each authority's figures name the limits that its own deadlines were counted
// by; the totals name all of them, once.
func TestLimitsAreTheAuthoritysOwn(t *testing.T) {
	f := New(quarter)
	add := func(authority string, days int) {
		c, d := deadlineOf(row{child: "CP-1", rule: "minutes", authority: authority, due: "2026-02-10"}, quarter.AsAt)
		rule := testRule("minutes", days, deadline.CalendarDays, "conference-held", "minutes-circulated, of that day")
		d.Rule = &rule
		f.Add(&c, []deadline.Deadline{d}, nil)
	}
	add("falkirk", 15)
	add("stirling", 15)
	add("stirling", 10)
	r := f.Report(About{})
	for authority, want := range map[string]string{"falkirk": "15 calendar days", "stirling": "10 calendar days; 15 calendar days"} {
		for _, basis := range []Basis{Child, Meeting} {
			fig := find(t, r, authority, "minutes", basis)
			if got := r.Limits(&fig); got != want {
				t.Errorf("%s by %s: %s, want %s", authority, basis, got, want)
			}
		}
	}
	if got, want := r.Limits(&r.Totals()[0]), "10 calendar days; 15 calendar days"; got != want {
		t.Errorf("in total: %s, want %s", got, want)
	}
}
