package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"caseclock/store"
)

// storeStatus is the exit status of what kept a store from being used.
func storeStatus(err error) int {
	var at placeError
	var looked lookError
	switch {
	case errors.As(err, &looked):
		return looked.status
	case errors.Is(err, store.ErrStopped):
		return exitStopped
	case errors.Is(err, store.ErrHeld):
		return exitHeld
	case errors.Is(err, store.ErrDamaged), errors.Is(err, store.ErrNotStore), errors.Is(err, store.ErrNewer):
		return exitDamaged
	case errors.As(err, &at):
		return exitPlace
	}
	return exitRefused
}

// restoring is the way out of a store that is damaged.
const restoring = "caseclock restore"

// wayOut adds it to what was said of damage, once.
func wayOut(err error) error {
	if !errors.Is(err, store.ErrDamaged) || strings.Contains(err.Error(), restoring) {
		return err
	}
	return fmt.Errorf("%w; %s FILE puts a backup in the store's place", err, restoring)
}

// placeError is a folder or file of a store that cannot be used as it is.
type placeError struct{ error }

// Unwrap gives what the file system said.
func (p placeError) Unwrap() error { return p.error }

// placed says of what the file system refused what is accepted.
func placed(path string, err error) error {
	way := ""
	switch {
	case errors.Is(err, store.ErrShared):
	case errors.Is(err, fs.ErrNotExist):
		way = "the folder must be there: make it, or set data to where the store is"
	case errors.Is(err, fs.ErrPermission):
		way = "folder and file must belong to who runs caseclock, and be writable"
	case errors.Is(err, syscall.EROFS):
		way = "the file system is read-only; mount it for writing"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		way = "there is no space left; make room and start again"
	default:
		var no syscall.Errno
		if !errors.As(err, &no) {
			return err
		}
		return placeError{err}
	}
	if way == "" {
		return placeError{err}
	}
	return placeError{fmt.Errorf("the store %s cannot be used: %w; %s", path, err, way)}
}

func folderIsThere(path string) bool {
	info, err := os.Stat(filepath.Dir(path))
	return err == nil && info.IsDir()
}
