// Package doctor looks an installation over: what it stands on, who can read its
// files, whether mail leaves, and what will run out. It changes nothing and sends
// nothing. Each finding says what was seen and, where something is wrong, what
// puts it right.
package doctor

import (
	"context"
	"fmt"
	"time"
)

// State is how grave a finding is.
type State string

// The states of a finding.
const (
	Good  State = "good"
	Look  State = "look"  // it works, and somebody should see to it
	Wrong State = "wrong" // a date, an alert or a secret is in danger
)

// Finding is what one look found.
type Finding struct {
	About  string `json:"about"` // "disk", "mail"
	State  State  `json:"state"`
	Says   string `json:"says"`
	Remedy string `json:"remedy,omitempty"` // of what is not good
}

// Patient is the installation as it is configured and, where a daemon runs, as
// that tells of itself.
type Patient struct {
	Now      time.Time
	Data     string // the store's file
	Private  []File // that nobody but their owner may read
	Public   []File // that the daemon reads, and that others may
	Daemon   *Daemon
	Mail     Mail
	Secure   Certificates
	Watch    Watch
	Calendar []Horizon
	Keys     Keys
	Head     Head
	Warnings []string // of the configuration
	Backup   Backup
	System   System
}

// File is one that is looked at, and the setting that names it.
type File struct {
	Setting string // "mail.password_file"
	Path    string
}

// Daemon is what the running daemon says.
type Daemon struct {
	Evaluated time.Time // when an evaluation of all cases last finished; zero: never
	Trouble   string    // why the last did not finish
	Stopped   string    // why the store takes no more writes
	Refused   int       // mails refused for good and not seen to
	Recorded  time.Time // when something was last recorded
}

// look is one thing to look at.
type look func(*Patient, context.Context) []Finding

// looks are all of them, in the order in which they are told.
var looks = []look{
	(*Patient).folder, (*Patient).room, (*Patient).kernel, (*Patient).clock, (*Patient).zone,
	(*Patient).permissions, (*Patient).account, (*Patient).keys, (*Patient).daemon, (*Patient).mail, (*Patient).canary, (*Patient).returned,
	(*Patient).watch, (*Patient).certificates, (*Patient).backups, (*Patient).head, (*Patient).calendar, (*Patient).settings,
}

// Examine makes every look, one after another.
func Examine(ctx context.Context, p *Patient) []Finding {
	var all []Finding
	for _, l := range looks {
		all = append(all, l(p, ctx)...)
	}
	return all
}

// Worst is the gravest state among findings.
func Worst(all []Finding) State {
	worst := Good
	for _, f := range all {
		if f.State == Wrong || worst == Good {
			worst = f.State
		}
	}
	return worst
}

func good(about, format string, args ...any) []Finding {
	return []Finding{{About: about, State: Good, Says: fmt.Sprintf(format, args...)}}
}

func bad(state State, about, remedy, format string, args ...any) []Finding {
	return []Finding{{About: about, State: state, Says: fmt.Sprintf(format, args...), Remedy: remedy}}
}
