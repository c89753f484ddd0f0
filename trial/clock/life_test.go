//go:build trial

package clock

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"caseclock/deadline"
	"caseclock/notify"
)

// newLife draws some cases and what happens to them in some forty days: each
// morning before any mail leaves, what was recorded in the night is there.
func newLife(chance *rand.Rand) *life {
	from, _ := deadline.NewDate(2026, 1+chance.IntN(12), 1+chance.IntN(28))
	v := &life{from: from, to: from + deadline.Date(25+chance.IntN(30)), items: map[deadline.Date][]notify.Item{}, people: notify.NewPeople(people()...)}
	v.cfg = notify.Config{Ladder: notify.DefaultLadder(), DigestAt: 7*60 + 30, Hours: notify.Hours{From: 7 * 60, To: 19 * 60}, From: "caseclock@council.example"}
	for i := range 1 + chance.IntN(3) {
		c := deadline.NewCase(fmt.Sprintf("CP-%04d", i), events(chance, i, v.from, v.to))
		of := &notify.Case{ID: fmt.Sprintf("case-%d", i), Reference: c.Ref, Authority: "stirling", Chair: fmt.Sprintf("chair-%d", 1+chance.IntN(3))}
		for d := v.from; d <= v.to; d++ {
			ds := deadline.Evaluate(&c, book().Rulebook(), deadline.Moment{AsAt: d, KnownAt: noon(d - 1)})
			for k := range ds {
				if ds[k].Open() || ds[k].Status.OutOfTimescale() {
					v.items[d] = append(v.items[d], notify.Item{Case: of, Deadline: ds[k], Lineage: notify.Lineage(&c, ds[k].StartedBy)})
				}
			}
		}
	}
	return v
}

// events draws what happens to a case: each is recorded on its day or some days
// after it, some is corrected, some late is explained.
func events(chance *rand.Rand, n int, from, to deadline.Date) (all []deadline.Event) {
	add := func(on, recorded deadline.Date, e deadline.Event) string {
		e.ID, e.Case, e.On, e.Recorded = fmt.Sprintf("e%d-%d", n, len(all)), fmt.Sprintf("CP-%04d", n), on, noon(recorded).Add(-6*60*60*1e9)
		all = append(all, e)
		return e.ID
	}
	concern := from - deadline.Date(chance.IntN(20))
	add(concern, concern, deadline.Event{Kind: deadline.CaseAssigned, Authority: "stirling", Chair: "chair-1"})
	first := add(concern, concern, deadline.Event{Kind: deadline.ConcernNotified})
	day := concern
	for day < to {
		day += deadline.Date(1 + chance.IntN(9))
		recorded := day + deadline.Date(chance.IntN(4))
		switch chance.IntN(8) {
		case 0:
			add(day, recorded, deadline.Event{Kind: deadline.ConferenceHeld, Conference: deadline.Initial, Outcome: deadline.Registered})
		case 1:
			add(day, recorded, deadline.Event{Kind: deadline.CoreGroupHeld})
		case 2:
			add(day, recorded, deadline.Event{Kind: deadline.MinutesCirculated})
		case 3:
			add(day, recorded, deadline.Event{Kind: deadline.PlanCirculated})
		case 4:
			add(day, day, deadline.Event{Kind: deadline.ReasonRecorded, Rule: "initial-cpcc", Start: concern, Category: "report-not-ready",
				Proposed: day + deadline.Date(chance.IntN(8))})
		case 5:
			first = add(concern+1, recorded, deadline.Event{Kind: deadline.ConcernNotified, Replaces: first})
			concern++
		case 6:
			add(day, recorded, deadline.Event{Kind: deadline.DecisionsCirculated})
		}
	}
	slices.SortStableFunc(all, func(a, b deadline.Event) int { return a.Recorded.Compare(b.Recorded) })
	return all
}
