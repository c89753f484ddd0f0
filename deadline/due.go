package deadline

// clock is what a limit may depend on besides the day it starts.
type clock struct {
	calendar *Calendar
	edd      Date // expected date of delivery
	planned  Date // day of the conference called
	until    Date // day agreed for the continued conference
}

// term is the end of a full pregnancy, in completed weeks: the expected date
// of delivery is 40+0.
const term = 40

// due is the last day in time for a clock that starts on a day. It is none
// while a delivery date is missing (no error) and where the calendar does not
// hold a year that has to be counted through (an error that names it).
func (l *Limit) due(start Date, k clock) (Date, error) {
	switch {
	case l.Before != "":
		return l.Span.before(k.planned, k.calendar)
	case l.Unit == WeeksOfPregnancy || l.Other != nil:
		return l.dueInPregnancy(start, k)
	}
	d, err := l.Span.after(start, k.calendar)
	if err == nil && l.Agreed != "" && k.until > start {
		d = min(d, k.until)
	}
	return d, err
}

// plainDays is the limit in days where nothing else has a say, else 0.
func (l *Limit) plainDays() Date {
	switch {
	case l.Before != "" || l.Agreed != "" || l.Other != nil:
		return 0
	case l.Unit == CalendarDays:
		return Date(l.Number)
	case l.Unit == Weeks:
		return Date(7 * l.Number)
	}
	return 0
}

// dueInPregnancy weighs weeks of pregnancy against days from the start (FV 10;
// NG14 and NG21, the tables of timescales).
func (l *Limit) dueInPregnancy(start Date, k clock) (Date, error) {
	weeks, days := l.Span, l.Other
	if l.Unit != WeeksOfPregnancy {
		weeks, days = *l.Other, &l.Span
	}
	reached := Gestation{Weeks: weeks.Number}.Reached(k.edd)
	if k.edd == 0 && l.Whichever != "earlier" {
		return 0, nil
	}
	if days == nil {
		return reached, nil
	}
	plain, err := days.after(start, k.calendar)
	switch {
	case err != nil:
		return 0, err
	case l.Whichever == "later":
		return max(reached, plain), nil
	case k.edd == 0 || reached <= start:
		return plain, nil
	}
	return min(reached, plain), nil
}

// dueByBirth is the due day of a deadline that waits for a delivery date when
// the child is born without one: the days from the start, if that is not
// before the birth.
func (l *Limit) dueByBirth(start, born Date, cal *Calendar) (Date, error) {
	days := l.besidesPregnancy()
	if days == nil {
		return born, nil
	}
	plain, err := days.after(start, cal)
	if err != nil {
		return 0, err
	}
	return max(plain, born), nil
}

// besidesPregnancy is the span that is not in weeks of pregnancy, or nil.
func (l *Limit) besidesPregnancy() *Span {
	if l.Unit != WeeksOfPregnancy {
		return &l.Span
	}
	return l.Other
}

// after is the day that lies the span after a day.
func (s Span) after(d Date, cal *Calendar) (Date, error) {
	switch s.Unit {
	case Weeks:
		return d + Date(7*s.Number), nil
	case Months:
		return d.AddMonths(s.Number), nil
	case WorkingDays:
		return cal.After(d, s.Number)
	}
	return d + Date(s.Number), nil
}

// before is the day that lies the span before a day.
func (s Span) before(d Date, cal *Calendar) (Date, error) {
	switch s.Unit {
	case Weeks:
		return d - Date(7*s.Number), nil
	case Months:
		return d.AddMonths(-s.Number), nil
	case WorkingDays:
		return cal.Before(d, s.Number)
	}
	return d - Date(s.Number), nil
}

// redate reckons open pre-birth deadlines anew when a delivery date becomes
// known or changes: not one whose day has already passed, and never to a day
// before the one on which the change was learnt.
func (p *pass) redate(i int32, on Date) {
	for _, o := range p.open {
		d := &p.out[o.at]
		if !d.Rule.gestation || d.Due != 0 && d.Due < on {
			continue
		}
		due, err := d.Rule.Limit.due(d.Start, clock{calendar: d.calendar, edd: p.edd, planned: d.Planned})
		if due != 0 && due < on {
			due = on
		}
		p.moved(i, o.at, due)
		d.Due, d.Unknown = due, err
	}
}

// dateByBirth gives undated deadlines a due day when the child is born and no
// delivery date was ever known.
func (p *pass) dateByBirth(i int32, on Date) {
	for _, o := range p.open {
		d := &p.out[o.at]
		if !d.Rule.gestation || d.Due != 0 || d.Unknown != nil {
			continue
		}
		due, err := d.Rule.Limit.dueByBirth(d.Start, on, d.calendar)
		p.moved(i, o.at, due)
		d.Due, d.Unknown = due, err
	}
}
