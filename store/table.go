package store

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// table is one bucket of records of a kind.
type table struct {
	name   string
	tag    byte
	number int
	// bits of a key, from its first, name the group that the record is counted
	// and summed with; negative: none.
	bits int
	// grows: its records are written anew, so that an old one in the place of
	// the last must be told apart too.
	grows bool
	// since is the first schema with this table: a store of an earlier one has
	// it from the first record on.
	since  uint32
	starts *hashStarts
}

var tables []*table

func newTable(name string, tag byte, bits int) *table {
	t := &table{name: name, tag: tag, number: len(tables), bits: bits, starts: startsOf(tag)}
	tables = append(tables, t)
	return t
}

// growing marks a table whose records are written anew.
func growing(t *table) *table {
	t.grows = true
	return t
}

// later marks a table that came with a later schema.
func later(schema uint32, t *table) *table {
	t.since = schema
	return t
}

// The tables. Keys are in brackets; "of" a text is its keyed hash.
var (
	tHead      = newTable("store", 'h', -1)             // ["about"], ["head"]
	tSums      = newTable("sums", 'u', -1)              // [tag, group]: how many records, and their hashes added up
	tWords     = newTable("words", 'w', 0)              // [number]: a text that many events share
	tCases     = growing(newTable("cases", 'c', 48))    // [CaseKey]: a case whole
	tRefs      = newTable("refs", 'r', 12)              // [of reference]: CaseKey
	tIDs       = newTable("ids", 'i', 12)               // [of an event's given id]: CaseKey, position
	tMembers   = newTable("members", 'm', 16)           // [authority number, CaseKey]: cases that began elsewhere
	tAudit     = newTable("audit", 'a', -1)             // [sequence number]: an entry and the chain's hash
	tTrails    = growing(newTable("trails", 't', 12))   // [of a case or person]: the last entry about it
	tKeys      = newTable("keys", 'k', 12)              // [of an idempotency key]: the answer
	tSendings  = growing(newTable("sendings", 's', 12)) // [of id]
	tStates    = newTable("states", 'n', 8)             // [state, next try, sending]
	tAlerts    = newTable("alerts", 'l', 12)            // [of alert, sending]
	tRulebooks = newTable("rulebooks", 'b', 0)          // [number]
	tRows      = growing(newTable("rows", 'o', 64+12))  // [of source, of row]
	tImports   = growing(newTable("imports", 'p', 0))   // [of import key]
	tSettings  = growing(newTable("settings", 'g', 0))  // [name]
	tIssues    = later(2, newTable("issues", 'd', 0))   // [number]: a report as it was issued, without its forms
	tForms     = later(2, newTable("forms", 'f', 64))   // [issue's number, place]: 0 its counts, from 1 its files, compressed

	tCaseKeys = later(5, newTable("casekeys", 'y', 48))       // [CaseKey]: the secret of a case, 32 random bytes
	tTiles    = later(5, growing(newTable("tiles", 'x', -1))) // [level, number]: hashes of the log, see tile.go

	tErased = growing(later(5, newTable("erased", 'x', 48))) // [CaseKey]: the tombstone of a case

	tShelves = later(4, growing(newTable("shelves", 'v', 8+12))) // [shelf, of key]: small records that are replaced
)

// group is the part of a key that names its group, with the bits after it
// cleared.
func (t *table) group(dst, key []byte) []byte {
	n := (t.bits + 7) / 8
	if t.bits < 0 || len(key) < n {
		return nil
	}
	dst = append(dst, key[:n]...)
	if odd := t.bits % 8; odd != 0 {
		dst[len(dst)-1] &= 0xff << (8 - odd)
	}
	return dst
}

// sameGroup says whether two keys are counted together.
func (t *table) sameGroup(a, b []byte) bool {
	n := t.bits / 8
	if len(a) < n || len(b) < n || !bytes.Equal(a[:n], b[:n]) {
		return false
	}
	odd := t.bits % 8
	return odd == 0 || (len(a) > n && len(b) > n && (a[n]^b[n])>>(8-odd) == 0)
}

