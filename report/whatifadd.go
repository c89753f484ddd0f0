package report

import (
	"iter"
	"slices"
	"strings"

	"caseclock/deadline"
)

// WhatIf counts, case by case, how the deadlines of the period would have stood
// under another rulebook. It holds no case: of each it keeps what it adds to
// the counts, and one small record of each meeting and timescale. It is not
// safe for concurrent use.
type WhatIf struct {
	o          Options
	timescales map[*deadline.Rule]*whatIfRule
	groups     map[group]*whatIfGroup
}

// whatIfRule is a rule with the groups that it was met in, by authority.
type whatIfRule struct {
	*timescale
	groups []*whatIfGroup
}

// whatIfGroup is the rows of one authority and timescale as they grow.
type whatIfGroup struct {
	child, meeting WhatIfRow // meeting: of those that are not shared
	meetings       map[string]*pair
}

// NewWhatIf begins to count. The options are expected to have passed Check.
func NewWhatIf(o Options) *WhatIf {
	return &WhatIf{o: o, timescales: map[*deadline.Rule]*whatIfRule{}, groups: map[group]*whatIfGroup{}}
}

// Add counts one case: all of its deadlines under the packs in force, and all
// under the other rulebook, both as evaluated at the moment that the options
// name. Nothing of them is kept; they may be overwritten.
func (w *WhatIf) Add(c *deadline.Case, actual, other []deadline.Deadline) {
	r := reading{c: c, o: &w.o, ds: actual}
	for i := range actual {
		d := &actual[i]
		if d.Due != 0 && d.Due >= w.o.Since[d.Authority] && w.o.wants(d.Authority) {
			w.add(&r, d, paired(d, other))
		}
	}
	for i := range other {
		d := &other[i]
		if w.o.inPeriod(d.Due) && d.Due >= w.o.Since[d.Authority] && w.o.wants(d.Authority) && paired(d, actual) == nil {
			t := w.timescale(d.Rule)
			g := w.group(t, d.Authority)
			g.child.OnlyThere++
			g.child.OtherLimits = with(g.child.OtherLimits, t.limit)
		}
	}
}

// paired is the deadline of the same rule id, start and kind of conference, or
// nil; a case never has two.
func paired(d *deadline.Deadline, others []deadline.Deadline) *deadline.Deadline {
	for i := range others {
		if o := &others[i]; o.Start == d.Start && o.Conference == d.Conference && o.Rule.ID == d.Rule.ID {
			return o
		}
	}
	return nil
}

func (w *WhatIf) add(r *reading, d, there *deadline.Deadline) {
	p := pair{d.Due, d.Status, noSuch}
	if there != nil {
		p.there = there.Status
		if there.Due == 0 { // met or ended before a due day was known, too
			p.there = deadline.Undated
		}
	}
	t := w.timescale(d.Rule)
	meeting := r.meeting(t.timescale, d)
	if meeting == "" && !w.o.inPeriod(d.Due) {
		return
	}
	g := w.group(t, d.Authority)
	if meeting != "" {
		if all := g.meetings[meeting]; all != nil {
			*all = all.join(p)
		} else {
			all = new(pair)
			*all = p
			g.meetings[strings.Clone(meeting)] = all
		}
	}
	if !w.o.inPeriod(d.Due) {
		return
	}
	g.child.count(p)
	g.child.Limits = with(g.child.Limits, t.limit)
	if there != nil {
		g.child.OtherLimits = with(g.child.OtherLimits, w.timescale(there.Rule).limit)
	}
	if meeting == "" {
		g.meeting.count(p)
	}
}

// Rows are the counts so far, by authority, timescale and basis. Where nothing
// is counted there is no row. More cases may be added after it.
func (w *WhatIf) Rows() []WhatIfRow {
	return sortedRows(func(yield func(*WhatIfRow) bool) {
		for _, g := range w.groups {
			child, meeting := g.child, g.meeting
			meeting.Limits, meeting.OtherLimits = child.Limits, child.OtherLimits
			for _, p := range g.meetings {
				if w.o.inPeriod(p.due) {
					meeting.count(*p)
				}
			}
			if child.Here.Due+child.OnlyThere > 0 && !yield(&child) {
				return
			}
			if meeting.Here.Due > 0 && !yield(&meeting) {
				return
			}
		}
	})
}

func sortedRows(rows iter.Seq[*WhatIfRow]) []WhatIfRow {
	all := []WhatIfRow{}
	for r := range rows {
		r.Limits, r.OtherLimits = union(r.Limits, nil), union(r.OtherLimits, nil)
		all = append(all, *r)
	}
	slices.SortFunc(all, func(a, b WhatIfRow) int { return a.compare(&b) })
	return all
}

func (w *WhatIf) timescale(r *deadline.Rule) *whatIfRule {
	t := w.timescales[r]
	if t == nil {
		t = &whatIfRule{timescale: newTimescale(r)}
		w.timescales[r] = t
	}
	return t
}

// group finds the group of a timescale and an authority. Rules of one id in
// several packs share it.
func (w *WhatIf) group(t *whatIfRule, authority string) *whatIfGroup {
	for _, g := range t.groups {
		if g.child.Authority == authority {
			return g
		}
	}
	k := group{strings.Clone(authority), t.rule.ID, t.wherePossible}
	g := w.groups[k]
	if g == nil {
		row := WhatIfRow{Authority: k.authority, Rule: k.rule, WherePossible: k.wherePossible}
		g = &whatIfGroup{child: row, meeting: row, meetings: map[string]*pair{}}
		g.meeting.Basis = Meeting
		w.groups[k] = g
	}
	t.groups = append(t.groups, g)
	return g
}

// with is a short list with one more word, once.
func with(list []string, word string) []string {
	if slices.Contains(list, word) {
		return list
	}
	return append(list, word)
}
