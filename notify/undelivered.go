package notify

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"caseclock/deadline"
)

// ComposeUndelivered makes the messages that tell coordinators of digests that
// a mail server refused for good, or would not take for WaitsLong: to every
// coordinator of the authorities concerned other than the person they are for.
// They go at once within the hours, whatever the time of the digest. Each is told
// of each once. A server that speaks with nobody takes no such message either, so
// that of what waits for it alone nothing is told by mail.
//
// The error names digests that nobody can be told of.
func ComposeUndelivered(now time.Time, undelivered []Waiting, people People, cfg Config, sent Memory) ([]Sending, error) {
	if !cfg.Open(now) {
		return nil, nil
	}
	var out []Sending
	var faults []error
	for i := range undelivered {
		w := &undelivered[i]
		if w.Sending.Kind != Digest || now.Sub(w.Last.At) > noticePeriod || w.State() != Dead && !w.long(now) {
			continue
		}
		notices, err := notices(now, w, people, &cfg, sent)
		out = append(out, notices...)
		if err != nil {
			faults = append(faults, fmt.Errorf("message to %s, not taken with code %d: %w", w.Sending.Person, w.Last.Code, err))
		}
	}
	return out, errors.Join(faults...)
}

// noticePeriod is how long after a refusal somebody is still told of it: whoever
// becomes coordinator a year later is not.
const noticePeriod = 30 * 24 * time.Hour

// WaitsLong is for how long a server that speaks with us may put a message off
// until somebody else is told.
const WaitsLong = 4 * time.Hour

// long says whether a sending is put off for so long by a server that speaks.
func (w *Waiting) long(now time.Time) bool {
	return w.Attempts > 0 && w.Last.Stage != StageConnect && now.Sub(w.Sending.Claimed) >= WaitsLong
}

// noticeMark remembers that a person was told what became of a sending.
func noticeMark(w *Waiting, person string) string {
	if w.State() == Dead {
		return digest("notice", w.Sending.ID, person)
	}
	return digest("notice of waiting", w.Sending.ID, person)
}

func notices(now time.Time, w *Waiting, people People, cfg *Config, sent Memory) ([]Sending, error) {
	today := deadline.DayOf(now)
	told, untold := map[string][]Alert{}, 0
	for _, a := range w.Sending.Alerts {
		c := Case{Authority: a.Authority, Died: true} // the coordinator alone, or another coordinator
		known := false
		for _, rc := range people.coordinators(today, &c, "") {
			if rc.person != w.Sending.Person {
				told[rc.person] = append(told[rc.person], a)
				known = true
			}
		}
		if !known {
			untold++
		}
	}
	var out []Sending
	var faults []error
	if untold > 0 {
		faults = append(faults, fmt.Errorf("%d alerts that no other coordinator can be told of", untold))
	}
	for _, id := range sortedKeys(told) {
		if sent.Has(noticeMark(w, id)) {
			continue
		}
		s, err := notice(now, w, people.Person(id), told[id], cfg)
		if err != nil {
			faults = append(faults, fmt.Errorf("notice to %s: %w", id, err))
			continue
		}
		out = append(out, s)
	}
	return out, errors.Join(faults...)
}

func notice(now time.Time, w *Waiting, to *Person, alerts []Alert, cfg *Config) (Sending, error) {
	today := deadline.DayOf(now)
	s := Sending{ID: noticeMark(w, to.ID), Kind: Undelivered, Due: w.Sending.Due, Alerts: alerts}
	s.Marks = []string{s.ID}
	p := page{Day: today.WithWeekday(), Person: plain(w.Sending.Person), Code: w.Last.Code, Waits: w.State() != Dead}
	for i := range alerts {
		p.Entries = append(p.Entries, newEntry(cfg, today, &alerts[i]))
	}
	subject := SubjectUndelivered
	if p.Waits {
		subject = SubjectWaits
	}
	return s, s.write(now, cfg, to, &letter{subject: subject}, &p)
}

func sortedKeys(m map[string][]Alert) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, strings.Compare)
	return keys
}
