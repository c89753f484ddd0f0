package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"caseclock/deadline"
)

// A backup that is not there is refused, makes no file and leaves the store as
// it was; a second restore keeps what the first one put aside.
func TestRestoreOfNothing(t *testing.T) {
	ctx := context.Background()
	c := newClock()
	path := filepath.Join(t.TempDir(), "caseclock.db")
	s := openAt(t, path, c)
	on, _ := deadline.NewDate(2026, 1, 5)
	if _, err := s.Append(ctx, Write{Events: []deadline.Event{{Case: "CP-0417", Kind: deadline.ConcernNotified, On: on}}}); err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(t.TempDir(), "backup.db")
	if _, err := s.BackupFile(ctx, backup); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	o := Options{Now: c.now, Holder: "test"}
	missing := filepath.Join(t.TempDir(), "typo.db")
	if _, err := Restore(ctx, missing, path, o); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("restoring what is not there: %v", err)
	}
	if _, err := os.Stat(missing); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the missing backup was made: %v", err)
	}
	for range 2 {
		if r, err := Restore(ctx, backup, path, o); err != nil || r.Events != 1 {
			t.Fatalf("%d events, %v", r.Events, err)
		}
	}
	for _, aside := range []string{".before-restore", ".before-restore-2"} {
		if _, err := os.Stat(path + aside); err != nil {
			t.Error(err)
		}
	}
}
