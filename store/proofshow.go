package store

import (
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"caseclock/deadline"
)

// unpackLeafID reads which record a leaf stands for, as it is hashed.
func unpackLeafID(b []byte) (id leafID, err error) {
	u := unpacker{b: b}
	id.kind, id.number = leafKind(u.byte()), u.uint()
	switch id.kind {
	case leafEvent:
		id.entry = u.uint()
		copy(id.of[:], u.fixed(uint64(len(id.of))))
	case leafErased:
		copy(id.of[:], u.fixed(uint64(len(id.of))))
	case leafSending:
		copy(id.key[:], u.fixed(uint64(len(id.key))))
	case leafEntry, leafIssue:
	default:
		u.fail()
	}
	if !u.done() {
		err = errors.New("it names no record")
	}
	return id, err
}

// Told is what the record of a proof says, field by field.
type Told struct{ Name, Value string }

// Tell gives what the record says, without what is empty.
func (p *Proof) Tell() ([]Told, error) {
	id, err := unpackLeafID(p.Of)
	if err != nil {
		return nil, err
	}
	list := []Told{{"record", id.String()}}
	switch id.kind {
	case leafEntry:
		e, err := unpackEntry(seqKey(id.number), append(p.Content[:len(p.Content):len(p.Content)], make([]byte, 32)...))
		if err != nil {
			return nil, errors.New("the record cannot be read")
		}
		list = append(list, tellEntry(&e.Entry)...)
	case leafEvent:
		u := unpacker{b: p.Content}
		e := u.canonicalEvent()
		if !u.done() {
			return nil, errors.New("the record cannot be read")
		}
		list = append(list, tellEvent(&e)...)
	default:
		return nil, fmt.Errorf("a proof of %s cannot be shown; accepted is one of an entry or an event", id)
	}
	var said []Told
	for _, t := range list {
		if t.Value != "" {
			said = append(said, t)
		}
	}
	return said, nil
}

func tellEntry(e *Entry) []Told {
	list := []Told{{"at", e.At.Format(time.RFC3339Nano)}, {"by", e.By}, {"account", e.Peer}, {"action", e.Action},
		{"door", e.Door}, {"case", e.Case}, {"detail", e.Detail}}
	if e.Events > 0 {
		list = append(list, Told{"events", fmt.Sprint(e.Events)}, Told{"digest", hex.EncodeToString(e.Digest[:])})
	}
	return list
}

// canonicalEvent reads what canonical wrote.
func (u *unpacker) canonicalEvent() (e deadline.Event) {
	e.Kind = deadline.Kind(u.uint())
	e.Recorded = time.Unix(0, u.int()).UTC()
	for _, d := range [...]*deadline.Date{&e.On, &e.RegisteredOn, &e.LastReview, &e.LastCoreGroup, &e.EDD,
		&e.Planned, &e.Until, &e.Next, &e.Of, &e.Start, &e.Proposed} {
		*d = deadline.Date(u.int())
	}
	e.Subject, e.Direction = deadline.Subject(u.byte()), deadline.Direction(u.byte())
	e.Conference, e.Outcome, e.Cause = deadline.Conference(u.byte()), deadline.Outcome(u.byte()), deadline.Cause(u.byte())
	for _, s := range [...]*string{&e.ID, &e.Case, &e.By, &e.Source, &e.Replaces, &e.Authority, &e.Chair, &e.Lead,
		&e.Family, &e.Meeting, &e.Rule, &e.Category, &e.Text, &e.AgreedBy, &e.Target, &e.Why} {
		*s = u.text()
	}
	return e
}

func tellEvent(e *deadline.Event) []Told {
	list := []Told{{"event", fmt.Sprint(e.Kind)}, {"recorded", e.Recorded.Format(time.RFC3339Nano)}}
	days := [...]struct {
		name string
		day  deadline.Date
	}{{"on", e.On}, {"registered on", e.RegisteredOn}, {"last review", e.LastReview}, {"last core group", e.LastCoreGroup},
		{"expected birth", e.EDD}, {"planned", e.Planned}, {"until", e.Until}, {"next", e.Next}, {"of", e.Of}, {"start", e.Start}, {"proposed", e.Proposed}}
	for _, d := range days {
		if d.day != 0 {
			list = append(list, Told{d.name, d.day.String()})
		}
	}
	words := [...]struct {
		name string
		set  bool
		word fmt.Stringer
	}{{"subject", e.Subject != 0, e.Subject}, {"direction", e.Direction != 0, e.Direction}, {"conference", e.Conference != 0, e.Conference},
		{"outcome", e.Outcome != 0, e.Outcome}, {"cause", e.Cause != 0, e.Cause}}
	for _, w := range words {
		if w.set {
			list = append(list, Told{w.name, w.word.String()})
		}
	}
	return append(list, Told{"id", e.ID}, Told{"case", e.Case}, Told{"by", e.By}, Told{"source", e.Source}, Told{"replaces", e.Replaces},
		Told{"authority", e.Authority}, Told{"chair", e.Chair}, Told{"lead", e.Lead}, Told{"family", e.Family}, Told{"meeting", e.Meeting},
		Told{"rule", e.Rule}, Told{"category", e.Category}, Told{"text", e.Text}, Told{"agreed by", e.AgreedBy}, Told{"target", e.Target}, Told{"why", e.Why})
}
