package engine

import (
	"context"
	"slices"

	"caseclock/access"
	"caseclock/deadline"
)

// Companion is a deadline that could take the same reason as another.
type Companion struct {
	WorkLine
	Why Tie `json:"why"`
}

// Tie is what two deadlines have in common.
type Tie string

// The ties.
const (
	SameMeeting    Tie = "same-meeting"    // the conferences that started them were one meeting
	SameConference Tie = "same-conference" // one conference of one case started both
	SameFamily     Tie = "same-family"     // brothers and sisters, under the same rule
)

// Companions lists the deadlines that could take the same reason as the one
// that the key names: open or out of timescale, without a reason that holds, of
// the same family or the same meeting, in cases that the viewer may give
// reasons for. Error: ErrNotThere, ErrNotAllowed.
func (d *Desk) Companions(ctx context.Context, id string, key DeadlineKey) ([]Companion, error) {
	f, err := d.ReasonForm(ctx, id, key)
	return f.Companions, err
}

// ReasonForm is what a form for a reason shows.
type ReasonForm struct {
	Line       WorkLine    `json:"line"`
	Explained  Explained   `json:"explained"`
	Companions []Companion `json:"companions"`
	Categories []string    `json:"categories"`
	Warning    string      `json:"warning"` // what the text must not say
	// InAdvance says that the viewer may agree a delay in advance and no more.
	InAdvance bool `json:"in_advance"`
	// Given is the reason that was recorded last, if any.
	Given *deadline.ReasonLine `json:"given"`
}

// ReasonForm gives what a form for a reason shows. Error: ErrNotThere, also
// where the case has no such deadline; ErrNotAllowed.
func (d *Desk) ReasonForm(ctx context.Context, id string, key DeadlineKey) (ReasonForm, error) {
	fs, err := d.ReasonForms(ctx, id, key)
	if err != nil {
		return ReasonForm{}, err
	}
	return fs[0], nil
}

// ReasonForms gives, with one look, what a form shows that is for one deadline
// of a case or several, in their order. Those that there are not are left out.
// Error: ErrNotThere, also where the case has none of them; ErrNotAllowed.
func (d *Desk) ReasonForms(ctx context.Context, id string, keys ...DeadlineKey) ([]ReasonForm, error) {
	c, who, err := d.caseFor(id, access.GiveReasons, access.AgreeDelays)
	if err != nil {
		return nil, err
	}
	m := deadline.Moment{AsAt: d.e.Today()}
	ds := deadline.Evaluate(&c, d.e.Book.Rulebook(), m)
	var all []ReasonForm
	detail := "reason for"
	for _, key := range keys {
		dl := key.in(ds)
		if dl == nil {
			continue
		}
		f := ReasonForm{Categories: d.e.Categories, Warning: TextWarning, InAdvance: !d.v.MayFor(access.GiveReasons, who.part()), Given: c.Line(dl).Reason}
		if f.Explained, err = explained(deadline.Explain(&c, d.e.Book.Rulebook(), m, dl)); err != nil {
			return nil, err
		}
		if err := d.beside(ctx, &f, id, key); err != nil {
			return nil, err
		}
		all = append(all, f)
		detail += " " + key.String()
	}
	if len(all) == 0 {
		return nil, ErrNotThere
	}
	if err := d.looked(ctx, "look", id, detail); err != nil {
		return nil, err
	}
	return all, nil
}

// beside puts a deadline's line and its companions in a form.
func (d *Desk) beside(ctx context.Context, f *ReasonForm, id string, key DeadlineKey) error {
	return d.e.onBoard(ctx, func(b *board) error {
		line := b.find(id, key)
		if line == nil {
			return ErrNotThere
		}
		f.Line, f.Companions = *line, d.companions(b, id, key)
		return nil
	})
}

// companions picks them out of the board.
func (d *Desk) companions(b *board, id string, key DeadlineKey) []Companion {
	c := b.byID[id]
	k := slices.IndexFunc(c.rows, func(r boardRow) bool { return r.key() == key })
	all := []Companion{}
	if k < 0 {
		return all
	}
	for _, h := range b.near(c, &c.rows[k]) {
		tie := tied(hotRow{c, &c.rows[k]}, h)
		if tie == "" || h.r.explained || h.c == c && h.r.key() == key || !d.mayReason(h) {
			continue
		}
		all = append(all, Companion{b.line(h), tie})
	}
	return all
}

// near are the rows of a case, its family and one of its meetings that somebody
// may have to do something about, by due day.
func (b *board) near(c *boardCase, r *boardRow) []hotRow {
	cases := []*boardCase{c}
	for _, list := range [][]*boardCase{b.families[c.who.Family], b.meetings[r.meeting]} {
		for _, o := range list {
			if !slices.Contains(cases, o) {
				cases = append(cases, o)
			}
		}
	}
	var all []hotRow
	for _, o := range cases {
		for i := range o.rows[:o.hot] {
			all = append(all, hotRow{o, &o.rows[i]})
		}
	}
	slices.SortFunc(all, lessHot)
	return all
}

// mayReason says whether the viewer may give a reason for a deadline, or agree
// its delay in advance.
func (d *Desk) mayReason(h hotRow) bool {
	return d.sees(h.c) && (d.may(h.c, access.GiveReasons) ||
		d.may(h.c, access.AgreeDelays) && h.r.isOpen() && !h.r.status.OutOfTimescale())
}

// tied says what two deadlines have in common; empty: nothing.
func tied(a, b hotRow) Tie {
	switch {
	case a.r.meeting != "" && a.r.meeting == b.r.meeting && a.r.start == b.r.start:
		return SameMeeting
	case a.c == b.c && a.r.conference != 0 && a.r.startedBy == b.r.startedBy:
		return SameConference
	case a.c != b.c && a.c.who.Family != "" && a.c.who.Family == b.c.who.Family && a.r.rule.ID == b.r.rule.ID:
		return SameFamily
	}
	return ""
}
