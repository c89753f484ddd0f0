package notify

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each row is the day after a breach, when chair and lead are told.
func TestRouting(t *testing.T) {
	away := func(cover string) Away { return Away{day("2026-01-20"), day("2026-01-27"), cover} }
	type change func(*Case)
	none := func(*Case) {}
	for _, row := range []struct {
		name   string
		c      change
		people People
		want   string
	}{
		{"everybody there", none, thePeople(), "after>chair-1 after>lead-1"},
		{"no chair", func(c *Case) { c.Chair = "" }, thePeople(), "after>coord-1 after>lead-1"},
		{"an unknown chair", func(c *Case) { c.Chair = "chair-9" }, thePeople(), "after>coord-1 after>lead-1"},
		{"no lead", func(c *Case) { c.Lead = "" }, thePeople(), "after>chair-1"},
		{"an unknown lead", func(c *Case) { c.Lead = "lead-9" }, thePeople(), "after>chair-1 after>coord-1"},
		{"chair and lead are one", func(c *Case) { c.Lead = "chair-1" }, thePeople(), "after>chair-1"},
		{"away and covered", none, thePeople(person("chair-1", Chair, away("chair-2"))), "after>chair-2 after>lead-1"},
		{"the cover covers too", none, thePeople(person("chair-1", Chair, away("chair-2")), person("chair-2", Chair, away("chair-3")), person("chair-3", Chair)), "after>chair-3 after>lead-1"},
		{"they cover each other", none, thePeople(person("chair-1", Chair, away("chair-2")), person("chair-2", Chair, away("chair-1"))), "after>coord-1 after>lead-1"},
		{"a ring behind the first", none, thePeople(person("chair-1", Chair, away("chair-2")), person("chair-2", Chair, away("chair-3")), person("chair-3", Chair, away("chair-2"))), "after>coord-1 after>lead-1"},
		{"covered by nobody known", none, thePeople(person("chair-1", Chair, away("chair-9"))), "after>coord-1 after>lead-1"},
		{"the lead is the cover", none, thePeople(person("chair-1", Chair, away("lead-1"))), "after>lead-1"},
		{"back since yesterday", none, thePeople(person("chair-1", Chair, Away{day("2026-01-20"), day("2026-01-26"), "chair-2"})), "after>chair-1 after>lead-1"},
		{"a dead child's case", func(c *Case) { c.Died = true }, thePeople(), "after>coord-1"},
		{"dead, the coordinator away", func(c *Case) { c.Died = true }, thePeople(person("coord-1", Coordinator, away("chair-2"))), "after>coord-1"},
		{"dead, covered by a coordinator", func(c *Case) { c.Died = true }, thePeople(person("coord-1", Coordinator, away("coord-2")), person("coord-2", Coordinator)), "after>coord-2"},
		{"another council's coordinator", func(c *Case) { c.Chair, c.Lead, c.Authority = "", "", "falkirk" }, thePeople(), "after>"},
		{"a case of no council", func(c *Case) { c.Chair, c.Lead, c.Authority = "", "", "" }, thePeople(), "after>coord-1"},
	} {
		now := at("2026-01-27 08:00")
		c := theCase()
		row.c(c)
		if got := told(Decide(now, []Item{theConcern().item(c, now)}, row.people, theConfig(), Marks{})); got != row.want {
			t.Errorf("%s: told %q, want %q", row.name, got, row.want)
		}
	}
}

// Who has no role that hears of cases is mailed about none, whatever a case
// names them as; who has another role beside it is.
func TestWhoHearsOfNoCase(t *testing.T) {
	now := at("2026-01-27 08:00")
	for roles, want := range map[string]string{
		"committee": "after>coord-1 after>lead-1", "minute-taker": "after>coord-1 after>lead-1", "auditor": "after>coord-1 after>lead-1",
		"admin auditor": "after>coord-1 after>lead-1", "admin chair": "after>chair-1 after>lead-1", "committee manager": "after>chair-1 after>lead-1",
	} {
		p := person("chair-1", Chair)
		p.Roles = strings.Fields(roles)
		c := theCase()
		if got := told(Decide(now, []Item{theConcern().item(c, now)}, thePeople(p), theConfig(), Marks{})); got != want {
			t.Errorf("%s: told %q, want %q", roles, got, want)
		}
	}
}

