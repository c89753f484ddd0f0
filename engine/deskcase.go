package engine

import (
	"context"
	"time"

	"caseclock/access"
	"caseclock/deadline"
)

// CaseFile is a case as a person sees it: its story, and what the page needs
// beside it.
type CaseFile struct {
	Story
	Version   int        `json:"version"` // how many events are recorded; a form gives it back
	Family    *string    `json:"family"`  // the reference that brothers and sisters share
	Relatives []Relative `json:"relatives"`
	May       CaseActs   `json:"may"`
	Clocks    []Clock    `json:"clocks"` // as Deadlines, for drawing
	Marks     []Mark     `json:"marks"`  // as Timeline, for drawing
	Sendings  []SentTo   `json:"sendings"`
	Trouble   bool       `json:"trouble"` // its deadlines could not be worked out, and are not shown
}

// Relative is another case of the family that the viewer may see.
type Relative struct {
	CaseID    string `json:"case_id"`
	Reference string `json:"case"`
}

// CaseActs is what the viewer may do to a case today.
type CaseActs struct {
	GiveReasons bool `json:"give_reasons"`
	AgreeDelays bool `json:"agree_delays"` // in advance alone
	Record      bool `json:"record"`       // and correct
	Withdraw    bool `json:"withdraw"`
}

// Clock is a deadline as a bar from its start to its due day and beyond.
type Clock struct {
	DeadlineKey
	Timescale string          `json:"timescale"` // the rule as people read it
	Duty      string          `json:"duty"`
	Due       deadline.Date   `json:"due"`
	NotBefore deadline.Date   `json:"not_before"`
	Met       deadline.Date   `json:"met"`
	Ended     deadline.Date   `json:"ended"`
	Proposed  deadline.Date   `json:"proposed"`
	Status    deadline.Status `json:"status"`
	DaysLate  int             `json:"days_late"`
	Breach    bool            `json:"breach"`
	// NeedsReason says that a reason is asked for, and TakesReason that one can be
	// given.
	NeedsReason bool `json:"needs_reason"`
	TakesReason bool `json:"takes_reason"`
}

// Mark is a recorded event as a point in time.
type Mark struct {
	On     deadline.Date `json:"on"`
	Event  string        `json:"event"` // id
	Kind   string        `json:"kind"`
	Counts bool          `json:"counts"`
}

// SentTo is a message about the case: to whom, how it stands, since when.
type SentTo struct {
	Person string    `json:"person"`
	State  string    `json:"state"`
	At     time.Time `json:"at"`
}

// Case gives one case by its opaque id. Error: ErrNotThere.
func (d *Desk) Case(ctx context.Context, id string) (CaseFile, error) {
	c, who, err := d.caseFor(id)
	if err != nil {
		return CaseFile{}, err
	}
	f := CaseFile{Version: len(c.Facts), Family: some(who.Family), May: d.actsOn(who)}
	if err := d.fillFile(ctx, &f, id, &c); err != nil {
		return CaseFile{}, err
	}
	err = d.e.onBoard(ctx, func(b *board) error {
		f.Relatives = d.relatives(b, id, who.Family)
		return nil
	})
	if err != nil {
		return CaseFile{}, err
	}
	if err := d.looked(ctx, "look", id, "case"); err != nil {
		return CaseFile{}, err
	}
	return f, nil
}

func (d *Desk) actsOn(who Responsible) CaseActs {
	p := who.part()
	record := d.v.MayFor(access.RecordEvents, p)
	return CaseActs{GiveReasons: d.v.MayFor(access.GiveReasons, p), AgreeDelays: d.v.MayFor(access.AgreeDelays, p), Record: record, Withdraw: record}
}

// relatives are the other cases of a family that the viewer may see.
func (d *Desk) relatives(b *board, id, family string) []Relative {
	all := []Relative{}
	for _, c := range b.families[family] {
		if c.id != id && d.sees(c) {
			all = append(all, Relative{c.id, c.ref})
		}
	}
	return all
}

// fillFile tells the story and draws it. Where the deadlines cannot be worked
// out, what happened is told all the same.
func (d *Desk) fillFile(ctx context.Context, f *CaseFile, id string, c *deadline.Case) error {
	l, err := d.e.look(Ask{})
	if err != nil {
		return err
	}
	if f.Story, err = d.e.storyGuarded(l, id, c); err != nil {
		f.Trouble = true
		f.Story = Story{Case: c.Ref, ID: id, AsAt: l.moment.AsAt, Timeline: timeline(c, l.moment)}
	}
	f.Marks, f.Clocks = []Mark{}, []Clock{}
	for _, h := range f.Timeline {
		f.Marks = append(f.Marks, Mark{h.On, h.Event, h.Kind, h.Counts})
	}
	for i := range f.Deadlines {
		f.Clocks = append(f.Clocks, d.e.Book.clock(&f.Deadlines[i]))
	}
	f.Sendings, err = d.e.sentAbout(ctx, id)
	return err
}

func (b *Book) clock(r *Row) Clock {
	c := Clock{DeadlineKey: DeadlineKey{r.Rule, r.Start, r.Conference}, Timescale: deadline.RuleName(r.Rule), Duty: b.duty(r.Pack, r.Rule),
		Due: r.Due, NotBefore: r.NotBefore, Met: r.Met, Ended: r.Ended, Status: r.Status, DaysLate: int(r.DaysLate), Breach: r.Breach}
	if r.Reason != nil {
		c.Proposed = r.Reason.Proposed
	}
	c.NeedsReason = r.Breach && r.Counted && !r.Explained
	c.TakesReason = r.Status.Open() || r.Status.OutOfTimescale()
	return c
}

// duty is the duty of a rule of a pack in force, in plain words.
func (b *Book) duty(pack, rule string) string {
	for _, p := range b.periods() {
		if p.Pack.ID == pack {
			if r := p.Pack.Rule(rule); r != nil {
				return r.Duty
			}
		}
	}
	return ""
}

// Explain says how one deadline of a case was reached, every step of it. Error:
// ErrNotThere, also where the case has no such deadline.
func (d *Desk) Explain(ctx context.Context, id string, key DeadlineKey) (Explained, error) {
	c, _, err := d.caseFor(id)
	if err != nil {
		return Explained{}, err
	}
	m := deadline.Moment{AsAt: d.e.Today()}
	dl := key.in(deadline.Evaluate(&c, d.e.Book.Rulebook(), m))
	if dl == nil {
		return Explained{}, ErrNotThere
	}
	x, err := explained(deadline.Explain(&c, d.e.Book.Rulebook(), m, dl))
	if err != nil {
		return Explained{}, err
	}
	if err := d.looked(ctx, "look", id, "explanation of "+key.String()); err != nil {
		return Explained{}, err
	}
	return x, nil
}
