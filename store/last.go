package store

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"

	bolt "go.etcd.io/bbolt"
)

// A file as it once was is whole, and nothing within it tells that something was
// written since: a disk that lost its last write, or somebody who put an earlier
// copy in place. So the lock file beside the store begins with the number of the
// last transaction that was answered. It is written after each, and not synced: a
// cut of power leaves an earlier number at worst, which refuses nothing. Whatever
// puts another file in the store's place by intent takes the number away first.

// lastBytes is the size of the line, which never changes: "last", the store's id,
// the number.
const lastBytes = 5 + 32 + 1 + 20 + 1

func lastLine(id [16]byte, tx uint64) []byte {
	return fmt.Appendf(make([]byte, 0, lastBytes), "last %x %020d\n", id, tx)
}

// noLast is the line where no number is known.
var noLast = append(bytes.Repeat([]byte{' '}, lastBytes-1), '\n')

// readLast reads the line; ok is false where there is none.
func readLast(b []byte) (id [16]byte, tx uint64, ok bool) {
	if len(b) < lastBytes || !bytes.HasPrefix(b, []byte("last ")) || b[lastBytes-1] != '\n' {
		return id, 0, false
	}
	_, err := hex.Decode(id[:], b[5:37])
	tx, failed := strconv.ParseUint(string(b[38:lastBytes-1]), 10, 64)
	return id, tx, errors.Join(err, failed) == nil
}

// answered leaves the number of a transaction that is on the disk.
func (h *holding) answered(id [16]byte, tx uint64) error {
	if h == nil || h.file == nil {
		return nil
	}
	_, err := h.file.WriteAt(lastLine(id, tx), 0)
	return err
}

// notBehind refuses a file that is older than what was answered from it.
func (s *Store) notBehind(h *holding) error {
	if h.file == nil {
		return nil
	}
	b := make([]byte, lastBytes)
	if n, _ := h.file.ReadAt(b, 0); n < lastBytes {
		return nil
	}
	id, last, ok := readLast(b)
	if !ok || id != s.about.id {
		return nil
	}
	return s.db.View(func(tx *bolt.Tx) error {
		if at := uint64(tx.ID()); at < last {
			return fmt.Errorf("%s: %w: it is as it was after transaction %d, and %d was answered: the last was lost, or an earlier file put in its place; accepted is a backup put there with caseclock restore", s.path, ErrDamaged, at, last)
		}
		return nil
	})
}

// forgetLast takes the number away where another file comes into a store's place.
func forgetLast(path string) error {
	f, err := os.OpenFile(path+".lock", os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	b := make([]byte, lastBytes)
	if n, _ := f.ReadAt(b, 0); n == lastBytes && bytes.HasPrefix(b, []byte("last ")) {
		_, err = f.WriteAt(noLast, 0)
	}
	return errors.Join(err, f.Sync(), f.Close())
}
