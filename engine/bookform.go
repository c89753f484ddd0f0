package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"caseclock/deadline"
)

// storedBook is a book as it is kept: packs and calendars once each, named by
// their place in the list.
type storedBook struct {
	Format      int               `json:"format"`
	Packs       []json.RawMessage `json:"packs"`
	Calendars   []storedCalendar  `json:"calendars"`
	Otherwise   []storedPeriod    `json:"otherwise"`
	Authorities []storedAuthority `json:"authorities"`
}

type storedPeriod struct {
	From     deadline.Date `json:"from"`
	Pack     int           `json:"pack"`
	Calendar int           `json:"calendar"` // -1: none
}

type storedAuthority struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Since   deadline.Date  `json:"since"`
	Periods []storedPeriod `json:"periods"`
}

type storedCalendar struct {
	Name     string          `json:"name"`
	Version  string          `json:"version"`
	Years    []int           `json:"years"`
	Holidays []storedHoliday `json:"holidays"`
}

type storedHoliday struct {
	On   deadline.Date `json:"on"`
	Name string        `json:"name"`
}

// bookFormat is the shape of storedBook that is written.
const bookFormat = 1

// Marshal writes the book whole, so that it reckons the same when it is read
// back, and its digest (SHA-256, hexadecimal). The same book gives the same
// bytes.
func (b *Book) Marshal() (content []byte, digest string, err error) {
	s := storedBook{Format: bookFormat}
	s.Otherwise = s.keep(b.Otherwise)
	for _, a := range b.Authorities {
		s.Authorities = append(s.Authorities, storedAuthority{a.ID, a.Name, a.Since, s.keep(a.Periods)})
	}
	content, err = json.Marshal(s)
	if err != nil {
		return nil, "", fmt.Errorf("the rulebook cannot be written: %w", err)
	}
	sum := sha256.Sum256(content)
	return content, hex.EncodeToString(sum[:]), nil
}

func (s *storedBook) keep(periods []deadline.Period) []storedPeriod {
	out := []storedPeriod{}
	for _, p := range periods {
		out = append(out, storedPeriod{p.From, s.keepPack(p.Pack), s.keepCalendar(p.Calendar)})
	}
	return out
}

func (s *storedBook) keepPack(p *deadline.Pack) int {
	content, err := json.Marshal(p)
	if err != nil {
		panic("engine: a compiled pack cannot be written: " + err.Error())
	}
	i := slices.IndexFunc(s.Packs, func(o json.RawMessage) bool { return string(o) == string(content) })
	if i < 0 {
		s.Packs = append(s.Packs, content)
		i = len(s.Packs) - 1
	}
	return i
}

func (s *storedBook) keepCalendar(c *deadline.Calendar) int {
	if c == nil {
		return -1
	}
	k := storedCalendar{Name: c.Name, Version: c.Version, Years: c.Years()}
	for _, h := range c.Holidays() {
		k.Holidays = append(k.Holidays, storedHoliday{h.On, h.Name})
	}
	i := slices.IndexFunc(s.Calendars, func(o storedCalendar) bool {
		return o.Name == k.Name && o.Version == k.Version && slices.Equal(o.Years, k.Years) && slices.Equal(o.Holidays, k.Holidays)
	})
	if i < 0 {
		s.Calendars = append(s.Calendars, k)
		i = len(s.Calendars) - 1
	}
	return i
}

// ReadBook reads what Marshal wrote.
func ReadBook(content []byte) (*Book, error) {
	var s storedBook
	if err := json.Unmarshal(content, &s); err != nil {
		return nil, fmt.Errorf("the stored rulebook cannot be read: %w", err)
	}
	if s.Format != bookFormat {
		return nil, fmt.Errorf("the stored rulebook has format %d; accepted: %d", s.Format, bookFormat)
	}
	packs, err := s.packs()
	if err != nil {
		return nil, err
	}
	calendars := s.calendars()
	restore := func(kept []storedPeriod) (periods []deadline.Period) {
		for _, k := range kept {
			p := deadline.Period{From: k.From, Pack: packs[k.Pack]}
			if k.Calendar >= 0 {
				p.Calendar = calendars[k.Calendar]
			}
			periods = append(periods, p)
		}
		return periods
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	var authorities []Authority
	for _, a := range s.Authorities {
		authorities = append(authorities, Authority{a.ID, a.Name, a.Since, restore(a.Periods)})
	}
	return NewBook(authorities, restore(s.Otherwise)...), nil
}

func (s *storedBook) check() error {
	all := slices.Clone(s.Otherwise)
	for _, a := range s.Authorities {
		all = append(all, a.Periods...)
	}
	for _, p := range all {
		if p.Pack < 0 || p.Pack >= len(s.Packs) || p.Calendar < -1 || p.Calendar >= len(s.Calendars) {
			return fmt.Errorf("the stored rulebook names a pack or a calendar that it does not hold")
		}
	}
	return nil
}

func (s *storedBook) calendars() []*deadline.Calendar {
	var all []*deadline.Calendar
	for _, k := range s.Calendars {
		var hs []deadline.Holiday
		for _, h := range k.Holidays {
			hs = append(hs, deadline.Holiday{On: h.On, Name: h.Name})
		}
		all = append(all, deadline.NewCalendar(k.Name, k.Version, k.Years, hs))
	}
	return all
}

// storedRule reads a rule's events as the words they were written in.
type storedRule struct {
	deadline.Rule
	Starts    []string `json:"starts"`
	MetBy     []string `json:"met_by"`
	FallsAway []string `json:"falls_away_on"`
}

func (s *storedBook) packs() ([]*deadline.Pack, error) {
	var all []*deadline.Pack
	for _, content := range s.Packs {
		var k struct {
			deadline.Pack
			Rules []storedRule `json:"rules"`
		}
		if err := json.Unmarshal(content, &k); err != nil {
			return nil, fmt.Errorf("a pack of the stored rulebook cannot be read: %w", err)
		}
		p := k.Pack
		for _, r := range k.Rules {
			rule, err := r.rule()
			if err != nil {
				return nil, fmt.Errorf("pack %s of the stored rulebook: rule %s: %w", p.ID, r.ID, err)
			}
			p.Rules = append(p.Rules, rule)
		}
		c, err := deadline.Compile(p)
		if err != nil {
			return nil, fmt.Errorf("pack %s of the stored rulebook: %w", p.ID, err)
		}
		all = append(all, c)
	}
	return all, nil
}

func (r storedRule) rule() (deadline.Rule, error) {
	rule := r.Rule
	for _, part := range []struct {
		words []string
		into  *[]deadline.Trigger
	}{{r.Starts, &rule.Starts}, {r.MetBy, &rule.MetBy}, {r.FallsAway, &rule.FallsAway}} {
		if part.words != nil {
			*part.into = []deadline.Trigger{}
		}
		for _, w := range part.words {
			t, err := deadline.ParseTrigger(w)
			if err != nil {
				return rule, err
			}
			*part.into = append(*part.into, t)
		}
	}
	return rule, nil
}
