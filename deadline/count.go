package deadline

import (
	"fmt"
	"strings"
)

// Count is one piece of arithmetic on days: from a day, so many of a unit, to
// a day. Back says that it counts towards the past.
type Count struct {
	From    Date      `json:"from"`
	Number  int       `json:"number"`
	Unit    Unit      `json:"unit"`
	Back    bool      `json:"back,omitempty"`
	Skipped []Holiday `json:"skipped,omitempty"` // weekend days and holidays passed over, by name
	To      Date      `json:"to"`
}

// Choice is which of several days governs.
type Choice struct {
	Of   []Date `json:"of"`
	Take string `json:"take"` // "later" or "earlier"
	To   Date   `json:"to"`
}

// countSteps says in words what Limit.due reckons.
func (l *Limit) countSteps(start Date, k clock) []Step {
	switch {
	case l.Before != "":
		to, err := l.Span.before(k.planned, k.calendar)
		return []Step{counted(Count{From: k.planned, Number: l.Number, Unit: l.Unit, Back: true, To: to}, k.calendar, err)}
	case l.Unit == WeeksOfPregnancy || l.Other != nil:
		return l.pregnancySteps(start, k)
	}
	steps := []Step{l.Span.step(start, k.calendar)}
	if plain := steps[0].Count.To; plain != 0 && l.Agreed != "" && k.until > start {
		steps = append(steps, chosen("earlier", plain, k.until,
			fmt.Sprintf("The day agreed for it is %s.", k.until.Long())))
	}
	return steps
}

func (l *Limit) pregnancySteps(start Date, k clock) []Step {
	weeks, other := l.Span, l.Other
	if l.Unit != WeeksOfPregnancy {
		weeks, other = *l.Other, &l.Span
	}
	g := Gestation{Weeks: weeks.Number}
	if k.edd == 0 && l.Whichever != "earlier" {
		return []Step{{Kind: StepUndated, Text: fmt.Sprintf("No expected date of delivery is known, so the day on which the pregnancy reaches %s cannot be worked out. There is no due day until it is.", g)}}
	}
	var steps []Step
	reached := g.Reached(k.edd)
	if k.edd != 0 {
		n := fullTerm - 7*weeks.Number
		steps = append(steps, Step{Kind: StepCounted, On: reached,
			Text:  fmt.Sprintf("Expected delivery is %s; %s is %d days before that: %s. On the day the clock starts the pregnancy is at %s.", k.edd.Long(), g, n, reached.Long(), GestationOn(start, k.edd)),
			Count: &Count{From: k.edd, Number: n, Unit: CalendarDays, Back: true, To: reached}})
	}
	if other == nil {
		return steps
	}
	plain := other.step(start, k.calendar)
	steps = append(steps, plain)
	switch {
	case plain.Count.To == 0:
	case l.Whichever == "later":
		steps = append(steps, chosen("later", reached, plain.Count.To, ""))
	case k.edd == 0:
		steps = append(steps, Step{Kind: StepGoverns, On: plain.Count.To, Text: "No expected date of delivery is known, so the days from the start govern."})
	case reached <= start:
		steps = append(steps, Step{Kind: StepGoverns, On: plain.Count.To, Text: fmt.Sprintf("%s had been reached when the clock started, so the days from the start govern.", g)})
	default:
		steps = append(steps, chosen("earlier", reached, plain.Count.To, ""))
	}
	return steps
}

// birthSteps says in words what Limit.dueByBirth reckons.
func (l *Limit) birthSteps(start, born Date, cal *Calendar) []Step {
	days := l.besidesPregnancy()
	if days == nil {
		return []Step{{Kind: StepGoverns, On: born, Text: "The day of birth governs."}}
	}
	plain := days.step(start, cal)
	if plain.Count.To == 0 {
		return []Step{plain}
	}
	return []Step{plain, chosen("later", plain.Count.To, born, "")}
}

func chosen(take string, a, b Date, why string) Step {
	to := max(a, b)
	if take == "earlier" {
		to = min(a, b)
	}
	return Step{Kind: StepGoverns, On: to, Choice: &Choice{Of: []Date{a, b}, Take: take, To: to},
		Text: strings.TrimSpace(fmt.Sprintf("%s The %s of %s and %s governs: %s.", why, take, a.Long(), b.Long(), to.Long()))}
}

// step says one span counted forward.
func (s Span) step(from Date, cal *Calendar) Step {
	to, err := s.after(from, cal)
	return counted(Count{From: from, Number: s.Number, Unit: s.Unit, To: to}, cal, err)
}

func counted(c Count, cal *Calendar, err error) Step {
	if err != nil {
		c.To = 0
		return Step{Kind: StepUnknown, Text: sentence(err.Error()), Count: &c}
	}
	span := Span{c.Number, c.Unit}
	way := "after"
	if c.Back {
		way = "before"
	}
	text := fmt.Sprintf("%s %s %s is %s.", span, way, c.From.Long(), c.To.WithWeekday())
	switch {
	case c.Unit == Months && dayOf(c.To) != dayOf(c.From):
		text += fmt.Sprintf(" That month has no day %d, so its last day counts.", dayOf(c.From))
	case c.Unit == WorkingDays:
		c.Skipped = skipped(c, cal)
		text += " Not counted: " + list(c.Skipped) + "."
		if len(c.Skipped) == 0 {
			text = strings.TrimSuffix(text, " Not counted: .")
		}
	}
	return Step{Kind: StepCounted, On: c.To, Text: text, Count: &c}
}

// skipped names the days between the two ends that are no working days.
func skipped(c Count, cal *Calendar) []Holiday {
	from, to := c.From+1, c.To
	if c.Back {
		from, to = c.To, c.From-1
	}
	var out []Holiday
	for d := from; d <= to; d++ {
		if name, ok := cal.Holiday(d); ok {
			out = append(out, Holiday{d, name})
		} else if d.Weekend() {
			out = append(out, Holiday{d, d.Weekday().String()})
		}
	}
	return out
}

func list(hs []Holiday) string {
	var s []string
	for _, h := range hs {
		_, m, d := h.On.Civil()
		day := fmt.Sprintf("%s %d %s", h.On.Weekday().String()[:3], d, months[m-1])
		if !h.On.Weekend() || h.Name != h.On.Weekday().String() {
			day += " (" + h.Name + ")"
		}
		s = append(s, day)
	}
	return strings.Join(s, ", ")
}

var months = [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}

func dayOf(d Date) int {
	_, _, n := d.Civil()
	return n
}

// sentence makes an error's words one: a capital and a full stop.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}