// damage names a record that is not as it was written.
func (t *table) damage(key []byte, what string) error {
	return fmt.Errorf("%w: %s %s: %s", ErrDamaged, t.name, t.keyText(key), what)
}

// keyText writes a key for a person; no key holds a reference.
func (t *table) keyText(key []byte) string {
	switch {
	case t == tHead || t == tSettings:
		return fmt.Sprintf("%q", key)
	case (t == tCases || t == tCaseKeys || t == tErased) && len(key) == len(CaseKey{}):
		return CaseKey(key).String()
	case (t == tAudit || t == tRulebooks || t == tIssues) && len(key) == 8:
		return fmt.Sprint(binary.BigEndian.Uint64(key))
	}
	return hex.EncodeToString(key)
}

// split parts a stored value from its hash and checks it.
func (t *table) split(key, value []byte) (stored []byte, hash uint64, err error) {
	n := len(value) - hashBytes
	if n < 0 || len(key) > longestKey {
		return nil, 0, t.damage(key, "it is cut short")
	}
	hash = binary.BigEndian.Uint64(value[n:])
	if contentHash(t, key, value[:n]) != hash {
		return nil, 0, t.damage(key, "its content does not fit its hash")
	}
	return value[:n:n], hash, nil
}

// sealed says whether the value under a key is sealed whole. What is not: "about",
// which begins in the open, numbers and sums that tell nothing, and the cases,
// which are sealed with secrets of their own.
func (t *table) sealed(key []byte) bool {
	switch t {
	case tSums, tCases:
		return false
	case tHead:
		return bytes.Equal(key, keyHead)
	}
	return true
}

// id is what a value is sealed to.
func (t *table) id(dst, key []byte) []byte { return append(append(dst, t.tag), key...) }

// reader is a transaction for reading, and what a writer reads with.
type reader struct {
	s        *Store
	*sealing // as it stood when the transaction began, or later
	tx       *bolt.Tx
	b        []*bolt.Bucket
	sums     map[string]*sum // what a writer changed and has not yet written
	words    []string        // that a writer brought and has not yet written, in the order of their numbers
	sure     []bool          // tables whose sums were all compared in this transaction
}

func (s *Store) newReader(tx *bolt.Tx) reader {
	return reader{s: s, sealing: s.sealing.Load(), tx: tx, b: make([]*bolt.Bucket, len(tables))}
}

func (r *reader) bucket(t *table) (*bolt.Bucket, error) {
	if b := r.b[t.number]; b != nil {
		return b, nil
	}
	b := r.tx.Bucket([]byte(t.name))
	if b == nil && t.since > r.schema() {
		return nil, errNotYet
	}
	if b == nil {
		return nil, fmt.Errorf("%w: the table %s is missing", ErrDamaged, t.name)
	}
	r.b[t.number] = b
	return b, nil
}

// stored gives a record as stored, still sealed, or nil where there is none. It
// makes sure that there is none, or that it is the last that was written.
func (r *reader) stored(t *table, key []byte) ([]byte, error) {
	b, err := r.bucket(t)
	if err != nil {
		return nil, err
	}
	v := b.Get(key)
	if v == nil || t.grows {
		if err := r.addUp(t, key); err != nil || v == nil {
			return nil, err
		}
	}
	stored, _, err := t.split(key, v)
	return stored, err
}

// get gives a record's plain value, or nil where there is none. It lives as
// long as the transaction.
func (r *reader) get(t *table, key []byte) ([]byte, error) {
	stored, err := r.stored(t, key)
	if err != nil || stored == nil {
		return nil, err
	}
	return r.open(t, nil, key, stored)
}

func (r *reader) open(t *table, dst, key, stored []byte) ([]byte, error) {
	if r.plain {
		return stored, nil
	}
	plain, err := r.seal.Open(dst, stored, t.id(nil, key))
	if err != nil {
		return nil, t.damage(key, "it does not open: "+err.Error())
	}
	if plain == nil {
		plain = []byte{}
	}
	return plain, nil
}
