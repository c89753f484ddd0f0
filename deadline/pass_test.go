package deadline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"caseclock/deadline"
)

// The quirks of the pass, one a row: what happened, and how the deadlines of
// one rule stand on 1 June 2026, as "start>due status", with the kind where
// there is one.
func TestPass(t *testing.T) {
	for _, c := range []struct{ pack, rule, story, want string }{
		{"", "initial-cpcc", "2026-01-05 concern-notified\n2026-01-09 concern-notified", "2026-01-05>2026-01-26 overdue"},
		{"", "initial-cpcc", "2026-01-05 concern-notified\n2026-01-20 conference-held conference=initial outcome=inquorate", "2026-01-05>2026-01-26 overdue"},
		{"", "initial-cpcc", "2026-01-05 concern-notified\n2026-01-20 conference-held conference=pre-birth outcome=registered", "2026-01-05>2026-01-26 ended"},
		{"", "initial-cpcc", "2026-01-05 concern-notified\n2026-01-20 conference-held conference=review outcome=retained", "2026-01-05>2026-01-26 overdue"},
		{"", "initial-cpcc", "2026-01-05 concern-notified\n2026-01-27 conference-not-needed", "2026-01-05>2026-01-26 ended-overdue"},
		{"", "initial-cpcc", "2026-01-20 conference-held conference=initial outcome=registered\n2026-01-21 concern-notified", ""},
		{"", "initial-cpcc", "2026-01-05 concern-notified\n2026-01-06 withdrawn target=e1", ""},
		{"", "initial-cpcc", "2026-01-05 concern-notified\n2026-07-01 concern-notified replaces=e1", ""},
		{"", "first-review", "2026-01-20 conference-held conference=initial outcome=registered\n2026-01-20 conference-held conference=review outcome=not-registered", "2026-01-20>2026-04-20 overdue initial"},
		{"", "first-review", "2026-01-20 conference-held conference=initial outcome=registered\n2026-01-21 conference-held conference=review outcome=retained", "2026-01-20>2026-04-20 met initial"},
		{"", "first-review", "2026-01-20 conference-held conference=initial outcome=registered\n2026-02-20 conference-held conference=transfer outcome=registered", "2026-01-20>2026-04-20 overdue initial"},
		{"", "first-core-group", "2026-01-20 conference-held conference=initial outcome=registered\n2026-01-20 core-group-held", "2026-01-20>2026-02-04 met initial"},
		{"forth-valley", "core-group", "2026-01-20 conference-held conference=initial outcome=registered\n2026-01-25 core-group-held\n2026-01-25 core-group-held", "2026-01-25>2026-03-08 overdue"},
		{"forth-valley", "core-group", "2025-10-01 conference-held conference=initial outcome=registered\n2025-10-10 core-group-held\n2025-11-01 closed cause=moved-away\n2025-12-01 position-brought-in registered_on=2025-10-01 last_core_group=2025-10-10", "2025-10-10>2025-11-21 ended"},
		{"scotland-2021", "reconvened-cpcc", "2026-01-05 conference-held conference=pre-birth outcome=inquorate\n2026-01-09 conference-held conference=initial outcome=not-registered", "2026-01-05>2026-01-19 met pre-birth"},
		{"scotland-2021", "reconvened-cpcc", "2026-01-05 conference-held conference=initial outcome=inquorate\n2026-01-09 conference-held conference=pre-birth outcome=not-registered", "2026-01-05>2026-01-19 overdue initial"},
		{"scotland-2021", "reconvened-cpcc", "2026-01-05 conference-held conference=review outcome=inquorate\n2026-01-09 conference-not-needed", "2026-01-05>2026-01-19 overdue review"},
		{"scotland-2021", "reconvened-cpcc", "2026-01-05 conference-held conference=initial outcome=not-registered\n2026-01-05 conference-held conference=initial outcome=inquorate", "2026-01-05>2026-01-19 met initial"},
		{"", "notice-of-cpcc", "2026-02-27 conference-called conference=review planned=2026-08-20\n2026-02-28 conference-held conference=review outcome=retained", "2026-02-27>2026-08-15 pending review"},
		{"", "notice-of-cpcc", "2026-02-27 conference-called conference=review planned=2026-03-28\n2026-02-28 conference-held conference=review outcome=retained", "2026-02-27>2026-03-23 ended review"},
		{"", "notice-of-cpcc", "2026-02-27 conference-called conference=review planned=2026-03-29\n2026-02-28 conference-held conference=review outcome=retained", "2026-02-27>2026-03-24 overdue review"},
		{"", "notice-of-cpcc", "2026-02-28 conference-called conference=review planned=2026-03-02\n2026-02-28 conference-held conference=review outcome=retained", "2026-02-28>2026-02-25 overdue review"},
		{"", "notice-of-cpcc", "2026-02-02 conference-called conference=initial planned=2026-02-20\n2026-02-02 conference-called conference=initial planned=2026-02-24", "2026-02-02>2026-02-19 overdue initial"},
		{"", "notice-of-cpcc", "2026-02-02 conference-called conference=initial planned=2026-02-20\n2026-02-04 conference-called conference=review planned=2026-02-24\n2026-02-05 notice-given conference=review", "2026-02-02>2026-02-15 overdue initial, 2026-02-04>2026-02-19 met review"},
		{"", "minutes", "2026-01-20 conference-held conference=initial outcome=continued\n2026-02-10 conference-held conference=initial outcome=not-registered\n2026-02-12 minutes-circulated\n2026-02-13 minutes-circulated", "2026-01-20>2026-02-04 overdue initial, 2026-02-10>2026-02-25 met initial"},
		{"", "minutes", "2026-01-20 conference-held conference=initial outcome=continued\n2026-01-20 conference-held conference=review outcome=retained\n2026-02-01 minutes-circulated of=2026-01-20", "2026-01-20>2026-02-04 met initial, 2026-01-20>2026-02-04 met review"},
		{"", "next-review", "2026-01-05 position-brought-in registered_on=2025-01-10 last_review=2026-02-01", ""},
		{"", "first-review", "2026-01-05 position-brought-in registered_on=2025-12-10 last_review=2026-02-01", "2025-12-10>2026-03-10 overdue"},
		{"", "first-review", "2026-01-05 position-brought-in registered_on=2026-01-20", ""},
		{"", "next-review", "2025-12-01 conference-held conference=review outcome=deregistered\n2026-01-05 position-brought-in registered_on=2025-01-10 last_review=2025-11-01", "2025-11-01>2026-05-01 overdue"},
		{"", "continued-initial-cpcc", "2026-01-05 conference-held conference=initial outcome=continued until=2026-01-30", "2026-01-05>2026-01-30 overdue initial"},
		{"", "continued-initial-cpcc", "2026-01-05 conference-held conference=initial outcome=continued until=2026-01-05", "2026-01-05>2026-04-05 overdue initial"},
		{"", "pre-birth-cpcc", "2026-01-10 concern-notified subject=unborn\n2026-01-20 born", "2026-01-10>2026-01-31 overdue"},
		{"", "pre-birth-cpcc", "2026-01-10 concern-notified subject=unborn\n2026-02-20 born", "2026-01-10>2026-02-20 overdue"},
		{"", "pre-birth-cpcc", "2026-01-10 concern-notified subject=unborn", "2026-01-10> undated"},
		{"scotland-2021", "pre-birth-cpcc", "2026-04-07 concern-notified subject=unborn edd=2026-06-30", "2026-04-07>2026-05-05 overdue"},
		{"scotland-2021", "pre-birth-cpcc", "2026-04-06 concern-notified subject=unborn edd=2026-06-30", "2026-04-06>2026-04-07 overdue"},
		{"", "deregistration-core-group", "2026-01-05 conference-held conference=review outcome=deregistered\n2026-01-06 closed cause=process-ended", "2026-01-05>2026-02-16 overdue review"},
		{"", "deregistration-core-group", "2026-01-05 conference-held conference=review outcome=deregistered\n2026-01-06 closed cause=died", "2026-01-05>2026-02-16 ended review"},
		{"scotland-2021", "minutes", "2014-12-31 conference-held conference=initial outcome=not-registered", "2014-12-31>2015-01-16 overdue initial"},
		{"scotland-2021", "minutes", "2012-12-20 conference-held conference=initial outcome=not-registered", "2012-12-20> unknown initial"},
		{"scotland-2021", "minutes", "2012-12-20 conference-held conference=initial outcome=not-registered\n2012-12-21 minutes-circulated", "2012-12-20> met initial"},
	} {
		k := story(t, c.story)
		var got []string
		for _, d := range deadline.Evaluate(&k, bookOf(t, first(c.pack, "scotland-2014"), 0), deadline.Moment{AsAt: mustDate(t, "2026-06-01")}) {
			if d.Rule.ID == c.rule {
				got = append(got, strings.TrimSpace(fmt.Sprintf("%s>%s %s %s", d.Start, d.Due, d.Status, d.Conference)))
			}
		}
		if slices.Sort(got); strings.Join(got, ", ") != c.want {
			t.Errorf("%s under %s:\n%s\n got %s\nwant %s", c.rule, first(c.pack, "scotland-2014"), c.story, strings.Join(got, ", "), c.want)
		}
	}
}
