package store

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
	"golang.org/x/sys/unix"
)

// Schema is the version of the layout that this package reads and writes. A
// file of a newer one is refused. Version 2 has issued reports, version 3 the
// numbers of turn.go, version 4 shelves, and version 5 a secret for each case and
// the log; a file of an earlier version is read as it is and becomes one of this
// version when it is opened for writing.
const Schema = 5

// Store is one open store. It is safe for concurrent use.
type Store struct {
	path  string
	db    *bolt.DB
	file  *os.File // the one that bbolt opened, to compare with what lies at the path
	lock  *holding
	about about

	logSecret [32]byte // hides what the log says of what is no case's

	now     func() time.Time
	rand    io.Reader
	onFatal func(error)
	watch   time.Duration

	readOnly bool
	sealing  atomic.Pointer[sealing]
	ciphers  caseCiphers
	words    atomic.Pointer[words]
	stopped  atomic.Pointer[error]
	commit   sync.Mutex // held while a transaction is being committed
	reading  reading
	jobs     chan *job
	turns    chan func() // what wants the writers' turn without a transaction
	closing  chan struct{}
	written  chan struct{} // closed when the writers' goroutine has ended
	close    sync.Once
}

// about is what a store is created with. It never changes, but for the schema.
type about struct {
	schema  uint32 // when it was opened
	created int64  // instant, nanoseconds since 1970
	id      [16]byte
	secret  [32]byte // of the keyed hashes
}

// Open opens the store at a path, and makes it where there is none. Errors:
// ErrHeld, ErrNewer, ErrNotStore, ErrDamaged, and what the file system says.
func Open(path string, o Options) (*Store, error) {
	if o.Now == nil {
		return nil, errors.New("store: a clock is needed (Options.Now)")
	}
	path, err := realPath(path)
	if err != nil {
		return nil, err
	}
	if err := checkFolder(path, &o); err != nil {
		return nil, err
	}
	lock, err := hold(path, &o)
	if err != nil {
		return nil, err
	}
	s, err := openHeld(path, &o)
	if err != nil {
		lock.release()
		return nil, err
	}
	if err := s.notBehind(lock); err != nil {
		return nil, errors.Join(err, s.db.Close(), lock.release())
	}
	s.lock = lock
	if !s.readOnly {
		if s, err = s.settle(&o); err != nil {
			return nil, errors.Join(err, s.db.Close(), lock.release())
		}
		go s.serveWriters()
	}
	return s, nil
}

// realPath is the path with links followed, so that two names of a store have
// one lock.
func realPath(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		var folder string
		if folder, err = filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
			real = filepath.Join(folder, filepath.Base(path))
		}
	}
	if err != nil {
		return "", fmt.Errorf("the store's folder: %w", err)
	}
	return filepath.Abs(real)
}

func checkFolder(path string, o *Options) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && (o.Existing || o.ReadOnly) {
		return fmt.Errorf("%s: there is no store: %w", path, fs.ErrNotExist)
	}
	if o.AnyFilesystem {
		return nil
	}
	var st unix.Statfs_t
	if err := unix.Statfs(filepath.Dir(path), &st); err != nil {
		return fmt.Errorf("%s: %w", filepath.Dir(path), err)
	}
	if name, shared := sharedFilesystems[uint32(st.Type)]; shared {
		return fmt.Errorf("%s: it lies on %s, where locks may not hold; %w", path, name, ErrShared)
	}
	return nil
}

var sharedFilesystems = map[uint32]string{
	0x6969: "NFS", 0xff534d42: "CIFS", 0xfe534d42: "SMB", 0x517b: "SMB", 0x65735546: "FUSE",
}

