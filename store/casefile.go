package store

import (
	"fmt"
	"strconv"

	"caseclock/deadline"
)

// casefile is one case as stored: a format byte, how many events, the
// reference, the facts, the texts.
type casefile struct {
	r      *reader
	key    CaseKey
	ref    []byte // in place
	facts  []deadline.Fact
	packed []byte // the facts as stored
	texts  []byte // what the events say beyond the facts
	starts []int32
}

const caseFormat = 1

// read takes a case's plain value apart without reading its texts. The facts
// before are overwritten.
func (f *casefile) read(key CaseKey, plain []byte) error {
	u := unpacker{b: plain}
	format := u.byte()
	n := u.count(smallestFact)
	f.key, f.ref = key, u.fixed(u.uint())
	whole := u.b
	f.facts = u.facts(f.r, f.facts[:0], n)
	f.packed, f.texts, f.starts = whole[:len(whole)-len(u.b)], u.b, f.starts[:0]
	if u.short || format != caseFormat {
		return f.damage("it cannot be read")
	}
	return nil
}

func (f *casefile) damage(what string) error { return tCases.damage(f.key[:], what) }

// at finds where an event's texts begin.
func (f *casefile) at(i int) (unpacker, bool) {
	if len(f.starts) == 0 {
		u := unpacker{b: f.texts}
		for range f.facts {
			f.starts = append(f.starts, int32(len(f.texts)-len(u.b)))
			u.skipTexts()
		}
		if !u.done() {
			f.starts = f.starts[:0]
			return u, false
		}
	}
	return unpacker{b: f.texts[f.starts[i]:]}, true
}

// event reads one event in full.
func (f *casefile) event(i int) (e deadline.Event, audit uint64, err error) {
	u, ok := f.at(i)
	if !ok {
		return e, 0, f.damage("its texts cannot be read")
	}
	fact := &f.facts[i]
	unfold(fact, &e)
	audit = u.eventTexts(f.r, &e)
	if u.short {
		return e, 0, f.damage(fmt.Sprintf("event %d cannot be read", i+1))
	}
	e.Case = string(f.ref)
	if e.ID == "" {
		e.ID = f.r.s.eventID(f.key, i, fact.Recorded)
	}
	if fact.Withdraws > 0 {
		if e.Target, err = f.id(int(fact.Withdraws) - 1); err != nil {
			return e, 0, err
		}
	}
	if fact.Replaces > 0 {
		if e.Replaces, err = f.id(int(fact.Replaces) - 1); err != nil {
			return e, 0, err
		}
	}
	return e, audit, nil
}

// id reads the id of one event.
func (f *casefile) id(i int) (string, error) {
	u, ok := f.at(i)
	if !ok {
		return "", f.damage("its texts cannot be read")
	}
	t := unpacker{b: u.fixed(u.uint())}
	t.uint()
	if t.uint()&textID == 0 {
		return f.r.s.eventID(f.key, i, f.facts[i].Recorded), nil
	}
	id := t.text()
	if t.short || id == "" {
		return "", f.damage(fmt.Sprintf("the id of event %d cannot be read", i+1))
	}
	return id, nil
}

// ownID says whether an event came without an id, so that the store named it.
func (f *casefile) ownID(i int) bool {
	u, ok := f.at(i)
	t := unpacker{b: u.fixed(u.uint())}
	t.uint()
	return ok && t.uint()&textID == 0
}

// audits gives the audit entry of each event.
func (f *casefile) audits() []uint64 {
	u := unpacker{b: f.texts}
	list := make([]uint64, len(f.facts))
	for i := range list {
		list[i] = u.skipTexts()
	}
	return list
}

// events reads them all.
func (f *casefile) events() ([]deadline.Event, error) {
	list := make([]deadline.Event, len(f.facts))
	for i := range list {
		var err error
		if list[i], _, err = f.event(i); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// unreadable is what a lazy Load panics with; the scan turns it into an error.
type unreadable struct{ err error }

// lazy is the case for the reckoning: facts read, events read one by one.
func (f *casefile) lazy(c *deadline.Case) {
	c.Ref, c.Facts, c.Events = string(f.ref), f.facts, nil
	if c.Load == nil {
		c.Load = func(i int) deadline.Event {
			e, _, err := f.event(i)
			if err != nil {
				panic(unreadable{err})
			}
			return e
		}
	}
}

func appendLine(source string, line uint64) string {
	return source + ":" + strconv.FormatUint(line, 10)
}
