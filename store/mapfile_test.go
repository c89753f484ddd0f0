package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A file that bbolt cannot follow is let go: nobody waits for its lock.
func TestLetGoWhatCannotBeFollowed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := Open(path, Options{Now: time.Now, AnyFilesystem: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m, err := lastMeta(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	list := b[int64(m.root)*m.pageSize:][:m.pageSize] // of the tables: as a branch of one entry that leads to itself
	clear(list[8:])
	native.PutUint16(list[8:], branchPage)
	native.PutUint16(list[10:], 1)
	native.PutUint32(list[pageHead:], element)
	native.PutUint32(list[pageHead+4:], 1)
	native.PutUint64(list[pageHead+8:], m.root)
	list[pageHead+element] = 'a'
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	s = newStore(path, &Options{Now: time.Now})
	if err := s.openFile(&Options{Timeout: -1}); !errors.Is(err, ErrDamaged) {
		t.Fatalf("opening it: %v", err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := flock(f, lockNow); err != nil {
		t.Errorf("it is still locked: %v", err)
	}
}
