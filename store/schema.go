package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
)

// schema is what the store is of at this instant. One that cannot be read
// counts as this program's own, so that what is missing is damage.
func (r *reader) schema() uint32 {
	b := r.tx.Bucket([]byte(tHead.name))
	if b == nil {
		return Schema
	}
	v := b.Get(keyAbout)
	if len(v) < len(aboutMark)+4 {
		return Schema
	}
	return binary.BigEndian.Uint32(v[len(aboutMark):])
}

// settle makes a store that was opened for writing what this program keeps: of
// its version, sealed where there is a key, and locked with the present one.
func (s *Store) settle(o *Options) (*Store, error) {
	if err := s.upgrade(); err != nil {
		return s, fmt.Errorf("%s: becoming a store of version %d: %w", s.path, Schema, err)
	}
	now := s.sealing.Load()
	switch {
	case now.ring != nil:
		if err := s.wrap(); err != nil {
			return s, fmt.Errorf("%s: locking its keys anew: %w", s.path, err)
		}
	case now.plain && now.keys != nil:
		return s.becomeSealed(o)
	}
	return s, nil
}

// upgrade makes a store that is opened for writing one of this version, in one
// transaction: all of it or nothing.
func (s *Store) upgrade() error {
	return s.atOnce(func(w *writer) error { return w.toSchema(Schema) })
}

// atOnce writes before others may.
func (s *Store) atOnce(apply func(w *writer) error) error {
	j := &job{ctx: context.Background(), apply: apply}
	if err := s.transact([]*job{j}); !errors.Is(err, errAlone) && err != nil {
		return err
	}
	return j.err
}

// toSchema makes the store one of a later schema: it gets the tables that came
// with it, and programs before it no longer open it.
func (w *writer) toSchema(to uint32) error {
	if w.schema() >= to {
		return nil
	}
	from := w.schema()
	for _, t := range tables {
		if t.since > from && t.since <= to {
			if _, err := w.tx.CreateBucket([]byte(t.name)); err != nil {
				return err
			}
		}
	}
	if err := w.putSchema(to); err != nil {
		return err
	}
	if from < caseKeysSchema && to >= caseKeysSchema {
		w.head.bare = w.head.entries
		return cmp.Or(w.makeCaseSecrets(), w.hashSettings(), w.logAll())
	}
	return nil
}

// caseKeysSchema is the first version with a secret for each case, and with the log.
const caseKeysSchema = 5

// putSchema writes the version into the record "about".
func (w *writer) putSchema(to uint32) error {
	b, err := w.bucket(tHead)
	if err != nil {
		return err
	}
	about, _, err := tHead.split(keyAbout, b.Get(keyAbout))
	if err != nil {
		return err
	}
	about = bytes.Clone(about)
	binary.BigEndian.PutUint32(about[len(aboutMark):], to)
	return w.putStored(tHead, keyAbout, about)
}
