package deadline

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAddMonths(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2025-11-30", 3, "2026-02-28"},
		{"2027-11-30", 3, "2028-02-29"},
		{"2026-08-31", 6, "2027-02-28"},
		{"2026-02-28", 6, "2026-08-28"},
		{"2025-09-30", 3, "2025-12-30"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2026-01-31", 1, "2026-02-28"},
		{"2026-12-31", 2, "2027-02-28"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-01-15", -13, "2024-12-15"},
	} {
		if got := on(t, c.from).AddMonths(c.months); got.String() != c.want {
			t.Errorf("%s + %d months is %s, want %s", c.from, c.months, got, c.want)
		}
	}
}

func TestParseDate(t *testing.T) {
	for _, bad := range []string{"", "2026-02-31", "2026-13-01", "2026-00-10", "2026-01-00", "31/01/2026", "2026-1-2",
		"0000-01-01", "2026-01-01T00:00:00Z", "2026-01-0x", "+026-01-01", "2025-02-29", "２026-01-01"} {
		if d, err := ParseDate(bad); err == nil {
			t.Errorf("%q was read as %s", bad, d)
		}
	}
	for _, good := range []string{"0001-01-01", "0026-01-20", "2024-02-29", "9999-12-31", "1582-10-10"} {
		if d, err := ParseDate(good); err != nil || d.String() != good {
			t.Errorf("%q was read as %s, %v", good, d, err)
		}
	}
}

// Every day of four centuries agrees with package time on year, month, day,
// weekday and the next day.
func TestDateAgainstTime(t *testing.T) {
	day := time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC)
	d, _ := NewDate(1800, 1, 1)
	for ; day.Year() < 2200; day, d = day.AddDate(0, 0, 1), d+1 {
		if y, m, n := d.Civil(); y != day.Year() || m != int(day.Month()) || n != day.Day() || d.Weekday() != day.Weekday() {
			t.Fatalf("%s is %d-%d-%d %s", day.Format(time.DateOnly), y, m, n, d.Weekday())
		}
		if d.Weekend() != (day.Weekday() == time.Saturday || day.Weekday() == time.Sunday) {
			t.Fatalf("%s: weekend is %v", d, d.Weekend())
		}
	}
}

func TestDayOf(t *testing.T) {
	for at, want := range map[string]string{
		"2026-03-28T23:59:59Z":      "2026-03-28",
		"2026-03-29T22:59:59Z":      "2026-03-29", // the clocks went forward that morning
		"2026-03-29T23:00:00Z":      "2026-03-30",
		"2026-10-24T23:00:00Z":      "2026-10-25",
		"2026-10-25T23:30:00Z":      "2026-10-25", // and back
		"2026-12-31T23:30:00-05:00": "2027-01-01",
	} {
		i, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := DayOf(i); got.String() != want {
			t.Errorf("%s is %s in London, want %s", at, got, want)
		}
	}
}

// A month on never skips a month, keeps the day number where it can, and is
// never later for an earlier day.
func TestMonthsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Date(rapid.IntRange(2440588, 2488070).Draw(t, "day"))
		n := rapid.IntRange(-48, 48).Draw(t, "months")
		y, m, day := d.Civil()
		gy, gm, gday := d.AddMonths(n).Civil()
		if gy*12+gm != y*12+m+n {
			t.Fatalf("%s + %d months lies in %d-%d", d, n, gy, gm)
		}
		if gday != day && (gday > day || (d.AddMonths(n) + 1).String()[8:] != "01") {
			t.Fatalf("%s + %d months is day %d", d, n, gday)
		}
		if (d + 1).AddMonths(n) < d.AddMonths(n) {
			t.Fatalf("%s and the day after change places", d)
		}
	})
}
