package store

import (
	"caseclock/deadline"
	"time"
)

// What an event says beyond its fact: a length, the audit entry that it came
// with, a set of which texts follow, and these.
const (
	textID = 1 << iota
	textBy
	textSource
	textChair
	textLead
	textFamily
	textMeeting
	textCategory
	textText
	textAgreedBy
	textWhy
	textLine // the source ends in a line's number
	textEnd
)

// longestTexts is the most that one event may say.
const longestTexts = 64 << 10

// eventText is an event's texts, each beside its bit.
type eventText struct {
	bit    uint64
	at     *string
	shared bool // kept in the table of words
}

func textsOf(e *deadline.Event) [11]eventText {
	return [11]eventText{
		{textID, &e.ID, false}, {textBy, &e.By, true}, {textSource, &e.Source, true}, {textChair, &e.Chair, true},
		{textLead, &e.Lead, true}, {textFamily, &e.Family, false}, {textMeeting, &e.Meeting, false},
		{textCategory, &e.Category, true}, {textText, &e.Text, false}, {textAgreedBy, &e.AgreedBy, true}, {textWhy, &e.Why, false},
	}
}

// texts writes what an event says beyond its fact.
func (p *packer) texts(w *writer, e *deadline.Event, audit uint64) {
	said := *e
	file, line := splitSource(e.Source)
	if line >= 0 {
		said.Source = file
	}
	q := packer{make([]byte, 0, 64)}
	q.uint(audit)
	list := textsOf(&said)
	var mask uint64
	for i := range list {
		if *list[i].at != "" {
			mask |= list[i].bit
		}
	}
	if line >= 0 {
		mask |= textLine
	}
	q.uint(mask)
	for i := range list {
		switch {
		case mask&list[i].bit == 0:
		case list[i].shared:
			q.word(w, *list[i].at)
		default:
			q.text(*list[i].at)
		}
	}
	if line >= 0 {
		q.uint(uint64(line))
	}
	p.uint(uint64(len(q.b)))
	p.fixed(q.b)
}

// eventTexts reads what texts wrote into e, and gives the audit entry. A text
// that is said to follow is never empty: texts writes none.
func (u *unpacker) eventTexts(r *reader, e *deadline.Event) (audit uint64) {
	t := unpacker{b: u.fixed(u.uint()), short: u.short}
	audit = t.uint()
	mask := t.uint()
	if mask >= textEnd {
		t.fail()
	}
	list := textsOf(e)
	for i := range list {
		switch {
		case mask&list[i].bit == 0:
		case list[i].shared:
			*list[i].at = t.word(r)
		default:
			*list[i].at = t.text()
		}
		if mask&list[i].bit != 0 && *list[i].at == "" {
			t.fail()
		}
	}
	if mask&textLine != 0 {
		e.Source = appendLine(e.Source, t.uint())
	}
	if !t.done() {
		u.fail()
	}
	return audit
}

// skipTexts passes over one event's texts and gives its audit entry.
func (u *unpacker) skipTexts() (audit uint64) {
	t := unpacker{b: u.fixed(u.uint()), short: u.short}
	audit = t.uint()
	if t.short {
		u.fail()
	}
	return audit
}

// unfold writes a fact back into the event that deadline.FactOf made it from;
// the ids that it withdraws and replaces are for the one who knows the case.
func unfold(f *deadline.Fact, e *deadline.Event) {
	e.Kind, e.On, e.Conference, e.Outcome = f.Kind, f.On, f.Conference, f.Outcome
	e.Recorded = time.Unix(0, f.Recorded).UTC()
	switch f.Kind {
	case deadline.CaseAssigned:
		e.Authority = f.Word
	case deadline.PositionBroughtIn:
		e.RegisteredOn, e.LastReview, e.LastCoreGroup = f.A, f.B, f.C
	case deadline.ConcernNotified:
		e.Subject, e.EDD = deadline.Subject(f.Sub), f.A
	case deadline.EDDRevised:
		e.EDD = f.A
	case deadline.TransferNotified:
		e.Direction = deadline.Direction(f.Sub)
	case deadline.ConferenceCalled:
		e.Planned = f.A
	case deadline.ConferenceHeld:
		e.Until, e.Next = f.A, f.B
	case deadline.DecisionsCirculated, deadline.PlanCirculated, deadline.MinutesCirculated:
		e.Of = f.A
	case deadline.ReasonRecorded:
		e.Rule, e.Start, e.Proposed = f.Word, f.A, f.B
	case deadline.Closed:
		e.Cause = deadline.Cause(f.Sub)
	}
}
