package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// A store is held by a lock on a file of its own beside it, PATH.lock, so that
// putting another file in the store's place does not let a second process in.
// The file is never removed; what it says is the number of the last transaction
// (see last.go), who held it last, and when people were last told of what could
// not be written down.
//
// It is of one size and written in place, which needs no space: a daemon must be
// able to start on a full disk, to tell what is due.

// holding is the lock, while held.
type holding struct {
	file *os.File
	who  string // as signed
}

// signature is how long what follows the number in the lock file is.
const signature = 512

// retryAfter is how long to wait between two tries for a lock.
const retryAfter = 20 * time.Millisecond

// hold takes the lock, shared for readers.
func hold(path string, o *Options) (*holding, error) {
	tries := int(o.timeout() / retryAfter)
	for {
		h, err := tryHold(path+".lock", o)
		if !errors.Is(err, unix.EWOULDBLOCK) {
			return h, err
		}
		if tries <= 0 {
			return nil, fmt.Errorf("%s: %w: %s", path, ErrHeld, lastHolder(path+".lock"))
		}
		tries--
		time.Sleep(retryAfter)
	}
}

func (o *Options) timeout() time.Duration {
	if o.Timeout == 0 {
		return 2 * time.Second
	}
	return o.Timeout
}

func tryHold(path string, o *Options) (*holding, error) {
	file, err := openLock(path, o.ReadOnly)
	if file == nil {
		return &holding{}, err
	}
	how := unix.LOCK_EX
	if o.ReadOnly {
		how = unix.LOCK_SH
	}
	if err := flock(file, how|unix.LOCK_NB); err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: locking: %w", path, err)
	}
	if !isAt(file, path) { // it was put in another's place meanwhile
		file.Close()
		return nil, unix.EWOULDBLOCK
	}
	h := &holding{file: file}
	if !o.ReadOnly {
		if err := h.sign(o); err != nil {
			h.release()
			return nil, fmt.Errorf("%s: writing who holds it: %w", path, err)
		}
	}
	return h, nil
}

// openLock opens or makes the lock file. A reader of a folder it may not write
// to does without.
func openLock(path string, readOnly bool) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil || !readOnly {
		return file, err
	}
	file, err = os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return file, err
}

func flock(f *os.File, how int) error {
	for {
		if err := unix.Flock(int(f.Fd()), how); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// isAt says whether an open file is the one at a path.
func isAt(file *os.File, path string) bool {
	a, err := file.Stat()
	if err != nil {
		return false
	}
	b, err := os.Stat(path)
	return err == nil && os.SameFile(a, b)
}

func (h *holding) sign(o *Options) error {
	who := o.Holder
	if who == "" {
		who = filepath.Base(os.Args[0])
	}
	h.who = fmt.Sprintf("process %d\nsince %s\ncommand %.200s\n", os.Getpid(), o.Now().UTC().Format(time.RFC3339), oneLine(who))
	said := h.told()
	last := make([]byte, lastBytes)
	if _, err := h.file.ReadAt(last, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if _, _, ok := readLast(last); !ok {
		if _, err := h.file.WriteAt(noLast, 0); err != nil {
			return err
		}
	}
	return h.write(said)
}

// write says who holds it, and when people were last told; the number before that
// stays.
func (h *holding) write(told time.Time) error {
	text := h.who
	if !told.IsZero() {
		text += "told " + told.UTC().Format(time.RFC3339) + "\n"
	}
	_, err := h.file.WriteAt([]byte(text+strings.Repeat("\n", signature-len(text))), lastBytes)
	return err
}

// told is the instant that the lock file names; zero: none.
func (h *holding) told() time.Time {
	t, err := time.Parse(time.RFC3339, signed(h.file)["told"])
	if err != nil {
		return time.Time{}
	}
	return t
}

// Told is when people were last told of what could not be written down (see
// NoteTold); zero: never.
func (s *Store) Told() time.Time {
	if s.lock == nil || s.lock.file == nil {
		return time.Time{}
	}
	return s.lock.told()
}

// NoteTold keeps beside the store that people were told what it could not write
// down, so that a daemon that starts again and again on a full disk does not tell
// them each time. It needs no space.
func (s *Store) NoteTold(at time.Time) error {
	if s.readOnly || s.lock == nil || s.lock.file == nil {
		return fmt.Errorf("%s: %w", s.path, ErrReadOnly)
	}
	return s.lock.write(at)
}

func (h *holding) release() error {
	if h == nil || h.file == nil {
		return nil
	}
	return h.file.Close()
}

// inPlace says whether the lock file is still the one at its path.
func (h *holding) inPlace() error {
	if h.file != nil && !isAt(h.file, h.file.Name()) {
		return fmt.Errorf("%s: %w", h.file.Name(), ErrReplaced)
	}
	return nil
}

// lastHolder says in words who signed the lock file.
func lastHolder(path string) string {
	file, err := os.Open(path)
	if err != nil {
		return "it does not say which"
	}
	defer file.Close()
	said := signed(file)
	if said["process"] == "" {
		return "it does not say which"
	}
	return fmt.Sprintf("process %s (%s), since %s", said["process"], said["command"], said["since"])
}

// signed is what a lock file says, by its lines' first words.
func signed(file *os.File) map[string]string {
	b, _ := io.ReadAll(io.NewSectionReader(file, 0, lastBytes+signature))
	said := map[string]string{}
	for line := range strings.Lines(string(b)) {
		if k, v, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			said[k] = v
		}
	}
	return said
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

const lockNow = unix.LOCK_EX | unix.LOCK_NB
