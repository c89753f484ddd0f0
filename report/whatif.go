package report

import (
	"cmp"
	"maps"
	"slices"

	"caseclock/deadline"
)

// There counts how the deadlines that fell due in the period would have stood
// under the other rulebook. Each is in one part:
// Counts.Due + NoDueDay + NoSuch = WhatIfRow.Here.Due.
type There struct {
	Counts   // those that have a due day there, whether or not it lies in the period too
	NoDueDay int
	NoSuch   int // no clock of the rule runs there for this start
}

// WhatIfRow says how the deadlines of one timescale stood, and how they would
// have stood under another rulebook.
//
// Counted are the deadlines that fell due in the period under the packs in
// force, and were not before the authority's counting began: those of the
// report's own figures. The question is what of them would have been in time
// with another limit, so each is set beside the other rulebook's deadline of
// the same case with the same rule id, start and kind of conference, as `rules
// compare` pairs them, wherever that one's due day lies. Where there is none it
// is NoSuch, and never taken for one in time: the other rulebook has no such
// timescale, or its clock starts on another day or for another conference. (An
// edited limit leaves all starts as they are, so there none is.) What the other
// rulebook alone would have asked for in the period is OnlyThere, beside the
// count and no part of it.
//
// It takes what was done as it was done: with more days, or fewer, people might
// have met on another day.
type WhatIfRow struct {
	Authority     string   `json:"authority"` // empty: none recorded, or over all
	Rule          string   `json:"rule"`      // empty: over all timescales that are binding here
	Basis         Basis    `json:"basis"`
	WherePossible bool     `json:"where_possible"` // under the packs in force
	Limits        []string `json:"limits"`         // that these were counted by, in the packs in force
	OtherLimits   []string `json:"other_limits"`   // and in the other rulebook

	Here  Counts
	There There

	BecomeInTime    int `json:"become_in_time"`     // out of timescale here, met in time there
	BecomeNotYetDue int `json:"become_not_yet_due"` // still out here, not yet due there
	BecomeEnded     int `json:"become_ended"`       // ended out of timescale here, and in time there
	BecomeLate      int `json:"become_late"`        // not out of timescale here, out of timescale there
	OnlyThere       int `json:"only_there"`         // due in the period under the other rulebook, no such clock here; by child only
}

// add makes a total.
func (w *WhatIfRow) add(o *WhatIfRow) {
	w.Here.add(o.Here)
	w.There.Counts.add(o.There.Counts)
	w.There.NoDueDay += o.There.NoDueDay
	w.There.NoSuch += o.There.NoSuch
	w.BecomeInTime += o.BecomeInTime
	w.BecomeNotYetDue += o.BecomeNotYetDue
	w.BecomeEnded += o.BecomeEnded
	w.BecomeLate += o.BecomeLate
	w.OnlyThere += o.OnlyThere
	w.Limits, w.OtherLimits = union(w.Limits, o.Limits), union(w.OtherLimits, o.OtherLimits)
}

func union(a, b []string) []string {
	all := slices.Concat([]string{}, a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// pair is how one deadline, or one meeting of several, stands here and there.
type pair struct {
	due         deadline.Date // here
	here, there deadline.Status
}

// noSuch is the status of what is not there.
const noSuch = deadline.Status(255)

// join makes one of two children's at one meeting, as standing.join does: the
// worst on each side.
func (p pair) join(o pair) pair {
	return pair{min(p.due, o.due), worse(p.here, o.here), worse(p.there, o.there)}
}

// worse is the status that a meeting takes of two of its children's: as rank
// orders them, with no due day before not yet due, and what is not there last.
func worse(a, b deadline.Status) deadline.Status {
	order := [...]deadline.Status{deadline.Overdue, deadline.EndedOverdue, deadline.MetLate, deadline.Undated, deadline.Unknown,
		deadline.Pending, deadline.Met, deadline.Ended, noSuch}
	if slices.Index(order[:], a) <= slices.Index(order[:], b) {
		return a
	}
	return b
}

// count counts what fell due in the period here.
func (w *WhatIfRow) count(p pair) {
	w.Here.count(p.here)
	switch p.there {
	case noSuch:
		w.There.NoSuch++
		return
	case deadline.Undated, deadline.Unknown:
		w.There.NoDueDay++
		return
	}
	w.There.count(p.there)
	out, outThere := p.here.OutOfTimescale(), p.there.OutOfTimescale()
	w.BecomeInTime += one(out && p.there == deadline.Met)
	w.BecomeNotYetDue += one(out && p.there == deadline.Pending)
	w.BecomeEnded += one(out && p.there == deadline.Ended)
	w.BecomeLate += one(!out && outThere)
}

func (w *WhatIfRow) compare(o *WhatIfRow) int {
	return cmp.Or(cmp.Compare(w.Authority, o.Authority), cmp.Compare(w.Rule, o.Rule),
		int(w.Basis)-int(o.Basis), one(w.WherePossible)-one(o.WherePossible))
}

// WhatIfTotals is the rows of each timescale over all authorities.
func WhatIfTotals(rows []WhatIfRow) []WhatIfRow {
	return whatIfSums(rows, func(r WhatIfRow) WhatIfRow {
		return WhatIfRow{Rule: r.Rule, Basis: r.Basis, WherePossible: r.WherePossible}
	})
}

// WhatIfOverall is the rows of each basis over all authorities and all
// timescales that are binding here: by child, then by meeting.
func WhatIfOverall(rows []WhatIfRow) []WhatIfRow {
	binding := slices.DeleteFunc(slices.Clone(rows), func(r WhatIfRow) bool { return r.WherePossible })
	return whatIfSums(binding, func(r WhatIfRow) WhatIfRow { return WhatIfRow{Basis: r.Basis} })
}

// whatIfSums adds up the rows that have the same name.
func whatIfSums(rows []WhatIfRow, name func(WhatIfRow) WhatIfRow) []WhatIfRow {
	type key struct {
		rule          string
		basis         Basis
		wherePossible bool
	}
	sums := map[key]*WhatIfRow{}
	for i := range rows {
		n := name(rows[i])
		k := key{n.Rule, n.Basis, n.WherePossible}
		if sums[k] == nil {
			sums[k] = &n
		}
		sums[k].add(&rows[i])
	}
	return sortedRows(maps.Values(sums))
}
