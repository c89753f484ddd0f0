package engine

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"caseclock/deadline"
)

// Row is a deadline as lists print it: the line of the command contract and
// what a list adds to it.
type Row struct {
	deadline.Line
	Chair     *string `json:"chair"`
	Lead      *string `json:"lead"`
	Explained bool    `json:"explained"` // a breach with a reason that holds
	Counted   bool    `json:"counted"`   // false: it fell due before the authority's since
	// LastWorkday is the last working day on or before the due day; none where
	// the calendar does not say.
	LastWorkday deadline.Date `json:"last_workday"`
	// NoticeBy is the last day on which notice can be given of a conference
	// held on the due day; none where no conference meets the deadline.
	NoticeBy deadline.Date `json:"notice_by"`
}

// row makes the row of a deadline of a case.
func (b *Book) row(c *deadline.Case, d *deadline.Deadline, who Responsible) Row {
	r := Row{Line: c.Line(d), Chair: some(who.Chair), Lead: some(who.Lead), Explained: d.Breach() && d.Explained(), Counted: b.Counts(d)}
	if d.Due == 0 {
		return r
	}
	p := deadline.InForce(b.rulebook.Periods(d.Authority), d.Start)
	if p == nil {
		return r
	}
	if p.Calendar != nil {
		r.LastWorkday, _ = p.Calendar.LastWorkday(d.Due)
	}
	if d.Open() {
		r.NoticeBy = noticeBy(p, d)
	}
	return r
}

// noticeBy counts a pack's notice of a conference back from the due day of a
// deadline that a conference meets.
func noticeBy(p *deadline.Period, d *deadline.Deadline) deadline.Date {
	if !slices.ContainsFunc(d.Rule.MetBy, func(t deadline.Trigger) bool { return strings.HasPrefix(t.String(), "conference-held") }) {
		return 0
	}
	for i := range p.Pack.Rules {
		if l := p.Pack.Rules[i].Limit; l.Before == "planned" {
			return before(p.Calendar, d.Due, l.Span)
		}
	}
	return 0
}

// before counts a span back from a day; none where the calendar does not say.
func before(c *deadline.Calendar, d deadline.Date, s deadline.Span) deadline.Date {
	switch s.Unit {
	case deadline.CalendarDays:
		return d - deadline.Date(s.Number)
	case deadline.Weeks:
		return d - deadline.Date(7*s.Number)
	case deadline.Months:
		return d.AddMonths(-s.Number)
	case deadline.WorkingDays:
		if c != nil {
			day, _ := c.Before(d, s.Number)
			return day
		}
	}
	return 0
}

// UnmarshalJSON reads what a row is printed as.
func (r *Row) UnmarshalJSON(b []byte) error {
	type plain Row
	return readLine(b, (*plain)(r), &r.Line)
}

// Line is a deadline as the command contract prints it, which can be read
// back.
type Line struct{ deadline.Line }

// UnmarshalJSON reads what a line is printed as.
func (l *Line) UnmarshalJSON(b []byte) error { return readLine(b, &l.Line, &l.Line) }

// readLine reads a line into a whole that holds it. What is printed in the
// field's own words is read apart, since those words only know how to be
// written.
func readLine(b []byte, whole any, l *deadline.Line) error {
	var words struct {
		Status     string  `json:"status"`
		Conference *string `json:"conference"`
	}
	var rest map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(b, &words), json.Unmarshal(b, &rest)); err != nil {
		return err
	}
	delete(rest, "status")
	delete(rest, "conference")
	plain, err := json.Marshal(rest)
	if err != nil {
		return err
	}
	if err = json.Unmarshal(plain, whole); err != nil {
		return err
	}
	if l.Status, err = deadline.ParseStatus(words.Status); err != nil || words.Conference == nil {
		return err
	}
	l.Conference, err = deadline.ParseConference(*words.Conference)
	return err
}

func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
