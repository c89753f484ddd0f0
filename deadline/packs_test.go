package deadline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"caseclock/deadline"
	"caseclock/rules"
)

// A clock is counted by the pack in force on the day it starts, for the
// authority responsible on that day, and stays with both.
func TestPacksByDayAndAuthority(t *testing.T) {
	period := func(from, id string) deadline.Period {
		p, err := rules.Builtin(id)
		if err != nil {
			t.Fatal(err)
		}
		return deadline.Period{From: mustDate(t, from), Pack: p.Pack, Calendar: rules.Scotland()}
	}
	book := deadline.NewRulebook(period("2014-05-01", "scotland-2014"))
	book.Assign("stirling", period("2014-05-01", "forth-valley"), period("2023-04-01", "scotland-2021"))
	book.Assign("fife", period("2014-05-01", "fife"))
	for _, c := range []struct{ what, rule, story, want string }{
		{"the last day under the old pack", "initial-cpcc",
			"2023-01-01 case-assigned authority=stirling\n2023-03-31 concern-notified", "2023-03-31>2023-04-21 overdue forth-valley stirling"},
		{"the first day under the new pack", "initial-cpcc",
			"2023-01-01 case-assigned authority=stirling\n2023-04-01 concern-notified", "2023-04-01>2023-04-29 overdue scotland-2021 stirling"},
		{"an open clock absorbs a start under a later pack", "initial-cpcc",
			"2023-01-01 case-assigned authority=stirling\n2023-03-31 concern-notified\n2023-04-03 concern-notified", "2023-03-31>2023-04-21 overdue forth-valley stirling"},
		{"what was started before still ends by its own rule", "continued-initial-cpcc",
			"2023-01-01 case-assigned authority=stirling\n2023-03-30 conference-held conference=initial outcome=continued\n2023-04-20 conference-held conference=continued-initial outcome=not-registered",
			"2023-03-30>2023-06-30 met forth-valley stirling"},
		{"papers of two packs, each by its own", "minutes",
			"2023-01-01 case-assigned authority=stirling\n2023-03-30 conference-held conference=initial outcome=continued\n2023-04-03 conference-held conference=initial outcome=not-registered",
			"2023-03-30>2023-04-14 overdue forth-valley stirling, 2023-04-03>2023-04-18 overdue scotland-2021 stirling"},
		{"the case moves to another authority", "core-group",
			"2022-01-01 case-assigned authority=stirling\n2022-01-10 conference-held conference=initial outcome=registered\n2022-01-20 core-group-held\n2022-02-01 case-assigned authority=fife\n2022-03-01 core-group-held",
			"2022-01-20>2022-03-03 met forth-valley stirling, 2022-03-01>2022-04-01 overdue fife fife"},
		{"only the chair changes", "initial-cpcc",
			"2022-01-01 case-assigned authority=stirling\n2022-01-05 case-assigned chair=chair-2\n2022-01-10 concern-notified", "2022-01-10>2022-01-31 overdue forth-valley stirling"},
		{"an authority with no packs of its own", "initial-cpcc",
			"2022-01-01 case-assigned authority=angus\n2022-01-10 concern-notified", "2022-01-10>2022-01-31 overdue scotland-2014 angus"},
		{"nobody responsible", "initial-cpcc", "2022-01-10 concern-notified", "2022-01-10>2022-01-31 overdue scotland-2014"},
		{"before the first pack", "initial-cpcc", "2014-04-30 concern-notified", ""},
		{"a position, from a last review before the change of packs", "next-review",
			"2023-05-01 case-assigned authority=stirling\n2023-05-01 position-brought-in registered_on=2022-09-01 last_review=2023-03-01", "2023-03-01>2023-09-01 overdue forth-valley stirling"},
	} {
		k := story(t, c.story)
		var got []string
		for _, d := range deadline.Evaluate(&k, book, deadline.Moment{AsAt: mustDate(t, "2026-06-01")}) {
			if d.Rule.ID == c.rule {
				got = append(got, strings.TrimSpace(fmt.Sprintf("%s>%s %s %s %s", d.Start, d.Due, d.Status, d.Rule.Pack().ID, d.Authority)))
			}
		}
		if slices.Sort(got); strings.Join(got, ", ") != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.what, strings.Join(got, ", "), c.want)
		}
	}
}
