package deadline_test

import (
	"strings"
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

// Which deadline of the minutes a reason reaches when starts are shared or
// corrected: "start kind" of each that has it.
func TestReasonFollows(t *testing.T) {
	for _, c := range []struct{ what, story, want string }{
		{"two share the day, the kind decides",
			"2026-02-05 conference-held conference=initial outcome=continued\n2026-02-05 conference-held conference=transfer outcome=not-registered\n2026-03-01 reason-recorded rule=minutes start=2026-02-05 conference=transfer category=inquorate", "2026-02-05 transfer"},
		{"two share the day, no kind given",
			"2026-02-05 conference-held conference=initial outcome=continued\n2026-02-05 conference-held conference=transfer outcome=not-registered\n2026-03-01 reason-recorded rule=minutes start=2026-02-05 category=inquorate", ""},
		{"one of the two is corrected and takes its reason along",
			"2026-02-05 conference-held conference=initial outcome=continued\n2026-02-05 conference-held conference=transfer outcome=not-registered\n2026-03-05 conference-held conference=initial outcome=continued replaces=e1\n2026-03-20 reason-recorded rule=minutes start=2026-02-05 conference=initial category=inquorate", "2026-03-05 initial"},
		{"corrected to a day that another shares",
			"2026-02-05 conference-held conference=initial outcome=continued\n2026-03-01 reason-recorded rule=minutes start=2026-02-05 category=inquorate\n2026-05-05 conference-held conference=initial outcome=continued replaces=e1\n2026-05-05 conference-held conference=review outcome=retained", "2026-05-05 initial"},
		{"corrected twice",
			"2026-02-05 conference-held conference=initial outcome=continued\n2026-03-01 reason-recorded rule=minutes start=2026-02-05 category=inquorate\n2026-02-06 conference-held conference=initial outcome=continued replaces=e1\n2026-02-07 conference-held conference=initial outcome=continued replaces=e3", "2026-02-07 initial"},
	} {
		k := story(t, c.story)
		var got []string
		for _, d := range deadline.Evaluate(&k, bookOf(t, "scotland-2014", 0), deadline.Moment{AsAt: mustDate(t, "2026-06-01")}) {
			if d.Rule.ID == "minutes" && d.Reason != nil {
				got = append(got, d.Start.String()+" "+d.Conference.String())
			}
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %s, want %s", c.what, strings.Join(got, ", "), c.want)
		}
	}
}
