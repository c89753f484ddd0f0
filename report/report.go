package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"caseclock/deadline"
)

// About is what a report says of itself beside its figures.
type About struct {
	Product     string          // name and version
	Authorities []Authority     // their names, for people
	Packs       []PackInForce   // in force for the authorities reported on
	Calendars   []CalendarInUse // that working days were counted by
	Categories  []string        // of reasons, in their order; nil: the published list
}

// Authority is a council by its id and its name.
type Authority struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// PackInForce is a pack, and for whom it is in force from when.
type PackInForce struct {
	Authority string        `json:"authority"` // empty: all
	ID        string        `json:"pack"`
	Title     string        `json:"title"`
	Version   string        `json:"version"`
	From      deadline.Date `json:"from"` // null: since ever
}

// CalendarInUse is a calendar of working days.
type CalendarInUse struct {
	Name    string        `json:"name"`
	Version string        `json:"version"`
	Horizon deadline.Date `json:"horizon"` // the last day it holds
}

// Report is the figures with all that is printed beside them. It holds no
// case.
type Report struct {
	Options     Options
	About       About
	Figures     []Figure            // by authority, timescale and basis
	Parts       []Figure            // with Options.By: by authority, part, timescale and basis; Rule empty: over all that are binding
	Trend       []TrendFigure       // by authority, timescale, basis and period
	Ahead       []AheadFigure       // by authority, timescale and basis; their period is Options.Ahead
	Papers      []PaperFigure       // by authority, timescale and basis
	Provisional []ProvisionalFigure // by authority and timescale
	Queries     []QueryCount        // by authority, severity and code
	Timescales  []*deadline.Rule
	Cases       int    // looked at: something of them is known by the as-at day, and they concern the authority asked for
	Digest      string // of all that was counted, and of the options
}

// Report ends the counting. More cases may be added after it, for another
// report.
func (f *Figures) Report(about About) Report {
	if about.Categories == nil {
		about.Categories = deadline.Categories
	}
	r := Report{Options: f.o, About: about, Cases: f.cases, Digest: f.digest.hex(f.o)}
	for _, y := range f.closed() {
		r.addTally(y)
	}
	for _, q := range f.queries {
		r.Queries = append(r.Queries, *q)
	}
	for _, p := range f.provisional {
		r.Provisional = append(r.Provisional, *p)
	}
	r.Parts = append(r.Parts, partTotals(r.Parts)...)
	r.sort()
	for _, t := range f.timescales {
		if t.counted {
			r.Timescales = append(r.Timescales, t.rule)
		}
	}
	slices.SortFunc(r.Timescales, compareTimescales)
	r.Timescales = slices.CompactFunc(r.Timescales, func(a, b *deadline.Rule) bool { return compareTimescales(a, b) == 0 })
	return r
}

func (r *Report) addTally(y *tally) {
	r.Figures = append(r.Figures, y.whole.figures()...)
	for _, p := range y.parts {
		r.Parts = append(r.Parts, p.figures()...)
	}
	r.Trend = append(r.Trend, y.trendFigures(r.Options)...)
	r.Ahead = append(r.Ahead, y.aheadFigures()...)
	r.Papers = append(r.Papers, y.paperFigures()...)
}

// figures are those with something in them.
func (p *part) figures() []Figure {
	var fs []Figure
	if p.child.Due+p.child.NoDueDay.All() > 0 {
		fs = append(fs, p.child)
	}
	if p.meeting.Due > 0 {
		fs = append(fs, p.meeting)
	}
	return fs
}

func (r *Report) sort() {
	for _, figures := range [][]Figure{r.Figures, r.Parts} {
		slices.SortFunc(figures, Figure.compare)
		for i := range figures {
			slices.Sort(figures[i].late)
			slices.Sort(figures[i].toReason)
		}
	}
	slices.SortFunc(r.Trend, TrendFigure.compare)
	slices.SortFunc(r.Ahead, AheadFigure.compare)
	slices.SortFunc(r.Papers, PaperFigure.compare)
	slices.SortFunc(r.Provisional, ProvisionalFigure.compare)
	slices.SortFunc(r.Queries, QueryCount.compare)
}

func (f Figure) compare(o Figure) int {
	return cmp.Or(strings.Compare(f.Authority, o.Authority), comparePart(f.Part, o.Part), strings.Compare(f.Rule, o.Rule),
		int(f.Basis)-int(o.Basis), one(f.WherePossible)-one(o.WherePossible))
}

