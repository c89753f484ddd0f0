package document

import "caseclock/deadline"

// Table is figures for people. The first column is the head of its groups.
type Table struct {
	ID      string   `json:"id"`      // fit for an anchor, unique in the report
	Name    string   `json:"name"`    // short, for the tab of a workbook: unique in the report, at most 31 characters
	Caption string   `json:"caption"` // what it shows, without the part of the report it belongs to
	Of      string   `json:"of"`      // that part
	Note    string   `json:"note"`
	Columns []Column `json:"columns"` // of the head too
	Groups  []Group  `json:"groups"`
	Detail  string   `json:"detail,omitempty"` // head of what stands under the heads, where it has a column of its own: "Limit"
	Chart   *Chart   `json:"chart,omitempty"`
}

// Kind is what the cells of a column hold.
type Kind string

// The kinds. Counts are whole; per cents are in tenths, days in halves of a
// day.
const (
	Text    Kind = "text"
	Count   Kind = "count"
	Percent Kind = "percent"
	Days    Kind = "days"
	Day     Kind = "date"
	YesNo   Kind = "yesno"
)

// Number says whether the cells are numbers, to be set flush right.
func (k Kind) Number() bool { return k == Count || k == Percent || k == Days }

// Column is a column of a table.
type Column struct {
	Key  string `json:"key"`  // for machines: unique in the table, lower case and _
	Head string `json:"head"` // for people
	Says string `json:"says"` // what it means, in a sentence, with its unit
	Kind Kind   `json:"kind"`
	In   string `json:"in,omitempty"` // columns of one collection ("reason"): reason_x in rows, reason: {x: …} in JSON
	Main bool   `json:"main"`         // the one to look at first

	// Of data: Names is set on the columns that together name a row; Common on
	// those that say of every row what the scope says of the report, which
	// rows repeat and JSON does not.
	Names  bool `json:"names,omitempty"`
	Common bool `json:"common,omitempty"`
}

// Group is the lines that share a head: those of one timescale, say.
type Group struct {
	Head    string `json:"head"`
	Detail  string `json:"detail"` // under the head
	Total   bool   `json:"total"`
	Partial bool   `json:"partial,omitempty"` // a period that was not over on the day: drawn open in a trend
	Lines   []Line `json:"lines"`
}

// Line is the cells of a line: one for each column beside the first.
type Line []Cell

// State is whether a cell shows its value.
type State string

// The states. In spreadsheets what is hidden is written [c], what there is
// nothing to say of [z], and what is not known [x], as the Government Analysis
// Function has it; on pages and in sentences in words.
const (
	Shown         State = ""
	Hidden        State = "hidden"         // a small number, or one that would give one away
	NotApplicable State = "not-applicable" // nothing to count, so no per cent, say
	NotKnown      State = "not-known"
)

// Cell is one value. Which of N, Text and Date holds it, its column says.
type Cell struct {
	State State         `json:"state,omitempty"`
	N     int           `json:"n,omitempty"`
	Text  string        `json:"text,omitempty"`
	Date  deadline.Date `json:"date,omitzero"`

	// ID names the count that the cell shows: the same in every table and
	// every issue. Of are the counts from which a per cent or a median was
	// worked out. What a document keeps is IDs of counts alone.
	ID string   `json:"id,omitempty"`
	Of []string `json:"-"`
}

// ChartKind is how a table is drawn beside it.
type ChartKind string

// The charts.
const (
	Bars  ChartKind = "bars"  // a bar at the end of each line, its parts the columns named
	Trend ChartKind = "trend" // a line over the table's groups (periods), with the target
	Steps ChartKind = "steps" // columns side by side over the table's groups
)

// Chart is a drawing of a table. What is hidden leaves a gap that says so.
type Chart struct {
	Kind   ChartKind `json:"kind"`
	Title  string    `json:"title"`
	Series []string  `json:"series"`          // keys of the columns drawn
	Of     string    `json:"of,omitempty"`    // bars: key of the column that is the whole
	Target Tenths    `json:"target,omitzero"` // trend: the line to reach, in per cent
}

// Data is figures for machines: one row a thing counted, all of them together.
type Data struct {
	ID      string   `json:"id"` // the name of its file, without ending
	Title   string   `json:"title"`
	Columns []Column `json:"columns"`
	Rows    []Line   `json:"rows"` // one cell for each column
}
