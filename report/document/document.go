package document

import (
	"time"

	"caseclock/deadline"
)

// Audience is for whom a report is made.
type Audience string

// The audiences. What is for the committee or for publication hides small
// numbers; what is internal shows all, and says so.
const (
	Internal    Audience = "internal"
	Committee   Audience = "committee"
	Publication Audience = "publication"
)

// Audiences lists them.
var Audiences = []Audience{Internal, Committee, Publication}

// Hides says whether small numbers are hidden.
func (a Audience) Hides() bool { return a != Internal }

// Mark stands on every page and form.
func (a Audience) Mark() string {
	switch a {
	case Committee:
		return "For the committee: small numbers hidden"
	case Publication:
		return "For publication: small numbers hidden"
	}
	return "Internal: small numbers not hidden"
}

// Report is the committee's report.
type Report struct {
	Title       string       `json:"title"`
	Scope       Scope        `json:"scope"`
	Heading     []Particular `json:"heading"` // under the title
	Sections    []Section    `json:"sections"`
	Definitions []Definition `json:"definitions"`
	Particulars []Particular `json:"particulars"` // what the figures rest on
	Data        []Data       `json:"data"`        // the same figures for machines
	Timescales  []Timescale  `json:"timescales"`  // that the figures are of, for machines

	// Counts are all that the document prints, by the names of their cells,
	// those that are hidden too: for whoever keeps the report as issued, and in
	// no form of it.
	Counts map[string]Printed `json:"-"`
}

// Printed is a count that a document prints, as it is, and whether it shows.
type Printed struct {
	N     int   `json:"n"`
	State State `json:"state,omitempty"`
}

// Scope is what the report covers and was made from, for machines.
type Scope struct {
	For         Audience      `json:"for"`
	Authority   string        `json:"authority"` // empty: all
	From        deadline.Date `json:"from"`
	To          deadline.Date `json:"to"` // included
	AsAt        deadline.Date `json:"as_at"`
	KnownAt     time.Time     `json:"known_at,omitzero"` // zero: all that was recorded
	Since       Since         `json:"since,omitempty"`
	Threshold   int           `json:"threshold"` // counts of 1 to one less are hidden; 0: none
	Target      Tenths        `json:"target"`    // per cent in time
	Product     string        `json:"product"`
	Packs       []Pack        `json:"packs"`
	Calendars   []Calendar    `json:"calendars"`
	CasesSeen   int           `json:"cases_seen"` // looked at; what is written has Cases
	Digest      string        `json:"digest"`     // sha256:…, of the inputs
	HiddenCells int           `json:"hidden_cells"`
}

// Cases is how many cases were looked at. It is not told where small numbers
// are hidden and it is one.
func (s Scope) Cases() (n int, told bool) {
	return s.CasesSeen, s.CasesSeen == 0 || s.CasesSeen >= s.Threshold || !s.For.Hides()
}

// CasesWords is the same for people.
func (s Scope) CasesWords() string {
	if n, told := s.Cases(); told {
		return Thousands(n)
	}
	return HiddenMark
}

// Since says from which day an authority's records are counted, by its id.
type Since map[string]deadline.Date

// Timescale is a limit as its pack sets it.
type Timescale struct {
	Rule    string            `json:"rule"`
	Pack    string            `json:"pack"`
	Version string            `json:"version"`
	Duty    string            `json:"duty"`
	Limit   string            `json:"limit"`
	Force   deadline.Force    `json:"force"`
	Source  []deadline.Source `json:"source"`
	Checked deadline.Checked  `json:"checked"`
}

// Pack is a pack of rules, and for whom it is in force from when.
type Pack struct {
	Authority string        `json:"authority"` // empty: all
	ID        string        `json:"pack"`
	Title     string        `json:"title"`
	Version   string        `json:"version"`
	From      deadline.Date `json:"from"` // null: since ever
}

// Calendar is a calendar of working days that was counted by.
type Calendar struct {
	Name    string        `json:"name"`
	Version string        `json:"version"`
	Horizon deadline.Date `json:"horizon"` // the last day it holds
}

// Particular is one thing that the report says of itself.
type Particular struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Definition says what a word of the report means.
type Definition struct {
	Term    string `json:"term"`
	Meaning string `json:"meaning"`
}

// Section is a part of the report: all authorities together, or one of them,
// or what stands for itself (what changed, say).
type Section struct {
	ID      string   `json:"id"` // fit for an anchor, unique in the report
	Title   string   `json:"title"`
	Summary []string `json:"summary"` // sentences, the most important first
	Points  []Point  `json:"points"`  // one a timescale
	Tables  []Table  `json:"tables"`  // those with something in them
}

// Point is the figures of one timescale in a sentence or two.
type Point struct {
	Timescale string `json:"timescale"`
	Limit     string `json:"limit"`
	Text      string `json:"text"`
}
