package api

import (
	"strconv"
	"strings"
	"time"

	"caseclock/deadline"
	"caseclock/engine"
)

// Matched is a change to a case as it was read.
type Matched struct {
	ID      string `path:"id" doc:"The case's opaque id" maxLength:"100"`
	IfMatch string `header:"If-Match" doc:"The ETag of the case as it was read; * changes it whatever was recorded since"`
}

// version is the version that a request is about; 0: whatever it is now.
func (m Matched) version() (int, error) {
	switch m.IfMatch {
	case "":
		return 0, problem("version-missing")
	case "*":
		return 0, nil
	}
	s, ok := strings.CutPrefix(m.IfMatch, `"`)
	s, closed := strings.CutSuffix(s, `"`)
	n, err := strconv.Atoi(s)
	if !ok || !closed || err != nil || n < 1 || strconv.Itoa(n) != s {
		return 0, problem("refused", Fault{Parameter: "If-Match", Detail: "accepted is one ETag as the case was given with, or *"})
	}
	return n, nil
}

// etag is a case's version as a header.
func etag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// CaseChange is what was recorded of a case meanwhile.
type CaseChange struct {
	CaseID  string     `json:"case_id"`
	ETag    string     `json:"etag" doc:"As it is now"`
	Since   []Recorded `json:"since" doc:"In the order recorded"`
	Version int        `json:"version" doc:"How many events are recorded of it now"`
}

// Recorded is one event that was recorded.
type Recorded struct {
	Event       string        `json:"id"`
	Kind        string        `json:"event"`
	On          deadline.Date `json:"on"`
	Text        string        `json:"text" doc:"What happened, in words"`
	Recorded    time.Time     `json:"recorded"`
	By          *string       `json:"by"`
	Source      *string       `json:"source"`
	Counts      bool          `json:"counts" doc:"false: it was withdrawn or replaced, is a withdrawal, or lies after the day looked at"`
	WithdrawnBy *string       `json:"withdrawn_by" doc:"Id of an event"`
	ReplacedBy  *string       `json:"replaced_by" doc:"Id of an event"`
	Replaces    *string       `json:"replaces" doc:"Id of an event"`
	Target      *string       `json:"target" doc:"Of a withdrawal: id of the event withdrawn"`
	Why         *string       `json:"why"`
}

func recordedOf(all []engine.Happening) []Recorded {
	out := []Recorded{}
	for _, h := range all {
		out = append(out, Recorded{h.Event, h.Kind, h.On, h.Text, h.Recorded, some(h.By), some(h.Source), h.Counts,
			some(h.WithdrawnBy), some(h.ReplacedBy), some(h.Replaces), some(h.Target), some(h.Why)})
	}
	return out
}

func changesOf(c *engine.Changed) []CaseChange {
	var all []CaseChange
	for _, x := range c.Cases {
		all = append(all, CaseChange{x.CaseID, etag(x.Version), recordedOf(x.Since), x.Version})
	}
	return all
}

func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
