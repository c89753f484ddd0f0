package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"caseclock/deadline"
)

// Ask says which deadlines or queries are wanted; what is empty does not
// narrow.
type Ask struct {
	AsAt    deadline.Date `json:"as_at,omitzero"`    // none: today
	KnownAt time.Time     `json:"known_at,omitzero"` // zero: all that is recorded

	Case      string   `json:"case,omitempty"`
	Authority string   `json:"authority,omitempty"`
	Chair     string   `json:"chair,omitempty"`
	Rule      string   `json:"rule,omitempty"`
	Statuses  []string `json:"statuses,omitempty"`
	Code      string   `json:"code,omitempty"` // of queries

	Breaches    bool          `json:"breaches,omitempty"`    // out of timescale, binding and counted
	Unexplained bool          `json:"unexplained,omitempty"` // and with no reason that holds
	DueBy       deadline.Date `json:"due_by,omitzero"`       // open, counted, and due on or before this day
}

// moment is when the cases are looked at.
func (a Ask) moment(today deadline.Date) deadline.Moment {
	m := deadline.Moment{AsAt: a.AsAt, KnownAt: a.KnownAt}
	if m.AsAt == 0 {
		m.AsAt = today
	}
	return m
}

// check says what keeps the question from making sense.
func (a Ask) check(book *Book) error {
	var faults Refused
	for _, s := range a.Statuses {
		if _, err := deadline.ParseStatus(s); err != nil {
			faults.add("status: %w", err)
		}
	}
	if ids := book.RuleIDs(); a.Rule != "" && !slices.Contains(ids, a.Rule) {
		faults.add("rule: %q is no rule of the packs in force; accepted: %s", clip(a.Rule), strings.Join(ids, ", "))
	}
	if a.Authority != "" && len(book.Authorities) > 0 && book.Authority(a.Authority) == nil {
		faults.add("authority: %q is none of the configuration; accepted: %s", clip(a.Authority), strings.Join(book.authorityIDs(), ", "))
	}
	if a.Code != "" && !slices.Contains(takenBackCodes, a.Code) && !slices.ContainsFunc(deadline.QueryCodes, func(c struct {
		Code     string
		Severity deadline.Severity
	}) bool {
		return c.Code == a.Code
	}) {
		faults.add("code: %q is no query's; see caseclock queries for those there are", clip(a.Code))
	}
	return faults.err()
}

// wants says whether a deadline is among those asked for.
func (a Ask) wants(book *Book, d *deadline.Deadline) bool {
	switch {
	case a.Authority != "" && d.Authority != a.Authority,
		a.Rule != "" && d.Rule.ID != a.Rule,
		len(a.Statuses) > 0 && !slices.Contains(a.Statuses, d.Status.String()),
		a.DueBy != 0 && (!d.Open() || d.Due == 0 || d.Due > a.DueBy || !book.Counts(d)):
		return false
	case a.Breaches || a.Unexplained:
		return d.Breach() && book.Counts(d) && !(a.Unexplained && d.Explained())
	}
	return true
}

// Refused is a request that cannot be carried out as it was put, with every
// fault of it.
type Refused struct {
	Faults []string `json:"faults"`
	// Located says that each fault begins with a file and its line.
	Located bool `json:"located,omitempty"`
}

// Error writes one fault a line.
func (r *Refused) Error() string { return strings.Join(r.Faults, "\n") }

func (r *Refused) add(format string, args ...any) {
	r.Faults = append(r.Faults, fmt.Errorf(format, args...).Error())
}

func (r *Refused) err() error {
	if len(r.Faults) == 0 {
		return nil
	}
	return r
}

// refuse makes the error of one fault.
func refuse(format string, args ...any) error {
	var r Refused
	r.add(format, args...)
	return &r
}

// clip keeps a value quoted in a message short.
func clip(s string) string {
	if len(s) <= 40 {
		return s
	}
	return strings.ToValidUTF8(s[:40], "") + "…"
}
