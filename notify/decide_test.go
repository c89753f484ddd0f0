package notify

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"caseclock/deadline"

	"github.com/google/go-cmp/cmp"
)

// told is "occasion>person" of each alert, sorted.
func told(alerts []Alert) string {
	var s []string
	for _, a := range alerts {
		s = append(s, string(a.When)+">"+a.Person)
	}
	slices.Sort(s)
	return strings.Join(s, " ")
}

// Each row looks at one deadline on one day, with nothing told before.
func TestDecide(t *testing.T) {
	reason := func(f facts, on, proposed string) facts {
		f.category, f.reasonOn, f.proposed = "report-not-ready", on, proposed
		return f
	}
	met := func(f facts, on string) facts { f.met = on; return f }
	ended := func(f facts, on string) facts { f.ended = on; return f }
	c := theConcern()
	notice := facts{rule: noticeRule, start: "2026-01-05", due: "2026-01-26"}
	short := facts{rule: minutesRule, start: "2026-01-20", due: "2026-01-21"}
	for _, row := range []struct {
		name, on string
		f        facts
		want     string
	}{
		{"the day before the first rung", "2026-01-18", c, ""},
		{"7 days before", "2026-01-19", c, "before>chair-1"},
		{"1 day before", "2026-01-25", c, "before>chair-1"},
		{"on the due day", "2026-01-26", c, "before>chair-1"},
		{"the day after", "2026-01-27", c, "after>chair-1 after>lead-1"},
		{"no reason, day 4", "2026-01-30", c, "after>lead-1 unexplained>chair-1"},
		{"no reason, day 7", "2026-02-02", c, "after>lead-1 unexplained>chair-1"},
		{"no reason, day 8", "2026-02-03", c, "after>lead-1 unexplained>chair-1 unexplained>manager-1"},
		{"a reason and a date", "2026-02-03", reason(c, "2026-01-28", "2026-02-10"), "after>chair-1 after>lead-1"},
		{"the proposed date itself", "2026-02-10", reason(c, "2026-01-28", "2026-02-10"), "after>chair-1 after>lead-1"},
		{"the proposed date passed", "2026-02-11", reason(c, "2026-01-28", "2026-02-10"), "proposed-passed>chair-1 proposed-passed>lead-1"},
		{"4 days after that", "2026-02-14", reason(c, "2026-01-28", "2026-02-10"), "proposed-passed>lead-1 unexplained>chair-1"},
		{"8 days after that", "2026-02-18", reason(c, "2026-01-28", "2026-02-10"), "proposed-passed>lead-1 unexplained>chair-1 unexplained>manager-1"},
		{"a reason without a date", "2026-01-30", reason(c, "2026-01-28", ""), "after>lead-1 unexplained>chair-1"},
		{"met in time", "2026-01-27", met(c, "2026-01-26"), ""},
		{"met late, never told", "2026-01-28", met(c, "2026-01-27"), ""},
		{"met late, no reason by day 4", "2026-01-30", met(c, "2026-01-27"), "unexplained>chair-1"},
		{"met late with a reason", "2026-01-30", reason(met(c, "2026-01-27"), "2026-01-28", ""), ""},
		{"fallen away in time", "2026-02-03", ended(c, "2026-01-20"), ""},
		{"fallen away late, no reason", "2026-01-30", ended(c, "2026-01-28"), "unexplained>chair-1"},
		{"where possible is reminded", "2026-01-19", notice, "before>chair-1"},
		{"where possible is no breach", "2026-02-03", notice, ""},
		{"rungs before the start collapse", "2026-01-20", short, "before>chair-1"},
		{"no delivery date", "2026-01-06", facts{rule: unbornRule, start: "2026-01-05"}, "delivery-date-missing>coord-1"},
		{"due before since", "2019-12-31", facts{rule: initialRule, start: "2019-12-01", due: "2019-12-22"}, ""},
	} {
		now := at(row.on + " 12:00")
		got := told(Decide(now, []Item{row.f.item(theCase(), now)}, thePeople(), theConfig(), Marks{}))
		if got != row.want {
			t.Errorf("%s (%s): told %q, want %q", row.name, row.on, got, row.want)
		}
	}
}

