package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/rules"
)

// RulePack is a pack of rules, and where and from when it holds.
type RulePack struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"`
	Version   string    `json:"version"`
	Digest    string    `json:"digest"`
	Rules     int       `json:"rules"`     // timescales
	Unchecked int       `json:"unchecked"` // timescales that no practitioner has checked
	InForce   []InForce `json:"in_force"`
	pack      *rules.Pack
}

// InForce is an authority that works to a pack, and from when on.
type InForce struct {
	Authority string        `json:"authority"` // empty: of cases whose authority has no packs of its own
	From      deadline.Date `json:"from"`      // none: since ever
}

// RulePacks lists the packs in force and those built in, by id. Error:
// ErrNotAllowed.
func (d *Desk) RulePacks(context.Context) ([]RulePack, error) {
	if !d.v.May(access.SeeRules) {
		return nil, ErrNotAllowed
	}
	return d.e.rulePacks()
}

// RulePack gives a pack as caseclock rules show --format json prints it. Error:
// ErrNotThere, ErrNotAllowed.
func (d *Desk) RulePack(_ context.Context, id string) (json.RawMessage, error) {
	if !d.v.May(access.SeeRules) {
		return nil, ErrNotAllowed
	}
	all, err := d.e.rulePacks()
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if p.ID == id {
			return p.pack.JSON(), nil
		}
	}
	return nil, ErrNotThere
}

func (e *Engine) rulePacks() ([]RulePack, error) {
	var all []RulePack
	add := func(authority string, p deadline.Period) {
		i := slices.IndexFunc(all, func(x RulePack) bool { return x.ID == p.Pack.ID })
		if i < 0 {
			i, all = len(all), append(all, describe(whole(p.Pack)))
		}
		all[i].InForce = append(all[i].InForce, InForce{authority, p.From})
	}
	for i := range e.Book.Authorities {
		for _, p := range e.Book.Authorities[i].Periods {
			add(e.Book.Authorities[i].ID, p)
		}
	}
	for _, p := range e.Book.Otherwise {
		add("", p)
	}
	for _, id := range rules.List() {
		if slices.ContainsFunc(all, func(x RulePack) bool { return x.ID == id }) {
			continue
		}
		p, err := rules.Builtin(id)
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", id, err)
		}
		all = append(all, describe(p))
	}
	slices.SortFunc(all, func(x, y RulePack) int { return strings.Compare(x.ID, y.ID) })
	return all, nil
}

func describe(p *rules.Pack) RulePack {
	return RulePack{ID: p.ID, Title: p.Title, Version: p.Version, Digest: p.Digest(), Rules: len(p.Rules), Unchecked: p.Unchecked(), InForce: []InForce{}, pack: p}
}

// whole is a pack with the titles of what it cites, where those are known.
func whole(p *deadline.Pack) *rules.Pack {
	if b, err := rules.Builtin(p.ID); err == nil && b.Version == p.Version && len(b.Rules) == len(p.Rules) {
		return &rules.Pack{Pack: p, Documents: b.Documents}
	}
	return &rules.Pack{Pack: p, Documents: []rules.Document{}}
}