// openHeld opens or makes the file, while the lock is held.
func openHeld(path string, o *Options) (*Store, error) {
	if err := checkPages(path); errors.Is(err, fs.ErrNotExist) && !o.Existing && !o.ReadOnly {
		if err := create(path, o); err != nil {
			return nil, fmt.Errorf("%s: creating: %w", path, err)
		}
	} else if err != nil {
		return nil, err
	} else if o.First != nil {
		if err := o.First(path); err != nil {
			return nil, err
		}
	}
	s := newStore(path, o)
	if err := s.openFile(o); err != nil {
		return nil, err
	}
	if err := s.load(); err != nil {
		s.db.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

func newStore(path string, o *Options) *Store {
	s := &Store{path: path, now: o.Now, rand: o.Rand, onFatal: o.OnFatal, watch: o.Watch,
		readOnly: o.ReadOnly, jobs: make(chan *job), turns: make(chan func()), closing: make(chan struct{}), written: make(chan struct{})}
	if s.rand == nil {
		s.rand = rand.Reader
	}
	s.sealing.Store(o.sealing())
	return s
}

// load reads what the store is and what it must know to read the rest.
func (s *Store) load() error {
	return s.viewAny(func(r *reader) error {
		if err := r.readable(); err != nil {
			return err
		}
		err := r.unlock()
		if err != nil {
			return err
		}
		if s.about, err = r.readAbout(); err != nil {
			return err
		}
		s.logSecret = logSecretOf(s.about.secret)
		if err := r.inTurn(); err != nil {
			return err
		}
		w, err := r.loadWords()
		s.words.Store(w)
		return err
	})
}

// The record "about" begins with what any version can read: a mark and the
// schema. The sealed rest is the instant of creation, the store's id and the
// secret of its keyed hashes.
var aboutMark = []byte("caseclock store\n")

// storedAbout gives the record as stored, where this program reads its version.
func (r *reader) storedAbout() ([]byte, error) {
	b := r.tx.Bucket([]byte(tHead.name))
	if b == nil {
		return nil, ErrNotStore
	}
	v := b.Get(keyAbout)
	if !bytes.HasPrefix(v, aboutMark) || len(v) < len(aboutMark)+4 {
		return nil, ErrNotStore
	}
	stored, _, err := tHead.split(keyAbout, v)
	if err != nil {
		return nil, err
	}
	if schema := binary.BigEndian.Uint32(stored[len(aboutMark):]); schema > Schema {
		return nil, fmt.Errorf("%w: %d, and this program reads up to %d; use the newer program", ErrNewer, schema, Schema)
	}
	return stored, nil
}

// readable says whether this is a store, and of a version that this program reads.
func (r *reader) readable() error {
	_, err := r.storedAbout()
	return err
}

func (r *reader) readAbout() (a about, err error) {
	stored, err := r.storedAbout()
	if err != nil {
		return a, err
	}
	a.schema = binary.BigEndian.Uint32(stored[len(aboutMark):])
	plain, err := r.open(tHead, nil, keyAbout, stored[len(aboutMark)+4:])
	if err != nil {
		return a, err
	}
	u := unpacker{b: plain}
	a.created = u.int()
	copy(a.id[:], u.fixed(16))
	copy(a.secret[:], u.fixed(32))
	if !u.done() {
		return a, tHead.damage(keyAbout, "it cannot be read")
	}
	return a, nil
}

// inPlace says whether the store and its lock are still what lies at their
// paths.
func (s *Store) inPlace() error {
	if !isAt(s.file, s.path) {
		return fmt.Errorf("%s: %w", s.path, ErrReplaced)
	}
	if s.lock == nil {
		return nil
	}
	return s.lock.inPlace()
}

// Close waits for what is being read and written, and lets the store go.
func (s *Store) Close() error {
	err := error(nil)
	s.close.Do(func() {
		close(s.closing)
		if !s.readOnly {
			<-s.written
		}
		err = errors.Join(s.db.Close(), s.lock.release())
	})
	return err
}

// Path is the store's file, with links followed.
func (s *Store) Path() string { return s.path }

// Created is the instant at which the store was made, UTC.
func (s *Store) Created() time.Time { return time.Unix(0, s.about.created).UTC() }
