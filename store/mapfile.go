package store

import (
	"errors"
	"fmt"
	"os"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
	"golang.org/x/sys/unix"
)

// checkPages looks at the file with plain reads before it is mapped.
func checkPages(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	st, err := file.Stat()
	if err != nil {
		return err
	}
	if err := walkPages(file, st.Size(), func(err error) error { return err }); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// mapped is how much of the address space a store takes at first, so that a
// reader never waits for the map to grow nor a writer for a reader.
const mapped = 1 << 30

// mapping is how bbolt opens the file.
func mapping(o *Options) *bolt.Options {
	return &bolt.Options{Timeout: max(o.timeout(), time.Millisecond), ReadOnly: o.ReadOnly, NoFreelistSync: true,
		FreelistType: bolt.FreelistMapType, InitialMmapSize: mapped, NoStatistics: true}
}

func (s *Store) openFile(o *Options) error {
	err := guard(func() error { return s.openBolt(o) })
	if err != nil && s.file != nil {
		letGo(s.file) // closed already, where bbolt itself has found it
	}
	return err
}

// letGo leaves nothing held of a file that bbolt could not follow: what would lock
// it next would wait for ever. The mapping stays, and would keep the lock.
func letGo(file *os.File) {
	_ = flock(file, unix.LOCK_UN)
	_ = file.Close()
}

func (s *Store) openBolt(o *Options) error {
	how := mapping(o)
	how.OpenFile = func(name string, flag int, mode os.FileMode) (f *os.File, err error) {
		f, err = os.OpenFile(name, flag&^os.O_CREATE, mode)
		s.file = f
		return f, err
	}
	db, err := bolt.Open(s.path, 0o600, how)
	if errors.Is(err, bolterrors.ErrTimeout) {
		return fmt.Errorf("%s: %w: it does not say which", s.path, ErrHeld)
	}
	if err != nil {
		return fmt.Errorf("%s: opening: %w", s.path, err)
	}
	db.AllocSize = 1 << 20
	s.db = db
	return nil
}
