package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"caseclock/access"
	"caseclock/deadline"
)

// sitting is a desk of a person with a role for some councils.
func (b *bench) sitting(id string, role access.Role, authorities ...string) *Desk {
	return b.Desk(&access.Viewer{ID: id, Name: id, Grants: []access.Grant{{Role: role, Authorities: authorities}}, Door: "web", From: "10.0.0.1"})
}

// What is looked ahead at is what the list of deadlines says is open, counted
// and due in the weeks, week by week, by timescale and by chair, with its last
// day to give notice.
func TestAheadIsWhatFallsDue(t *testing.T) {
	b := newBench(t, "2026-05-05")
	b.importFile("conferences.mapping.yaml", "conferences.csv", false)
	all := b.sitting("auditor-1", access.Auditor)
	ahead, err := all.Ahead(t.Context(), AheadAsk{})
	if err != nil || len(ahead.Weeks) != WeeksAhead || ahead.Weeks[0].Monday != date(t, "2026-05-04") {
		t.Fatalf("%v: %+v", err, ahead.Weeks)
	}
	var want, got []string
	end := ahead.Weeks[WeeksAhead-1].Monday + 6
	for _, r := range b.rows(Ask{DueBy: end}) {
		if r.Due >= b.Today() {
			want = append(want, fmt.Sprint(r.Case, r.Rule, r.Due, r.NoticeBy))
		}
	}
	for _, w := range ahead.Weeks {
		lines, err := all.AheadWeek(t.Context(), w.Monday, AheadAsk{})
		if err != nil || len(lines.Lines) != w.Total || sum(w.ByRule) != w.Total || sum(w.ByChair) != w.Total || sum(w.ByFamily) != w.Total {
			t.Fatalf("%v: %d lines, %+v", err, len(lines.Lines), w)
		}
		for _, l := range lines.Lines {
			if l.Due < w.Monday || l.Due > w.Monday+6 {
				t.Errorf("%s lies in the week of %s", l.Due, w.Monday)
			}
			if l.Family == Conferences && l.NoticeBy != l.Due-5 || l.Family != Conferences && l.NoticeBy != 0 {
				t.Errorf("%s due %s: notice by %s", l.Rule, l.Due, l.NoticeBy)
			}
			got = append(got, fmt.Sprint(l.Reference, l.Rule, l.Due, l.NoticeBy))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if len(want) < 5 || !slices.Equal(want, got) {
		t.Errorf("looking ahead gives\n%s\nand the list\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func sum[K comparable](m map[K]int) (n int) {
	for _, k := range m {
		n += k
	}
	return n
}

// A chair looks ahead at their own cases, a coordinator at those of the council.
func TestAheadIsTheViewersOwn(t *testing.T) {
	b := newBench(t, "2026-05-05")
	b.importFile("conferences.mapping.yaml", "conferences.csv", false)
	for _, d := range []*Desk{b.sitting("chair-1", access.Chair), b.sitting("coordinator-1", access.Coordinator, "falkirk")} {
		ahead, err := d.Ahead(t.Context(), AheadAsk{})
		if err != nil || ahead.Total == 0 {
			t.Fatalf("%v: %+v", err, ahead)
		}
		for _, w := range ahead.Weeks {
			lines, err := d.AheadWeek(t.Context(), w.Monday, AheadAsk{})
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines.Lines {
				if d.v.ID == "chair-1" && l.Chair != "chair-1" || d.v.ID != "chair-1" && l.Authority != "falkirk" {
					t.Errorf("%s sees %+v", d.v.ID, l)
				}
			}
		}
	}
	none, err := b.sitting("coordinator-1", access.Coordinator, "fife").Ahead(t.Context(), AheadAsk{Authority: "falkirk"})
	if err != nil || none.Total != 0 {
		t.Errorf("another council's: %v, %d", err, none.Total)
	}
	if _, err := b.sitting("admin-1", access.Admin).Ahead(t.Context(), AheadAsk{}); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("an administrator: %v", err)
	}
	for _, day := range []string{"2026-04-27", "2026-05-05", "2026-11-02"} {
		if _, err := b.sitting("auditor-1", access.Auditor).AheadWeek(t.Context(), date(t, day), AheadAsk{}); !errors.Is(err, ErrNotThere) {
			t.Errorf("the week of %s: %v", day, err)
		}
	}
}

// What is owed after a death is in nobody's calendar but of those who record.
func TestCalendarAfterADeath(t *testing.T) {
	b := newBench(t, "2026-05-05")
	b.record("case-assigned", "CP-0001", "2026-05-01", "authority", "stirling", "chair", "chair-1")
	b.record("conference-held", "CP-0001", "2026-05-03", "conference", "initial", "outcome", "registered")
	b.record("closed", "CP-0001", "2026-05-04", "cause", "died")
	for _, c := range []struct {
		d    *Desk
		want bool
	}{{b.sitting("chair-1", access.Chair), false}, {b.sitting("coordinator-1", access.Coordinator, "stirling"), true}} {
		text, err := c.d.AheadCalendar(t.Context(), AheadAsk{})
		if err != nil || strings.Contains(text, "CP-0001") != c.want {
			t.Errorf("%s: %v\n%s", c.d.v.ID, err, text)
		}
	}
}

func TestFamilies(t *testing.T) {
	b := newBench(t, "2026-05-05")
	got := map[string]Family{}
	for _, p := range b.Book.periods() {
		for i := range p.Pack.Rules {
			got[p.Pack.Rules[i].ID] = familyOf(&p.Pack.Rules[i])
		}
	}
	for rule, want := range map[string]Family{"initial-cpcc": Conferences, "pre-birth-cpcc": Conferences, "next-review": Conferences, "core-group": CoreGroups,
		"first-core-group": CoreGroups, "notice-of-cpcc": Notices, "plan": Papers, "minutes": Papers, "decisions-record": Papers, "chair-notification": OtherDuties} {
		if got[rule] != want {
			t.Errorf("%s is of %q", rule, got[rule])
		}
	}
	if d, _ := deadline.NewDate(2026, 5, 10); mondayOf(d).String() != "2026-05-04" || mondayOf(d+1) != d+1 {
		t.Error("weeks begin on another day")
	}
}
