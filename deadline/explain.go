package deadline

import (
	"fmt"
	"strings"
)

// StepKind says what a step of an explanation is about.
type StepKind string

// The kinds of steps, in the order in which they come.
const (
	StepStarted  StepKind = "started"  // the event that started the clock
	StepRule     StepKind = "rule"     // the rule, its force and its source
	StepReading  StepKind = "reading"  // our reading where the source is silent
	StepCounted  StepKind = "counted"  // arithmetic
	StepGoverns  StepKind = "governs"  // which of two days
	StepUndated  StepKind = "undated"  // no due day for want of a delivery date
	StepUnknown  StepKind = "unknown"  // no due day for want of a calendar
	StepMoved    StepKind = "moved"    // the due day was reckoned anew
	StepWindow   StepKind = "window"   // what comes before does not meet
	StepWorkday  StepKind = "workday"  // the last working day before a due day that is none
	StepAbsorbed StepKind = "absorbed" // another start while this clock ran
	StepEarly    StepKind = "early"    // came too early to meet
	StepMet      StepKind = "met"
	StepEnded    StepKind = "ended"
	StepReason   StepKind = "reason"
	StepStatus   StepKind = "status"
)

// Step is one step of an explanation, in words and as data.
type Step struct {
	Kind   StepKind `json:"kind"`
	Text   string   `json:"text"`
	On     Date     `json:"on"`
	Event  string   `json:"event,omitempty"` // id
	Count  *Count   `json:"count,omitempty"`
	Choice *Choice  `json:"choice,omitempty"`
}

// Explanation is how one deadline was reached.
type Explanation struct {
	Deadline Line   `json:"deadline"`
	Steps    []Step `json:"steps"`
}

// Explain says how a deadline was reached: it evaluates the case again with
// the rule, start and kind of conference that d names and tells every step. It
// is empty where the case has no such deadline.
func Explain(c *Case, b *Rulebook, m Moment, d *Deadline) Explanation {
	w := &watch{}
	var r Reckoner
	ds := r.evaluate(c, b, m, w)
	for k := range ds {
		if o := &ds[k]; o.Rule.ID == d.Rule.ID && o.Start == d.Start && o.Conference == d.Conference {
			t := teller{c: c, w: w, d: o, at: int32(k), asAt: m.AsAt}
			t.tell()
			return Explanation{c.Line(o), t.steps}
		}
	}
	return Explanation{}
}

// teller writes the steps of one deadline.
type teller struct {
	c     *Case
	w     *watch
	d     *Deadline
	at    int32 // its position among the deadlines
	asAt  Date
	steps []Step
}

func (t *teller) tell() {
	t.started()
	t.rule()
	t.counted()
	t.window()
	t.workday()
	t.touched()
	t.settled()
	t.reason()
	t.add(StepStatus, t.asAt, "%s", t.status())
}

func (t *teller) add(kind StepKind, on Date, format string, args ...any) {
	t.steps = append(t.steps, Step{Kind: kind, On: on, Text: fmt.Sprintf(format, args...)})
}

func (t *teller) addEvent(kind StepKind, i int32, format string, args ...any) {
	e := t.c.Event(i)
	t.add(kind, e.On, format, args...)
	t.steps[len(t.steps)-1].Event = e.ID
}

func (t *teller) started() {
	e := t.c.Event(t.d.StartedBy)
	text := fmt.Sprintf("The clock starts on %s, which is day 0: %s%s.", t.d.Start.WithWeekday(), e.Plain(), called(e.ID))
	if e.On != t.d.Start {
		text = fmt.Sprintf("The clock starts on %s, which is day 0: a day of the %s%s of %s.", t.d.Start.WithWeekday(), e.Plain(), called(e.ID), e.On.Long())
	}
	if e.Replaces != "" {
		text += fmt.Sprintf(" This entry corrects %s.", e.Replaces)
	}
	t.addEvent(StepStarted, t.d.StartedBy, "%s", text)
}

func (t *teller) rule() {
	r := t.d.Rule
	var sources []string
	for _, s := range r.Sources {
		sources = append(sources, s.String())
	}
	text := fmt.Sprintf("%s. Rule %s of pack %s: %s (%s). Source: %s.", strings.TrimSuffix(r.Duty, "."), r.ID, r.pack.ID, r.Limit, r.Force, strings.Join(sources, "; "))
	if t.d.Authority != "" {
		text += fmt.Sprintf(" The authority responsible on that day: %s.", t.d.Authority)
	}
	if r.Checked.By == "" {
		text += " No practitioner has checked this rule yet."
	} else {
		text += fmt.Sprintf(" Checked by %s on %s.", r.Checked.By, r.Checked.On.Long())
	}
	t.add(StepRule, 0, "%s", text)
	for _, s := range r.Reading {
		t.add(StepReading, 0, "Our reading where the source is silent: %s", s)
	}
}

// counted tells the arithmetic from the start, then each time that a delivery
// date or a birth moved the due day.
func (t *teller) counted() {
	d := t.d
	k := clock{calendar: d.calendar, edd: t.w.edds[t.at], planned: d.Planned, until: untilOf(&t.c.Facts[d.StartedBy])}
	t.steps = append(t.steps, d.Rule.Limit.countSteps(d.Start, k)...)
	for _, m := range t.w.moves {
		if m.deadline == t.at {
			t.moved(m)
		}
	}
}

