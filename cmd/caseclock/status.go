package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"caseclock/store"
)

// storeStatus is the exit status of what kept a store from being used.
func storeStatus(err error) int {
	var at placeError
	switch {
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
