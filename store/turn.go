package store

import (
	"bytes"
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// The page that lists the tables is written anew by every transaction, and so
// are bbolt's two first pages, which number the transactions. Where only the
// list is lost, an earlier one in its place leads to the tables as they were:
// records and their sums agree there, and nothing within them tells that they
// are not the last. So each transaction leaves its number in the table "store"
// and beside the sums, and both must be that of the first pages. Two, since the
// list may take more than one page.
//
// Nothing else is ever written without the store, so a file that another
// program wrote to is refused as well.

// turnSchema is the first version with these numbers.
const turnSchema = 3

var (
	turnTables = [...]*table{tHead, tSums}
	// keyTurn is no group's: it begins with the tag of a table without any.
	keyTurn = []byte{tHead.tag, 't', 'u', 'r', 'n'}
)

// putTurn leaves the number of this transaction.
func (w *writer) putTurn() error {
	if w.schema() < turnSchema {
		return nil
	}
	turn := binary.BigEndian.AppendUint64(nil, uint64(w.tx.ID()))
	for _, t := range turnTables {
		if err := w.putStored(t, keyTurn, turn); err != nil {
			return err
		}
	}
	return nil
}

// inTurn makes sure that the tables are those of the last transaction.
func (r *reader) inTurn() error {
	if r.schema() < turnSchema {
		return nil
	}
	last := uint64(r.tx.ID())
	if r.tx.Writable() {
		last-- // its own number is one more, and not yet left
	}
	for _, t := range turnTables {
		b, err := r.bucket(t)
		if err != nil {
			return err
		}
		v := b.Get(keyTurn)
		if v == nil {
			return t.damage(keyTurn, "it is missing")
		}
		stored, _, err := t.split(keyTurn, v)
		if err != nil {
			return err
		}
		if turn := binary.BigEndian.AppendUint64(nil, last); !bytes.Equal(stored, turn) {
			return fmt.Errorf("%w: its tables are those of transaction %x where the last was %x: that was lost, or another program wrote to the file", ErrDamaged, stored, turn)
		}
	}
	return nil
}

// renumber leaves the number in a copy that bbolt made of records alone.
func (s *Store) renumber(db *bolt.DB) error {
	return db.Update(func(tx *bolt.Tx) error {
		w := &writer{reader: s.newReader(tx)}
		return w.putTurn()
	})
}
