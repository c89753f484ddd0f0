package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"caseclock/deadline"
)

// Explaining asks how deadlines of a case were reached.
type Explaining struct {
	Which
	AsAt    deadline.Date `json:"as_at,omitzero"`    // none: today
	KnownAt time.Time     `json:"known_at,omitzero"` // zero: all that is recorded
}

// Explained is how a deadline was reached: the explanation as JSON, and its
// steps in words.
type Explained struct {
	Explanation json.RawMessage `json:"explanation"`
	Heading     string          `json:"heading"`
	Steps       []string        `json:"steps"`
}

// Explain says how each deadline that the words name was reached, every step
// of it.
func (e *Engine) Explain(_ context.Context, x Explaining) ([]Explained, error) {
	if err := x.Which.check(); err != nil {
		return nil, err
	}
	l, err := e.look(Ask{AsAt: x.AsAt, KnownAt: x.KnownAt})
	if err != nil {
		return nil, err
	}
	c, err := e.caseOf(x.Case)
	if err != nil {
		return nil, err
	}
	named, err := x.Which.find(l.book, deadline.Evaluate(&c, l.book.Rulebook(), l.moment))
	if err != nil {
		return nil, err
	}
	var all []Explained
	for _, d := range named {
		x, err := explained(deadline.Explain(&c, l.book.Rulebook(), l.moment, d))
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

func explained(x deadline.Explanation) (Explained, error) {
	content, err := json.Marshal(x)
	e := Explained{Explanation: content, Heading: fmt.Sprintf("%s, %s from %s", x.Deadline.Case, x.Deadline.Rule, x.Deadline.Start)}
	for _, s := range x.Steps {
		e.Steps = append(e.Steps, s.Text)
	}
	return e, err
}
