package report

import (
	"testing"

	"caseclock/deadline"
)

// A query counts for the authority responsible on the as-at day.
func TestQueriesCountForWhoIsResponsible(t *testing.T) {
	c := deadline.NewCase("CP-1", []deadline.Event{
		{ID: "a", Kind: deadline.CaseAssigned, On: day("2026-01-10"), Authority: "falkirk"},
		{ID: "b", Kind: deadline.CaseAssigned, On: day("2026-01-20"), Authority: "stirling"},
		{ID: "c", Kind: deadline.CaseAssigned, On: day("2026-01-05"), Authority: "fife"},
		{ID: "d", Kind: deadline.CaseAssigned, On: day("2026-01-25"), Chair: "chair-1"},
		{ID: "e", Kind: deadline.CaseAssigned, On: day("2026-01-26"), Authority: "clackmannanshire"},
		{ID: "f", Kind: deadline.Withdrawn, On: day("2026-01-27"), Target: "e"},
	})
	for asAt, want := range map[string]string{"2026-01-01": "", "2026-01-05": "fife", "2026-01-19": "falkirk", "2026-01-20": "stirling", "2026-04-15": "stirling"} {
		o := quarter
		o.AsAt = day(asAt)
		f := New(o)
		f.Add(&c, nil, []deadline.Query{{Code: "odd", Severity: deadline.Odd, On: o.From}, {Code: "odd", Severity: deadline.Odd, On: o.To + 1}, {Code: "odd", Severity: deadline.Odd}})
		got := f.Report(About{}).Queries
		if w := (QueryCount{want, "odd", deadline.Odd, 1, 3}); len(got) != 1 || got[0] != w {
			t.Errorf("as at %s: %+v, want %+v", asAt, got, w)
		}
	}
}
