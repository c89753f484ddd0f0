package notify

import (
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/deadline"

	ics "github.com/arran4/golang-ical"
)

// The calendar is read by the same rules as others write it: all day, the end
// the next day, the UID without the reference and the same when the day moves.
func TestCalendar(t *testing.T) {
	read := func(f facts, now time.Time) *ics.VEvent {
		cfg := theConfig()
		it := f.item(theCase(), now)
		c := must[*ics.Calendar](t)(ics.ParseCalendar(strings.NewReader(calendar(&cfg, now, []*Item{&it}))))
		return c.Events()[0]
	}
	get := func(e *ics.VEvent, p ics.ComponentProperty) string { return e.GetProperty(p).Value }
	a := read(theConcern(), at("2026-01-19 08:00"))
	moved := theConcern()
	moved.due = "2026-01-28"
	b := read(moved, at("2026-01-20 08:00"))
	if got := get(a, ics.ComponentPropertyDtStart) + "-" + get(a, ics.ComponentPropertyDtEnd); got != "20260126-20260127" {
		t.Errorf("all day is %s", got)
	}
	if get(a, ics.ComponentPropertyUniqueId) != get(b, ics.ComponentPropertyUniqueId) {
		t.Error("the UID changed with the due day")
	}
	if strings.Contains(get(a, ics.ComponentPropertyUniqueId), "0417") {
		t.Error("the UID holds the reference")
	}
	if get(a, ics.ComponentPropertySequence) >= get(b, ics.ComponentPropertySequence) {
		t.Error("the SEQUENCE does not grow")
	}
}

// What is attached is the person's own: pending, within reach, and nobody
// else's.
func TestUpcoming(t *testing.T) {
	now := at("2026-01-10 08:00")
	cfg := theConfig()
	far := facts{rule: minutesRule, start: "2026-01-05", due: "2026-03-10"}
	over := facts{rule: minutesRule, start: "2025-12-05", due: "2025-12-20"}
	gone := theCase()
	gone.Died = true
	early := facts{rule: minutesRule, start: "2026-01-05", due: "2026-01-20", met: "2026-01-09"}
	items := []Item{early.item(theCase(), now), theConcern().item(theCase(), now), far.item(theCase(), now), over.item(theCase(), now), theConcern().item(gone, now)}
	got := upcoming(&cfg, deadline.DayOf(now), items, thePeople())
	var who []string
	for p, its := range got {
		for _, it := range its {
			who = append(who, p+" "+it.due().String())
		}
	}
	slices.Sort(who)
	if !slices.Equal(who, []string{"chair-1 2026-01-26", "coord-1 2026-01-26"}) {
		t.Errorf("coming up: %v", who)
	}
}
