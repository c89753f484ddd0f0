package daemon

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// hung is how long a wake may run before the daemon counts as stuck.
const hung = 30 * time.Minute

// state is what the daemon knows of itself, for health and metrics.
type state struct {
	mu       sync.Mutex
	running  time.Time // when the wake that is running began, by the machine's count; zero: none is
	trouble  string    // why the last wake did not finish; empty: it did
	last     time.Time // the instant of the last evaluation that finished
	took     time.Duration
	summary  Summary
	warned   []string
	sent     int // since the start
	failed   int
	finished int
	panicked int
	errors   int
	jumps    int
	doubts   bool // the clock is not believed
}

func (s *state) begin(machine time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = machine
}

func (s *state) finish(at time.Time, took time.Duration, found Summary) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running, s.trouble, s.last, s.took, s.summary = time.Time{}, "", at, took, found
	s.sent += found.Sent
	s.failed += found.Failed
	s.finished++
}

func (s *state) broke(why string, panicked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running, s.trouble = time.Time{}, why
	if panicked {
		s.panicked++
	} else {
		s.errors++
	}
}

func (s *state) jumped() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jumps++
}

// doubt keeps whether the clock is doubted, and says whether it was.
func (s *state) doubt(now bool) (before bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before, s.doubts = s.doubts, now
	return before
}

// newWarnings are those that were not there after the last wake.
func (s *state) newWarnings(all []string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var fresh []string
	for _, w := range all {
		if !slices.Contains(s.warned, w) {
			fresh = append(fresh, w)
		}
	}
	s.warned = slices.Clone(all)
	return fresh
}

// alive says whether the daemon goes on at all, and why not.
func (s *state) alive() (bool, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.running.IsZero() && time.Since(s.running) > hung {
		return false, fmt.Sprintf("an evaluation has been running for %s", time.Since(s.running).Round(time.Minute))
	}
	return true, "alive"
}

// ready says whether the daemon does its job, and why not: the last evaluation
// finished, and it is no older than the schedule allows; no record is damaged, and
// where canary mails are sent something shows that mail gets out.
func (s *state) ready(now time.Time, schedule Schedule) (bool, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.trouble != "":
		return false, s.trouble
	case s.last.IsZero():
		return false, "the first evaluation has not finished"
	case now.After(schedule.Next(schedule.Next(s.last)).Add(guardEvery)):
		return false, fmt.Sprintf("the last evaluation was at %s, and two wakes have been missed since", s.last.UTC().Format(time.RFC3339))
	case s.summary.Damaged > 0:
		return false, fmt.Sprintf("%d records of the store are not as they were written; caseclock verify names them", s.summary.Damaged)
	case s.summary.Unproven != "":
		return false, s.summary.Unproven
	}
	why := fmt.Sprintf("ready; last evaluation %s", s.last.UTC().Format(time.RFC3339))
	if s.summary.CasesInTrouble > 0 {
		why += fmt.Sprintf("\nwarning: %d cases could not be evaluated", s.summary.CasesInTrouble)
	}
	if s.summary.Failed > 0 {
		why += fmt.Sprintf("\nwarning: %d attempts to send failed in the last wake, %d alerts are owed", s.summary.Failed, s.summary.Owed)
	}
	for _, w := range s.summary.Warnings {
		why += "\nwarning: " + w
	}
	return true, why
}
