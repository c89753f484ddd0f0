package intake

import "caseclock/deadline"

// Change is what an import makes of one fact of a source.
type Change uint8

// The changes. Only New, Corrected, Further and Moved carry events.
const (
	New       Change = iota
	Unchanged        // as last imported: nothing to do
	Corrected        // a changed value of a fact held once: its event replaces the earlier
	Further          // a changed value of a series: a further event; the old one stands
	Moved            // the row names another case: the old event is withdrawn, one made in the new case
	// Remembered is a fact that lies before the position brought in: no event,
	// but kept in mind, so that a later change of it is seen.
	Remembered
	// HeldBack is a fact that a person withdrew or corrected by hand: not
	// brought back.
	HeldBack
	VanishedRow  // imported before, its row is no longer there: reported only
	VanishedCell // imported before, its cell is now empty: reported only
	changes
)

var changeWords = [...]string{"new", "unchanged", "corrected", "further", "moved", "remembered", "held-back", "vanished-row", "vanished-cell"}

func (c Change) String() string { return changeWords[c] }

// MarshalText writes the change's word.
func (c Change) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Item is one line of the plan.
type Item struct {
	Change Change
	File   string
	Line   int // of the row; 0 for what vanished
	Key    Key
	// Events are to be appended in this order: none, one, or a withdrawal and
	// one. They have ids and sources; who and when is for the one who records.
	Events []deadline.Event
	// Last is to be remembered under the key, where Remember says so.
	Last     Last
	Remember bool
	Was      Last   // what was remembered before; zero for New
	Note     string // a sentence for whoever reads the plan; may be empty
}

// Summary counts a plan.
type Summary struct {
	Source string
	First  bool // nothing was imported from this source before
	Rows   int  // read, refused ones too
	// Refused counts the rows left out for their faults.
	Refused int
	// Repeated counts lines without an id that say what an earlier one said.
	Repeated int
	Counts   [changes]int // by Change
}

// Count is how many items of a kind the plan holds.
func (s *Summary) Count(c Change) int { return s.Counts[c] }

// Changes says whether the import would change the store at all.
func (s *Summary) Changes() bool {
	return s.Counts[New]+s.Counts[Corrected]+s.Counts[Further]+s.Counts[Moved]+s.Counts[Remembered] > 0
}
