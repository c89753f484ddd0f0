package engine

import (
	"fmt"
	"slices"
	"strings"

	"caseclock/deadline"
)

// Which names a deadline of a case as a person does: by its rule and, where
// that is not enough, by the day its clock started or the kind of conference.
type Which struct {
	Case       string        `json:"case"`
	Rule       string        `json:"rule"`
	Start      deadline.Date `json:"start,omitzero"`
	Conference string        `json:"conference,omitempty"`
}

// find gives the deadlines that the words name, or an error that says which
// there are.
func (w Which) find(book *Book, ds []deadline.Deadline) ([]*deadline.Deadline, error) {
	var named, ofRule []*deadline.Deadline
	for i := range ds {
		d := &ds[i]
		if d.Rule.ID != w.Rule {
			continue
		}
		ofRule = append(ofRule, d)
		if (w.Start == 0 || w.Start == d.Start) && (w.Conference == "" || w.Conference == d.Conference.String()) {
			named = append(named, d)
		}
	}
	switch {
	case len(named) > 0:
		return named, nil
	case len(ofRule) > 0:
		return nil, refuse("%s: the case has no deadline of it that %s; it has: %s", w.Rule, w.narrowed(), choices(ofRule))
	case !slices.Contains(book.RuleIDs(), w.Rule):
		return nil, refuse("rule: %q is no rule of the packs in force; accepted: %s", clip(w.Rule), strings.Join(book.RuleIDs(), ", "))
	case len(ds) == 0:
		return nil, refuse("%s: the case has no deadline of it, nor of any other rule", w.Rule)
	}
	var all []*deadline.Deadline
	for i := range ds {
		all = append(all, &ds[i])
	}
	return nil, refuse("%s: the case has no deadline of it; it has: %s", w.Rule, choices(all))
}

func (w Which) narrowed() string {
	var parts []string
	if w.Start != 0 {
		parts = append(parts, "started on "+w.Start.String())
	}
	if w.Conference != "" {
		parts = append(parts, "was started by a conference of the kind "+clip(w.Conference))
	}
	return strings.Join(parts, " and ")
}

// check says what is wrong with the words themselves.
func (w Which) check() error {
	var faults Refused
	if w.Case == "" {
		faults.add("case: missing; accepted is the reference of a case")
	}
	if w.Rule == "" {
		faults.add("rule: missing; accepted is the id of a timescale, such as initial-cpcc")
	}
	if w.Conference != "" {
		if _, err := deadline.ParseConference(w.Conference); err != nil {
			faults.add("conference: %w", err)
		}
	}
	return faults.err()
}

// choices lists deadlines so that a person can pick one.
func choices(ds []*deadline.Deadline) string {
	var list []string
	for _, d := range ds {
		s := fmt.Sprintf("%s --start %s", d.Rule.ID, d.Start)
		if d.Conference != 0 {
			s += " --conference " + d.Conference.String()
		}
		s += " (" + d.Status.String()
		if d.Due != 0 {
			s += ", due " + d.Due.String()
		}
		list = append(list, s+")")
	}
	return strings.Join(list, "; ")
}
