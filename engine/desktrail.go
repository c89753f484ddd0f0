package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/store"
)

// TrailAsk says which entries of the audit trail are wanted: those about a case,
// those put down to a person, or all; of them those of some days.
type TrailAsk struct {
	Case   string        `json:"case,omitempty"`   // opaque id
	Person string        `json:"person,omitempty"` // id
	From   deadline.Date `json:"from,omitzero"`    // none: since ever
	To     deadline.Date `json:"to,omitzero"`      // included; none: until now
	Page   int           `json:"page,omitempty"`   // from 1; the last entries are on the first
	Size   int           `json:"size,omitempty"`   // entries of a page; 0: 50
}

// TrailPage is one page of entries, the last first.
type TrailPage struct {
	Total   int         `json:"total"` // on all pages
	Page    int         `json:"page"`
	Pages   int         `json:"pages"`
	Entries []TrailLine `json:"entries"`
}

// TrailLine is one entry: who did what, when and from where. A case is named by
// its opaque id.
type TrailLine struct {
	Seq      uint64    `json:"seq"`
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Peer     string    `json:"peer"` // address or account at the other end
	Door     string    `json:"door"`
	Action   string    `json:"action"`
	Case     string    `json:"case"`
	SeesCase bool      `json:"-"` // the viewer may open the case
	Events   int       `json:"events"`
	Detail   string    `json:"detail"`
}

// LongestTrail is how many entries a person can take away at once.
const LongestTrail = 500_000

// Trail gives a page of the audit trail, and is in it itself.
//
// Who may see the trail of some authorities alone sees the entries about cases
// that one of these has in hand today: of such a case all of them, whoever made
// them, and of any other case none, as the case is not theirs to see. An entry
// about no case (a list, a search, a report, an import, an account) may tell of
// all authorities; they see it where it is their own, or where it is put down to
// a person whom the configuration has for no other authority. What the program
// itself did, and what somebody did whom it does not know, is for who sees all.
//
// Errors: Refused, ErrNotThere for a case that is not theirs, ErrNotAllowed.
func (d *Desk) Trail(ctx context.Context, a TrailAsk) (TrailPage, error) {
	if err := d.checkTrail(&a); err != nil {
		return TrailPage{}, err
	}
	if err := d.looked(ctx, "look", a.Case, "who looked: "+d.trailWords(&a)); err != nil {
		return TrailPage{}, err
	}
	f := trailFilter{d: d, cases: map[string]seen{}}
	p := TrailPage{Page: a.Page}
	var last []store.Entry // of the page and of those before it
	most := a.Page * a.Size
	err := d.trail(ctx, &a, func(e store.Entry) error {
		if !f.shows(&e, &a) {
			return nil
		}
		if p.Total++; len(last) >= 2*most {
			last = append(last[:0], last[len(last)-most+1:]...)
		}
		last = append(last, e)
		return nil
	})
	if err != nil {
		return TrailPage{}, err
	}
	p.Pages = pages(p.Total, a.Size)
	for i := len(last) - most + a.Size - 1; i >= 0 && i >= len(last)-most; i-- {
		p.Entries = append(p.Entries, f.line(&last[i]))
	}
	return p, nil
}

// EachTrail gives every entry asked for in the order of the trail, at most
// LongestTrail, after it wrote down that they were taken away.
func (d *Desk) EachTrail(ctx context.Context, a TrailAsk, each func(TrailLine) error) error {
	if err := d.checkTrail(&a); err != nil {
		return err
	}
	if err := d.looked(ctx, "export", a.Case, "who looked: "+d.trailWords(&a)); err != nil {
		return err
	}
	f := trailFilter{d: d, cases: map[string]seen{}}
	n := 0
	return d.trail(ctx, &a, func(e store.Entry) error {
		if !f.shows(&e, &a) {
			return nil
		}
		if n++; n > LongestTrail {
			return refuse("to: there are more than %d entries; accepted are fewer days", LongestTrail)
		}
		return each(f.line(&e))
	})
}

func (d *Desk) checkTrail(a *TrailAsk) error {
	if !d.v.May(access.SeeTrail) {
		return ErrNotAllowed
	}
	var faults Refused
	if a.Case != "" && a.Person != "" {
		faults.add("person: entries are asked for by case or by person")
	}
	if a.From != 0 && a.To != 0 && a.To < a.From {
		faults.add("to: it lies before the first day; accepted is that day or a later one")
	}
	checkPage(&faults, &a.Page, &a.Size)
	if err := faults.err(); err != nil {
		return err
	}
	if a.Case == "" {
		return nil
	}
	f := trailFilter{d: d, cases: map[string]seen{}}
	if !f.of(a.Case).trail {
		return ErrNotThere
	}
	return nil
}

// trailWords name what was asked for in the trail itself. What was typed and is
// no person of the configuration is not repeated.
func (d *Desk) trailWords(a *TrailAsk) string {
	s := "all"
	switch {
	case a.Case != "":
		s = "of a case"
	case d.e.person(a.Person) != nil:
		s = "of " + a.Person
	case a.Person != "":
		s = "of somebody who is not in the configuration"
	}
	if a.From != 0 {
		s += ", from " + a.From.String()
	}
	if a.To != 0 {
		s += ", to " + a.To.String()
	}
	return s
}

// trail reads the entries asked for in their order.
func (d *Desk) trail(ctx context.Context, a *TrailAsk, each func(store.Entry) error) error {
	switch {
	case a.Case != "":
		err := d.e.store.TrailOfCase(ctx, a.Case, each)
		if errors.Is(err, store.ErrNotFound) {
			return ErrNotThere
		}
		return err
	case a.Person != "":
		return d.e.store.TrailOfPerson(ctx, a.Person, each)
	}
	from, before := time.Time{}, d.e.Now().Add(time.Second)
	if a.From != 0 {
		from = startOf(a.From)
	}
	if a.To != 0 {
		before = startOf(a.To + 1)
	}
	return d.e.store.TrailBetween(ctx, from, before, each)
}

// startOf is the instant at which a day begins in London.
func startOf(d deadline.Date) time.Time {
	y, m, day := d.Civil()
	return time.Date(y, time.Month(m), day, 0, 0, 0, 0, deadline.London)
}

// TrailPeople are the ids of the people by whom the viewer can ask for entries.
func (d *Desk) TrailPeople() []string {
	var ids []string
	for i := range d.e.People {
		if id := d.e.People[i].ID; d.mayFor(access.SeeTrail, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// FindForTrail gives the opaque id of a case with a reference, for who may see
// its trail. Errors: ErrNotThere, ErrNotAllowed.
func (d *Desk) FindForTrail(ctx context.Context, reference string) (string, error) {
	if !d.v.May(access.SeeTrail) {
		return "", ErrNotAllowed
	}
	id, err := d.Find(ctx, reference)
	if err != nil {
		return "", err
	}
	f := trailFilter{d: d, cases: map[string]seen{}}
	if !f.of(id).trail {
		return "", fmt.Errorf("its trail: %w", ErrNotThere)
	}
	return id, nil
}
