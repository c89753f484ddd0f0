package store

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"
)

// In every table a value that was put in another record's place, with all hashes
// and sums made to fit, does not open: whoever owns the file and not the key
// cannot pass one record off as another.
func TestAValueInAnothersPlaceDoesNotOpen(t *testing.T) {
	c := newClock()
	path := filepath.Join(t.TempDir(), "caseclock.db")
	fullStore(t, path, c).Close() // what a plain store holds, sealed as it is opened
	sealed, swapped := sealedCopy(t, path, c), 0
	for _, tb := range tables {
		keys := twoKeys(t, sealed, tb)
		if len(keys) < 2 || tb == tCases {
			continue
		}
		swapped++
		stored, err := storedOf(sealed, tb, keys[0])
		if err != nil {
			t.Fatal(err)
		}
		rewrite(t, sealed, tb, keys[1], func([]byte) []byte { return stored })
		if err := sealed.view(func(r *reader) error { _, err := r.get(tb, keys[1]); return err }); err == nil {
			t.Errorf("%s: a value of another record opens", tb.name)
		}
	}
	fmt.Printf("swapped in %d tables\n", swapped)
	if swapped < 10 {
		t.Errorf("only %d tables have two records", swapped)
	}
}

// sealedCopy seals a plain store with a sealer of a fixed key.
func sealedCopy(t *testing.T, path string, c *clock) *Store {
	t.Helper()
	return sealedOf(t, openAt(t, path, c), c)
}

// sealedOf seals a store that is open.
func sealedOf(t *testing.T, s *Store, c *clock) *Store {
	t.Helper()
	to := s.Path() + ".sealed"
	if err := s.sealTo(to, &Options{Now: c.now, Rand: &dice{}, Timeout: -1, Seal: newSealer(t)}); err != nil {
		t.Fatal(err)
	}
	again, err := Open(to, Options{Now: c.now, Rand: &dice{}, Timeout: -1, Seal: newSealer(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { again.Close() })
	mustVerify(t, again)
	return again
}

// twoKeys are the first keys of a table that hold sealed values.
func twoKeys(t *testing.T, s *Store, tb *table) (keys [][]byte) {
	t.Helper()
	err := s.view(func(r *reader) error {
		b, err := r.bucket(tb)
		if err != nil {
			return err
		}
		c := b.Cursor()
		for k, _ := c.First(); k != nil && len(keys) < 2; k, _ = c.Next() {
			if tb.sealed(k) {
				keys = append(keys, bytes.Clone(k))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func storedOf(s *Store, tb *table, key []byte) (stored []byte, err error) {
	err = s.view(func(r *reader) error {
		v, err := r.stored(tb, key)
		stored = bytes.Clone(v)
		return err
	})
	return stored, err
}
