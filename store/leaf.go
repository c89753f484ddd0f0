package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

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
func (id leafID) pack() []byte {
	p := packer{make([]byte, 0, 48)}
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
	return p.b
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

// nonce hides the content of a leaf from who does not know the secret, and is
// told with the content to who may read that one record. It hangs on the id, not
// on the place in the log, so that a record that was moved is known again.
func nonce(secret *[32]byte, id []byte) []byte {
	m := hmac.New(sha256.New, secret[:])
	m.Write(id)
	return m.Sum(nil)
}

// leafRecord is what the log's tree is over: the record's id, and a commitment
// to its content, which is the plain canonical one, so that sealing it under
// another key changes nothing.
func leafRecord(id, nonce, content []byte) []byte {
	h := sha256.New()
	h.Write(nonce)
	h.Write(content)
	return h.Sum(id[:len(id):len(id)])
}

// leafHash is a record's hash in the tree, as RFC 6962 has it.
func leafHash(secret *[32]byte, id leafID, content []byte) tlog.Hash {
	b := id.pack()
	return tlog.RecordHash(leafRecord(b, nonce(secret, b), content))
}

// secretFor is what hides a leaf's content: the case's own, so that it is gone
// with the case, or else one of the store's.
func (r *reader) secretFor(id leafID) (*[32]byte, error) {
	if id.kind != leafEvent {
		return &r.s.logSecret, nil
	}
	secret, err := r.caseSecret(id.of)
	return &secret, err
}

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
