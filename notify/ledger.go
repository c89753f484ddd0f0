package notify

import (
	"time"

	"caseclock/deadline"
)

// Kind is what a sending is.
type Kind string

// The kinds of sending.
const (
	Digest      Kind = "digest"       // the alerts of a person
	Undelivered Kind = "undelivered"  // tells a coordinator what a mail server refused
	AllIsWell   Kind = "all-is-well"  // the daily sign of life
	HeadOfLog   Kind = "log-head"     // the day's head of the store's log
	ReportReady Kind = "report-ready" // tells a person that a report was made
	Canary      Kind = "canary"       // shows that mail gets out
)

// State is what became of a sending. It is pending from its claim until a mail
// server has accepted or refused it.
type State string

// The states of a sending and the results of an attempt.
const (
	Pending State = "pending" // to be tried, or tried again: nothing was accepted
	Unknown State = "unknown" // the end was sent and no answer came: to be repeated, the same message
	Sent    State = "sent"    // accepted by a mail server, with its reply
	Dead    State = "dead"    // refused for good
)

// Sending is a message to one person as it was claimed: its exact bytes, kept
// before the server is dialled. It is never changed; what becomes of it are
// attempts.
type Sending struct {
	ID        string        `json:"id"` // derived from what it tells; the left side of the Message-ID
	Kind      Kind          `json:"kind"`
	Person    string        `json:"person"`
	From      string        `json:"from"` // envelope addresses
	To        string        `json:"to"`
	MessageID string        `json:"message_id"` // without angle brackets
	Bytes     []byte        `json:"bytes"`      // the message, lines ending in CR LF
	Due       deadline.Date `json:"due"`        // the earliest due day it tells of: sendings go in this order
	Claimed   time.Time     `json:"claimed"`    // instant, UTC
	Marks     []string      `json:"marks"`      // what the ledger remembers with the claim
	Alerts    []Alert       `json:"alerts,omitempty"`
}

// Attempt is one try at handing a sending to a mail server.
type Attempt struct {
	At      time.Time `json:"at"`    // instant, UTC, at which it ended
	State   State     `json:"state"` // what the sending is after it
	Stage   Stage     `json:"stage"` // how far the conversation came
	Code    int       `json:"code,omitempty"`
	Reply   string    `json:"reply,omitempty"`    // the server's own words
	QueueID string    `json:"queue_id,omitempty"` // as the reply names it
	Host    string    `json:"host"`               // whom we dialled
	Server  string    `json:"server,omitempty"`   // as it names itself
	TLS     string    `json:"tls,omitempty"`      // version and cipher; empty: plain
	Error   string    `json:"error,omitempty"`    // what went wrong, in our words
	Next    time.Time `json:"next,omitzero"`      // not to be tried again before this instant
	Number  int       `json:"number"`             // counted from 1
}

// Waiting is a sending with its state, with what has been tried.
type Waiting struct {
	Sending  Sending
	Attempts int     // how many there were
	Last     Attempt // the latest; zero where there was none
}

// Ledger keeps sendings for good. Each method is one transaction, and what it
// has answered is on disk.
type Ledger interface {
	Memory

	// Claim keeps a sending and its marks, all or nothing. It answers false
	// and changes nothing where a sending of this ID is already there.
	Claim(s Sending) (bool, error)

	// Waiting gives the sendings that are pending or unknown and whose next
	// attempt is not after now.
	Waiting(now time.Time) ([]Waiting, error)

	// Find gives a sending, whatever became of it; false: there is none.
	Find(id string) (Waiting, bool, error)

	// Outcome adds an attempt to a sending.
	Outcome(id string, a Attempt) error

	// Refused gives the sendings that are dead.
	Refused() ([]Waiting, error)
}
