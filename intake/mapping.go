package intake

import "caseclock/deadline"

// Mapping says how a council's own export is read: which columns name a row
// and its case, and which event each column makes.
type Mapping struct {
	Source    string   // name of the source, as the plan and the store know it
	Separator rune     // of CSV; a comma unless said otherwise
	Sheet     string   // of a workbook; empty: the first
	Dates     Layout   // of every date in the export; DD/MM/YYYY unless said otherwise
	Row       []string // columns that together name a row from one export to the next
	Case      string   // column with the case's reference
	Position  *Position
	Columns   []Column
}

// Position says which columns tell where a registered child stood when
// records begin. At the first import of a source every row with a day of
// registration makes a position-brought-in of the day of the import; what the
// row's other columns say of days before it is remembered but makes no event.
// Later a review or core group of a day before it, entered late, corrects it.
type Position struct {
	RegisteredOn  string      // column
	LastReview    string      // column; may be empty
	LastCoreGroup string      // column; may be empty
	When          []Condition // a child who is no longer registered has no position
}

// Holds says what a changed value of a column means.
type Holds uint8

// Whether a column holds a fact once or the latest of a series.
const (
	Once   Holds = iota + 1 // a changed value is a correction
	Latest                  // a changed value is a further event; the old one stands
)

// Column is a column that makes an event wherever it has a value.
type Column struct {
	Name   string // of what it makes, in one mapping; the column's header unless said otherwise
	Column string // its header in the export
	Event  deadline.Kind
	Holds  Holds
	Main   Feed   // where the column's own value goes: usually to the event's day
	Fields []Feed // what else the event carries
	When   []Condition
	line   int
}

// Feed gives a field of an event its value: from a column, always the same, or
// the day of the import.
type Feed struct {
	Field     string // the event's field, by its JSON name
	Column    string
	Always    string
	ImportDay bool
	Values    map[string]string // what the column's words mean; nil: as they stand
	Otherwise *string           // meaning of all other words; nil: refused
}

// Condition is what a row's column must hold for the event to be made.
type Condition struct {
	Column string
	Is     []string // one of these; empty: see Filled
	Not    []string // none of these
	Filled *bool    // has, or has not, a value
}
