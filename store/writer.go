package store

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// writer is a transaction that writes. What many of its jobs change (the head,
// the sums, the ends of the audit trail's lists) is kept aside and written once,
// at its end.
type writer struct {
	reader
	head  head
	now   int64 // the instant given to what is recorded, in nanoseconds
	wrote bool
	after []func() // to be done once the transaction is on the disk
	// trails are the lists of the audit trail that grew, each with its last entry.
	trails map[[16]byte]uint64
	log    growingLog
}

// head is what the store knows of itself and changes with every transaction.
type head struct {
	last    int64    // the last instant given, nanoseconds since 1970
	entries uint64   // in the audit trail
	hash    [32]byte // of the last entry
	cases   uint64   // ever begun
	events  uint64
	leaves  int64     // in the log
	root    tlog.Hash // of the log's tree; zero without leaves
	bare    uint64    // entries to here have digests that the cases' secrets do not hide
}

var (
	keyAbout = []byte("about")
	keyHead  = []byte("head")
)

func (h head) pack() []byte {
	p := packer{make([]byte, 0, 80)}
	p.int(h.last)
	p.uint(h.entries)
	p.fixed(h.hash[:])
	p.uint(h.cases)
	p.uint(h.events)
	if h.leaves > 0 { // else as in stores without the log
		p.uint(uint64(h.leaves))
		p.fixed(h.root[:])
		p.uint(h.bare)
	}
	return p.b
}

func (r *reader) readHead() (head, error) {
	v, err := r.get(tHead, keyHead)
	if err != nil {
		return head{}, err
	}
	u := unpacker{b: v}
	h := head{last: u.int(), entries: u.uint()}
	copy(h.hash[:], u.fixed(32))
	h.cases, h.events = u.uint(), u.uint()
	if len(u.b) > 0 {
		h.leaves = int64(u.uint())
		copy(h.root[:], u.fixed(tlog.HashSize))
		h.bare = u.uint()
	} else if r.schema() < caseKeysSchema {
		h.bare = math.MaxUint64
	}
	if !u.done() || h.leaves < 0 {
		return head{}, tHead.damage(keyHead, "it cannot be read")
	}
	return h, nil
}

// instant is what the transaction's records are dated with.
func (w *writer) instant() time.Time { return time.Unix(0, w.now).UTC() }

// put writes a record.
func (w *writer) put(t *table, key, plain []byte) error {
	stored := plain
	if !w.plain && t.sealed(key) {
		var err error
		if stored, err = w.seal.Seal(nil, plain, t.id(nil, key)); err != nil {
			return fmt.Errorf("%s: sealing: %w", t.name, err)
		}
	}
	return w.putStored(t, key, stored)
}

// putStored writes a record that is sealed already. The value is copied.
func (w *writer) putStored(t *table, key, stored []byte) error {
	b, err := w.bucket(t)
	if err != nil {
		return err
	}
	hash := contentHash(t, key, stored)
	if t.bits >= 0 {
		s, err := w.change(t, key)
		if err != nil {
			return err
		}
		if old := b.Get(key); old != nil {
			_, before, err := t.split(key, old)
			if err != nil {
				return err
			}
			s.sub(before)
		}
		s.add(hash)
	}
	value := make([]byte, 0, len(stored)+hashBytes)
	value = binary.BigEndian.AppendUint64(append(value, stored...), hash)
	w.wrote = true
	return b.Put(key, value)
}

// remove takes a record of a look-up table or of a shelf away; facts have no such
// door.
func (w *writer) remove(t *table, key []byte) error {
	if t != tStates && t != tShelves {
		return fmt.Errorf("%s: records are never removed", t.name)
	}
	return w.takeOut(t, key)
}

// takeOut takes any record away; it is for remove, and for erasing.
func (w *writer) takeOut(t *table, key []byte) error {
	b, err := w.bucket(t)
	if err != nil {
		return err
	}
	old := b.Get(key)
	if old == nil {
		return t.damage(key, "it is missing")
	}
	_, before, err := t.split(key, old)
	if err != nil {
		return err
	}
	s, err := w.change(t, key)
	if err != nil {
		return err
	}
	s.sub(before)
	if t == tCaseKeys {
		gone := CaseKey(key)
		w.after = append(w.after, func() { w.s.ciphers.destroy(gone[:]) })
	}
	w.wrote = true
	return b.Delete(key)
}

// change gives the sum of a key's group, to be changed.
func (w *writer) change(t *table, key []byte) (*sum, error) {
	k := t.sumKey(key)
	if s := w.sums[string(k)]; s != nil {
		return s, nil
	}
	s, err := w.sum(k)
	if err != nil {
		return nil, err
	}
	w.sums[string(k)] = &s
	return &s, nil
}

// flush writes what was kept aside.
func (w *writer) flush() error {
	if err := cmp.Or(w.flushWords(), w.flushTrails(), w.flushLog()); err != nil {
		return err
	}
	b, err := w.bucket(tSums)
	if err != nil {
		return err
	}
	for _, k := range slices.Sorted(maps.Keys(w.sums)) {
		key, s := []byte(k), w.sums[k]
		if s.count == 0 {
			if err := b.Delete(key); err != nil {
				return err
			}
			continue
		}
		if err := w.putStored(tSums, key, s.pack()); err != nil {
			return err
		}
	}
	w.head.last = w.now
	return cmp.Or(w.put(tHead, keyHead, w.head.pack()), w.putTurn())
}

// keyed hashes a text to a key, so that a key tells nothing. The kind keeps
// equal texts of different meaning apart.
func (s *Store) keyed(kind byte, texts ...string) [16]byte {
	b := make([]byte, 0, 160)
	b = append(append(b, s.about.secret[:]...), kind)
	for _, t := range texts {
		b = binary.AppendUvarint(b, uint64(len(t)))
		b = append(b, t...)
	}
	// A secret of 32 bytes in front, under a hash whose state is cut to half
	// its size, cannot be extended; HMAC would double the cost.
	sum := sha256.Sum256(b)
	return [16]byte(sum[:16])
}

// same says whether a record holds this value already.
func (w *writer) same(t *table, key, plain []byte) (bool, error) {
	old, err := w.get(t, key)
	return old != nil && bytes.Equal(old, plain), err
}
