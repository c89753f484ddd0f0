package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"caseclock/deadline"
)

// LimitEdit is another limit for one rule, for the question what would have
// been in time with it.
type LimitEdit struct {
	Rule string
	Span deadline.Span
}

// limitUnits are the short units of ParseLimitEdit beside the words of packs.
var limitUnits = map[string]deadline.Unit{"d": deadline.CalendarDays, "wd": deadline.WorkingDays, "w": deadline.Weeks, "m": deadline.Months}

const acceptedEdit = `accepted is RULE=LIMIT, such as "initial-cpcc=28 calendar days" or "minutes=10wd"; units: %s, or d, wd, w, m for the first four`

// ParseLimitEdit reads RULE=LIMIT: a rule's id and a number with its unit, in
// the words of packs (28 calendar days, 10 working days, 6 weeks, 3 months, 28
// weeks of pregnancy; 1 month) or in short (28d, 10wd, 6w, 3m).
func ParseLimitEdit(s string) (LimitEdit, error) {
	rule, limit, _ := strings.Cut(s, "=")
	e := LimitEdit{Rule: strings.TrimSpace(rule)}
	digits := strings.TrimSpace(limit)
	unit := strings.TrimLeft(digits, "0123456789")
	digits, unit = digits[:len(digits)-len(unit)], strings.TrimSpace(unit)
	n, err := strconv.Atoi(digits)
	for _, u := range deadline.Units {
		if unit == string(u) || n == 1 && unit == strings.TrimPrefix(deadline.Span{Number: 1, Unit: u}.String(), "1 ") {
			e.Span = deadline.Span{Number: n, Unit: u}
		}
	}
	if u, ok := limitUnits[unit]; ok {
		e.Span = deadline.Span{Number: n, Unit: u}
	}
	if e.Rule == "" || err != nil || e.Span.Unit == "" {
		return e, fmt.Errorf("limit %q cannot be read; "+acceptedEdit, clip(s), unitWords())
	}
	return e, nil
}

// String writes the edit as the pack's name has it: "initial-cpcc 28 calendar
// days".
func (e LimitEdit) String() string { return e.Rule + " " + e.Span.String() }

// WithLimit is the pack with the limit of one rule replaced: all that starts,
// meets and ends the rule stays, and so does what else its limit says (before
// the planned day; the period agreed). Of a limit with two spans the one of the
// same sort is replaced, weeks of pregnancy or not. Its id says what was edited
// ("scotland-2014 with initial-cpcc 28 calendar days"), and so does the rule,
// which counts as checked by nobody. The error says what is accepted.
func WithLimit(p *deadline.Pack, e LimitEdit) (*deadline.Pack, error) {
	old := p.Rule(e.Rule)
	if old == nil {
		return nil, fmt.Errorf("rule %q is not in pack %s; accepted: %s", clip(e.Rule), p.ID, strings.Join(ruleIDs(p), ", "))
	}
	limit, err := edited(old.Limit, e.Span)
	if err != nil {
		return nil, fmt.Errorf("rule %s: %w", e.Rule, err)
	}
	joint := " with "
	if strings.Contains(p.ID, joint) {
		joint = " and "
	}
	q := *p
	q.ID, q.Title = p.ID+joint+e.String(), p.Title+joint+e.String()
	q.Rules = slices.Clone(p.Rules)
	r := &q.Rules[slices.IndexFunc(q.Rules, func(r deadline.Rule) bool { return r.ID == e.Rule })]
	r.Limit, r.Checked = limit, deadline.Checked{}
	r.Reading = append(slices.Clone(r.Reading), fmt.Sprintf("What if: the limit is %s in place of %s; no source says so.", limit, old.Limit))
	c, err := deadline.Compile(q)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// edited puts a span in the place of the one of its sort.
func edited(l deadline.Limit, s deadline.Span) (deadline.Limit, error) {
	ofPregnancy := func(s deadline.Span) bool { return s.Unit == deadline.WeeksOfPregnancy }
	switch {
	case ofPregnancy(l.Span) == ofPregnancy(s):
		l.Span = s
	case l.Other != nil:
		l.Other = &s
	default:
		return l, fmt.Errorf("a limit of %s cannot become %s; accepted is a limit in %s", l, s, sortOf(ofPregnancy(l.Span)))
	}
	return l, nil
}

func sortOf(pregnancy bool) string {
	if pregnancy {
		return string(deadline.WeeksOfPregnancy)
	}
	return "days, weeks or months"
}

func ruleIDs(p *deadline.Pack) []string {
	var ids []string
	for i := range p.Rules {
		ids = append(ids, p.Rules[i].ID)
	}
	return ids
}
