package layout

import (
	"flag"
	"os"
	"strings"
	"testing"

	"caseclock/report"
	"caseclock/report/document"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew; read the difference")

// What the report says of sixty invented cases, and of none.
func TestGolden(t *testing.T) {
	o := yearOptions()
	for name, d := range map[string]document.Report{
		"internal":  mustDocument(t, material(t, o, demoCases(60), sampleAbout), forInternal),
		"committee": mustDocument(t, material(t, o, demoCases(60), sampleAbout), forCommittee),
		"nothing":   mustDocument(t, Material{Report: report.New(o).Report(sampleAbout)}, forInternal),
	} {
		path := "testdata/golden/" + name + ".txt"
		got := written(d)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// The columns of the figures are a contract: they stay, in this order.
func TestFiguresBeginAsPromised(t *testing.T) {
	d := mustDocument(t, material(t, yearOptions(), demoCases(10), sampleAbout), forInternal)
	var names []string
	for _, c := range d.Data[0].Columns {
		name := c.Key
		if c.In != "" {
			name = c.In + "_" + c.Key
		}
		names = append(names, name)
	}
	const promised = "authority,rule,basis,due,met,met_late,overdue,ended,ended_overdue,pending,percent_in_time,median_days_late,longest_days_late,unexplained," +
		"where_possible,limit,no_reason,proposed_dates_missed,agreed_in_advance,no_due_day_undated,no_due_day_unknown,no_due_day_settled,from,to,as_at,known_at,mark,product,digest,reason_parent-unable-to-attend,"
	if got := strings.Join(names, ","); !strings.HasPrefix(got, promised) {
		t.Errorf("got  %s\nwant %s…", got, promised)
	}
}

// The words are the field's own: nobody is said to have failed.
func TestTone(t *testing.T) {
	text := strings.ToLower(written(mustDocument(t, material(t, yearOptions(), demoCases(60), sampleAbout), forInternal)))
	for _, word := range []string{"unlawful", "fail", "blame", "fault", "breach of", "illegal", "guilty"} {
		if strings.Contains(text, word) {
			t.Errorf("the report says %q", word)
		}
	}
}

// No child stands anywhere in it.
func TestNoChildInIt(t *testing.T) {
	for _, p := range []Publication{forInternal, forCommittee} {
		if text := written(mustDocument(t, material(t, yearOptions(), demoCases(60), sampleAbout), p)); strings.Contains(text, "CP-0") {
			t.Errorf("a case's reference stands in the report for %s", p.For)
		}
	}
}
