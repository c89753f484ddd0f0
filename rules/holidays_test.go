package rules

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"caseclock/deadline"

	"github.com/google/go-cmp/cmp"
)

func day(t testing.TB, s string) deadline.Date {
	t.Helper()
	d, err := deadline.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Scotland's list has exactly the days of the published table.
func TestScotlandHasThePublishedDays(t *testing.T) {
	f, err := os.Open("testdata/scotland_bank_holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, r := range rows[1:] {
		want = append(want, r[0])
	}
	for _, h := range Scotland().Holidays() {
		got = append(got, h.On.String())
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-table +list\n%s", d)
	}
}

// Working days are counted in the years held whole and refused in any other.
func TestScotlandIsWholeWhereItSaysSo(t *testing.T) {
	c := Scotland()
	if d := cmp.Diff([]int{2012, 2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027, 2028}, c.Years()); d != "" {
		t.Error(d)
	}
	for _, s := range []string{"2011-12-30", "2013-03-01", "2014-07-01", "2028-12-29", "2030-01-10"} {
		if got, err := c.After(day(t, s), 10); err == nil {
			t.Errorf("10 working days after %s: %s, want a refusal", s, got)
		}
	}
	for _, w := range []struct{ from, want string }{
		{"2025-12-22", "2026-01-09"}, // Christmas, Boxing Day, 1 and 2 January
		{"2026-06-12", "2026-06-29"}, // 15 June 2026
	} {
		if got, err := c.After(day(t, w.from), 10); err != nil || got.String() != w.want {
			t.Errorf("10 working days after %s: %s (%v), want %s", w.from, got, err, w.want)
		}
	}
	if name, _ := c.Holiday(day(t, "2026-12-28")); name != "Boxing Day (substitute day)" {
		t.Errorf("28 December 2026 is called %q", name)
	}
}

// The built-in list passes its own check: no usual day is missing.
func TestScotlandPassesItsCheck(t *testing.T) {
	c := CheckHolidays(ScotlandHolidays(), day(t, "2026-11-22"))
	if !c.Good() {
		t.Errorf("missing %v, weekends %v, %d months", c.Missing, c.Weekends, c.Months)
	}
	golden(t, "testdata/holidays-check.txt", []byte(strings.Join(c.Lines(), "\n")+"\n"))
}

// Each usual day that is left out is missed, in each whole year.
func TestEveryMissingDayIsFound(t *testing.T) {
	h := ScotlandHolidays()
	for i, left := range h.Days {
		if y := left.On.Year(); y == 2013 {
			continue
		}
		less := *h
		less.Days = append(append([]deadline.Holiday{}, h.Days[:i]...), h.Days[i+1:]...)
		before, after := CheckHolidays(h, left.On), CheckHolidays(&less, left.On)
		extra := len(before.Extra) - len(after.Extra)
		if missed := len(after.Missing); missed+extra != 1 {
			t.Errorf("without %s on %s: %v missing", left.Name, left.On, after.Missing)
		}
	}
}

// What a check says of a list that has something wrong.
func TestHolidayCheckSpeaks(t *testing.T) {
	for _, c := range []struct{ whole, days, asAt, want string }{
		{"[2026]", "2026-12-25", "2026-03-01", "missing: New Year's Day 2026, usually on Thursday 1 January 2026"},
		{"[2026]", "2026-12-25", "2026-03-01", "missing: Boxing Day 2026, usually on Monday 28 December 2026"},
		{"[2026]", "2026-12-26", "2026-03-01", "at a weekend: Day on Saturday 26 December 2026 changes nothing"},
		{"[2026]", "2026-09-14", "2026-03-01", "beyond the usual days: Day on Monday 14 September 2026"},
		{"[2026]", "2026-12-25", "2026-08-01", "the list ends on 31 December 2026, 5 months from 1 August 2026: a newer list is needed soon"},
		{"[2026]", "2026-12-25", "2026-12-10", "the list ends on 31 December 2026, less than a month from 10 December 2026: a newer list is needed soon"},
		{"[2026]", "2026-12-25", "2027-01-01", "the list ended on 31 December 2026: working days after it are refused; a newer list is needed"},
		{"[]", "2026-12-25", "2026-03-01", "no year is held whole: working days cannot be counted at all"},
		{"[]", "2026-12-25", "2026-03-01", "years held in part, in which working days are refused: 2026"},
	} {
		h, err := ReadHolidays("h", []byte("name: Ours\nversion: \"1\"\nwhole: "+c.whole+"\ndays:\n  - {on: "+c.days+", name: Day}\n"))
		if err != nil {
			t.Fatal(err)
		}
		check := CheckHolidays(h, day(t, c.asAt))
		if lines := "\n" + strings.Join(check.Lines(), "\n") + "\n"; !strings.Contains(lines, "\n"+c.want+"\n") {
			t.Errorf("%v:%swant %s", c, lines, c.want)
		}
		if check.Good() {
			t.Errorf("%v is called good", c)
		}
	}
}

// Where 1 January or Christmas Day falls at a weekend, the days that both
// holidays are kept on, whichever of them is called the substitute.
func TestHolidaysAtAWeekendMoveOn(t *testing.T) {
	for _, w := range []struct {
		year int
		days string // New Year's Day, 2 January, Christmas Day, Boxing Day
	}{
		{2016, "2016-01-01 2016-01-04 2016-12-27 2016-12-26"}, // 2 January a Saturday, Christmas a Sunday
		{2021, "2021-01-01 2021-01-04 2021-12-27 2021-12-28"}, // Christmas a Saturday
		{2022, "2022-01-03 2022-01-04 2022-12-27 2022-12-26"}, // 1 January a Saturday, Christmas a Sunday
		{2023, "2023-01-03 2023-01-02 2023-12-25 2023-12-26"}, // 1 January a Sunday
		{2026, "2026-01-01 2026-01-02 2026-12-25 2026-12-28"}, // Boxing Day a Saturday
	} {
		var got []string
		for _, u := range usualDays(w.year) {
			if strings.Contains(w.days, u.on.String()) && slices.Contains([]string{"New Year's Day", "2 January", "Christmas Day", "Boxing Day"}, u.name) {
				got = append(got, u.on.String())
			}
		}
		if strings.Join(got, " ") != w.days {
			t.Errorf("%d: %v, want %s", w.year, got, w.days)
		}
	}
}

// The years held whole may be written in any order.
func TestYearsAreSorted(t *testing.T) {
	h, err := ReadHolidays("h", []byte("name: Ours\nversion: \"1\"\nwhole: [2028, 2026 to 2027, 2024, 2026]\ndays: [{on: 2026-12-25, name: Christmas Day}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := yearsText(h.Whole); got != "2024, 2026 to 2028" {
		t.Errorf("%s, want 2024, 2026 to 2028", got)
	}
}

// Easter Sundays of years whose dates are well known.
func TestEaster(t *testing.T) {
	for year, want := range map[int]string{2008: "2008-03-23", 2011: "2011-04-24", 2019: "2019-04-21", 2024: "2024-03-31", 2025: "2025-04-20", 2026: "2026-04-05", 2038: "2038-04-25"} {
		if got := easter(year).String(); got != want {
			t.Errorf("%d: %s, want %s", year, got, want)
		}
	}
}

// FuzzReadHolidays feeds the reader of holidays anything: it answers with
// faults that have their lines or with a calendar that can be checked.
func FuzzReadHolidays(f *testing.F) {
	f.Add(scotlandFile)
	f.Add([]byte("name: a\nversion: 1\nwhole: [2026]\ndays: [{on: 2026-12-25, name: b}]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := ReadHolidays("fuzz", data)
		if err != nil {
			faultsHaveLines(t, err)
			return
		}
		CheckHolidays(h, day(t, "2026-01-01")).Lines()
	})
}
