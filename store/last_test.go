package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The file as it was one transaction earlier, or many, is refused where it lies in
// the store's place, and so is one whose last first page the disk lost.
func TestAnEarlierFileInTheStoresPlaceIsRefused(t *testing.T) {
	c := newClock()
	path := filepath.Join(t.TempDir(), "caseclock.db")
	s := fullStore(t, path, c)
	var was [][]byte
	for i := range 3 {
		was = append(was, mustRead(t, path))
		if err := s.Set(bg, "last evaluated", []byte{byte(i)}); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	now := mustRead(t, path)
	lostPage := func(n int) []byte {
		b := append([]byte(nil), now...)
		copy(page(b, n), page(was[2], n))
		return b
	}
	for i, b := range append(was, lostPage(0), lostPage(1)) {
		mustPut(t, path, b)
		s, err := Open(path, Options{Now: c.now, Timeout: -1})
		switch {
		case i < 3 && (!errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "restore")):
			t.Errorf("file %d: %v", i, err)
		case err == nil: // the page that the last transaction did not write
			v, err := s.Setting("last evaluated")
			if err != nil || v[0] != 2 {
				t.Errorf("file %d: %v, %v", i, v, err)
			}
			s.Close()
		case !errors.Is(err, ErrDamaged):
			t.Errorf("file %d: %v", i, err)
		}
	}
}

// What puts another file in the store's place by intent is not refused, nor is one
// of which no number is known.
func TestAnotherFileByIntentIsNotRefused(t *testing.T) {
	c := newClock()
	path := filepath.Join(t.TempDir(), "caseclock.db")
	s := fullStore(t, path, c)
	backup := path + ".backup"
	if _, err := s.BackupFile(bg, backup); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, s, concern(refOf(1), firstOf2026))
	s.Close()
	o := Options{Now: c.now, Timeout: -1}
	steps := map[string]func() error{
		"restore": func() error { _, err := Restore(context.Background(), backup, path, o); return err },
		"compact": func() error { _, _, err := Compact(context.Background(), path, o); return err },
		"no lock": func() error { mustPut(t, path, mustRead(t, backup)); return os.Remove(path + ".lock") },
		"new":     func() error { return os.Remove(path) },
	}
	for _, name := range []string{"restore", "compact", "no lock", "new"} {
		if err := steps[name](); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		s := openAt(t, path, c)
		mustVerify(t, s)
		mustAppend(t, s, concern(refOf(1), firstOf2026))
		s.Close()
		openAt(t, path, c).Close()
	}
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustPut(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}
