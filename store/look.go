package store

import (
	"errors"
	"fmt"
	"hash/crc32"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// Look maps a store's file as a daemon does, has bbolt follow all that is in it,
// and reads every byte that this leads to. It is for a process of its own: bbolt
// follows the pages in a goroutine of its own when it opens a file for writing,
// and a fault there ends the process, which nothing in it can catch; nor can a way
// round in circles be left. Whoever opens the file then knows that it can be
// (Options.First).
//
// Look takes no lock beside the file, which whoever asks for it holds, and asks
// for no key: the pages and what their records lie in are not sealed, and a
// process that may die should know no secret. It tells each step before it is made.
// Whether the records are as they were written is for Verify. Errors: ErrHeld,
// ErrDamaged, and what the file system says.
func Look(path string, step func(string)) error {
	err := guard(func() error {
		step("its pages are followed")
		how := mapping(&Options{ReadOnly: true})
		how.PreLoadFreelist = true // as a daemon's opening does
		db, err := bolt.Open(path, 0o600, how)
		if errors.Is(err, bolterrors.ErrTimeout) {
			return fmt.Errorf("%w: it does not say which", ErrHeld)
		}
		if errors.Is(err, bolterrors.ErrInvalid) {
			return fmt.Errorf("%w: %w", ErrNotStore, err)
		}
		if err != nil {
			return fmt.Errorf("opening: %w", err)
		}
		err = db.View(func(tx *bolt.Tx) error {
			return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
				step(fmt.Sprintf("its table %q is read", name))
				readAll(b)
				return nil
			})
		})
		return errors.Join(err, db.Close())
	})
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// readAll reads every byte of a table.
func readAll(b *bolt.Bucket) (all uint32) {
	c := b.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		all ^= crc32.ChecksumIEEE(k) ^ crc32.ChecksumIEEE(v)
		if v != nil {
			continue
		}
		if below := b.Bucket(k); below != nil {
			all ^= readAll(below)
		}
	}
	return all
}
