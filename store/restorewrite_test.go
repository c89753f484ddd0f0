package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"caseclock/deadline"
)

// A restored backup is written to and opened again, whether the last
// transaction before the backup was an odd or an even one.
func TestRestoreThenWrite(t *testing.T) {
	ctx := context.Background()
	on, _ := deadline.NewDate(2026, 1, 5)
	write := func(t *testing.T, path string, c *clock, ref string) {
		t.Helper()
		s := openAt(t, path, c)
		if _, err := s.Append(ctx, Write{Events: []deadline.Event{{Case: ref, Kind: deadline.ConcernNotified, On: on}}}); err != nil {
			t.Fatal(err)
		}
		if r, err := s.Verify(ctx); err != nil || r.Err() != nil {
			t.Fatal(err, r.Err())
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for before := 1; before <= 4; before++ {
		t.Run(fmt.Sprintf("%d writes before the backup", before), func(t *testing.T) {
			c := newClock()
			dir := t.TempDir()
			path, backup := filepath.Join(dir, "caseclock.db"), filepath.Join(dir, "backup.db")
			for n := range before {
				write(t, path, c, fmt.Sprintf("CP-%04d", n))
			}
			s := openAt(t, path, c)
			if _, err := s.BackupFile(ctx, backup); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := Restore(ctx, backup, path, Options{Now: c.now, Holder: "test"}); err != nil {
				t.Fatal(err)
			}
			for n := range 3 {
				write(t, path, c, fmt.Sprintf("CP-1%03d", n))
			}
		})
	}
}
