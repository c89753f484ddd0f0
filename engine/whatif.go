package engine

import (
	"fmt"
	"strings"

	"caseclock/deadline"
	"caseclock/report"
	"caseclock/rules"
)

// whatIf reckons every case under another rulebook too.
type whatIf struct {
	name     string
	book     *deadline.Rulebook
	count    *report.WhatIf
	reckoner deadline.Reckoner
}

// newWhatIf reads what is to be compared with: a built-in pack, for everybody
// and every day; or RULE=LIMIT, the packs in force with one limit edited.
func newWhatIf(compare string, b *Book, o report.Options) (*whatIf, error) {
	w := &whatIf{count: report.NewWhatIf(o)}
	var pack func(*deadline.Pack) (*deadline.Pack, error)
	if strings.Contains(compare, "=") {
		edit, err := rules.ParseLimitEdit(compare)
		if err != nil {
			return nil, err
		}
		pack, w.name = edited(edit, b), edit.Rule+" within "+edit.Span.String()
	} else {
		p, err := rules.Builtin(compare)
		if err != nil {
			return nil, fmt.Errorf("%q is no built-in pack; accepted: %s; or an edited limit, initial-cpcc=28d", clip(compare), strings.Join(rules.List(), ", "))
		}
		pack, w.name = func(*deadline.Pack) (*deadline.Pack, error) { return p.Pack, nil }, p.ID
	}
	book, err := b.with(pack)
	if err != nil {
		return nil, err
	}
	w.book = book.Rulebook()
	return w, nil
}

// edited edits the limit in every pack that has the rule, of which there must
// be one.
func edited(edit rules.LimitEdit, b *Book) func(*deadline.Pack) (*deadline.Pack, error) {
	somewhere := false
	for _, p := range b.periods() {
		somewhere = somewhere || p.Pack.Rule(edit.Rule) != nil
	}
	return func(p *deadline.Pack) (*deadline.Pack, error) {
		if somewhere && p.Rule(edit.Rule) == nil {
			return p, nil
		}
		return rules.WithLimit(p, edit)
	}
}

// with is the book with other packs in place of its own, on the same days and
// by the same calendars.
func (b *Book) with(pack func(*deadline.Pack) (*deadline.Pack, error)) (*Book, error) {
	var fault error
	other := func(periods []deadline.Period) []deadline.Period {
		var ps []deadline.Period
		for _, p := range periods {
			var err error
			if p.Pack, err = pack(p.Pack); err != nil {
				fault = err
			}
			ps = append(ps, p)
		}
		return ps
	}
	var authorities []Authority
	for _, a := range b.Authorities {
		a.Periods = other(a.Periods)
		authorities = append(authorities, a)
	}
	otherwise := other(b.Otherwise)
	if fault != nil {
		return nil, fault
	}
	return NewBook(authorities, otherwise...), nil
}

func (w *whatIf) add(c *deadline.Case, actual []deadline.Deadline, m deadline.Moment) {
	w.count.Add(c, actual, w.reckoner.Evaluate(c, w.book, m))
}
