package engine

import (
	"slices"

	"caseclock/access"
	"caseclock/deadline"
)

// KindForm says what a person enters of one kind of event.
type KindForm struct {
	Kind   string      `json:"kind"`
	Name   string      `json:"name"` // in plain words
	Fields []FieldForm `json:"fields"`
}

// FieldForm is one field of a form.
type FieldForm struct {
	Name     string         `json:"name"` // as Entry.Fields names it
	Required bool           `json:"required"`
	Shape    deadline.Shape `json:"shape"`
	Words    []string       `json:"words,omitempty"` // those accepted
	// ByConference narrows the words by the kind of conference that the form
	// names.
	ByConference map[string][]string `json:"by_conference,omitempty"`
}

// notEntered are fields of every event that nobody enters: the case is the one
// in hand, and the rest is given when the event is recorded.
var notEntered = []string{"id", "case", "event", "recorded", "by", "source"}

// Kinds lists what may be recorded by hand, each with its fields: first the day
// it happened, last the id of an event that it corrects. Reasons and
// withdrawals have doors of their own.
func (d *Desk) Kinds() []KindForm {
	var all []KindForm
	for k := deadline.CaseAssigned; k <= deadline.Closed; k++ {
		if k != deadline.ReasonRecorded {
			all = append(all, d.kind(k))
		}
	}
	return all
}

func (d *Desk) kind(k deadline.Kind) KindForm {
	form := KindForm{Kind: k.String(), Name: deadline.PlainKind(k)}
	var replaces []FieldForm
	for _, f := range deadline.Describe(k) {
		if slices.Contains(notEntered, f.Name) {
			continue
		}
		x := FieldForm{Name: f.Name, Required: f.Required, Shape: f.Shape, Words: f.Words}
		switch f.Name {
		case "replaces":
			replaces = append(replaces, x)
			continue
		case "outcome":
			x.ByConference = outcomes()
		case "authority":
			x.Words = d.e.Book.authorityIDs()
		}
		form.Fields = append(form.Fields, x)
	}
	form.Fields = append(form.Fields, replaces...)
	return form
}

func outcomes() map[string][]string {
	by := map[string][]string{}
	for c := deadline.Initial; c <= deadline.Transfer; c++ {
		by[c.String()] = deadline.Outcomes(c)
	}
	return by
}

// Workday is the last working day at or before a day, by an authority's
// calendar in force on it; none where it is not known.
func (d *Desk) Workday(authority string, day deadline.Date) deadline.Date {
	if !d.v.May(access.SeeRules) {
		return 0
	}
	return d.e.Book.workday(authority, day, day)
}
