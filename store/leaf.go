package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"

	"golang.org/x/mod/sumdb/tlog"
)

// leafKind says what a leaf of the log stands for.
type leafKind byte

const (
	leafEntry   leafKind = iota + 1 // an audit entry
	leafEvent                       // an event of a case
	leafSending                     // a sending in one of the states that it went through
	leafIssue                       // an issued report
	leafErased                      // a case that was erased
)

// leafID names the record behind a leaf, without saying anything of it. It is
// part of what the leaf's hash is over.
type leafID struct {
	kind leafKind
	// number is an entry's or an issue's own, an event's position in its case from
	// 0, and of a sending which of its states it is, from 1.
	number uint64
	entry  uint64 // of an event: the audit entry that it came with
	of     CaseKey
	key    [16]byte // of a sending: its key
}

// pack writes the id as it is hashed.
func (id *leafID) pack(p *packer) {
	p.byte(byte(id.kind))
	p.uint(id.number)
	switch id.kind {
	case leafEvent:
		p.uint(id.entry)
		p.fixed(id.of[:])
	case leafErased:
		p.fixed(id.of[:])
	case leafSending:
		p.fixed(id.key[:])
	}
}

// String names the record for a person.
func (id leafID) String() string {
	switch id.kind {
	case leafEntry:
		return fmt.Sprintf("entry %d", id.number)
	case leafEvent:
		return fmt.Sprintf("event %d of case %s, of entry %d", id.number+1, id.of, id.entry)
	case leafSending:
		return fmt.Sprintf("state %d of sending %s", id.number, hex.EncodeToString(id.key[:]))
	case leafIssue:
		return fmt.Sprintf("issued report %d", id.number)
	case leafErased:
		return "erased case " + id.of.String()
	}
	return fmt.Sprintf("a leaf of kind %d", id.kind)
}

// leafMaker makes the leaves of records that one secret hides.
type leafMaker struct {
	nonces hash.Hash
	b      packer
}

func newLeafMaker(secret *[32]byte) *leafMaker {
	return &leafMaker{nonces: hmac.New(sha256.New, secret[:])}
}

// nonce hides the content of a leaf from who does not know the secret, and is
// told with the content to who may read that one record. It hangs on the id, not
// on the place in the log, so that a record that was moved is known again.
func (m *leafMaker) nonce(dst, id []byte) []byte {
	m.nonces.Reset()
	m.nonces.Write(id)
	return m.nonces.Sum(dst)
}

// hash is a record's in the tree, as RFC 6962 has it.
func (m *leafMaker) hash(id leafID, content []byte) tlog.Hash {
	m.b.b = m.b.b[:0]
	id.pack(&m.b)
	n := len(m.b.b)
	m.b.b = m.nonce(m.b.b, m.b.b)
	m.b.fixed(content)
	return tlog.RecordHash(leafRecord(m.b.b[:n:n], m.b.b[n:]))
}

// leafRecord is what the log's tree is over: the record's id, and a commitment
// to its content, which is the plain canonical one behind its nonce, so that
// sealing it under another key changes nothing.
func leafRecord(id, hidden []byte) []byte {
	sum := sha256.Sum256(hidden)
	return append(id, sum[:]...)
}

// leavesOf makes the leaves of a case's events, hidden by the case's own secret,
// so that what they say is gone with it.
func (r *reader) leavesOf(k CaseKey) (*leafMaker, error) {
	secret, err := r.caseSecret(k)
	return newLeafMaker(&secret), err
}

// otherLeaves makes those of what is no case's.
func (r *reader) otherLeaves() *leafMaker { return newLeafMaker(&r.s.logSecret) }

// logSecretOf is derived from the secret of the keyed hashes.
func logSecretOf(secret [32]byte) (out [32]byte) {
	m := hmac.New(sha256.New, secret[:])
	m.Write([]byte("caseclock log"))
	copy(out[:], m.Sum(nil))
	return out
}

// tileKey orders tiles by their level and place.
func tileKey(level int, n int64) []byte {
	return binary.BigEndian.AppendUint64(append(make([]byte, 0, 9), byte(level)), uint64(n))
}
