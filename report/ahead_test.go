package report

import (
	"testing"
	"time"

	"caseclock/deadline"
)

// What makes an initial conference due on 22 April certain to be late, as at 10
// April 2026: no more than a date proposed or planned after that day.
func TestCertainToBeLate(t *testing.T) {
	reason := func(on, proposed string) string {
		return on + " reason-recorded rule=initial-cpcc start=2026-04-01 category=inquorate proposed=" + proposed
	}
	const inquorate = "2026-04-08 conference-held conference=initial outcome=inquorate"
	call := func(on, planned string) string {
		return on + " conference-called conference=initial planned=" + planned
	}
	o := quarter
	o.AsAt = day("2026-04-10")
	for _, c := range []struct {
		what                       string
		more                       []string
		certain, proposed, planned int
	}{
		{"nothing recorded", nil, 0, 0, 0},
		{"proposed for the due day", []string{reason("2026-04-05", "2026-04-22")}, 0, 0, 0},
		{"proposed for the day after it", []string{reason("2026-04-05", "2026-04-23")}, 1, 1, 0},
		{"proposed anew for the due day", []string{reason("2026-04-05", "2026-04-23"), reason("2026-04-06", "2026-04-22")}, 0, 0, 0},
		{"a later reason proposes none", []string{reason("2026-04-05", "2026-04-23"), "2026-04-06 reason-recorded rule=initial-cpcc start=2026-04-01 category=inquorate"}, 1, 1, 0},
		{"planned for the due day", []string{call("2026-04-05", "2026-04-22")}, 0, 0, 0},
		{"planned for the day after it", []string{call("2026-04-05", "2026-04-23")}, 1, 0, 1},
		{"called anew for the due day", []string{call("2026-04-05", "2026-04-23"), call("2026-04-06", "2026-04-22")}, 0, 0, 0},
		{"of another kind", []string{"2026-04-05 conference-called conference=review planned=2026-04-23"}, 0, 0, 0},
		{"held for want of a quorum since", []string{call("2026-04-05", "2026-05-01"), inquorate}, 0, 0, 0},
		{"called anew when it was inquorate", []string{inquorate, call("2026-04-08", "2026-05-01")}, 1, 0, 1},
		{"both", []string{reason("2026-04-05", "2026-04-23"), call("2026-04-05", "2026-04-23")}, 1, 1, 1},
	} {
		r := counted(o, []deadline.Case{storyOf(t, "CP-1", append([]string{"2026-04-01 concern-notified"}, c.more...)...)})
		for _, a := range r.Ahead {
			if a.Rule == "initial-cpcc" && (a.Due != 1 || a.CertainLate != c.certain || a.Proposed != c.proposed || a.Planned != c.planned) {
				t.Errorf("%s: %+v", c.what, a)
			}
		}
		if len(r.Ahead) < 2 {
			t.Errorf("%s: nothing ahead", c.what)
		}
	}
}

// Where nothing before a day after the due day counts, it is certain to be
// late.
func TestTooEarlyToBeInTime(t *testing.T) {
	for early, want := range map[deadline.Date]int{-1: 0, 0: 0, 1: 1} {
		c, d := deadlineOf(row{child: "CP-1", rule: "minutes", due: "2026-05-10"}, quarter.AsAt)
		d.NotBefore = d.Due + early
		f := New(quarter)
		f.Add(&c, []deadline.Deadline{d}, nil)
		if a := f.Report(About{}).Ahead[Child]; a.TooEarly != want || a.CertainLate != want || a.Due != 1 {
			t.Errorf("not before %d days after the due day: %+v", early, a)
		}
	}
}

// A due day that hangs on the date of delivery may be revised until it has
// passed or the child is born.
func TestProvisionalUntilBorn(t *testing.T) {
	concern := "2026-02-20 concern-notified subject=unborn edd=2026-07-31" // 28 weeks on 8 May
	for _, c := range []struct {
		what, asAt string
		more       []string
		want       int
	}{
		{"to come", "2026-05-08", nil, 1},
		{"passed", "2026-05-09", nil, 0},
		{"born", "2026-05-08", []string{"2026-05-01 born"}, 0},
		{"born later", "2026-04-30", []string{"2026-05-01 born"}, 1},
		{"the birth was an error", "2026-05-08", []string{"2026-05-01 born", "2026-05-02 withdrawn target=101"}, 1},
		{"held", "2026-05-08", []string{"2026-05-01 conference-held conference=pre-birth outcome=not-registered"}, 0},
	} {
		o := quarter
		o.AsAt = day(c.asAt)
		got := 0
		for _, p := range counted(o, []deadline.Case{storyOf(t, "CP-1", append([]string{concern}, c.more...)...)}).Provisional {
			got += p.OnDelivery
		}
		if got != c.want {
			t.Errorf("%s: %d, want %d", c.what, got, c.want)
		}
	}
}

// The cases looked at are those known at the instant, of the authority asked
// for or with a deadline of it.
func TestCasesLookedAt(t *testing.T) {
	cases := []deadline.Case{
		storyOf(t, "CP-1", "2026-01-05 case-assigned authority=fife", "2026-01-05 concern-notified"),
		storyOf(t, "CP-2", "2026-01-05 case-assigned authority=fife", "2026-01-05 concern-notified", "2026-02-05 case-assigned authority=stirling"),
		storyOf(t, "CP-3", "2026-01-05 case-assigned authority=stirling"),
		storyOf(t, "CP-4", "2026-05-05 case-assigned authority=stirling"),
	}
	for i := range cases {
		for j := range cases[i].Facts {
			cases[i].Facts[j].Recorded = instantOf("2026-03-01").UnixNano() + int64(i)
		}
	}
	o := quarter
	for _, c := range []struct {
		authority string
		known     int
		want      int
	}{{"", 4, 3}, {"fife", 4, 2}, {"stirling", 4, 2}, {"falkirk", 4, 0}, {"", 1, 2}, {"stirling", 1, 1}, {"", 0, 1}} {
		o.Authority, o.KnownAt = c.authority, instantOf("2026-03-01").Add(time.Duration(c.known))
		if got := counted(o, cases).Cases; got != c.want {
			t.Errorf("%q, the first %d known: %d cases, want %d", c.authority, c.known+1, got, c.want)
		}
	}
}
