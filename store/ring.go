package store

import (
	"context"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// A sealed store holds the keys of its values in a record of its own, itself
// locked by a master key that is kept elsewhere. So the file and the master key
// are all that it takes to read it, and a backup is read with the master key of
// its day. The store knows of keys only what these interfaces say.

// Keys makes, opens and changes the keys of a store. The record is what the
// store keeps of them, in the open: it tells nothing without the master key. The
// id is the store's; a record of another store does not open. Errors should say
// which master key is asked for and which was looked at, and wrap ErrNoKey.
type Keys interface {
	// New makes the keys of a new store.
	New(id [16]byte) (record []byte, ring Ring, err error)
	// Open reads the keys of a store.
	Open(id [16]byte, record []byte) (Ring, error)
	// Add makes a further key, with which all is sealed from then on.
	Add(id [16]byte, record []byte) (changed []byte, ring Ring, err error)
	// Drop leaves only the key that the last Add made.
	Drop(id [16]byte, record []byte) (changed []byte, err error)
	// Wrap locks the keys with the present master key; changed is nil where they
	// are already.
	Wrap(id [16]byte, record []byte) (changed []byte, err error)
}

// Ring is the keys of a store, opened. It goes on opening what was sealed with a
// key that was dropped since.
type Ring interface {
	Sealer
	// Stale says that a value was sealed with another key than the last.
	Stale(sealed []byte) bool
	// Count is how many keys there are: more than one until every value is sealed
	// with the last.
	Count() int
}

// ErrNoKey: the store is sealed, and the key given, or none, does not open it.
var ErrNoKey = errors.New("the store's key is missing")

// keyKeys holds the store's id and the record of its keys; a plain store has none.
var keyKeys = []byte("keys")

// sealing is what values are sealed and opened with, from one transaction on.
type sealing struct {
	seal  Sealer
	plain bool
	keys  Keys // as given; nil: none
	ring  Ring // nil in a plain store, and where a Sealer was given
	// stale: values may remain that an earlier key of the ring sealed.
	stale bool
}

func (o *Options) sealing() *sealing {
	s := o.Seal
	if s == nil {
		s = Plain{}
	}
	_, plain := s.(Plain)
	return &sealing{seal: s, plain: plain, keys: o.Keys}
}

func ringed(keys Keys, r Ring) *sealing {
	return &sealing{seal: r, keys: keys, ring: r, stale: r.Count() > 1}
}

// Sealed says whether the store's values are sealed.
func (s *Store) Sealed() bool { return !s.sealing.Load().plain }

// keyRecord reads the store's id and the record of its keys; nil in a plain store.
func (r *reader) keyRecord() (id [16]byte, record []byte, err error) {
	b := r.tx.Bucket([]byte(tHead.name))
	if b == nil {
		return id, nil, ErrNotStore
	}
	v := b.Get(keyKeys)
	if v == nil {
		return id, nil, nil
	}
	stored, _, err := tHead.split(keyKeys, v)
	if err != nil {
		return id, nil, err
	}
	if len(stored) < len(id) {
		return id, nil, tHead.damage(keyKeys, "it is cut short")
	}
	return [16]byte(stored), append([]byte(nil), stored[len(id):]...), nil
}

func (w *writer) putKeyRecord(id [16]byte, record []byte) error {
	return w.putStored(tHead, keyKeys, append(id[:], record...))
}

// unlock finds what the store's values are opened with.
func (r *reader) unlock() error {
	id, record, err := r.keyRecord()
	if err != nil || record == nil {
		return err
	}
	if r.keys == nil {
		return fmt.Errorf("%w: the store is sealed, and no key was given", ErrNoKey)
	}
	ring, err := r.keys.Open(id, record)
	if err != nil {
		return err
	}
	r.sealing = ringed(r.keys, ring)
	r.s.sealing.Store(r.sealing)
	return nil
}

// KeyRecord gives the record of the store's keys; nil where it is plain.
func (s *Store) KeyRecord() (record []byte, err error) {
	err = s.viewAny(func(r *reader) (err error) { _, record, err = r.keyRecord(); return err })
	return record, err
}

// KeyRecordOf reads the record of the keys of a store without any key; nil where
// it is plain. ErrHeld while a daemon holds it.
func KeyRecordOf(path string) (record []byte, err error) {
	if err := checkPages(path); err != nil {
		return nil, err
	}
	err = guard(func() error {
		db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true, Timeout: retryAfter})
		if errors.Is(err, bolterrors.ErrTimeout) {
			return fmt.Errorf("%s: %w: it does not say which", path, ErrHeld)
		}
		if err != nil {
			return fmt.Errorf("%s: opening: %w", path, err)
		}
		defer db.Close()
		return db.View(func(tx *bolt.Tx) (err error) {
			r := newStore(path, &Options{}).newReader(tx)
			_, record, err = r.keyRecord()
			return err
		})
	})
	return record, err
}

// NewKey makes a further key, with which all is sealed from now on; what is
// there already is sealed anew by Reseal. An entry tells of it in the trail.
func (s *Store) NewKey(ctx context.Context, e Entry) error {
	return s.changeKeys(ctx, e, s.sealing.Load().keys, func(keys Keys, id [16]byte, record []byte) ([]byte, Ring, error) {
		return keys.Add(id, record)
	})
}

// NewMaster locks the keys with the present master key of others, which the
// store is opened with from now on.
func (s *Store) NewMaster(ctx context.Context, e Entry, keys Keys) error {
	return s.changeKeys(ctx, e, keys, wrapped)
}

type keyChange func(keys Keys, id [16]byte, record []byte) ([]byte, Ring, error)

// changeKeys changes the record of the keys in one transaction, and what the
// next ones seal with once it is on the disk.
func (s *Store) changeKeys(ctx context.Context, e Entry, keys Keys, change keyChange) error {
	e.Events = 0
	if err := e.check(); err != nil {
		return err
	}
	return s.write(ctx, func(w *writer) error { return w.changeKeys(e, keys, change) })
}

func (w *writer) changeKeys(e Entry, keys Keys, change keyChange) error {
	id, record, err := w.keyRecord()
	if err != nil {
		return err
	}
	if record == nil || keys == nil {
		return fmt.Errorf("%s: %w: it is plain; give it a key first", w.s.path, ErrNoKey)
	}
	changed, ring, err := change(keys, id, record)
	if err != nil || changed == nil {
		return err
	}
	if _, err := w.enter(e); err != nil {
		return err
	}
	w.after = append(w.after, func() {
		next := *w.s.sealing.Load()
		if next.keys = keys; ring != nil {
			next = *ringed(keys, ring)
		}
		w.s.sealing.Store(&next)
	})
	return w.putKeyRecord(id, changed)
}

// wrap locks the keys with the present master key, where they were locked with
// an earlier one.
func (s *Store) wrap() error {
	e := Entry{Action: "keys", Door: "daemon", Detail: "locked with the present master key"}
	return s.atOnce(func(w *writer) error { return w.changeKeys(e, w.keys, wrapped) })
}

func wrapped(keys Keys, id [16]byte, record []byte) ([]byte, Ring, error) {
	changed, err := keys.Wrap(id, record)
	return changed, nil, err
}