func (t *teller) moved(m move) {
	e := t.c.Event(m.event)
	l := &t.d.Rule.Limit
	k := clock{calendar: t.d.calendar, edd: m.edd, planned: t.d.Planned}
	if e.Kind == Born {
		t.addEvent(StepMoved, m.event, "The child was born on %s and no delivery date was known, so it becomes due.", e.On.Long())
		t.steps = append(t.steps, l.birthSteps(t.d.Start, e.On, t.d.calendar)...)
		return
	}
	t.addEvent(StepMoved, m.event, "On %s the expected date of delivery became %s, before the due day had passed, so it is reckoned anew.", e.On.Long(), m.edd.Long())
	t.steps = append(t.steps, l.countSteps(t.d.Start, k)...)
	if again, err := l.due(t.d.Start, k); err == nil && again != m.to {
		t.steps = append(t.steps, chosen("later", again, m.to, "The day reckoned anew lies before the day on which the change was learnt."))
	}
}

func (t *teller) window() {
	if d := t.d; d.NotBefore != 0 {
		t.add(StepWindow, d.NotBefore, "What happens before %s does not meet it.", d.NotBefore.Long())
	}
}

// workday says which working day to aim for where the due day is none. Limits
// in calendar days do not move.
func (t *teller) workday() {
	d := t.d
	if d.Due == 0 {
		return
	}
	works, known := d.calendar.Workday(d.Due)
	if works || !known && !d.Due.Weekend() {
		return
	}
	name, holiday := d.calendar.Holiday(d.Due)
	if !holiday {
		name = "a " + d.Due.Weekday().String()
	}
	last, err := d.calendar.LastWorkday(d.Due)
	if err != nil {
		t.add(StepWorkday, d.Due, "The due day is %s and does not move.", name)
		return
	}
	t.add(StepWorkday, last, "The due day is %s and does not move; the last working day before it is %s.", name, last.WithWeekday())
}

func (t *teller) touched() {
	for _, a := range t.w.absorbing {
		if a.deadline == t.at {
			e := t.c.Event(a.event)
			t.addEvent(StepAbsorbed, a.event, "%s on %s%s would have started the same clock; this one was already running and governs.", capital(e.Plain()), e.On.Long(), called(e.ID))
		}
	}
	for _, a := range t.w.early {
		if a.deadline == t.at {
			e := t.c.Event(a.event)
			t.addEvent(StepEarly, a.event, "%s on %s%s came too early to count.", capital(e.Plain()), e.On.Long(), called(e.ID))
		}
	}
}

func (t *teller) settled() {
	d := t.d
	switch {
	case d.Met != 0:
		e := t.c.Event(d.MetBy)
		t.addEvent(StepMet, d.MetBy, "Met on %s: %s%s.", d.Met.WithWeekday(), e.Plain(), called(e.ID))
	case d.Ended != 0:
		e := t.c.Event(d.EndedBy)
		t.addEvent(StepEnded, d.EndedBy, "Fell away on %s, unmet: %s%s.", d.Ended.WithWeekday(), e.Plain(), called(e.ID))
	}
}

func (t *teller) reason() {
	r := t.d.Reason
	if r == nil {
		return
	}
	text := fmt.Sprintf("Reason recorded on %s: %s.", r.On.Long(), r.Category)
	if r.Proposed != 0 {
		text += fmt.Sprintf(" Proposed date: %s.", r.Proposed.Long())
	}
	switch {
	case r.InAdvance && r.AgreedBy != "":
		text += " Agreed in advance."
	case r.InAdvance:
		text += " Recorded in advance."
	}
	if r.Lapsed {
		text += " The proposed date has passed and it is still not done: a new reason and date are needed."
	}
	t.addEvent(StepReason, r.Event, "%s", text)
}

// status says why the status is what it is.
func (t *teller) status() string {
	d := t.d
	n := int(d.DaysLate)
	switch d.Status {
	case Pending:
		return fmt.Sprintf("Pending: as at %s it is not yet done and %s of the limit remain.", t.asAt.Long(), days(int(d.Due-t.asAt)))
	case Overdue:
		return fmt.Sprintf("Overdue: as at %s it is not done, %s after the due day %s.", t.asAt.Long(), days(n), d.Due.Long())
	case Met:
		if d.Due == 0 {
			return "Met: it had no due day."
		}
		return fmt.Sprintf("Met: done on %s, on or before the due day %s.", d.Met.Long(), d.Due.Long())
	case MetLate:
		return fmt.Sprintf("Met late: done on %s, %s after the due day %s. It stays out of timescale.", d.Met.Long(), days(n), d.Due.Long())
	case Ended:
		if d.Due == 0 {
			return "Ended: it fell away and had no due day."
		}
		return fmt.Sprintf("Ended: it fell away on %s, on or before the due day %s.", d.Ended.Long(), d.Due.Long())
	case EndedOverdue:
		return fmt.Sprintf("Ended overdue: it fell away on %s, %s after the due day %s. It stays out of timescale.", d.Ended.Long(), days(n), d.Due.Long())
	case Undated:
		return "Undated: it waits for an expected date of delivery."
	}
	return "Unknown: " + d.Unknown.Error() + "."
}

func called(id string) string {
	if id == "" {
		return ""
	}
	return " (" + id + ")"
}

func capital(s string) string { return strings.TrimSuffix(sentence(s), ".") }