// total adds figures up under the names of one of them.
func total(like Figure, figures []*Figure) *Figure {
	t := &Figure{Authority: like.Authority, Part: like.Part, Rule: like.Rule, Basis: like.Basis, WherePossible: like.WherePossible}
	for _, f := range figures {
		t.add(f)
	}
	return t
}

// Of is the figures of one authority, in the order of the timescales.
func (r Report) Of(authority string) []Figure {
	var figures []Figure
	for _, f := range r.Figures {
		if f.Authority == authority {
			figures = append(figures, f)
		}
	}
	return r.inOrder(figures)
}

// Totals is the figures of each timescale over all authorities, in the order
// of the timescales. A meeting with children of two authorities counts for
// each.
func (r Report) Totals() []Figure {
	var keys []Figure
	parts := map[timescaleKey][]*Figure{}
	for i := range r.Figures {
		f := &r.Figures[i]
		k := timescaleKey{f.Rule, f.Basis, f.WherePossible}
		if parts[k] == nil {
			keys = append(keys, Figure{Rule: f.Rule, Basis: f.Basis, WherePossible: f.WherePossible})
		}
		parts[k] = append(parts[k], f)
	}
	for i, k := range keys {
		keys[i] = *total(k, parts[timescaleKey{k.Rule, k.Basis, k.WherePossible}])
	}
	return r.inOrder(keys)
}

// Bases are both.
var Bases = [...]Basis{Child, Meeting}

// Overall is the total over all timescales that are binding, on one basis.
func Overall(figures []Figure, basis Basis) Figure {
	var parts []*Figure
	for i := range figures {
		if f := &figures[i]; f.Basis == basis && !f.WherePossible {
			parts = append(parts, f)
		}
	}
	return *total(Figure{Basis: basis}, parts)
}

func (r Report) inOrder(figures []Figure) []Figure {
	at := func(f Figure) int {
		return slices.IndexFunc(r.Timescales, func(t *deadline.Rule) bool { return t.ID == f.Rule })
	}
	slices.SortFunc(figures, func(a, b Figure) int { return cmp.Or(at(a)-at(b), a.compare(b)) })
	return figures
}

// Limits are the limits that a figure was counted by: several where packs
// changed in the period, or differ between authorities.
func (r Report) Limits(f *Figure) string {
	var limits []string
	for _, t := range r.Timescales {
		if l := t.Limit.String(); t.ID == f.Rule && f.limits[l] && !slices.Contains(limits, l) {
			limits = append(limits, l)
		}
	}
	return strings.Join(limits, "; ")
}

// LimitsOf are the same as they were compiled.
func (r Report) LimitsOf(f *Figure) []deadline.Limit {
	var limits []deadline.Limit
	for _, t := range r.Timescales {
		if t.ID == f.Rule && f.limits[t.Limit.String()] && !slices.ContainsFunc(limits, func(l deadline.Limit) bool { return l.String() == t.Limit.String() }) {
			limits = append(limits, t.Limit)
		}
	}
	return limits
}

// Authorities are the ids for which there is something to show, in order;
// unassigned comes last.
func (r Report) Authorities() []string {
	var ids []string
	for _, f := range r.Figures {
		ids = append(ids, f.Authority)
	}
	for _, q := range r.Queries {
		ids = append(ids, q.Authority)
	}
	if r.Options.Authority != "" {
		ids = append(ids, r.Options.Authority)
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(one(a == "")-one(b == ""), strings.Compare(a, b))
	})
	return slices.Compact(ids)
}

// Unassigned is the name of no authority.
const Unassigned = "No authority recorded"

// Name is what people call an authority.
func (r Report) Name(authority string) string {
	if authority == "" {
		return Unassigned
	}
	for _, a := range r.About.Authorities {
		if a.ID == authority && a.Name != "" {
			return a.Name
		}
	}
	return authority
}

// Categories are those of About, and after them any other that was recorded.
func (r Report) Categories() []string {
	all := slices.Clone(r.About.Categories)
	more := map[string]bool{}
	for _, f := range r.Figures {
		for c := range f.Reasons {
			more[c] = !slices.Contains(all, c)
		}
	}
	for _, c := range slices.Sorted(maps.Keys(more)) {
		if more[c] {
			all = append(all, c)
		}
	}
	return all
}

type timescaleKey struct {
	rule          string
	basis         Basis
	wherePossible bool
}
