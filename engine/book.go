package engine

import (
	"slices"

	"caseclock/deadline"
	"caseclock/rules"
)

// Authority is a council: the packs it works to, in order of their days, and
// the day from which its deadlines are mailed and counted.
type Authority struct {
	ID, Name string
	Since    deadline.Date // what fell due before is neither mailed nor counted; none: everything is
	Periods  []deadline.Period
}

// Book is the effective rulebook: which pack and which calendar hold for whom
// and from when. It is not changed once made.
type Book struct {
	Authorities []Authority
	Otherwise   []deadline.Period // for a case whose authority is not known, or has no packs of its own

	rulebook *deadline.Rulebook
}

// NewBook makes the effective rulebook of authorities; an authority without
// periods works to those of otherwise.
func NewBook(authorities []Authority, otherwise ...deadline.Period) *Book {
	b := &Book{Authorities: authorities, Otherwise: otherwise, rulebook: deadline.NewRulebook(otherwise...)}
	for _, a := range authorities {
		if len(a.Periods) > 0 {
			b.rulebook.Assign(a.ID, a.Periods...)
		}
	}
	return b
}

// Rulebook is the book as the reckoning reads it.
func (b *Book) Rulebook() *deadline.Rulebook { return b.rulebook }

// Authority finds an authority by id, or nil.
func (b *Book) Authority(id string) *Authority {
	for i := range b.Authorities {
		if b.Authorities[i].ID == id {
			return &b.Authorities[i]
		}
	}
	return nil
}

// Counts says whether a deadline is mailed and counted: it falls due on or
// after its authority's since. One without a due day counts from its start.
func (b *Book) Counts(d *deadline.Deadline) bool {
	a := b.Authority(d.Authority)
	if a == nil || a.Since == 0 {
		return true
	}
	if d.Due == 0 {
		return d.Start >= a.Since
	}
	return d.Due >= a.Since
}

// RuleIDs are the ids of every rule of every pack, in order.
func (b *Book) RuleIDs() []string {
	var ids []string
	for _, p := range b.periods() {
		for i := range p.Pack.Rules {
			ids = append(ids, p.Pack.Rules[i].ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// KnownRules lists the rule ids that a reason may name: those of the packs in
// force and of every built-in one, since history may speak of a pack that no
// authority uses any more. A reason that fits no deadline is queried.
func (b *Book) KnownRules() []string {
	ids := append(rules.Known(), b.RuleIDs()...)
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (b *Book) periods() []deadline.Period {
	all := slices.Clone(b.Otherwise)
	for i := range b.Authorities {
		all = append(all, b.Authorities[i].Periods...)
	}
	return all
}

// Calendars are the calendars that the book counts working days by, each once.
func (b *Book) Calendars() []*deadline.Calendar {
	var all []*deadline.Calendar
	for _, p := range b.periods() {
		if p.Calendar != nil && !slices.Contains(all, p.Calendar) {
			all = append(all, p.Calendar)
		}
	}
	return all
}

func (b *Book) authorityIDs() []string {
	var ids []string
	for i := range b.Authorities {
		ids = append(ids, b.Authorities[i].ID)
	}
	return ids
}
