package store

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
)

// create makes an empty store under another name, whole and on the disk, and
// only then gives it its own. So a store's file is never half made.
func create(path string, o *Options) error {
	temp := path + ".new"
	if err := os.Remove(temp); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	s := newStore(temp, o)
	db, err := bolt.Open(temp, 0o600, &bolt.Options{NoFreelistSync: true, FreelistType: bolt.FreelistMapType, Timeout: o.timeout()})
	if err != nil {
		return err
	}
	s.db = db
	err = s.furnish()
	if err = errors.Join(err, db.Close()); err != nil {
		os.Remove(temp)
		return err
	}
	return putInPlace(temp, path)
}

// furnish writes the tables and the records that every store has.
func (s *Store) furnish() error {
	tx, err := s.db.Begin(true)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, t := range tables {
		if _, err := tx.CreateBucket([]byte(t.name)); err != nil {
			return err
		}
	}
	s.words.Store(&words{})
	w := &writer{reader: s.newReader(tx), now: s.now().UnixNano()}
	if err := s.newAbout(); err != nil {
		return err
	}
	s.about.created = w.now
	if err := cmp.Or(w.newKeys(), w.putAbout(Schema, &s.about)); err != nil {
		return err
	}
	if err := w.flush(); err != nil {
		return err
	}
	return tx.Commit()
}

// newAbout draws what a new store is.
func (s *Store) newAbout() error {
	var random [48]byte
	if _, err := io.ReadFull(s.rand, random[:]); err != nil {
		return fmt.Errorf("random numbers for a new store: %w", err)
	}
	copy(s.about.id[:], random[:])
	copy(s.about.secret[:], random[16:])
	s.logSecret = logSecretOf(s.about.secret)
	return nil
}

// newKeys makes the keys of a new store, where it is to be sealed.
func (w *writer) newKeys() error {
	if w.keys == nil {
		return nil
	}
	record, ring, err := w.keys.New(w.s.about.id)
	if err != nil {
		return err
	}
	w.sealing = ringed(w.keys, ring)
	w.s.sealing.Store(w.sealing)
	return w.putKeyRecord(w.s.about.id, record)
}

// putAbout writes what a store is, the mark and the version in the open.
func (w *writer) putAbout(schema uint32, a *about) error {
	var p packer
	p.int(a.created)
	p.fixed(a.id[:])
	p.fixed(a.secret[:])
	sealed, err := w.seal.Seal(nil, p.b, tHead.id(nil, keyAbout))
	if err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	b := binary.BigEndian.AppendUint32(append([]byte(nil), aboutMark...), schema)
	return w.putStored(tHead, keyAbout, append(b, sealed...))
}

// putInPlace renames a file that is whole and makes the disk know it.
func putInPlace(temp, path string) error {
	if err := cmp.Or(syncFile(temp), forgetLast(path)); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
