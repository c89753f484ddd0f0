package intake

import (
	"iter"

	"caseclock/deadline"
)

// Key names what one cell of a source says from one import to the next: the
// row and the mapped column. An event in Caseclock's own shape has its id, or
// the hash of its content, as the row, and no column.
type Key struct {
	Row    string `json:"row"`
	Column string `json:"column,omitempty"`
}

// String joins row and column with a control character that neither holds.
func (k Key) String() string { return k.Row + "\x1e" + k.Column }

// Last is what a source said last under a key: what is to be remembered for
// the next import.
type Last struct {
	Content string `json:"content"`         // hash of what was said, hexadecimal
	Value   string `json:"value,omitempty"` // of a series: the main cell, as the event's field holds it
	Event   string `json:"event,omitempty"` // id of the event made; empty where none was (it lies before the position brought in)
	Case    string `json:"case"`
}

// Undone says whether an event was withdrawn or replaced by hand, that is by
// anything but an import of the source it came from.
type Undone uint8

// What a person did to an imported event.
const (
	Stands          Undone = iota
	WithdrawnByHand        // entered in error, says a person
	ReplacedByHand         // corrected by a person
)

// Known is what earlier imports left and what the store holds. The engine
// gives it; all its answers are as at the beginning of the import.
type Known interface {
	// Imported says whether an import from the source was ever finished. One
	// that broke off half-way does not count, or the children it did not reach
	// would have no position.
	Imported(source string) (bool, error)
	// Last gives what the source said last under a key.
	Last(source string, key Key) (Last, bool, error)
	// All gives every key of a source with what it said last, in any order.
	All(source string) iter.Seq2[Key, Last]
	// Undone says what a person did to an event that an import made. It is
	// asked once for every fact that was imported before.
	Undone(id string) (Undone, error)
	// Event gives a stored event, whoever recorded it, and what became of it.
	Event(id string) (deadline.Event, Undone, bool, error)
}

// Nothing is known to a first import into an empty store.
type Nothing struct{}

// Imported is false.
func (Nothing) Imported(string) (bool, error) { return false, nil }

// Last finds nothing.
func (Nothing) Last(string, Key) (Last, bool, error) { return Last{}, false, nil }

// All gives nothing.
func (Nothing) All(string) iter.Seq2[Key, Last] { return func(func(Key, Last) bool) {} }

// Undone has nothing undone.
func (Nothing) Undone(string) (Undone, error) { return Stands, nil }

// Event finds nothing.
func (Nothing) Event(string) (deadline.Event, Undone, bool, error) {
	return deadline.Event{}, Stands, false, nil
}
