package report

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"caseclock/deadline"
	"caseclock/rules"

	"github.com/google/go-cmp/cmp"
)

// sheet is a table of a page in Markdown with the names of its columns.
type sheet struct {
	columns []string
	rows    [][]string
}

func sheets(t *testing.T, path string) []sheet {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []sheet
	inside := false
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case !strings.HasPrefix(line, "|"):
			inside = false
		case !inside:
			all, inside = append(all, sheet{columns: cells}), true
		case !strings.HasPrefix(line, "|---"):
			s := &all[len(all)-1]
			s.rows = append(s.rows, cells)
		}
	}
	return all
}

// national is the pack scotland-2014 for everybody.
var national = func() *deadline.Rulebook {
	p, err := rules.Builtin("scotland-2014")
	if err != nil {
		panic(err)
	}
	return deadline.NewRulebook(deadline.Period{Pack: p.Pack, Calendar: rules.Scotland()})
}()

// casesIn makes cases of a sheet of events.
func casesIn(t *testing.T, s sheet) []deadline.Case {
	t.Helper()
	var refs []string
	events := map[string][]deadline.Event{}
	for _, row := range s.rows {
		e := deadline.Event{ID: strconv.Itoa(len(events)*100 + len(events[row[0]]))}
		set := func(field, value string) {
			if err := e.Set(field, value); err != nil {
				t.Fatal(row, err)
			}
		}
		for i, field := range []string{"case", "on", "event"} {
			set(field, row[i])
		}
		for _, more := range strings.Fields(row[3]) {
			field, value, _ := strings.Cut(more, "=")
			set(field, value)
		}
		if faults := e.Check(nil, nil); faults != nil {
			t.Fatal(row, faults)
		}
		if events[e.Case] == nil {
			refs = append(refs, e.Case)
		}
		events[e.Case] = append(events[e.Case], e)
	}
	var cases []deadline.Case
	for _, ref := range refs {
		cases = append(cases, deadline.NewCase(ref, events[ref]))
	}
	return cases
}

// counted counts cases by the pack scotland-2014.
func counted(o Options, cases []deadline.Case) Report {
	f := New(o)
	var r deadline.Reckoner
	for i := range cases {
		ds, qs := r.Look(&cases[i], national, deadline.Moment{AsAt: o.AsAt, KnownAt: o.KnownAt})
		f.Add(&cases[i], ds, qs)
	}
	return f.Report(About{})
}

