package engine

import "testing"

// The days of made reports, against calendars read by hand.
func TestWhichReportIsDue(t *testing.T) {
	for _, c := range []struct {
		kind              PeriodKind
		day               int
		today             string
		from, to, planned string
	}{
		{Quarter, 15, "2026-04-14", "2025-10-01", "2025-12-31", "2026-01-15"},
		{Quarter, 15, "2026-04-15", "2026-01-01", "2026-03-31", "2026-04-15"},
		{Quarter, 1, "2026-04-01", "2026-01-01", "2026-03-31", "2026-04-01"},
		{Quarter, 1, "2026-03-31", "2025-10-01", "2025-12-31", "2026-01-01"},
		{Quarter, 366, "2027-04-01", "2026-01-01", "2026-03-31", "2027-04-01"},
		{Month, 15, "2026-03-14", "2026-01-01", "2026-01-31", "2026-02-15"},
		{Month, 15, "2026-03-15", "2026-02-01", "2026-02-28", "2026-03-15"},
		{YearAugust, 31, "2026-08-30", "2024-08-01", "2025-07-31", "2025-08-31"},
		{YearAugust, 31, "2026-08-31", "2025-08-01", "2026-07-31", "2026-08-31"},
		{YearApril, 15, "2026-04-15", "2025-04-01", "2026-03-31", "2026-04-15"},
		{YearApril, 15, "2026-04-14", "2024-04-01", "2025-03-31", "2025-04-15"},
	} {
		s := Scheduled{Period: c.kind, Day: c.day}
		from, to, planned := s.due(date(t, c.today))
		if from != date(t, c.from) || to != date(t, c.to) || planned != date(t, c.planned) {
			t.Errorf("%s on %s: %s to %s, planned %s; want %s to %s, %s", c.kind, c.today, from, to, planned, c.from, c.to, c.planned)
		}
	}
	for _, k := range PeriodKinds { // day by day, each period follows the one before
		s := Scheduled{Period: k, Day: 15}
		_, before, _ := s.due(date(t, "2020-01-01"))
		for d := date(t, "2020-01-02"); d < date(t, "2027-01-01"); d++ {
			from, to, planned := s.due(d)
			if to != before && (from != before+1 || planned != d) || to+15 > d {
				t.Fatalf("%s on %s: %s to %s, planned %s", k, d, from, to, planned)
			}
			before = to
		}
	}
}
