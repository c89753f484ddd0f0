package report

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"caseclock/deadline"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew; read the difference")

// sample is a quarter of three invented authorities: meetings of one to four
// children, most in time, some late, with reasons and queries.
func sample() Report {
	r := countCases(sampleOptions, sampleCases())
	r.About = sampleAbout
	return r
}

var sampleOptions = Options{From: quarter.From, To: quarter.To, AsAt: day("2026-03-25"),
	KnownAt: time.Date(2026, 3, 26, 9, 30, 0, 0, time.UTC), Since: map[string]deadline.Date{"falkirk": day("2026-02-01")}}

var sampleAbout = About{Product: "caseclock 0.2.0", Categories: deadline.Categories,
	Authorities: []Authority{{"stirling", "Stirling Council"}, {"falkirk", "Falkirk Council"}},
	Packs:       []PackInForce{{"stirling", "test-pack", "A pack for tests", "7", day("2014-05-01")}, {"falkirk", "test-pack", "A pack for tests", "7", 0}},
	Calendars:   []CalendarInUse{{"Scotland's bank holidays", "2026-1", day("2028-12-31")}}}

func sampleCases() []added {
	o, cases := sampleOptions, []added(nil)
	seed := uint32(2026)
	upTo := func(n int) int {
		seed = seed*1664525 + 1013904223
		return int(seed>>16) % n
	}
	child := 0
	for meeting := range 90 {
		authority := []string{"stirling", "stirling", "stirling", "falkirk", "falkirk", ""}[upTo(6)]
		rule := testPack.Rules[upTo(len(testPack.Rules))].ID
		due := o.From + deadline.Date(upTo(90))
		for range 1 + upTo(4)*upTo(2) {
			child++
			r := row{child: fmt.Sprintf("CP-%04d", child), meeting: fmt.Sprintf("M%d", meeting), authority: authority, rule: rule, due: due.String()}
			sampleEnd(&r, o, upTo)
			c, d := deadlineOf(r, o.AsAt)
			if rule == "pre-birth-cpcc" && upTo(4) == 0 {
				d.Due, d.Met, d.Ended, d.Status, d.DaysLate = 0, 0, 0, deadline.Undated, 0
			}
			cases = append(cases, added{c, []deadline.Deadline{d}, sampleQueries(r, upTo)})
		}
	}
	return cases
}

func sampleEnd(r *row, o Options, upTo func(int) int) {
	due := day(r.due)
	switch n := upTo(20); {
	case n < 14:
		r.met = (due - deadline.Date(upTo(10))).String()
	case n < 17:
		r.met = (due + 1 + deadline.Date(upTo(12)*upTo(3))).String()
	case n < 18:
		r.ended = (due - 4 + deadline.Date(upTo(8))).String()
	}
	if r.met > o.AsAt.String() {
		r.met = ""
	}
	if r.ended > o.AsAt.String() {
		r.ended = ""
	}
	r.reason = []string{"", "report-not-ready", "parent-unable-to-attend agreed", "family-moved lapsed", "school-holiday bare", "=our own"}[upTo(6)]
	r.reason = strings.Replace(r.reason, " own", "-own", 1)
}

func sampleQueries(r row, upTo func(int) int) []deadline.Query {
	if upTo(5) > 0 {
		return nil
	}
	q := deadline.Query{Case: r.child, Code: "no-chair", Severity: deadline.Missing}
	if upTo(2) == 0 {
		q = deadline.Query{Case: r.child, Code: "paper-for-no-conference", Severity: deadline.Wrong, Event: "e1", On: day(r.due)}
	}
	return []deadline.Query{q}
}

func points(ps []Point) string {
	var b strings.Builder
	for _, p := range ps {
		fmt.Fprintln(&b, p)
	}
	return b.String()
}

// text draws the report as a plain listing: what the terminal shows.
func text(r Report, w io.Writer) error {
	fmt.Fprintf(w, "%s\n%s\n", Title, Mark)
	for _, p := range r.Heading() {
		fmt.Fprintf(w, "%s: %s\n", p.Name, p.Value)
	}
	for _, s := range r.Sections() {
		fmt.Fprintf(w, "\n== %s\n%s\n%s\n", s.Title, strings.Join(s.Summary, "\n"), points(s.Points))
		for _, t := range s.Tables {
			fmt.Fprintf(w, "\n-- %s\n%s\n", t.Caption, strings.Join(t.Header(), " | "))
			for _, row := range t.Rows() {
				fmt.Fprintln(w, strings.Join(row, " | "))
			}
		}
	}
	return nil
}

var forms = map[string]func(Report, io.Writer) error{"txt": text, "csv": Report.WriteCSV, "json": Report.WriteJSON, "html": Report.WriteHTML}

// Each form has its golden file; "go test ./report -update" writes them anew.
func TestGolden(t *testing.T) {
	for name, write := range forms {
		for of, r := range map[string]Report{"sample": sample(), "dozen": dozen(t), "nothing": New(quarter).Report(About{})} {
			var got bytes.Buffer
			if err := write(r, &got); err != nil {
				t.Fatal(err)
			}
			path := "testdata/golden/" + of + "." + name
			if *update {
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("%s is another; when the change is meant, run with -update and read the difference\n%s", path, diff)
			}
		}
	}
}