// onPaper compares a sheet with what was counted of the rules that it names.
func onPaper[T any](t *testing.T, want sheet, got []T, cell func(T, string) string) {
	t.Helper()
	rule := -1
	rules := map[string]bool{}
	for i, c := range want.columns {
		if c == "rule" {
			rule = i
		}
	}
	for _, row := range want.rows {
		rules[row[rule]] = true
	}
	var rows [][]string
	for _, x := range got {
		if !rules[cell(x, "rule")] {
			continue
		}
		var row []string
		for _, c := range want.columns {
			row = append(row, cell(x, c))
		}
		rows = append(rows, row)
	}
	if diff := cmp.Diff(want.rows, rows); diff != "" {
		t.Errorf("the count on paper (-) and this (+), of %s:\n%s", strings.Join(want.columns, " "), diff)
	}
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func countCell(c Counts, column string) string {
	n := map[string]int{"due": c.Due, "met": c.Met, "met_late": c.MetLate, "overdue": c.Overdue, "ended": c.Ended,
		"ended_overdue": c.EndedOverdue, "pending": c.Pending}
	if column == "percent" {
		p, _ := c.Percent()
		return p.String()
	}
	if v, ok := n[column]; ok {
		return strconv.Itoa(v)
	}
	panic("no column " + column)
}

func figureCell(f Figure, column string) string {
	for i, b := range Bins {
		if b.Name == column {
			return strconv.Itoa(f.Lateness()[i])
		}
	}
	median, _ := f.MedianLate()
	p90, _ := f.PercentileLate(90)
	longest, _ := f.LongestLate()
	reason, _ := f.ToReason().Median()
	reason90, _ := f.ToReason().Percentile(90)
	switch column {
	case "authority":
		return dash(f.Authority)
	case "part":
		return dash(f.Part)
	case "rule":
		return f.Rule
	case "basis":
		return f.Basis.String()
	case "median":
		return median.String()
	case "reason_median":
		return reason.String()
	}
	n := map[string]int{"p90": p90, "longest": longest, "reason_p90": reason90, "explained": f.Explained(), "unexplained": f.Unexplained,
		"no_reason": f.NoReason(), "passed": f.ProposedMissed, "in_advance": f.InAdvance, "agreed": f.AgreedInAdvance,
		"kept": f.Proposed.Kept, "missed": f.Proposed.Missed, "to_come": f.Proposed.ToCome, "none": f.Proposed.None, "repeated": f.Proposed.Repeated}
	if v, ok := n[column]; ok {
		return strconv.Itoa(v)
	}
	return countCell(f.Counts, column)
}

// What people counted on paper is what is counted here.

func TestLatenessCountedByHand(t *testing.T) {
	s := sheets(t, "testdata/lateness.md")
	onPaper(t, s[1], counted(quarter, casesIn(t, s[0])).Figures, figureCell)
}

func TestProposalsCountedByHand(t *testing.T) {
	s, o := sheets(t, "testdata/proposals.md"), quarter
	o.AsAt = day("2026-03-02")
	onPaper(t, s[1], counted(o, casesIn(t, s[0])).Figures, figureCell)
}

func TestSiblingsCountedByHand(t *testing.T) {
	s, o := sheets(t, "testdata/siblings.md"), quarter
	o.Teams = map[string]string{"lead-1": "north", "lead-2": "west", "chair-2": "south"}
	for i, by := range []string{ByChair, ByTeam} {
		o.By = by
		r := counted(o, casesIn(t, s[0]))
		onPaper(t, s[1+i], r.Parts, figureCell)
		onPaper(t, s[3], r.Figures, figureCell)
	}
}

func TestTrendCountedByHand(t *testing.T) {
	s, o := sheets(t, "testdata/trend.md"), quarter
	o.AsAt, o.Trend = day("2026-03-20"), o.Period().Quarters(4)
	r := counted(o, casesIn(t, s[0]))
	onPaper(t, s[1], r.Trend, func(f TrendFigure, column string) string {
		switch column {
		case "period":
			return f.Period.Name
		case "partial":
			return map[bool]string{true: "yes", false: "no"}[f.Partial]
		case "rule":
			return f.Rule
		case "basis":
			return f.Basis.String()
		}
		return countCell(f.Counts, column)
	})
}

func TestAheadCountedByHand(t *testing.T) {
	s, o := sheets(t, "testdata/ahead.md"), quarter
	o.AsAt = day("2026-04-10")
	r := counted(o, casesIn(t, s[0]))
	n := strconv.Itoa
	onPaper(t, s[1], r.Ahead, func(a AheadFigure, column string) string {
		return map[string]string{"rule": a.Rule, "basis": a.Basis.String(), "due": n(a.Due), "certain": n(a.CertainLate),
			"proposed": n(a.Proposed), "planned": n(a.Planned), "too_early": n(a.TooEarly), "out": n(a.Out)}[column]
	})
	onPaper(t, s[2], r.Papers, func(p PaperFigure, column string) string {
		return map[string]string{"rule": p.Rule, "basis": p.Basis.String(), "owed": n(p.Owed), "there": n(p.There),
			"overdue": n(p.Overdue), "not_yet_due": n(p.NotYetDue), "no_due_day": n(p.NoDueDay), "ended": n(p.Ended)}[column]
	})
	onPaper(t, s[3], r.Provisional, func(p ProvisionalFigure, column string) string {
		return map[string]string{"rule": p.Rule, "on_delivery": n(p.OnDelivery), "undated": n(p.Undated), "unknown": n(p.Unknown)}[column]
	})
	if got := o.Ahead(); got.From != day("2026-04-11") || got.To != day("2026-07-10") {
		t.Errorf("ahead is %s", got.Name)
	}
	if len(r.Ahead) != len(s[1].rows) {
		t.Errorf("%d figures of what is ahead, %d on paper", len(r.Ahead), len(s[1].rows))
	}
}
