package engine

import "caseclock/deadline"

// Responsible is who has a case in hand as at a moment, as its assignments
// say. What an assignment leaves out stays as it was.
type Responsible struct {
	Authority, Chair, Lead, Family string
}

// responsibleFor reads a case's assignments.
func responsibleFor(c *deadline.Case, m deadline.Moment) Responsible {
	var r Responsible
	for _, i := range counting(c, m, deadline.CaseAssigned) {
		e := c.Event(i)
		for _, f := range []struct {
			said string
			held *string
		}{{e.Authority, &r.Authority}, {e.Chair, &r.Chair}, {e.Lead, &r.Lead}, {e.Family, &r.Family}} {
			if f.said != "" {
				*f.held = f.said
			}
		}
	}
	return r
}

// counting gives the positions of the events of one kind that count at a
// moment (ENGINE, one pass, step 1), in the order of their days and then as
// recorded.
func counting(c *deadline.Case, m deadline.Moment, kind deadline.Kind) []int32 {
	live := c.Live(m)
	var at []int32
	for i := range c.Facts {
		f := &c.Facts[i]
		if f.Kind != kind || f.On > m.AsAt || !live[i] {
			continue
		}
		k := len(at)
		for k > 0 && c.Facts[at[k-1]].On > f.On {
			k--
		}
		at = append(at, 0)
		copy(at[k+1:], at[k:])
		at[k] = int32(i)
	}
	return at
}
