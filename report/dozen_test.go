package report

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tables reads the tables of a page in Markdown, without their heads.
func tables(t *testing.T, path string) [][][]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all [][][]string
	inside := false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			inside = false
			continue
		}
		if !inside {
			all, inside = append(all, nil), true
		}
		var cells []string
		for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
			cells = append(cells, strings.TrimSpace(cell))
		}
		all[len(all)-1] = append(all[len(all)-1], cells)
	}
	for i := range all {
		all[i] = all[i][2:]
	}
	return all
}

func dozen(t *testing.T) Report {
	o := quarter
	o.AsAt = day("2026-03-25")
	var rows []row
	for _, c := range tables(t, "testdata/dozen.md")[0] {
		rows = append(rows, row{c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]})
	}
	return countRows(o, rows)
}

// What a person counted on paper is what is counted here.
func TestDozenCountedByHand(t *testing.T) {
	r := dozen(t)
	var got [][]string
	for _, f := range r.Figures {
		p, _ := f.Percent()
		median, _ := f.MedianLate()
		longest, _ := f.LongestLate()
		got = append(got, strings.Fields(fmt.Sprintln(f.Authority, f.Rule, f.Basis, f.Due, f.Met, f.MetLate, f.Overdue, f.Ended, f.EndedOverdue, f.Pending,
			p, median, longest, f.Unexplained)))
	}
	if diff := cmp.Diff(tables(t, "testdata/dozen.md")[1], got); diff != "" {
		t.Errorf("the count on paper (-) and this (+):\n%s", diff)
	}
	f := find(t, r, "stirling", "initial-cpcc", Child)
	if diff := cmp.Diff(map[string]int{"report-not-ready": 1, "family-moved": 1}, f.Reasons); diff != "" {
		t.Errorf("reasons:\n%s", diff)
	}
	if got, want := [3]int{f.NoReason(), f.ProposedMissed, f.AgreedInAdvance}, [3]int{1, 1, 1}; got != want {
		t.Errorf("no reason, proposed date passed, agreed in advance: %v, want %v", got, want)
	}
	if f := find(t, r, "falkirk", "initial-cpcc", Child); f.AgreedInAdvance != 0 {
		t.Errorf("falkirk: %d agreed in advance, want none: nobody agreed", f.AgreedInAdvance)
	}
}
