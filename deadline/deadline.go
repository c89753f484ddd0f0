package deadline

import (
	"cmp"
	"strings"
)

// Status is how a deadline stands as at a day.
type Status uint8

// The statuses. Overdue, met late and ended overdue are out of timescale.
const (
	Pending Status = iota
	Overdue
	Met
	MetLate
	Ended
	EndedOverdue
	Undated // open, no due day for want of a delivery date
	Unknown // open, no due day for want of a calendar
)

var statusWords = []string{"pending", "overdue", "met", "met-late", "ended", "ended-overdue", "undated", "unknown"}

func (s Status) String() string { return word(statusWords, int(s)) }

// MarshalText writes the status's word.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// ParseStatus reads a status.
func ParseStatus(s string) (Status, error) { return parseWord[Status](statusWords, s, "status") }

// Statuses lists the words for how a deadline stands.
func Statuses() []string { return statusWords }

// OutOfTimescale says whether the limit was missed.
func (s Status) OutOfTimescale() bool { return s == Overdue || s == MetLate || s == EndedOverdue }

// Open says whether the deadline is neither met nor ended.
func (s Status) Open() bool { return s == Pending || s == Overdue || s == Undated || s == Unknown }

// Deadline is a rule applied to a case: one clock, from its start to what met
// or ended it.
type Deadline struct {
	Rule       *Rule
	Start      Date // day 0
	Due        Date // the last day in time; none where Unknown says why, or the delivery date is missing
	NotBefore  Date // what comes earlier does not meet; none: any day does
	Met, Ended Date
	Planned    Date // the day a called conference is planned for
	Status     Status
	Conference Conference // of the conference that started it
	DaysLate   int32
	Authority  string // responsible on the day it started

	// StartedBy, MetBy and EndedBy are positions in the case's events; -1 is none.
	StartedBy, MetBy, EndedBy int32

	Unknown error   // why working days could not be counted
	Reason  *Reason // the latest that counts

	reasonAt int32     // position of that reason in the case's events; -1 is none
	calendar *Calendar // that its working days are counted by
}

// Breach says whether the deadline is out of timescale under a rule that is
// binding.
func (d *Deadline) Breach() bool { return d.Status.OutOfTimescale() && !d.Rule.wherePoss }

// Open says whether the deadline is neither met nor ended.
func (d *Deadline) Open() bool { return d.Met == 0 && d.Ended == 0 }

// Explained says whether a breach has its reason and, while it is open, a
// proposed date that has not passed.
func (d *Deadline) Explained() bool {
	return d.Reason != nil && d.Reason.Explains && !d.Reason.Lapsed
}

// Reason is why a timescale was or will be missed, and by when it will be
// done.
type Reason struct {
	Event     int32 // position in the case's events
	Category  string
	Text      string
	Proposed  Date
	On        Date
	By        string
	AgreedBy  string
	InAdvance bool // recorded on or before the due day
	Lapsed    bool // the proposed date passed and the deadline is still open
	Explains  bool // has what an explanation needs (lapsed or not)
}

// Period is a pack in force for an authority from a day on, with the calendar
// its working days are counted by.
type Period struct {
	From     Date // zero: since ever
	Pack     *Pack
	Calendar *Calendar
}

// Rulebook says which pack is in force for whom and when. It is not changed
// while it is read.
type Rulebook struct {
	otherwise   []Period
	authorities map[string][]Period
}

// NewRulebook makes a rulebook whose periods hold for every authority that has
// none of its own. Periods are in order of their days.
func NewRulebook(periods ...Period) *Rulebook {
	return &Rulebook{otherwise: periods}
}

// Assign gives an authority its own packs, in order of their days.
func (b *Rulebook) Assign(authority string, periods ...Period) {
	if b.authorities == nil {
		b.authorities = map[string][]Period{}
	}
	b.authorities[authority] = periods
}

// Periods are the packs of an authority in order of their days.
func (b *Rulebook) Periods(authority string) []Period {
	if b.authorities != nil {
		if p, ok := b.authorities[authority]; ok {
			return p
		}
	}
	return b.otherwise
}

// InForce is the period that holds on a day, or nil before the first.
func InForce(periods []Period, d Date) *Period {
	for i := len(periods) - 1; i >= 0; i-- {
		if periods[i].From <= d {
			return &periods[i]
		}
	}
	return nil
}

// Line is a deadline as the command contract prints it.
type Line struct {
	Case       string      `json:"case"`
	Rule       string      `json:"rule"`
	Start      Date        `json:"start"`
	Due        Date        `json:"due"`
	NotBefore  Date        `json:"not_before"`
	Met        Date        `json:"met"`
	Ended      Date        `json:"ended"`
	Status     Status      `json:"status"`
	DaysLate   int32       `json:"days_late"`
	Conference Conference  `json:"conference"`
	Breach     bool        `json:"breach"`
	Pack       string      `json:"pack"`
	Authority  *string     `json:"authority"`
	StartedBy  *string     `json:"started_by"`
	MetBy      *string     `json:"met_by"`
	EndedBy    *string     `json:"ended_by"`
	Error      *string     `json:"error"`
	Reason     *ReasonLine `json:"reason"`
}

// ReasonLine is a reason as the command contract prints it.
type ReasonLine struct {
	Category  string  `json:"category"`
	Text      *string `json:"text"`
	Proposed  Date    `json:"proposed"`
	On        Date    `json:"on"`
	By        *string `json:"by"`
	AgreedBy  *string `json:"agreed_by"`
	InAdvance bool    `json:"in_advance"`
	Lapsed    bool    `json:"lapsed"`
}

// Line writes a deadline of this case as the contract does.
func (c *Case) Line(d *Deadline) Line {
	l := Line{Case: c.Ref, Rule: d.Rule.ID, Start: d.Start, Due: d.Due, NotBefore: d.NotBefore,
		Met: d.Met, Ended: d.Ended, Status: d.Status, DaysLate: d.DaysLate, Conference: d.Conference,
		Breach: d.Breach(), Pack: d.Rule.pack.ID, Authority: some(d.Authority),
		StartedBy: c.id(d.StartedBy), MetBy: c.id(d.MetBy), EndedBy: c.id(d.EndedBy)}
	if d.Unknown != nil {
		l.Error = some(d.Unknown.Error())
	}
	if r := d.Reason; r != nil {
		l.Reason = &ReasonLine{r.Category, some(r.Text), r.Proposed, r.On, some(r.By), some(r.AgreedBy), r.InAdvance, r.Lapsed}
	}
	return l
}

func (c *Case) id(i int32) *string {
	if i < 0 {
		return nil
	}
	return some(c.Event(i).ID)
}

func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Compare orders lines as the contract does: by case reference, due day (none
// last), rule, start, conference (none last).
func (l Line) Compare(o Line) int {
	return cmp.Or(
		strings.Compare(l.Case, o.Case), noneLast(int(l.Due), int(o.Due)), strings.Compare(l.Rule, o.Rule),
		int(l.Start-o.Start), strings.Compare(orLast(l.Conference.String()), orLast(o.Conference.String())))
}
