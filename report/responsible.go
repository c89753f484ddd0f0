package report

import (
	"cmp"
	"slices"
	"strings"

	"caseclock/deadline"
)

// assigned is who was responsible for a case from a day on.
type assigned struct {
	from        deadline.Date
	chair, lead string
}

// part is whom a deadline counts for: the chair who was responsible on the day
// its clock started (of a position brought in: on the day it was), or the team
// of the lead professional of that day, or of the chair where nobody leads or
// the lead has no team. Empty is nobody.
func (r *reading) part(d *deadline.Deadline) string {
	on := d.Start
	if d.StartedBy >= 0 && int(d.StartedBy) < len(r.c.Facts) {
		on = r.c.Facts[d.StartedBy].On
	}
	a := r.responsibleOn(on)
	if r.o.By == ByChair {
		return a.chair
	}
	return either(r.o.Teams[a.lead], r.o.Teams[a.chair])
}

// responsibleOn is who was responsible on a day, that day's assignments
// included.
func (r *reading) responsibleOn(d deadline.Date) assigned {
	if r.who == nil {
		r.who = r.assignments()
	}
	var a assigned
	for _, b := range r.who {
		if b.from > d {
			break
		}
		a = b
	}
	return a
}

// assignments are who was responsible from day to day: what an assignment does
// not name stays as it was.
func (r *reading) assignments() []assigned {
	events := []int32{}
	for i := range r.c.Facts {
		if f := &r.c.Facts[i]; f.Kind == deadline.CaseAssigned && f.On <= r.o.AsAt && r.counts(int32(i)) {
			events = append(events, int32(i))
		}
	}
	slices.SortStableFunc(events, func(a, b int32) int { return int(r.c.Facts[a].On - r.c.Facts[b].On) })
	all := []assigned{}
	var now assigned
	for _, i := range events {
		e := r.c.Event(i)
		now.from, now.chair, now.lead = e.On, either(e.Chair, now.chair), either(e.Lead, now.lead)
		all = append(all, now)
	}
	return all
}

// responsible is the authority responsible for the case on the as-at day, or
// empty.
func (r *reading) responsible() string {
	authority, on := "", deadline.Date(0)
	for i := range r.c.Facts {
		f := &r.c.Facts[i]
		if f.Kind == deadline.CaseAssigned && f.Word != "" && f.On >= on && f.On <= r.o.AsAt && r.counts(int32(i)) {
			authority, on = f.Word, f.On
		}
	}
	return authority
}

// seen says whether the case is one that the report looks at: something of it
// had happened by the as-at day and is known at the instant asked for, and,
// where one authority is asked for, that authority is responsible for it or
// for one of its deadlines.
func (r *reading) seen() bool {
	if !r.known() {
		return false
	}
	if r.o.Authority == "" {
		return true
	}
	for i := range r.ds {
		if r.ds[i].Authority == r.o.Authority {
			return true
		}
	}
	return r.responsible() == r.o.Authority
}

func (r *reading) known() bool {
	m := r.moment()
	for i := range r.c.Facts {
		if f := &r.c.Facts[i]; f.On <= m.AsAt && m.Knows(f) {
			return true
		}
	}
	return false
}

// partTotals adds each part of an authority up over the timescales that are
// binding.
func partTotals(parts []Figure) []Figure {
	type key struct {
		authority, part string
		basis           Basis
	}
	sums := map[key][]*Figure{}
	for i := range parts {
		if p := &parts[i]; !p.WherePossible {
			k := key{p.Authority, p.Part, p.Basis}
			sums[k] = append(sums[k], p)
		}
	}
	var totals []Figure
	for k, figures := range sums {
		totals = append(totals, *total(Figure{Authority: k.authority, Part: k.part, Basis: k.basis}, figures))
	}
	return totals
}

// comparePart orders parts by name, nobody last.
func comparePart(a, b string) int {
	return cmp.Or(one(a == "")-one(b == ""), strings.Compare(a, b))
}