// A case of no council is anybody's only where there is one council.
func TestNoAuthorityAmongSeveral(t *testing.T) {
	other := Person{ID: "coord-f", Email: "coord-f@council.example", Roles: []string{Coordinator}, Authorities: []string{"falkirk"}}
	now := at("2026-01-27 08:00")
	c := theCase()
	c.Chair, c.Lead, c.Authority = "", "", ""
	if got := told(Decide(now, []Item{theConcern().item(c, now)}, thePeople(other), theConfig(), Marks{})); got != "after>" {
		t.Errorf("told %q", got)
	}
}

// Who was covered is not told again on coming back; the next rung reaches
// them.
func TestBackFromLeave(t *testing.T) {
	people := thePeople(person("chair-1", Chair, Away{day("2026-01-15"), day("2026-01-22"), "chair-2"}))
	sent := Marks{}
	var got []string
	for _, on := range []string{"2026-01-19", "2026-01-20", "2026-01-23", "2026-01-25"} {
		now := at(on + " 08:00")
		alerts := Decide(now, []Item{theConcern().item(theCase(), now)}, people, theConfig(), sent)
		got = append(got, on+" "+told(alerts))
		claimAll(sent, alerts)
	}
	want := []string{"2026-01-19 before>chair-2", "2026-01-20 ", "2026-01-23 ", "2026-01-25 before>chair-1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A new chair is told how things stand; the old one no more.
func TestNewChair(t *testing.T) {
	sent := Marks{}
	now := at("2026-01-27 08:00")
	claimAll(sent, Decide(now, []Item{theConcern().item(theCase(), now)}, thePeople(), theConfig(), sent))
	c := theCase()
	c.Chair = "chair-2"
	now = at("2026-01-28 08:00")
	if got := told(Decide(now, []Item{theConcern().item(c, now)}, thePeople(), theConfig(), sent)); got != "after>chair-2" {
		t.Errorf("told %q", got)
	}
}

// After a death nobody but the coordinator hears, of what was owed before or
// is owed now; that it was put right included.
func TestDeathSilencesAllOthers(t *testing.T) {
	sent := Marks{}
	now := at("2026-01-27 08:00")
	claimAll(sent, Decide(now, []Item{theConcern().item(theCase(), now)}, thePeople(), theConfig(), sent))
	c := theCase()
	c.Died = true
	f := theConcern()
	f.met = "2026-02-02"
	for d := day("2026-01-28"); d < day("2026-03-01"); d++ {
		now := midnight(d)
		alerts := Decide(now, []Item{f.item(c, now)}, thePeople(), theConfig(), sent)
		for _, a := range alerts {
			if a.Person != "coord-1" {
				t.Errorf("%s: %s told of %s", d, a.Person, a.When)
			}
		}
		claimAll(sent, alerts)
	}
}

// Who was told before going away is not told again through their cover.
func TestToldBeforeLeave(t *testing.T) {
	people := thePeople(person("chair-1", Chair, Away{day("2026-01-20"), day("2026-01-22"), "chair-2"}))
	sent := Marks{}
	now := at("2026-01-19 08:00")
	claimAll(sent, Decide(now, []Item{theConcern().item(theCase(), now)}, people, theConfig(), sent))
	now = at("2026-01-21 08:00")
	if got := told(Decide(now, []Item{theConcern().item(theCase(), now)}, people, theConfig(), sent)); got != "" {
		t.Errorf("told %q", got)
	}
}
