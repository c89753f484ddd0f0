package engine

import (
	"slices"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/rules"
)

// Works says to which packs an authority works, in the order of their days.
type Works struct {
	Authority AuthorityName // no id: of cases whose authority is not known, or has no packs of its own
	Since     deadline.Date // what fell due before is neither mailed nor counted; none: everything is
	Packs     []PackSince
}

// PackSince is a pack in force from a day on.
type PackSince struct {
	ID, Title, Version string
	From               deadline.Date // none: since ever
	Until              deadline.Date // the last day; none: there is no next
	Unchecked, Rules   int
}

// Works says which packs are in force for whom and since when. Error:
// ErrNotAllowed.
func (d *Desk) Works() ([]Works, error) {
	if !d.v.May(access.SeeRules) {
		return nil, ErrNotAllowed
	}
	var all []Works
	for i := range d.e.Book.Authorities {
		a := &d.e.Book.Authorities[i]
		all = append(all, Works{AuthorityName{a.ID, a.Name}, a.Since, packsSince(a.Periods)})
	}
	if len(all) == 0 {
		all = append(all, Works{Packs: packsSince(d.e.Book.Otherwise)})
	}
	return all, nil
}

func packsSince(periods []deadline.Period) (all []PackSince) {
	for i, p := range periods {
		s := PackSince{ID: p.Pack.ID, Title: p.Pack.Title, Version: p.Pack.Version, From: p.From, Rules: len(p.Pack.Rules)}
		for r := range p.Pack.Rules {
			if !rules.IsChecked(&p.Pack.Rules[r]) {
				s.Unchecked++
			}
		}
		if i+1 < len(periods) {
			s.Until = periods[i+1].From - 1
		}
		all = append(all, s)
	}
	return all
}

// Pack gives a pack in force or built in, to be printed or compared. Errors:
// ErrNotThere, ErrNotAllowed.
func (d *Desk) Pack(id string) (*rules.Pack, error) {
	if !d.v.May(access.SeeRules) {
		return nil, ErrNotAllowed
	}
	all, err := d.e.rulePacks()
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(all, func(p RulePack) bool { return p.ID == id }); i >= 0 {
		return all[i].pack, nil
	}
	return nil, ErrNotThere
}

// Calendars are those that working days are counted by. Error: ErrNotAllowed.
func (d *Desk) Calendars() ([]*deadline.Calendar, error) {
	if !d.v.May(access.SeeRules) {
		return nil, ErrNotAllowed
	}
	var all []*deadline.Calendar
	for _, c := range d.e.Book.Calendars() {
		same := func(o *deadline.Calendar) bool { return o.Name == c.Name && o.Version == c.Version }
		if !slices.ContainsFunc(all, same) {
			all = append(all, c)
		}
	}
	return all, nil
}
