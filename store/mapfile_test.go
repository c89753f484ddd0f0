package store

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// A file that bbolt could not follow is let go, though its mapping stays: nobody
// waits for its lock.
func TestLetGoWhatCannotBeFollowed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	if err := os.WriteFile(path, make([]byte, 1<<14), 0o600); err != nil {
		t.Fatal(err)
	}
	mapped, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	b, err := unix.Mmap(int(mapped.Fd()), 0, 1<<14, unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Munmap(b) }()
	if err := flock(mapped, lockNow); err != nil {
		t.Fatal(err)
	}
	letGo(mapped)
	again, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if err := flock(again, lockNow); err != nil {
		t.Errorf("it is still locked: %v", err)
	}
}
