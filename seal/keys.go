package seal

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"

	"caseclock/store"
)

// Keys are the master keys that stores are opened with, as store.Keys.
type Keys struct {
	Now func() time.Time
	// Present locks new records; Before open the records of old backups, and
	// those of stores that were not opened since the master key was changed.
	Present *Master
	Before  []*Master
}

var _ store.Keys = (*Keys)(nil)

// New makes the first data key of a store.
func (k *Keys) New(id [16]byte) ([]byte, store.Ring, error) {
	return k.add(id, Record{}, keyset.NewManager())
}

// Open opens the keys of a store; store.ErrNoKey where none of the master keys
// locked them.
func (k *Keys) Open(id [16]byte, record []byte) (store.Ring, error) {
	_, h, err := k.handle(id, record)
	if err != nil {
		return nil, err
	}
	return newRing(h)
}

// Add makes a further data key the one that seals.
func (k *Keys) Add(id [16]byte, record []byte) ([]byte, store.Ring, error) {
	r, h, err := k.handle(id, record)
	if err != nil {
		return nil, nil, err
	}
	return k.add(id, r, keyset.NewManagerFromHandle(h))
}

func (k *Keys) add(id [16]byte, r Record, m *keyset.Manager) ([]byte, store.Ring, error) {
	key, err := m.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, nil, err
	}
	if err := m.SetPrimary(key); err != nil {
		return nil, nil, err
	}
	h, err := m.Handle()
	if err != nil {
		return nil, nil, err
	}
	now := k.Now()
	r.Keys = append(slices.Clone(r.Keys), DataKey{ID: key, Made: now.UTC().Truncate(time.Second)})
	record, err := r.lock(id, h, k.Present, now)
	if err != nil {
		return nil, nil, err
	}
	opened, err := newRing(h)
	return record, opened, err
}

// Drop leaves only the data key that seals.
func (k *Keys) Drop(id [16]byte, record []byte) ([]byte, error) {
	r, h, err := k.handle(id, record)
	if err != nil {
		return nil, err
	}
	m, last := keyset.NewManagerFromHandle(h), r.Keys[len(r.Keys)-1]
	for _, old := range r.Keys[:len(r.Keys)-1] {
		if err := m.Delete(old.ID); err != nil {
			return nil, err
		}
	}
	if h, err = m.Handle(); err != nil {
		return nil, err
	}
	r.Keys = []DataKey{last}
	return r.lock(id, h, k.Present, k.Now())
}

// Wrap locks the keys with the present master key; nil where they are.
func (k *Keys) Wrap(id [16]byte, record []byte) ([]byte, error) {
	r, h, err := k.handle(id, record)
	if err != nil || r.Master == k.Present.ID {
		return nil, err
	}
	return r.lock(id, h, k.Present, k.Now())
}

// handle unlocks a record with the master key that it names.
func (k *Keys) handle(id [16]byte, record []byte) (Record, *keyset.Handle, error) {
	r, line, sealed, err := splitRecord(record)
	if err != nil {
		return r, nil, fmt.Errorf("%w: %w", store.ErrDamaged, err)
	}
	for _, m := range append([]*Master{k.Present}, k.Before...) {
		if m.ID != r.Master {
			continue
		}
		h, err := unlock(id, line, sealed, m)
		if err != nil {
			return r, nil, fmt.Errorf("%w: the record of its keys does not open with master key %s (%s), which it names: it was changed, or is another store's", store.ErrDamaged, m.ID, m.From)
		}
		return r, h, nil
	}
	return r, nil, fmt.Errorf("%w: it is sealed with master key %s, locked on %s; looked at: %s", store.ErrNoKey, r.Master,
		r.Locked.Format(time.DateOnly), k.looked())
}

// looked names the master keys that were at hand.
func (k *Keys) looked() string {
	var list []string
	for _, m := range append([]*Master{k.Present}, k.Before...) {
		list = append(list, fmt.Sprintf("%s, which is key %s", m.From, m.ID))
	}
	return strings.Join(list, "; ")
}
