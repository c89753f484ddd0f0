package seal

import (
	"encoding/binary"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// ring is the data keys of a store, opened. It is safe for concurrent use.
type ring struct {
	aead  tink.AEAD
	last  [5]byte // what every value sealed with the last key begins with
	count int
}

// tinkPrefix is the first byte of what a key of Tink's own output prefix sealed;
// the key's id follows in four bytes, most significant first.
const tinkPrefix = 1

func newRing(h *keyset.Handle) (*ring, error) {
	a, err := aead.New(h)
	if err != nil {
		return nil, err
	}
	last, err := h.Primary()
	if err != nil {
		return nil, err
	}
	r := &ring{aead: a, count: h.Len()}
	r.last[0] = tinkPrefix
	binary.BigEndian.PutUint32(r.last[1:], last.KeyID())
	return r, nil
}

// Seal seals a value to the record that it is of.
func (r *ring) Seal(_, plain, id []byte) ([]byte, error) { return r.aead.Encrypt(plain, id) }

// Open opens what any of the keys sealed to the same record.
func (r *ring) Open(_, sealed, id []byte) ([]byte, error) { return r.aead.Decrypt(sealed, id) }

// Stale says that a value was sealed with another key than the last.
func (r *ring) Stale(sealed []byte) bool {
	return len(sealed) < len(r.last) || [5]byte(sealed) != r.last
}

// Count is how many keys there are.
func (r *ring) Count() int { return r.count }
