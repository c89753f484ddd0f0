package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// The audit trail is a chain: each entry's hash is over the hash before it, its
// number and its content before sealing, so that who holds an older hash can tell
// whether anything up to it was rewritten. Entries about one case, and entries
// of one person, are linked backwards from the last.

func seqKey(n uint64) []byte { return binary.BigEndian.AppendUint64(make([]byte, 0, 8), n) }

// trail names the list of entries about a case or of a person.
func (s *Store) trailOfCase(k CaseKey) [16]byte   { return s.keyed('t', string(k[:])) }
func (s *Store) trailOfPerson(by string) [16]byte { return s.keyed('p', by) }

// chained is an entry with its links to the entries before.
type chained struct {
	Entry
	beforeOfCase, beforeOfPerson uint64
}

// enter appends an entry. The digest is over the events that come with it.
func (w *writer) enter(e Entry) (uint64, error) {
	c := chained{Entry: e}
	c.Seq, c.At = w.head.entries+1, w.instant()
	var key CaseKey
	var err error
	if e.Case != "" {
		if key, err = ParseCaseKey(e.Case); err != nil {
			return 0, err
		}
		if e.Events == 0 { // else the case itself leads here
			if c.beforeOfCase, err = w.link(w.s.trailOfCase(key), c.Seq); err != nil {
				return 0, err
			}
		}
	}
	if e.By != "" {
		if c.beforeOfPerson, err = w.link(w.s.trailOfPerson(e.By), c.Seq); err != nil {
			return 0, err
		}
	}
	return c.Seq, w.putEntry(&c, key)
}

func (w *writer) putEntry(c *chained, key CaseKey) error {
	k, content := seqKey(c.Seq), c.pack(key)
	w.head.hash = chainHash(w.head.hash, k, content)
	w.head.entries = c.Seq
	if err := w.addLeaf(leafID{kind: leafEntry, number: c.Seq}, content); err != nil {
		return err
	}
	return w.put(tAudit, k, append(content, w.head.hash[:]...))
}

// link makes an entry the last of a list and gives the one before it.
func (w *writer) link(trail [16]byte, seq uint64) (before uint64, err error) {
	before, known := w.trails[trail]
	if !known {
		v, err := w.get(tTrails, trail[:])
		if err != nil {
			return 0, err
		}
		if v != nil {
			if before, err = unpackSeq(trail[:], v); err != nil {
				return 0, err
			}
		}
	}
	w.trails[trail], w.wrote = seq, true
	return before, nil
}

// flushTrails writes the ends of the lists that grew.
func (w *writer) flushTrails() error {
	list := make([]record, 0, len(w.trails))
	for trail, seq := range w.trails {
		list = append(list, record{bytes.Clone(trail[:]), seqKey(seq)})
	}
	return w.putSorted(tTrails, list)
}

func unpackSeq(key, v []byte) (uint64, error) {
	if len(v) != 8 {
		return 0, tTrails.damage(key, "it leads nowhere")
	}
	return binary.BigEndian.Uint64(v), nil
}

func chainHash(before [32]byte, key, plain []byte) [32]byte {
	b := make([]byte, 0, 64+len(plain))
	b = append(append(append(b, before[:]...), key...), plain...)
	return sha256.Sum256(b)
}

func (c *chained) pack(key CaseKey) []byte {
	p := packer{make([]byte, 0, 128)}
	p.instant(c.At)
	for _, s := range [...]string{c.By, c.Peer, c.Action, c.Door, c.Detail} {
		p.text(s)
	}
	p.byte(byte(min(len(c.Case), 1)))
	if c.Case != "" {
		p.fixed(key[:])
	}
	p.uint(uint64(c.Events))
	if c.Events > 0 {
		p.fixed(c.Digest[:])
	}
	p.uint(c.beforeOfCase)
	p.uint(c.beforeOfPerson)
	return p.b
}

// splitEntry parts an entry's content from its chain hash.
func splitEntry(key, plain []byte) (content []byte, hash [32]byte, err error) {
	n := len(plain) - len(hash)
	if n < 0 || len(key) != 8 {
		return nil, hash, tAudit.damage(key, "it cannot be read")
	}
	return plain[:n:n], [32]byte(plain[n:]), nil
}

func unpackEntry(key, plain []byte) (c chained, err error) {
	content, hash, err := splitEntry(key, plain)
	if err != nil {
		return c, err
	}
	c.Seq, c.Hash = binary.BigEndian.Uint64(key), hash
	u := unpacker{b: content}
	c.At = u.instant()
	for _, s := range [...]*string{&c.By, &c.Peer, &c.Action, &c.Door, &c.Detail} {
		*s = u.text()
	}
	if u.byte() == 1 {
		if k := u.fixed(uint64(len(CaseKey{}))); k != nil {
			c.Case = CaseKey(k).String()
		}
	}
	if c.Events = int(u.uint()); c.Events > 0 {
		copy(c.Digest[:], u.fixed(32))
	}
	c.beforeOfCase, c.beforeOfPerson = u.uint(), u.uint()
	if !u.done() {
		return c, tAudit.damage(key, "it cannot be read")
	}
	return c, nil
}

// entry reads one that must be there.
func (r *reader) entry(seq uint64) (chained, error) {
	k := seqKey(seq)
	plain, err := r.get(tAudit, k)
	if err != nil {
		return chained{}, err
	}
	if plain == nil {
		return chained{}, tAudit.damage(k, "it is missing")
	}
	return unpackEntry(k, plain)
}

// Record appends entries that come with no event: a look, a search, an export.
// When it returns they are on the disk, so that it goes before the answer.
func (s *Store) Record(ctx context.Context, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	for i := range entries {
		entries[i].Events = 0
		if err := entries[i].check(); err != nil {
			return err
		}
	}
	return s.write(ctx, func(w *writer) error {
		for _, e := range entries {
			if _, err := w.enter(e); err != nil {
				return err
			}
		}
		return nil
	})
}

// check refuses an entry that could not be kept, before anything is written.
func (e *Entry) check() error {
	if n := len(e.By) + len(e.Peer) + len(e.Action) + len(e.Door) + len(e.Detail); n > longestTexts {
		return fmt.Errorf("an audit entry of %d bytes %w; accepted are up to %d", n, ErrNotKept, longestTexts)
	}
	if e.Case == "" {
		return nil
	}
	_, err := ParseCaseKey(e.Case)
	return err
}
