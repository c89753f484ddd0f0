package store

import (
	"context"
	"errors"
	"fmt"
	"os"

	bolt "go.etcd.io/bbolt"
)

// compactBytes is how much compacting copies in one transaction.
const compactBytes = 16 << 20

// Compact writes the store anew without the pages that are free, verifies it
// and puts it in its place. It gives the bytes before and after. ErrHeld while
// any process holds the store.
func Compact(ctx context.Context, path string, o Options) (before, after int64, err error) {
	o.ReadOnly = false
	path, err = realPath(path)
	if err != nil {
		return 0, 0, err
	}
	lock, err := hold(path, &o)
	if err != nil {
		return 0, 0, err
	}
	defer lock.release()
	temp := path + ".new"
	defer os.Remove(temp) // gone already where all went well
	if before, err = compactTo(path, temp, &o); err != nil {
		return before, 0, fmt.Errorf("compacting %s: %w", path, err)
	}
	o.AnyFilesystem = true
	if _, err := verifyFile(ctx, temp, o); err != nil {
		return before, 0, fmt.Errorf("compacting %s: %w", path, err)
	}
	if err := putInPlace(temp, path); err != nil {
		return before, 0, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return before, 0, err
	}
	return before, info.Size(), nil
}

func compactTo(path, temp string, o *Options) (int64, error) {
	if err := os.Remove(temp); err != nil && !errors.Is(err, os.ErrNotExist) {
		return 0, err
	}
	reading := *o
	reading.ReadOnly, reading.Existing = true, true
	src, err := openHeld(path, &reading)
	if err != nil {
		return 0, err
	}
	defer src.db.Close()
	info, err := src.file.Stat()
	if err != nil {
		return 0, err
	}
	dst, err := bolt.Open(temp, 0o600, &bolt.Options{NoFreelistSync: true, FreelistType: bolt.FreelistMapType, Timeout: o.timeout()})
	if err != nil {
		return info.Size(), err
	}
	err = guard(func() error {
		if err := bolt.Compact(dst, src.db, compactBytes); err != nil {
			return err
		}
		return src.renumber(dst)
	})
	return info.Size(), errors.Join(err, dst.Close())
}
