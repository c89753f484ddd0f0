package cases

import (
	"strings"

	"caseclock/engine"
)

// lanesOf says in which lane the events of a kind are drawn; those of the other
// kinds are in the last.
var lanesOf = map[string]string{
	"conference-held": eventLanes[0], "core-group-held": eventLanes[1],
	"decisions-circulated": eventLanes[2], "plan-circulated": eventLanes[2], "minutes-circulated": eventLanes[2],
}

// courseOf is what a case's timeline is drawn from. Reasons are drawn on their
// clocks, and who has the case in hand is not drawn.
func courseOf(f *engine.CaseFile) course {
	c := course{asAt: f.AsAt}
	for i := range f.Clocks {
		k, r := &f.Clocks[i], &f.Deadlines[i]
		drawn := clock{label: k.Timescale, start: k.Start, due: k.Due, met: k.Met, ended: k.Ended, proposed: k.Proposed,
			status: k.Status}
		if r.Reason != nil {
			drawn.reason = r.Reason.On
		}
		c.clocks = append(c.clocks, drawn)
	}
	for i := range f.Timeline {
		h := &f.Timeline[i]
		if !h.Counts || h.Kind == "reason-recorded" || h.Kind == "case-assigned" {
			continue
		}
		m := mark{on: h.On, lane: lanesOf[h.Kind]}
		switch m.lane {
		case "":
			m.lane = eventLanes[len(eventLanes)-1]
		case eventLanes[0]:
			m.text, _, _ = strings.Cut(h.Text, " conference")
		}
		c.marks = append(c.marks, m)
	}
	return c
}
