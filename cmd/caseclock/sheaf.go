package main

import (
	"slices"
	"strings"

	"caseclock/deadline"
)

// sheaf gathers events into cases and keeps of each what the reckoning reads:
// the packed fact and the id, and a recorded reason in full. A million events
// then take about a hundred bytes each rather than five times that.
type sheaf struct {
	whole   bool // keep every event in full
	at      map[string]int
	refs    []string
	facts   [][]deadline.Fact
	ids     [][]string
	full    [][]deadline.Event // with whole, instead of facts and ids
	words   map[string]string  // each word of a fact once
	reasons map[place]deadline.Event
	links   []link
}

// place is the position of an event in a case.
type place struct{ c, i int32 }

// link is what an event withdraws and replaces, by id.
type link struct {
	place
	target, replaces string
}

// add takes one event; nothing of it is held beyond the call but what is kept.
func (s *sheaf) add(e *deadline.Event, _ int) error {
	c := s.of(e.Case)
	if s.whole {
		e.Case = s.refs[c]
		s.full[c] = append(s.full[c], *e)
		return nil
	}
	at := place{int32(c), int32(len(s.ids[c]))}
	f := deadline.FactOf(e)
	if f.Word != "" {
		f.Word = s.word(f.Word)
	}
	if e.Kind == deadline.ReasonRecorded {
		s.reasons[at] = *e
	}
	if e.Target != "" || e.Replaces != "" {
		s.links = append(s.links, link{at, strings.Clone(e.Target), strings.Clone(e.Replaces)})
	}
	s.facts[c] = append(s.facts[c], f)
	s.ids[c] = append(s.ids[c], strings.Clone(e.ID))
	return nil
}

// of is the position of a case, a new one at its first event.
func (s *sheaf) of(ref string) int {
	if s.at == nil {
		s.at, s.words, s.reasons = map[string]int{}, map[string]string{}, map[place]deadline.Event{}
	}
	c, ok := s.at[ref]
	if !ok {
		c, ref = len(s.refs), strings.Clone(ref)
		s.at[ref] = c
		s.refs = append(s.refs, ref)
		s.facts, s.ids, s.full = append(s.facts, nil), append(s.ids, nil), append(s.full, nil)
	}
	return c
}

func (s *sheaf) word(w string) string {
	own, ok := s.words[w]
	if !ok {
		own = strings.Clone(w)
		s.words[own] = own
	}
	return own
}

// cases are the cases in the order of their references (bytes), each with its
// events as they came.
func (s *sheaf) cases() []deadline.Case {
	for _, l := range s.links {
		f := &s.facts[l.c][l.i]
		f.Withdraws, f.Replaces = s.find(l.c, l.target), s.find(l.c, l.replaces)
	}
	all := make([]deadline.Case, len(s.refs))
	for c, ref := range s.refs {
		if s.whole {
			all[c] = deadline.NewCase(ref, s.full[c])
			continue
		}
		all[c] = deadline.Case{Ref: ref, Facts: s.facts[c], Load: s.load(int32(c))}
	}
	slices.SortFunc(all, func(a, b deadline.Case) int { return strings.Compare(a.Ref, b.Ref) })
	return all
}

// load gives the events of a case as far as they are kept.
func (s *sheaf) load(c int32) func(i int) deadline.Event {
	return func(i int) deadline.Event {
		if e, ok := s.reasons[place{c, int32(i)}]; ok {
			return e
		}
		f := &s.facts[c][i]
		return deadline.Event{ID: s.ids[c][i], Case: s.refs[c], Kind: f.Kind, On: f.On}
	}
}

// find is the position of an id in a case, counted from 1; 0 is none.
func (s *sheaf) find(c int32, id string) int32 {
	if id == "" {
		return 0
	}
	return int32(slices.Index(s.ids[c], id) + 1)
}
