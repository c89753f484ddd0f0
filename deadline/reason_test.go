package deadline_test

import (
	"testing"

	"caseclock/deadline"
)

// When a breach is explained, in advance, lapsed: a concern of 5 January 2026
// is due on 26 January.
func TestReasons(t *testing.T) {
	const concern = "2026-01-05 concern-notified\n"
	const held = "2026-02-10 conference-held conference=initial outcome=not-registered\n"
	reason := func(on, more string) string {
		return on + " reason-recorded rule=initial-cpcc start=2026-01-05 category=inquorate " + more + "\n"
	}
	for _, c := range []struct {
		what, story, asAt            string
		explained, inAdvance, lapsed bool
	}{
		{"open, no date proposed", reason("2026-01-28", ""), "2026-01-30", false, false, false},
		{"open, a date proposed", reason("2026-01-28", "proposed=2026-02-05"), "2026-01-30", true, false, false},
		{"open, proposed for the day of recording", reason("2026-01-28", "proposed=2026-01-28"), "2026-01-28", true, false, false},
		{"open, proposed for the day before it", reason("2026-01-28", "proposed=2026-01-27"), "2026-01-27", false, false, false},
		{"open on the proposed day", reason("2026-01-28", "proposed=2026-02-05"), "2026-02-05", true, false, false},
		{"open the day after the proposed day", reason("2026-01-28", "proposed=2026-02-05"), "2026-02-06", false, false, true},
		{"a new reason after that", reason("2026-01-28", "proposed=2026-02-05") + reason("2026-02-06", "proposed=2026-02-12"), "2026-02-06", true, false, false},
		{"a later one without a date", reason("2026-01-28", "proposed=2026-02-05") + reason("2026-01-29", ""), "2026-01-30", false, false, false},
		{"done late, no date needed", reason("2026-01-28", "") + held, "2026-02-20", true, false, false},
		{"done late, after the proposed day", reason("2026-01-28", "proposed=2026-02-05") + held, "2026-02-20", true, false, false},
		{"done late, nothing recorded", held, "2026-02-20", false, false, false},
		{"on the due day", reason("2026-01-26", "proposed=2026-02-05"), "2026-01-30", true, true, false},
		{"the day after the due day", reason("2026-01-27", "proposed=2026-02-05"), "2026-01-30", true, false, false},
		{"not yet recorded", reason("2026-01-28", "proposed=2026-02-05"), "2026-01-27", false, false, false},
	} {
		k := story(t, concern+c.story)
		ds := deadline.Evaluate(&k, bookOf(t, "scotland-2014", 0), deadline.Moment{AsAt: mustDate(t, c.asAt)})
		for _, d := range ds {
			if d.Rule.ID != "initial-cpcc" {
				continue
			}
			inAdvance, lapsed := d.Reason != nil && d.Reason.InAdvance, d.Reason != nil && d.Reason.Lapsed
			if !d.Breach() && c.asAt > "2026-01-26" || d.Explained() != c.explained || inAdvance != c.inAdvance || lapsed != c.lapsed {
				t.Errorf("%s: %s, explained %v, in advance %v, lapsed %v", c.what, d.Status, d.Explained(), inAdvance, lapsed)
			}
		}
	}
}
