package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// Backup writes a copy of the store as it is at one instant, while it is read
// and written. Copying the file itself while the store is open does not give
// one.
func (s *Store) Backup(ctx context.Context, to io.Writer) error {
	return s.view(func(r *reader) error {
		_, err := r.tx.WriteTo(patient{ctx, to})
		if err != nil {
			return fmt.Errorf("backup of %s: %w", s.path, err)
		}
		return nil
	})
}

// patient is a writer that stops when its context does.
type patient struct {
	ctx context.Context
	to  io.Writer
}

func (p patient) Write(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.to.Write(b)
}

// BackupFile writes a copy to a file, reads it back, verifies every record and
// only then gives it its name; an earlier backup of that name is replaced. The
// report is of the copy. A copy that does not verify is removed and is an
// error.
func (s *Store) BackupFile(ctx context.Context, path string) (Report, error) {
	real, err := realPath(path)
	if err != nil {
		return Report{}, err
	}
	if real == s.path || isAt(s.file, real) {
		return Report{}, fmt.Errorf("%s: it is the store itself; accepted is another file", path)
	}
	temp := real + ".new"
	err = writeFile(temp, func(f *os.File) error { return s.Backup(ctx, f) })
	var report Report
	if err == nil {
		report, err = verifyFile(ctx, temp, s.options())
	}
	if err == nil {
		err = putInPlace(temp, real)
	}
	if err != nil {
		os.Remove(temp)
		return report, fmt.Errorf("backup to %s: %w", path, err)
	}
	return report, nil
}

// options are what another file of this store is opened with.
func (s *Store) options() Options {
	now := s.sealing.Load()
	o := Options{Now: s.now, Rand: s.rand, Keys: now.keys, AnyFilesystem: true, ReadOnly: true}
	if now.ring == nil {
		o.Seal = now.seal
	}
	return o
}

func writeFile(path string, fill func(*os.File) error) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(fill(f), f.Sync(), f.Close())
}

// verifyFile opens a store that nobody else uses and verifies it whole.
func verifyFile(ctx context.Context, path string, o Options) (Report, error) {
	o.ReadOnly, o.Existing = true, true // a file that is not there is not made
	s, err := openHeld(path, &o)
	if err != nil {
		return Report{}, err
	}
	defer s.db.Close()
	report, err := s.Verify(ctx)
	if err != nil {
		return report, err
	}
	return report, report.Err()
}
