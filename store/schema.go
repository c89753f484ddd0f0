package store

import (
	"bytes"
	"encoding/binary"
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

// toSchema makes the store one of a later schema: it gets the tables that came
// with it, and programs before it no longer open it.
func (w *writer) toSchema(to uint32) error {
	if w.schema() >= to {
		return nil
	}
	for _, t := range tables {
		if t.since > w.schema() && t.since <= to {
			if _, err := w.tx.CreateBucket([]byte(t.name)); err != nil {
				return err
			}
		}
	}
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
