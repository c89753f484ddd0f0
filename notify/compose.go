package notify

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"caseclock/deadline"
)

// Compose makes the sendings that go now from the alerts that are owed: one
// digest a person, where it is the time of day for digests and the person has
// not had today's (see AtOnce for the one exception). Items are those that
// were decided on; what of them is coming up is attached.
//
// A person who cannot be written to does not keep the others from theirs: the
// error names each by id, and the sendings of the others are returned with it.
func Compose(now time.Time, alerts []Alert, items []Item, people People, cfg Config, sent Memory) ([]Sending, error) {
	if !cfg.digestHour(now) {
		return nil, nil
	}
	today := deadline.DayOf(now)
	var out []Sending
	var faults []error
	var coming map[string][]*Item
	for _, person := range recipients(alerts) {
		if !cfg.AtOnce() && sent.Has(digestMark(person, today)) {
			continue
		}
		if coming == nil {
			coming = upcoming(&cfg, today, items, people)
		}
		s, err := compose(now, &cfg, people.Person(person), of(alerts, person), coming[person])
		if err != nil {
			faults = append(faults, fmt.Errorf("digest for %s: %w", person, err))
			continue
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b Sending) int { return noneLast(a.Due, b.Due) })
	return out, errors.Join(faults...)
}

func recipients(alerts []Alert) []string {
	var ids []string
	for i := range alerts {
		if p := alerts[i].Person; p != "" && !slices.Contains(ids, p) {
			ids = append(ids, p)
		}
	}
	return ids
}

func of(alerts []Alert, person string) []Alert {
	var own []Alert
	for i := range alerts {
		if alerts[i].Person == person {
			own = append(own, alerts[i])
		}
	}
	return own
}

func compose(now time.Time, cfg *Config, to *Person, alerts []Alert, coming []*Item) (Sending, error) {
	today := deadline.DayOf(now)
	s := Sending{ID: digestID(to.ID, alerts), Kind: Digest, Marks: []string{digestMark(to.ID, today)}, Alerts: alerts}
	for i := range alerts {
		s.Marks = append(s.Marks, alerts[i].Marks...)
		if due := alerts[i].Due; due != 0 && (s.Due == 0 || due < s.Due) {
			s.Due = due
		}
	}
	p := digestPage(cfg, today, alerts)
	p.Calendar = len(coming) > 0
	l := letter{subject: SubjectDigest}
	if p.Calendar {
		l.calendar = calendar(cfg, now, coming)
	}
	return s, s.write(now, cfg, to, &l, &p)
}

// digestID is derived from what a digest tells and whom: told again after a
// restore, it is the same.
func digestID(person string, alerts []Alert) string {
	var ids []string
	for i := range alerts {
		ids = append(ids, alerts[i].ID)
	}
	slices.Sort(ids)
	return digest(append([]string{string(Digest), person}, ids...)...)
}

// write fills in who, when and the bytes.
func (s *Sending) write(now time.Time, cfg *Config, to *Person, l *letter, p *page) error {
	for _, a := range []string{cfg.From, to.Email} {
		if err := CheckAddress(a); err != nil {
			return err
		}
	}
	s.Person, s.From, s.To, s.Claimed = to.ID, cfg.From, to.Email, now.UTC()
	s.MessageID = s.ID + "@" + domain(cfg.From)
	l.from, l.to, l.id, l.date = s.From, s.To, s.MessageID, now
	var err error
	if l.text, l.html, err = p.set(string(s.Kind)); err != nil {
		return err
	}
	s.Bytes, err = l.bytes()
	return err
}
