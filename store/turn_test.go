package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// image is a store's file as it was at one instant, and what it then said.
type image struct {
	file     []byte
	records  map[string]string
	answered map[string]string
}

func imageOf(t *testing.T, s *Store) image {
	t.Helper()
	file, err := os.ReadFile(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	s.db.View(func(tx *bolt.Tx) error { file = file[:tx.Size()]; return nil })
	return image{file, dumpRaw(t, s), answers(s)}
}

// smallWrites are such as write few pages, so that all that an earlier list of
// the tables leads to is still there.
func smallWrites(t *testing.T, s *Store) (list []image) {
	t.Helper()
	for i := range 3 {
		x, err := s.Sending("m1")
		if err != nil {
			t.Fatal(err)
		}
		x.Next = x.Next.AddDate(0, 0, 1)
		for _, write := range []func() error{
			func() error { return s.Set(bg, "last evaluated", fmt.Append(nil, i)) },
			func() error { return s.Record(bg, Entry{By: "auditor", Action: "look"}) },
			func() error { return s.PutSendings(bg, Entry{}, SendingChange{Claimed, x}) },
		} {
			if err := write(); err != nil {
				t.Fatal(err)
			}
			list = append(list, imageOf(t, s))
		}
	}
	return list
}

// Any one page as an earlier transaction left it, but for the first two, is
// found or changes nothing that is read.
func TestNoPageOfAnEarlierTransactionIsServed(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	s := fullStore(t, filepath.Join(dir, "caseclock.db"), c)
	list := smallWrites(t, s)
	other := filepath.Join(dir, "damaged.db")
	trials, changes := 0, 0
	for i, now := range list {
		for back := 1; back <= min(i, 3); back++ {
			was := list[i-back].file
			for n := 2; n < len(was)/4096; n++ {
				if bytes.Equal(page(was, n), page(now.file, n)) {
					continue
				}
				b := bytes.Clone(now.file)
				copy(page(b, n), page(was, n))
				if err := os.WriteFile(other, b, 0o600); err != nil {
					t.Fatal(err)
				}
				changed, wrong := damaged(t, other, c, now.records, now.answered)
				if wrong != "" {
					t.Errorf("page %d as it was %d transactions before: %s", n, back, wrong)
				}
				trials++
				if changed {
					changes++
				}
			}
		}
	}
	if changes < 20 || changes == trials {
		t.Errorf("%d of %d trials changed something: pages that are read, and pages that are not, should be among them", changes, trials)
	}
	t.Logf("%d of %d trials changed something, each found", changes, trials)
}

// The file as it once was, whole, cannot be told: it is what a backup is. The
// hash of the last entry that someone kept elsewhere tells it.
func TestTheFileAsItOnceWasIsNotTold(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	s := fullStore(t, filepath.Join(dir, "caseclock.db"), c)
	was := imageOf(t, s)
	mustAppend(t, s, concern(refOf(1), firstOf2026))
	last := lastEntry(t, s)
	other := filepath.Join(dir, "earlier.db")
	if err := os.WriteFile(other, was.file, 0o600); err != nil {
		t.Fatal(err)
	}
	old := openAt(t, other, c)
	mustVerify(t, old)
	if e := lastEntry(t, old); e.Seq >= last.Seq || e.Hash == last.Hash {
		t.Errorf("the trail ends at %d, %x, as the later one does", e.Seq, e.Hash)
	}
}

func lastEntry(t *testing.T, s *Store) (last Entry) {
	t.Helper()
	if err := s.Trail(bg, func(e Entry) error { last = e; return nil }); err != nil {
		t.Fatal(err)
	}
	return last
}

// Where only the list of the tables is an earlier one, nothing is answered from
// it, read or written.
func TestAnEarlierListOfTheTablesIsNotServed(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	s := fullStore(t, filepath.Join(dir, "caseclock.db"), c)
	other := filepath.Join(dir, "copy.db")
	for _, table := range turnTables {
		if err := s.db.Update(func(tx *bolt.Tx) error { // its own number, and one too few
			w := &writer{reader: s.newReader(tx)}
			return errors.Join(w.putTurn(), w.putStored(table, keyTurn, seqKey(uint64(tx.ID()-1))))
		}); err != nil {
			t.Fatal(err)
		}
		for name, a := range answers(s) {
			if !bytes.HasPrefix([]byte(a), []byte("error: "+ErrDamaged.Error())) {
				t.Errorf("%s, %s: %s", table.name, name, a)
			}
		}
		if err := s.Set(bg, "last evaluated", []byte("2027")); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s, writing: %v", table.name, err)
		}
		if r, err := s.Verify(bg); err != nil || r.Err() == nil {
			t.Errorf("%s, verifying: %v, %v", table.name, r.Faults, err)
		}
		file, err := os.ReadFile(s.Path())
		if err := errors.Join(err, os.WriteFile(other, file, 0o600)); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(other, Options{Now: c.now, Timeout: -1, ReadOnly: true}); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s, opening: %v", table.name, err)
		}
	}
}
