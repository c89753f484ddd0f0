package engine

import (
	"fmt"
	"strings"

	"caseclock/deadline"
)

// DeadlineKey names one deadline of a case: its rule, the day its clock started
// and, where a conference started it, of which kind that was.
type DeadlineKey struct {
	Rule       string              `json:"rule"`
	Start      deadline.Date       `json:"start"`
	Conference deadline.Conference `json:"conference"`
}

// String writes a key as one word: "initial-cpcc.2026-02-01", or
// "minutes.2026-04-14.review" where a conference started the clock.
func (k DeadlineKey) String() string {
	s := k.Rule + "." + k.Start.String()
	if k.Conference != 0 {
		s += "." + k.Conference.String()
	}
	return s
}

// ParseDeadlineKey reads what String writes.
func ParseDeadlineKey(s string) (DeadlineKey, error) {
	parts := strings.Split(s, ".")
	if len(parts) < 2 || len(parts) > 3 || parts[0] == "" {
		return DeadlineKey{}, fmt.Errorf("deadline: %q names none; accepted is RULE.START or RULE.START.CONFERENCE, such as minutes.2026-04-14.review", clip(s))
	}
	k := DeadlineKey{Rule: parts[0]}
	var err error
	if k.Start, err = deadline.ParseDate(parts[1]); err != nil {
		return k, fmt.Errorf("deadline: %w", err)
	}
	if len(parts) == 3 {
		if k.Conference, err = deadline.ParseConference(parts[2]); err != nil {
			return k, fmt.Errorf("deadline: %w", err)
		}
	}
	return k, nil
}

// words says the key as people read it: "Minutes from 14 April 2026".
func (k DeadlineKey) words() string {
	return deadline.RuleName(k.Rule) + " from " + k.Start.Long()
}

// in finds the deadline of the key, or nil.
func (k DeadlineKey) in(ds []deadline.Deadline) *deadline.Deadline {
	for i := range ds {
		if d := &ds[i]; d.Rule.ID == k.Rule && d.Start == k.Start && d.Conference == k.Conference {
			return d
		}
	}
	return nil
}
