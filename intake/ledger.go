package intake

import (
	"fmt"
	"hash/maphash"

	"caseclock/deadline"
)

// hash128 stands for a text of any length: two hashes of one run.
type hash128 [2]uint64

var seeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

func hashOf(s string) hash128 {
	return hash128{maphash.String(seeds[0], s), maphash.String(seeds[1], s)}
}

// ledger keeps, across all files of a run, which ids were used and which events
// withdraw or replace another, so that it can be said at the end which of them
// aim at nothing.
type ledger struct {
	files  []string
	ids    map[hash128]used
	aims   []aim
	stored func(id string) (string, deadline.Kind, bool)
}

// used is an event of the run, as small as can be.
type used struct {
	caseRef hash128
	line    int32
	file    int16
	kind    deadline.Kind
	refused bool
}

// aim is an event that withdraws (target) or replaces another.
type aim struct {
	file      int
	at        place
	row       int // its row's first line
	field, id string
	caseRef   string
	// of the event that aims, so that what aims at it falls with it
	self string
}

func newLedger(stored func(string) (string, deadline.Kind, bool)) *ledger {
	return &ledger{ids: map[hash128]used{}, stored: stored}
}

// file begins another file and gives its number.
func (l *ledger) file(name string) int {
	l.files = append(l.files, name)
	return len(l.files) - 1
}

// enter takes up an event and says where its id was used before.
func (l *ledger) enter(file int, rec *record, refused bool) (before string) {
	e := &rec.facts[0].event
	if e.ID != "" {
		k := hashOf(e.ID)
		if u, ok := l.ids[k]; ok {
			return fmt.Sprintf("%s:%d", l.files[u.file], u.line)
		}
		l.ids[k] = used{caseRef: hashOf(e.Case), line: int32(rec.line), file: int16(file), kind: e.Kind, refused: refused}
	}
	if refused {
		return ""
	}
	for _, a := range [2]aim{{field: "target", id: e.Target}, {field: "replaces", id: e.Replaces}} {
		if a.id != "" {
			a.file, a.row, a.at, a.caseRef, a.self = file, rec.line, rec.target, e.Case, e.ID
			l.aims = append(l.aims, a)
		}
	}
	return ""
}

// missed is an aim at nothing, with what is wrong.
type missed struct {
	aim
	what string
}

// settle gives every aim that misses. A target whose own line was refused is
// one; so a row refused here may make others miss, until none does.
func (l *ledger) settle() []missed {
	var all []missed
	left := l.aims
	for again := true; again; {
		again = false
		var hit []aim
		for _, a := range left {
			what := l.miss(a)
			if what == "" {
				hit = append(hit, a)
				continue
			}
			all = append(all, missed{a, what})
			if u, ok := l.ids[hashOf(a.self)]; a.self != "" && ok && !u.refused {
				u.refused = true
				l.ids[hashOf(a.self)] = u
				again = true
			}
		}
		left = hit
	}
	return all
}

func (l *ledger) miss(a aim) string {
	what := a.field + ": " + quote(a.id)
	u, here := l.ids[hashOf(a.id)]
	if !here && l.stored != nil {
		if c, k, ok := l.stored(a.id); ok {
			here, u = true, used{caseRef: hashOf(c), kind: k}
		}
	}
	switch {
	case !here:
		return what + " is the id of no event; accepted is the id of an event of the same case"
	case u.refused:
		return fmt.Sprintf("%s is refused itself (%s:%d); accepted is the id of an event of the same case", what, l.files[u.file], u.line)
	case u.kind == deadline.Withdrawn:
		return what + " is a withdrawal, which stays; accepted is the id of any other event of the same case"
	case u.caseRef != hashOf(a.caseRef):
		return what + " is an event of another case; accepted is the id of an event of the same case"
	}
	return ""
}
