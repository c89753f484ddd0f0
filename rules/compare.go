package rules

import (
	"fmt"
	"slices"
	"strings"

	"caseclock/deadline"
)

// Difference is one way in which two packs differ: in a rule, what of it, and
// how each has it. Empty is what a pack does not have.
type Difference struct {
	Rule string `json:"rule"`
	What string `json:"what"` // rule, limit, not before, counts from, condition, met by, falls away, repeat, force, duty without limit
	A    string `json:"a"`
	B    string `json:"b"`
}

// Compare lists how the rules of two packs differ in what they count, in the
// order of the first pack's rules and then of the second's own. Duties, titles
// and sources that differ only in wording are left out.
func Compare(a, b *Pack) []Difference {
	var ds []Difference
	for i := range a.Rules {
		ra := &a.Rules[i]
		if rb := b.Rule(ra.ID); rb != nil {
			ds = append(ds, compareRules(ra, rb)...)
		} else {
			ds = append(ds, Difference{ra.ID, "rule", Describe(ra).Limit, ""})
		}
	}
	for i := range b.Rules {
		if rb := &b.Rules[i]; a.Rule(rb.ID) == nil {
			ds = append(ds, Difference{rb.ID, "rule", "", Describe(rb).Limit})
		}
	}
	return append(ds, compareDuties(a, b)...)
}

func compareRules(a, b *deadline.Rule) []Difference {
	var ds []Difference
	da, db := Describe(a), Describe(b)
	differ := func(what, a, b string) {
		if a != b {
			ds = append(ds, Difference{da.ID, what, a, b})
		}
	}
	differ("limit", da.Limit, db.Limit)
	differ("not before", da.NotBefore, db.NotBefore)
	differ("counts from", strings.Join(da.CountsFrom, "; "), strings.Join(db.CountsFrom, "; "))
	differ("condition", da.Condition, db.Condition)
	differ("met by", strings.Join(da.MetBy, "; "), strings.Join(db.MetBy, "; "))
	differ("falls away", strings.Join(da.FallsAway, "; "), strings.Join(db.FallsAway, "; "))
	differ("repeat", a.Repeat, b.Repeat)
	differ("force", string(a.Force), string(b.Force))
	return ds
}

func compareDuties(a, b *Pack) []Difference {
	var ds []Difference
	has := func(p *Pack, id string) bool {
		return slices.ContainsFunc(p.NoLimit, func(d deadline.Duty) bool { return d.ID == id })
	}
	for _, d := range a.NoLimit {
		if !has(b, d.ID) {
			ds = append(ds, Difference{d.ID, "duty without limit", d.Duty, ""})
		}
	}
	for _, d := range b.NoLimit {
		if !has(a, d.ID) {
			ds = append(ds, Difference{d.ID, "duty without limit", "", d.Duty})
		}
	}
	return ds
}

// String writes "minutes: limit: within 15 calendar days, within 10 working
// days".
func (d Difference) String() string {
	none := func(s string) string {
		if s == "" {
			return "none"
		}
		return s
	}
	return fmt.Sprintf("%s: %s: %s | %s", d.Rule, d.What, none(d.A), none(d.B))
}
