package engine

import (
	"slices"
	"strings"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/rules"
)

// Worked asks the calculator, which counts dates without a case: an invented
// case is reckoned as a real one is, and nothing is recorded.
type Worked struct {
	Authority string // by the packs of an authority, or
	Pack      string // by one pack, whatever the day
	What      string // forward: the id of an occurrence
	On        deadline.Date

	EDD, Planned, Until deadline.Date

	Conference deadline.Conference // backward: of this kind, held on On
}

// Due is a deadline that the calculator reached.
type Due struct {
	Rule, Timescale, Duty string
	Pack                  string
	Limit                 string
	Binding               bool // else it is to be kept where possible
	Checked               bool // by a practitioner
	Start, Due, NotBefore deadline.Date
	LastWorkday           deadline.Date // at or before the due day; none: not known
	Missing               string        // why there is no due day; empty: there is one
	Steps                 []string      // how the day was reached
}

// counting is what a calculation counts by.
type countingBy struct {
	book    *deadline.Rulebook
	periods []deadline.Period
}

func (d *Desk) countingBy(w *Worked, faults *Refused) (by countingBy) {
	switch {
	case w.Authority != "" && w.Pack != "" || w.Authority == "" && w.Pack == "":
		faults.add("by: accepted is an authority or a pack, and one of the two")
	case w.Authority != "":
		if d.e.Book.Authority(w.Authority) == nil {
			faults.add("by: %q is no authority of the configuration; accepted: %s", clip(w.Authority), strings.Join(d.e.Book.authorityIDs(), ", "))
		}
		by.book = d.e.Book.Rulebook()
		by.periods = by.book.Periods(w.Authority)
	default:
		p, err := d.Pack(w.Pack)
		if err != nil {
			faults.add("by: %q is no pack in force or built in", clip(w.Pack))
			return by
		}
		by.periods = []deadline.Period{{Pack: p.Pack, Calendar: d.calendarOf(p.ID)}}
		by.book = deadline.NewRulebook(by.periods...)
	}
	return by
}

// calendarOf is the calendar that a pack is counted by where it is in force, or
// Scotland's.
func (d *Desk) calendarOf(pack string) *deadline.Calendar {
	for _, p := range d.e.Book.Otherwise {
		if p.Calendar != nil {
			return p.Calendar
		}
	}
	return rules.Scotland()
}

// Earliest and latest days that can be calculated with: a limit counted from
// them stays within what dates can be.
const (
	firstCalculated = 1950
	lastCalculated  = 2150
)

func checkCalculated(faults *Refused, field string, d deadline.Date, required bool) {
	switch {
	case d == 0 && required:
		faults.add("%s: missing; accepted is a day", field)
	case d != 0 && (d.Year() < firstCalculated || d.Year() > lastCalculated):
		faults.add("%s: accepted is a day of the years %d to %d", field, firstCalculated, lastCalculated)
	}
}

// Forward says what is due when after something happened. Errors: Refused,
// ErrNotAllowed.
func (d *Desk) Forward(w Worked) ([]Due, error) {
	if !d.v.May(access.SeeRules) {
		return nil, ErrNotAllowed
	}
	var faults Refused
	by := d.countingBy(&w, &faults)
	h := occurrence(w.What)
	if h == nil {
		faults.add("what: accepted is one of the things listed")
		h = &Occurrence{}
	}
	checkCalculated(&faults, "on", w.On, true)
	checkCalculated(&faults, "planned", w.Planned, slices.Contains(h.Wants, "planned"))
	checkCalculated(&faults, "edd", w.EDD, false)
	checkCalculated(&faults, "until", w.Until, false)
	if w.Planned != 0 && w.Planned < w.On && slices.Contains(h.Wants, "planned") {
		faults.add("planned: it lies before the conference was called; accepted is the same day or a later one")
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	return by.dues(h, &w, w.On), nil
}

// dues are what an occurrence on a day starts.
func (by *countingBy) dues(h *Occurrence, w *Worked, on deadline.Date) []Due {
	c, at := h.invented(w, on)
	m := deadline.Moment{AsAt: on}
	var all []Due
	for _, x := range deadline.Evaluate(&c, by.book, m) {
		if x.StartedBy == at {
			all = append(all, by.due(&c, m, &x))
		}
	}
	return all
}

// due tells a deadline with how it was reached.
func (by *countingBy) due(c *deadline.Case, m deadline.Moment, x *deadline.Deadline) Due {
	r := x.Rule
	u := Due{Rule: r.ID, Timescale: deadline.RuleName(r.ID), Duty: r.Duty, Pack: r.Pack().ID, Limit: rules.Describe(r).Limit, Checked: rules.IsChecked(r),
		Binding: r.Force != deadline.WherePossible, Start: x.Start, Due: x.Due, NotBefore: x.NotBefore}
	switch {
	case x.Unknown != nil:
		u.Missing = x.Unknown.Error()
	case x.Due == 0:
		u.Missing = "it hangs on an expected date of delivery, which is not given"
	}
	if p := deadline.InForce(by.periods, x.Start); p != nil && p.Calendar != nil && x.Due != 0 {
		u.LastWorkday, _ = p.Calendar.LastWorkday(x.Due)
	}
	for _, s := range deadline.Explain(c, by.book, m, x).Steps {
		if s.Kind != deadline.StepStatus && s.Kind != deadline.StepMet && s.Kind != deadline.StepEnded {
			u.Steps = append(u.Steps, s.Text)
		}
	}
	return u
}
