package store

import (
	"context"
	"errors"
	"fmt"
	"os"

	bolt "go.etcd.io/bbolt"
)

// A plain store becomes a sealed one as a whole: it is written anew beside the
// old one, verified, and given its name. So it is plain or sealed at every
// instant, never half of each, and nothing plain is left in the new file. The
// old file is overwritten before it is let go.

// sealedTogether is how many bytes are sealed in one transaction.
const sealedTogether = 16 << 20

// becomeSealed seals a plain store, whose lock is held, and opens it again.
func (s *Store) becomeSealed(o *Options) (*Store, error) {
	old, err := os.OpenFile(s.path, os.O_RDWR, 0)
	if err != nil {
		return s, err
	}
	defer old.Close()
	temp := s.path + ".new"
	defer os.Remove(temp) // gone already where all went well
	if err := s.sealTo(temp, o); err != nil {
		return s, fmt.Errorf("sealing %s: %w", s.path, err)
	}
	sure := *o
	sure.AnyFilesystem = true
	if _, err := verifyFile(context.Background(), temp, sure); err != nil {
		return s, fmt.Errorf("sealing %s: %w", s.path, err)
	}
	if err := errors.Join(s.db.Close(), putInPlace(temp, s.path), blank(old)); err != nil {
		return s, fmt.Errorf("sealing %s: %w", s.path, err)
	}
	again, err := openHeld(s.path, o)
	if err != nil {
		return s, err
	}
	again.lock = s.lock
	return again, nil
}

// blank overwrites a file whose name is gone.
func blank(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	zeros := make([]byte, 1<<20)
	for at := int64(0); at < info.Size(); at += int64(len(zeros)) {
		if _, err := f.WriteAt(zeros[:min(int64(len(zeros)), info.Size()-at)], at); err != nil {
			return err
		}
	}
	return f.Sync()
}

// sealTo writes the store anew, every value sealed.
func (s *Store) sealTo(temp string, o *Options) error {
	if err := os.Remove(temp); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	db, err := bolt.Open(temp, 0o600, &bolt.Options{NoFreelistSync: true, FreelistType: bolt.FreelistMapType, Timeout: o.timeout()})
	if err != nil {
		return err
	}
	to := newStore(temp, o)
	to.db, to.about = db, s.about
	to.words.Store(s.words.Load())
	err = s.view(func(r *reader) error {
		c := &sealingCopy{to: to}
		return c.all(r)
	})
	return errors.Join(err, db.Close())
}

// sealingCopy writes records into another store, several in one transaction.
type sealingCopy struct {
	to    *Store
	head  head
	w     *writer // nil between two transactions
	bytes int
	// secrets: those of the cases are written.
	secrets bool
}

func (c *sealingCopy) all(r *reader) (err error) {
	if c.head, err = r.readHead(); err != nil {
		return err
	}
	if err = c.begin(); err != nil {
		return err
	}
	defer func() {
		if c.w != nil {
			c.w.tx.Rollback()
		}
	}()
	if err = c.furnish(r.schema()); err != nil {
		return err
	}
	for _, t := range append([]*table{tCaseKeys}, tables...) {
		if t == tHead || t == tSums || t == tCaseKeys && c.secrets {
			continue
		}
		c.secrets = true // they come first: the cases are sealed with them
		err := r.walk(t, nil, func(key, plain []byte) error { return c.record(t, key, plain) })
		if err != nil && !errors.Is(err, errNotYet) {
			return err
		}
	}
	return c.end()
}

// furnish makes the tables, the keys and what the store is.
func (c *sealingCopy) furnish(schema uint32) error {
	for _, t := range tables {
		if _, err := c.w.tx.CreateBucket([]byte(t.name)); err != nil {
			return err
		}
	}
	if err := c.w.newKeys(); err != nil {
		return err
	}
	return c.w.putAbout(schema, &c.to.about)
}

// record seals one record.
func (c *sealingCopy) record(t *table, key, plain []byte) error {
	if c.bytes += len(key) + len(plain); c.bytes > sealedTogether {
		if err := c.end(); err != nil {
			return err
		}
		if err := c.begin(); err != nil {
			return err
		}
	}
	if t == tCases {
		return c.w.putCase(CaseKey(key), plain)
	}
	if t == tSettings {
		key = c.to.hashed(key)
	}
	return c.w.put(t, key, plain)
}

func (c *sealingCopy) begin() error {
	tx, err := c.to.db.Begin(true)
	if err != nil {
		return err
	}
	c.bytes = 0
	c.w = &writer{reader: c.to.newReader(tx), head: c.head, now: c.head.last, trails: map[[16]byte]uint64{}}
	c.w.sums = map[string]*sum{}
	return nil
}

func (c *sealingCopy) end() error {
	w := c.w
	c.w = nil
	if err := w.flush(); err != nil {
		w.tx.Rollback()
		return err
	}
	return w.tx.Commit()
}