// A deadline followed day by day gives each rung once, on its day.
func TestEachRungOnItsDay(t *testing.T) {
	f := theConcern()
	f.category, f.reasonOn, f.proposed, f.met = "chair-unavailable", "2026-02-08", "2026-02-12", "2026-02-18"
	var got []string
	sent := Marks{}
	for d := day("2026-01-01"); d < day("2026-03-01"); d++ {
		now := midnight(d)
		alerts := Decide(now, []Item{f.item(theCase(), now)}, thePeople(), theConfig(), sent)
		if len(alerts) > 0 {
			got = append(got, fmt.Sprintf("%s %s", d, told(alerts)))
		}
		claimAll(sent, alerts)
	}
	want := []string{
		"2026-01-19 before>chair-1",
		"2026-01-25 before>chair-1",
		"2026-01-27 after>chair-1 after>lead-1",
		"2026-01-30 unexplained>chair-1",
		"2026-02-03 unexplained>chair-1 unexplained>manager-1",
		"2026-02-07 unexplained>chair-1 unexplained>manager-1",
		"2026-02-13 proposed-passed>chair-1 proposed-passed>lead-1",
		"2026-02-16 unexplained>chair-1",
		"2026-02-18 put-right>chair-1 put-right>lead-1 put-right>manager-1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What was told for a start follows its correction; a due day that moves is
// told anew.
func TestCorrectedStart(t *testing.T) {
	now := at("2026-01-27 08:00")
	sent := Marks{}
	claimAll(sent, Decide(now, []Item{theConcern().item(theCase(), now)}, thePeople(), theConfig(), sent))

	corrected := theConcern()
	corrected.start = "2026-01-04"
	if got := told(Decide(now, []Item{corrected.item(theCase(), now)}, thePeople(), theConfig(), sent)); got != "" {
		t.Errorf("same due day: told again %q", got)
	}
	corrected.due = "2026-01-25"
	if got := told(Decide(now, []Item{corrected.item(theCase(), now)}, thePeople(), theConfig(), sent)); got != "after>chair-1 after>lead-1" {
		t.Errorf("moved due day: told %q", got)
	}
}

func TestLineage(t *testing.T) {
	c := deadline.NewCase("CP-0417", []deadline.Event{
		{ID: "a", Kind: deadline.ConcernNotified, On: day("2026-01-05")},
		{ID: "b", Kind: deadline.ConcernNotified, On: day("2026-01-06"), Replaces: "a"},
		{ID: "x", Kind: deadline.Born, On: day("2026-01-06")},
		{ID: "c", Kind: deadline.ConcernNotified, On: day("2026-01-07"), Replaces: "b"},
	})
	for i, want := range []string{"a", "a", "x", "a"} {
		if got := Lineage(&c, int32(i)); got != want {
			t.Errorf("lineage of %s is %q, want %q", c.Event(int32(i)).ID, got, want)
		}
	}
	if got := Lineage(&c, -1); got != "" {
		t.Errorf("lineage of nothing is %q", got)
	}
}

// The rungs passed over are settled: a reason recorded after a collapsed chase
// brings no belated "day after".
func TestCollapsedRungsStaySettled(t *testing.T) {
	now := at("2026-02-05 08:00")
	sent := Marks{}
	f := theConcern()
	claimAll(sent, Decide(now, []Item{f.item(theCase(), now)}, thePeople(), theConfig(), sent))
	f.category, f.reasonOn, f.proposed = "inquorate", "2026-02-05", "2026-02-20"
	if got := told(Decide(now, []Item{f.item(theCase(), now)}, thePeople(), theConfig(), sent)); got != "" {
		t.Errorf("told %q", got)
	}
}

// The review date agreed by the chair is reminded of and then let be.
func TestAgreedReview(t *testing.T) {
	for on, want := range map[string]string{"2026-02-12": "", "2026-02-13": "before>chair-1", "2026-02-20": "before>chair-1", "2026-02-21": "", "2026-03-20": ""} {
		it := Item{Case: theCase(), Lineage: "held", AgreedReview: day("2026-02-20")}
		if got := told(Decide(at(on+" 08:00"), []Item{it}, thePeople(), theConfig(), Marks{})); got != want {
			t.Errorf("%s: told %q, want %q", on, got, want)
		}
	}
}

// An unborn child's deadline of the 2021 pack has a due day without a delivery
// date: both are told.
func TestDueWithoutDeliveryDate(t *testing.T) {
	now := at("2026-01-19 08:00")
	it := facts{rule: unbornRule, start: "2026-01-05", due: "2026-01-26"}.item(theCase(), now)
	it.NoDeliveryDate = true
	if got := told(Decide(now, []Item{it}, thePeople(), theConfig(), Marks{})); got != "before>chair-1 delivery-date-missing>coord-1" {
		t.Errorf("told %q", got)
	}
}

func TestNoDueDay(t *testing.T) {
	now := at("2026-01-19 08:00")
	it := theConcern().item(theCase(), now)
	it.Deadline.Due, it.Deadline.Status = 0, deadline.Unknown
	if got := told(Decide(now, []Item{it}, thePeople(), theConfig(), Marks{})); got != "due-day-unknown>coord-1" {
		t.Errorf("told %q", got)
	}
}

// Every decision says why, and without the reference.
func TestWhy(t *testing.T) {
	now := at("2026-02-03 08:00")
	c := theCase()
	c.Chair = ""
	alerts := Decide(now, []Item{theConcern().item(c, now)}, thePeople(), theConfig(), Marks{})
	var got []string
	for _, a := range alerts {
		got = append(got, a.Why)
		if strings.Contains(a.Why, c.Reference) {
			t.Errorf("%q holds the reference", a.Why)
		}
	}
	want := []string{
		`initial-cpcc due 2026-01-26: "1 day after" was reached on 2026-01-27; told to lead-1, the lead, 7 days after that day`,
		`initial-cpcc due 2026-01-26: "unexplained from day 4 every 4 days" was reached on 2026-02-03; told to coord-1, the coordinator, because the case has no chair`,
		`initial-cpcc due 2026-01-26: "unexplained from day 8 every 4 days" was reached on 2026-02-03; told to manager-1, the manager`,
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Breaches come first, then the earlier due day.
func TestOrder(t *testing.T) {
	now := at("2026-01-27 08:00")
	later := facts{rule: minutesRule, start: "2026-01-19", due: "2026-02-03"}
	sooner := facts{rule: minutesRule, start: "2026-01-15", due: "2026-01-28"}
	undated := facts{rule: unbornRule, start: "2026-01-05"}
	c := theCase()
	c.Chair = "coord-1"
	var got []string
	for _, a := range Decide(now, []Item{undated.item(c, now), later.item(c, now), sooner.item(c, now), theConcern().item(c, now)}, thePeople(), theConfig(), Marks{}) {
		if a.Person == "coord-1" {
			got = append(got, string(a.When)+" "+a.Due.String())
		}
	}
	if diff := cmp.Diff([]string{"after 2026-01-26", "before 2026-01-28", "before 2026-02-03", "delivery-date-missing "}, got); diff != "" {
		t.Error(diff)
	}
}

// One item that cannot be decided on does not keep the others from their
// alerts, and is seen.
func TestOnePanicStopsNobody(t *testing.T) {
	now := at("2026-01-27 08:00")
	broken := theConcern().item(theCase(), now)
	broken.Deadline.Rule = nil
	items := []Item{broken, theConcern().item(theCase(), now)}
	if got := told(Decide(now, items, thePeople(), theConfig(), Marks{})); got != "> after>chair-1 after>lead-1" {
		t.Errorf("told %q", got)
	}
}

// A review date agreed before a death is nobody's business any more.
func TestAgreedReviewAfterDeath(t *testing.T) {
	c := theCase()
	c.Died = true
	it := Item{Case: c, AgreedReview: day("2026-02-20")}
	if got := told(Decide(at("2026-02-19 08:00"), []Item{it}, thePeople(), theConfig(), Marks{})); got != "" {
		t.Errorf("told %q", got)
	}
}

// BenchmarkDecide: 10,000 deadlines, most of them settled or far ahead, as of a
// council's history; everything owed has been told.
func BenchmarkDecide(b *testing.B) {
	now := at("2026-02-03 08:00")
	var items []Item
	for i := range 10_000 {
		f := theConcern()
		switch i % 20 {
		case 0:
		case 1:
			f.met = "2026-01-28"
			f.category, f.reasonOn = "inquorate", "2026-01-28"
		case 2:
			f.due = "2026-03-26"
		default:
			f.met = "2026-01-20"
		}
		c := theCase()
		c.ID = fmt.Sprint(i)
		items = append(items, f.item(c, now))
	}
	sent := Marks{}
	claimAll(sent, Decide(now, items, thePeople(), theConfig(), sent))
	b.ResetTimer()
	for b.Loop() {
		if len(Decide(now, items, thePeople(), theConfig(), sent)) > 0 {
			b.Fatal("told again")
		}
	}
}
