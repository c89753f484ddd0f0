package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Restore puts a backup in a store's place: it is verified, copied, verified
// again, and only then given the store's name. The store that was there is kept
// beside it as PATH.before-restore, or with a number behind where there is one
// already. What was erased since the backup is erased again (Options.Again).
// ErrHeld while any process holds the store.
func Restore(ctx context.Context, from, to string, o Options) (Report, error) {
	o.ReadOnly, o.Existing = false, false
	path, err := realPath(to)
	if err != nil {
		return Report{}, err
	}
	lock, err := hold(path, &o)
	if err != nil {
		return Report{}, err
	}
	defer lock.release()
	if err := idle(path); err != nil {
		return Report{}, err
	}
	o.AnyFilesystem = true
	if _, err := verifyFile(ctx, from, o); err != nil {
		return Report{}, fmt.Errorf("the backup: %w", err)
	}
	temp := path + ".new"
	report, err := copyVerified(ctx, from, temp, o)
	n := 0
	if err == nil {
		n, err = eraseAgain(ctx, path, temp, o)
	}
	if err == nil && n > 0 {
		report, err = verifyFile(ctx, temp, o)
		report.ErasedAgain = n
	}
	if err == nil {
		err = keepAside(path)
	}
	if err == nil {
		err = putInPlace(temp, path)
	}
	if err != nil {
		os.Remove(temp)
		return report, fmt.Errorf("restoring %s: %w", to, err)
	}
	return report, nil
}

// idle refuses a file that a process holds without the lock beside it.
func idle(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if err := flock(f, lockNow); err != nil {
		return fmt.Errorf("%s: %w: it does not say which", path, ErrHeld)
	}
	return nil
}

func copyVerified(ctx context.Context, from, temp string, o Options) (Report, error) {
	err := writeFile(temp, func(f *os.File) error {
		src, err := os.Open(from)
		if err != nil {
			return err
		}
		defer src.Close()
		_, err = io.Copy(patient{ctx, f}, src)
		return err
	})
	if err != nil {
		return Report{}, err
	}
	return verifyFile(ctx, temp, o)
}

// keepAside gives the store that is replaced another name. A link, not a
// rename, so that there is a store under the name at every instant.
func keepAside(path string) error {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	aside := path + ".before-restore"
	for n := 2; ; n++ {
		err := os.Link(path, aside)
		if err == nil {
			return syncFolder(filepath.Dir(path))
		}
		if !errors.Is(err, os.ErrExist) {
			return err
		}
		aside = fmt.Sprintf("%s.before-restore-%d", path, n)
	}
}
