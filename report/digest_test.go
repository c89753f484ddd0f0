package report

import (
	"testing"

	"caseclock/deadline"
)

// storyOf is one case of events written as on the pages of testdata: day, event,
// fields.
func storyOf(t *testing.T, ref string, lines ...string) deadline.Case {
	t.Helper()
	var s sheet
	for _, line := range lines {
		row := []string{ref, line[:10], "", ""}
		rest := line[11:]
		for i := range rest {
			if rest[i] == ' ' {
				row[2], row[3] = rest[:i], rest[i+1:]
				break
			}
		}
		if row[2] == "" {
			row[2] = rest
		}
		s.rows = append(s.rows, row)
	}
	return casesIn(t, s)[0]
}

// The digest changes with everything that may change a figure: the options, who
// was responsible, all the reasons and not the latest alone, what is called, and
// a meeting that fell due before all periods.
func TestDigestCoversWhatIsCounted(t *testing.T) {
	o := quarter
	o.AsAt = day("2026-03-02")
	base := []string{"2026-01-05 case-assigned chair=chair-1", "2026-01-05 concern-notified", "2026-02-20 concern-notified subject=unborn edd=2026-09-01"}
	digest := func(o Options, more ...string) string {
		c := storyOf(t, "CP-1", append(append([]string{}, base...), more...)...)
		return counted(o, []deadline.Case{c}).Digest
	}
	trend, by, teams := o, o, o
	trend.Trend = o.Period().Quarters(2)
	by.By = ByChair
	teams.By, teams.Teams = ByTeam, map[string]string{"chair-1": "north"}
	south := teams
	south.Teams = map[string]string{"chair-1": "south"}
	north := teams
	north.Teams = map[string]string{"chair-1": "north", "chair-9": "north"}
	passed := func(proposed string) string {
		first := "2026-02-01 reason-recorded rule=initial-cpcc start=2026-01-05 category=inquorate proposed=" + proposed
		return digest(o, first, "2026-02-10 reason-recorded rule=initial-cpcc start=2026-01-05 category=inquorate")
	}
	nobody := func(by string) string {
		o := o
		o.By = by
		return counted(o, []deadline.Case{storyOf(t, "CP-1", "2026-01-05 concern-notified")}).Digest
	}
	reason := "2026-02-10 reason-recorded rule=initial-cpcc start=2026-01-05 category=inquorate proposed=2026-03-10"
	ahead := "2026-02-25 case-assigned chair=chair-1"
	seen := map[string]string{}
	for _, c := range []struct{ name, digest string }{
		{"as it is", digest(o)}, {"a trend", digest(trend)}, {"by chair", digest(by)}, {"by team", digest(teams)}, {"another team", digest(south)},
		{"a team of one more", digest(north)}, {"a first date to come", passed("2026-03-02")}, {"a first date passed", passed("2026-03-01")},
		{"nobody, as it is", nobody("")}, {"nobody by chair", nobody(ByChair)}, {"nobody by team", nobody(ByTeam)},
		{"a reason", digest(o, reason)},
		{"a first reason earlier", digest(o, "2026-02-01 reason-recorded rule=initial-cpcc start=2026-01-05 category=inquorate", reason)},
		{"two proposals", digest(o, "2026-02-10 reason-recorded rule=initial-cpcc start=2026-01-05 category=inquorate proposed=2026-03-09", reason)},
		{"another chair", digest(by, "2026-01-05 case-assigned chair=chair-2")},
		{"a birth", digest(o, "2026-02-28 born", ahead)},
	} {
		if other, ok := seen[c.digest]; ok {
			t.Errorf("%s and %s have one digest", c.name, other)
		}
		seen[c.digest] = c.name
	}
}

// What is called for a day after the due day makes it certain to be late, and
// so another digest; a meeting due before all periods matters to its other
// children, and so to the digest, though it is counted in none of them.
func TestDigestCoversWhatIsOutside(t *testing.T) {
	digest := func(lines ...string) string {
		return counted(quarter, []deadline.Case{storyOf(t, "CP-1", lines...)}).Digest
	}
	called := func(planned string) string {
		return digest("2026-04-08 concern-notified", "2026-04-09 conference-called conference=initial planned="+planned)
	}
	if called("2026-04-29") == called("2026-04-30") {
		t.Error("planned for the due day and for the day after it, the digest is the same")
	}
	held := func(meeting string) string {
		return digest("2025-08-01 concern-notified", "2025-08-10 conference-held conference=initial outcome=not-registered meeting="+meeting,
			"2025-08-11 decisions-circulated of=2025-08-10", "2025-08-20 minutes-circulated of=2025-08-10")
	}
	if held("M1") == held("M2") {
		t.Error("of another meeting, before all periods, the digest is the same")
	}
}
