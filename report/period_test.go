package report

import (
	"testing"

	"caseclock/deadline"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func names(ps []Period) []string {
	var list []string
	for _, p := range ps {
		list = append(list, p.Name)
	}
	return list
}

func TestParsePeriods(t *testing.T) {
	for _, c := range []struct {
		parse          func(string) (Period, error)
		text, from, to string
		name           string
	}{
		{ParseQuarter, "2026Q1", "2026-01-01", "2026-03-31", "January to March 2026"},
		{ParseQuarter, "2025Q4", "2025-10-01", "2025-12-31", "October to December 2025"},
		{ParseYear, "2025-08", "2025-08-01", "2026-07-31", "1 August 2025 to 31 July 2026"},
		{ParseYear, "2025-04", "2025-04-01", "2026-03-31", "1 April 2025 to 31 March 2026"},
		{ParseYear, "2023-03", "2023-03-01", "2024-02-29", "1 March 2023 to 29 February 2024"},
		{ParseYear, "2026-01", "2026-01-01", "2026-12-31", "1 January 2026 to 31 December 2026"},
	} {
		p, err := c.parse(c.text)
		if want := (Period{day(c.from), day(c.to), c.name}); err != nil || p != want {
			t.Errorf("%s: %v, %v; want %v", c.text, p, err, want)
		}
	}
	for _, bad := range []string{"", "2026", "2026Q0", "2026Q5", "2026q1", "26Q1", "2026Q11", "2026-Q1", "9999Q4", "0000Q1", "+026Q1", "2026Q1 "} {
		if p, err := ParseQuarter(bad); err == nil {
			t.Errorf("quarter %q is %v", bad, p)
		}
	}
	for _, bad := range []string{"", "2025", "2025-13", "2025-00", "2025-8", "2025-08-01", "9999-02", "2025/08", "0000-01"} {
		if p, err := ParseYear(bad); err == nil {
			t.Errorf("year %q is %v", bad, p)
		}
	}
}

func TestNamesOfPeriods(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"2026-03-05", "2026-03-05", "5 March 2026"}, {"2026-03-01", "2026-03-31", "March 2026"},
		{"2025-11-01", "2026-01-31", "November 2025 to January 2026"}, {"2026-01-01", "2026-06-30", "January to June 2026"},
		{"2025-02-01", "2025-12-31", "February to December 2025"}, {"2026-01-01", "2026-03-30", "1 January 2026 to 30 March 2026"},
		{"2026-01-02", "2026-03-31", "2 January 2026 to 31 March 2026"}, {"2024-08-01", "2026-07-31", "1 August 2024 to 31 July 2026"},
	} {
		if got := PeriodOf(day(c.from), day(c.to)).Name; got != c.want {
			t.Errorf("%s to %s: %s, want %s", c.from, c.to, got, c.want)
		}
	}
}

func TestPreviousPeriods(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     []string
	}{
		{"2026-01-01", "2026-03-31", []string{"July to September 2025", "October to December 2025"}},
		{"2025-08-01", "2026-07-31", []string{"1 August 2023 to 31 July 2024", "1 August 2024 to 31 July 2025"}},
		{"2024-02-01", "2024-02-29", []string{"December 2023", "January 2024"}},
		{"2026-01-16", "2026-02-15", []string{"16 November 2025 to 15 December 2025", "16 December 2025 to 15 January 2026"}},
		{"2026-01-11", "2026-01-20", []string{"22 December 2025 to 31 December 2025", "1 January 2026 to 10 January 2026"}},
	} {
		if diff := cmp.Diff(c.want, names(PeriodOf(day(c.from), day(c.to)).Previous(2))); diff != "" {
			t.Errorf("before %s to %s: %s", c.from, c.to, diff)
		}
	}
}

func TestQuarters(t *testing.T) {
	for _, c := range []struct {
		to   string
		want []string
	}{
		{"2026-03-31", []string{"July to September 2025", "October to December 2025", "January to March 2026"}},
		{"2026-07-31", []string{"November 2025 to January 2026", "February to April 2026", "May to July 2026"}},
		{"2024-02-29", []string{"June to August 2023", "September to November 2023", "December 2023 to February 2024"}},
		{"2026-05-15", []string{"16 August 2025 to 15 November 2025", "16 November 2025 to 15 February 2026", "16 February 2026 to 15 May 2026"}},
		{"2026-05-30", []string{"31 August 2025 to 30 November 2025", "December 2025 to February 2026", "1 March 2026 to 30 May 2026"}},
	} {
		if diff := cmp.Diff(c.want, names(Quarters(day(c.to), 3))); diff != "" {
			t.Errorf("to %s: %s", c.to, diff)
		}
	}
}

// Quarters follow each other without a gap, the last ends on the day, and four
// of them are the year that ends on it.
func TestQuartersFollowEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		to := day("2000-01-01") + deadline.Date(rapid.IntRange(0, 20000).Draw(t, "to"))
		qs := Quarters(to, rapid.IntRange(1, 12).Draw(t, "n"))
		for i := range qs {
			if days := qs[i].To - qs[i].From + 1; days < 88 || days > 93 || i > 0 && qs[i].From != qs[i-1].To+1 {
				t.Fatalf("%v", qs)
			}
		}
		if qs[len(qs)-1].To != to {
			t.Fatalf("the last ends on %s, not on %s", qs[len(qs)-1].To, to)
		}
		year, err := ParseYear(to.String()[:7])
		if err != nil {
			t.Fatal(err)
		}
		if first := year.Quarters(4)[0]; first.From != year.From {
			t.Fatalf("the quarters of %s begin on %s", year.Name, first.From)
		}
		before := year.Previous(3)
		if before[2].To+1 != year.From || before[1].To+1 != before[2].From {
			t.Fatalf("before %s: %v", year.Name, before)
		}
	})
}

func TestPercentilesByNearestRank(t *testing.T) {
	for _, c := range []struct {
		days Days
		p    int
		want int
	}{
		{Days{5}, 90, 5}, {Days{1, 2}, 50, 1}, {Days{2, 1}, 51, 2}, {Days{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 90, 9},
		{Days{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 90, 10}, {Days{3, 1, 2}, 100, 3}, {Days{3, 1, 2}, 1, 1},
	} {
		if got, ok := c.days.Percentile(c.p); !ok || got != c.want {
			t.Errorf("%d%% of %v: %d, want %d", c.p, c.days, got, c.want)
		}
	}
	if _, ok := (Days)(nil).Percentile(90); ok {
		t.Error("a percentile of nothing")
	}
}
