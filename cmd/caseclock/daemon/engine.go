// Package daemon keeps Caseclock awake: it wakes an engine by a schedule,
// answers health and metrics on a loopback listener, and tells systemd how it
// fares.
//
// It knows nothing of what is due. The engine works out what is owed from
// facts and the time it is given, so a wake that was missed, doubled or late
// costs nothing but the delay.
package daemon

import (
	"context"
	"time"
)

// Engine does the work of a wake. It is never called twice at once.
type Engine interface {
	// Wake evaluates every case as at now and sends what is owed. One case's
	// trouble is counted in the summary; an error means that the evaluation as
	// a whole did not finish, and the next wake tries again, unless the error
	// has a method Fatal() bool that says true: then the daemon ends (a store
	// that can no longer be written to). When ctx ends, Wake finishes what is
	// in hand (a mail being spoken, a transaction) and returns.
	//
	// The error's text goes to the log: it names no case.
	Wake(ctx context.Context, now time.Time) (Summary, error)
}

// Summary is what a wake found and did. It holds numbers and rule ids only,
// never a case reference.
type Summary struct {
	Cases          int            // cases evaluated
	CasesInTrouble int            // cases whose evaluation panicked or could not be read
	OpenDeadlines  int            // deadlines neither met nor ended
	BreachesByRule map[string]int // deadlines out of timescale, by rule id
	Unexplained    int            // breaches without a reason or a proposed date that holds
	Owed           int            // alerts owed and not yet accepted by a mail server
	Sent           int            // alerts accepted in this wake
	Failed         int            // attempts refused or broken off in this wake
	Refused        int            // messages of the last 7 days that the mail server refused for good
	Damaged        int            // records that are not as they were written, when last verified
	Unproven       string         // why nothing shows that mail gets out; empty: something does, or no canary mail is sent
	Warnings       []string       // what a person should know: a calendar that runs out, say; no case in them
}
