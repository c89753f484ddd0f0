package notify

import (
	"crypto/sha256"
	"encoding/hex"

	"caseclock/deadline"
)

// Alert is one thing that one person is owed to be told.
type Alert struct {
	ID     string   `json:"id"`               // of the deadline, the rung and the person
	Person string   `json:"person"`           // id of who is told; empty: there is nobody to tell
	For    []string `json:"for,omitempty"`    // ids of those in whose stead the person is told
	Marks  []string `json:"marks"`            // what the ledger remembers once it is claimed
	Why    string   `json:"why"`              // the reason of the decision; holds no case reference
	Key    string   `json:"key"`              // of the deadline and its due day
	Thread string   `json:"thread,omitempty"` // of the deadline whatever its due day

	Case       string `json:"case"` // opaque
	Reference  string `json:"reference"`
	Authority  string `json:"authority,omitempty"`
	Rule       string `json:"rule"`
	Conference string `json:"conference,omitempty"`

	When   Occasion      `json:"when"`
	Moment deadline.Date `json:"moment"` // the day on which the rung was reached
	Due    deadline.Date `json:"due"`
	Today  deadline.Date `json:"today"` // the day of the decision
	Done   deadline.Date `json:"done"`  // met, or fallen away
	Needs  Need          `json:"needs,omitempty"`
}

// Breach says whether the alert tells of something out of timescale.
func (a *Alert) Breach() bool {
	return a.When == After || a.When == Unexplained || a.When == ProposedPassed
}

// Need is what has to be recorded.
type Need string

// What can be needed.
const (
	Nothing      Need = ""
	Reason       Need = "reason"          // done, and late
	ReasonDate   Need = "reason-and-date" // open
	NewReason    Need = "new-reason-and-date"
	DeliveryDate Need = "delivery-date"
)

// Memory is what the ledger remembers of what was told. A mark is remembered
// from the claim on, whatever became of the sending.
type Memory interface {
	Has(mark string) bool
}

// Marks is a Memory that lasts as long as the process.
type Marks map[string]bool

// Has says whether a mark is remembered.
func (m Marks) Has(mark string) bool { return m[mark] }

// digest makes one opaque name of several words; no two lists of words make
// the same.
func digest(words ...string) string {
	h := sha256.New()
	for _, w := range words {
		var n [4]byte
		n[0], n[1], n[2], n[3] = byte(len(w)>>24), byte(len(w)>>16), byte(len(w)>>8), byte(len(w))
		h.Write(n[:])
		h.Write([]byte(w))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// thread names a deadline whatever its due day.
func (it *Item) thread() string {
	return digest("thread", it.Case.ID, it.rule(), it.Lineage, it.Deadline.Conference.String())
}

// key names a deadline and its due day.
func (it *Item) key() string { return digest("key", it.thread(), it.due().String()) }

// step is where on the ladder a rung was reached.
type step struct {
	rung   *Rung
	moment deadline.Date
}

// name tells steps apart that are told separately: a rung that comes again is
// known by its day, the others by their distance from the due day.
func (s step) name() string {
	switch s.rung.When {
	case Before, After:
		return s.rung.when()
	case Unexplained, ProposedPassed:
		return string(s.rung.When) + " " + s.moment.String()
	}
	return string(s.rung.When)
}

// mark is the id of an alert: of a deadline with its due day, a step and a
// person.
func mark(key string, s step, person string) string { return digest("alert", key, s.name(), person) }

// toldMark remembers that a person was told that the deadline is out of
// timescale; with no person, that anyone was.
func toldMark(key, person string) string { return digest("told", key, person) }

// digestMark remembers that a person had the digest of a day.
func digestMark(person string, day deadline.Date) string {
	return digest("digest", person, day.String())
}
