package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tink-crypto/tink-go/v2/keyset"
)

// Record is what a store's record of its keys says in the open.
type Record struct {
	Version int       `json:"version"` // 1
	Master  string    `json:"master"`  // id of the master key that locks the rest
	Locked  time.Time `json:"locked"`  // when that was, UTC
	Keys    []DataKey `json:"keys"`    // the last one seals, all open
}

// DataKey is a key of the store's values, without the key.
type DataKey struct {
	ID   uint32    `json:"id"`
	Made time.Time `json:"made"` // UTC
}

// The record is this as JSON on one line, and then the keyset as Tink's binary
// encrypted keyset. The line is bound to it as associated data.
const recordVersion = 1

// ReadRecord reads what a record says in the open.
func ReadRecord(b []byte) (Record, error) {
	r, _, _, err := splitRecord(b)
	return r, err
}

func splitRecord(b []byte) (r Record, line, keys []byte, err error) {
	line, keys, found := bytes.Cut(b, []byte{'\n'})
	if !found {
		return r, nil, nil, errors.New("the record of its keys is cut short")
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return r, nil, nil, errors.New("the record of its keys cannot be read")
	}
	if r.Version != recordVersion || len(r.Keys) == 0 {
		return r, nil, nil, fmt.Errorf("the record of its keys is of version %d; accepted is %d: use the newer program", r.Version, recordVersion)
	}
	return r, line, keys, nil
}

// lock writes a record.
func (r Record) lock(id [16]byte, keys *keyset.Handle, m *Master, now time.Time) ([]byte, error) {
	r.Version, r.Master, r.Locked = recordVersion, m.ID, now.UTC().Truncate(time.Second)
	line, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	b := bytes.NewBuffer(append(line, '\n'))
	err = keys.WriteWithAssociatedData(keyset.NewBinaryWriter(b), m.aead, boundTo(id, line))
	return b.Bytes(), err
}

// unlock reads the keyset of a record.
func unlock(id [16]byte, line, keys []byte, m *Master) (*keyset.Handle, error) {
	return keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(keys)), m.aead, boundTo(id, line))
}

func boundTo(id [16]byte, line []byte) []byte {
	return append(append([]byte("caseclock keys\n"), id[:]...), line...)
}
