package deadline_test

import (
	"strings"
	"testing"

	"caseclock/deadline"
)

// All the reasons of a deadline, first to last: those that reach it, in the
// order of their days, and no others.
func TestAllReasonsOfADeadline(t *testing.T) {
	const concern = "2026-01-05 concern-notified\n"
	reason := func(on, more string) string { return on + " reason-recorded category=inquorate rule=" + more + "\n" }
	for _, c := range []struct{ what, story, asAt, want string }{
		{"none", concern, "2026-03-01", ""},
		{"one", concern + reason("2026-01-28", "initial-cpcc start=2026-01-05"), "2026-03-01", "2026-01-28"},
		{"by their days, not as they were recorded", concern + reason("2026-02-10", "initial-cpcc start=2026-01-05") + reason("2026-01-28", "initial-cpcc start=2026-01-05"), "2026-03-01", "2026-01-28 2026-02-10"},
		{"those of another start or rule are not its own", concern + reason("2026-01-28", "initial-cpcc start=2026-01-05") + reason("2026-01-29", "initial-cpcc start=2026-01-06") + reason("2026-01-29", "minutes start=2026-01-05"), "2026-03-01", "2026-01-28"},
		{"those to come are not known yet", concern + reason("2026-01-28", "initial-cpcc start=2026-01-05") + reason("2026-02-10", "initial-cpcc start=2026-01-05"), "2026-02-09", "2026-01-28"},
		{"one withdrawn is none", concern + reason("2026-01-28", "initial-cpcc start=2026-01-05") + reason("2026-02-10", "initial-cpcc start=2026-01-05") + "2026-02-11 withdrawn target=e2\n", "2026-03-01", "2026-02-10"},
		{"of two deadlines of one rule each has its own", "2026-01-20 conference-held conference=initial outcome=continued\n2026-02-20 conference-held conference=continued-initial outcome=not-registered\n" +
			reason("2026-02-10", "minutes start=2026-01-20") + reason("2026-02-12", "minutes start=2026-01-20") + reason("2026-02-25", "minutes start=2026-02-20"), "2026-03-01", "2026-02-10 2026-02-12"},
		{"they follow a corrected start", concern + reason("2026-01-28", "initial-cpcc start=2026-01-05") + "2026-01-06 concern-notified replaces=e1\n" + reason("2026-02-10", "initial-cpcc start=2026-01-06"), "2026-03-01", "2026-01-28 2026-02-10"},
	} {
		k, m := story(t, c.story), deadline.Moment{AsAt: mustDate(t, c.asAt)}
		ds := deadline.Evaluate(&k, bookOf(t, "scotland-2014", 0), m)
		for i := range ds {
			if id := ds[i].Rule.ID; id != "initial-cpcc" && id != "minutes" || ds[i].Start > mustDate(t, "2026-01-31") {
				continue
			}
			var got []string
			all := k.Reasons(ds, &ds[i], m)
			for _, r := range all {
				got = append(got, r.On.String())
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%s: %s, want %s", c.what, strings.Join(got, " "), c.want)
			}
			if len(all) > 0 && all[len(all)-1] != *ds[i].Reason {
				t.Errorf("%s: the last is %+v, the deadline's own %+v", c.what, all[len(all)-1], *ds[i].Reason)
			}
		}
	}
}

// What Look gives is what Evaluate and Queries give, case after case in the
// memory of one.
func TestLookIsBoth(t *testing.T) {
	var r deadline.Reckoner
	book, m := bookOf(t, "scotland-2014", 0), deadline.Moment{AsAt: mustDate(t, "2026-06-01")}
	for _, text := range []string{
		"2026-01-05 concern-notified\n2026-01-20 conference-held conference=initial outcome=registered\n2026-02-01 minutes-circulated of=2026-01-25\n",
		"2026-01-05 notice-given conference=review\n2026-01-06 closed cause=died\n2026-01-07 core-group-held\n",
		"2026-01-05 concern-notified\n2026-01-20 conference-held conference=initial outcome=not-registered\n2026-02-01 minutes-circulated of=2026-01-20\n2026-02-01 decisions-circulated of=2026-01-20\n",
		"2026-01-05 concern-notified\n2026-01-20 conference-held conference=initial outcome=not-registered\n2026-02-01 minutes-circulated of=2026-01-20\n2026-02-02 minutes-circulated of=2026-01-20\n",
		"1999-01-05 concern-notified\n2026-01-20 conference-held conference=initial outcome=retained replaces=e1\n2026-01-20 withdrawn target=e2\n",
		"",
	} {
		k := story(t, text)
		ds, qs := r.Look(&k, book, m)
		deadline.Sort(ds)
		want, wantQueries := deadline.Evaluate(&k, book, m), deadline.Queries(&k, book, m)
		if len(ds) != len(want) || len(qs) != len(wantQueries) {
			t.Fatalf("%q: %d deadlines and %d queries, want %d and %d", text, len(ds), len(qs), len(want), len(wantQueries))
		}
		for i := range ds {
			if k.Line(&ds[i]).Compare(k.Line(&want[i])) != 0 || ds[i].Status != want[i].Status {
				t.Errorf("%q: %v, want %v", text, k.Line(&ds[i]), k.Line(&want[i]))
			}
		}
		for i := range qs {
			if qs[i] != wantQueries[i] {
				t.Errorf("%q: %v, want %v", text, qs[i], wantQueries[i])
			}
		}
	}
}
