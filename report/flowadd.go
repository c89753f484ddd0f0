package report

import (
	"cmp"
	"slices"
	"strings"

	"caseclock/deadline"
)

// FlowCount counts the flow of cases, one at a time, for a period and for
// those of its trend. It holds no case: of each it keeps what it adds to the
// counts, the days on the register, and one small record of each meeting of the
// periods. It is not safe for concurrent use.
type FlowCount struct {
	o           Options
	terms       []term
	first, last deadline.Date // from the first day of any period to the last
	rows        []flowRow
	at          map[string]int32 // rows by authority
	sittings    map[sitting]ended
	reckoner    deadline.Reckoner
}

// flowRow is an authority's flow in each of the terms.
type flowRow struct {
	authority string
	flows     []Flow
}

// term is a period, with the days at whose end the register is counted.
type term struct {
	Period
	start, end deadline.Date
}

func (t *term) has(d deadline.Date) bool { return d > t.start && d <= t.end }

// NewFlow begins to count the flow in the period of the options, and in each of
// their trend. The options are expected to have passed Check.
func NewFlow(o Options) *FlowCount {
	f := &FlowCount{o: o, at: map[string]int32{}, sittings: map[sitting]ended{}, first: o.From, last: o.To}
	for _, d := range append([]Period{o.Period()}, o.Trend...) {
		f.terms = append(f.terms, term{d, min(d.From-1, o.AsAt), min(d.To, o.AsAt)})
		f.first, f.last = min(f.first, d.From), max(f.last, d.To)
	}
	return f
}

var flowKinds = deadline.SetOf(deadline.CaseAssigned, deadline.ConcernNotified, deadline.ConferenceHeld)

// Add counts one case. Nothing of it is kept; it may be overwritten.
func (f *FlowCount) Add(c *deadline.Case) {
	w := walk{f: f, c: c, course: f.reckoner.Course(c, deadline.Moment{AsAt: f.o.AsAt, KnownAt: f.o.KnownAt}, flowKinds)}
	for k, i := range w.course.Events {
		fact := &c.Facts[i]
		switch fact.Kind {
		case deadline.CaseAssigned:
			w.assign(k, fact)
		case deadline.ConcernNotified:
			w.notified(k, fact)
		case deadline.ConferenceHeld:
			w.held(k, i, fact)
		}
		w.register(i, fact)
	}
	if w.on {
		f.count(&w.stay)
	}
}

// Flow is the flow in the period of the options. More cases may be added after
// it.
func (f *FlowCount) Flow() FlowTable { return f.tables()[0] }

// Trend is the flow in each period of the trend, in the order of the options.
func (f *FlowCount) Trend() []FlowTable { return f.tables()[1:] }

func (f *FlowCount) tables() []FlowTable {
	whole := make([]flowRow, len(f.rows))
	for i, r := range f.rows {
		whole[i] = flowRow{r.authority, slices.Clone(r.flows)}
	}
	for s, e := range f.sittings {
		for n := range f.terms {
			if f.terms[n].has(s.on) {
				whole[s.row].flows[n].Meetings.countSitting(s.kind, e)
			}
		}
	}
	slices.SortFunc(whole, func(a, b flowRow) int { return cmp.Compare(a.authority, b.authority) })
	tables := make([]FlowTable, len(f.terms))
	for n, t := range f.terms {
		tables[n] = FlowTable{Period: t.Period, Start: t.start, End: t.end, Authorities: []Flow{}}
		for i := range whole {
			if f := &whole[i].flows[n]; f.any() {
				tables[n].Authorities = append(tables[n].Authorities, totalFlow(whole[i].authority, []Flow{*f}))
			}
		}
		tables[n].total(f.o.Authority)
	}
	return tables
}

// total adds up over authorities. Over all of them a move from one to another
// is neither in nor out, and as many moved in as out; where one alone is
// reported on, the total is that one.
func (t *FlowTable) total(only string) {
	t.All = totalFlow(only, t.Authorities)
	if only == "" {
		t.All.Register.In.Moved, t.All.Register.Out.Moved = 0, 0
	}
}

// row finds the row of an authority.
func (f *FlowCount) row(authority string) int32 {
	i, ok := f.at[authority]
	if !ok {
		i = int32(len(f.rows))
		authority = strings.Clone(authority)
		f.rows = append(f.rows, flowRow{authority, make([]Flow, len(f.terms))})
		f.at[authority] = i
	}
	return i
}
