package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// What a transaction takes away or writes anew stays in the file, in the pages
// as they were: bbolt only notes them as free. Scrub overwrites every page that
// nothing leads to any more. It touches nothing else, so that stopping in the
// middle harms nothing. The pages that are in use hold nothing old: bbolt writes
// each of them whole, and fills up with zeros.

// Scrubbed says what was overwritten.
type Scrubbed struct {
	Pages int // that held something old
	Of    int // pages of the file
}

// ErrStillRead: something that began to read before goes on, so that what it
// reads was left; scrub again.
var ErrStillRead = errors.New("it is still being read")

// longestRead is how long Scrub waits for those that read what is gone.
const longestRead = 20 * time.Second

// Scrub overwrites with zeros whatever was removed from the store or replaced
// before it was called, while the store is used; writers wait while it works,
// readers do not. Errors: ErrStillRead, where all was done but for what a reader
// that does not end still sees; ErrDamaged, where nothing was touched.
func (s *Store) Scrub(ctx context.Context) (Scrubbed, error) {
	// Both first pages must be of after the call: the last but one leads to what
	// the last replaced.
	var now uint64   // the state at the call, which no longer leads to what is gone
	var owing []byte // the erasure that is owed a scrub
	for range 2 {
		err := s.write(ctx, func(w *writer) (err error) {
			if w.wrote = true; now == 0 {
				now = uint64(w.tx.ID()) - 1
				owing, err = w.get(tSettings, []byte(settingUnscrubbed))
				owing = bytes.Clone(owing)
			}
			return err
		})
		if err != nil {
			return Scrubbed{}, err
		}
	}
	still := s.awaitReaders(ctx, now)
	var done Scrubbed
	err := s.inTurnOf(ctx, func() (err error) {
		done, err = s.scrub()
		return err
	})
	if err == nil && still {
		err = fmt.Errorf("%s: %w", s.path, ErrStillRead)
	}
	if err == nil && len(owing) > 0 {
		err = s.scrubbed(ctx, owing)
	}
	return done, err
}

// scrubbed notes that nothing of an erasure is left, unless there was another.
func (s *Store) scrubbed(ctx context.Context, owing []byte) error {
	return s.write(ctx, func(w *writer) error {
		same, err := w.same(tSettings, []byte(settingUnscrubbed), owing)
		if err != nil || !same {
			return err
		}
		return w.put(tSettings, []byte(settingUnscrubbed), nil)
	})
}

// Unscrubbed says whether something of an erased case may still be in the file,
// because the scrub behind it did not come to its end.
func (s *Store) Unscrubbed() (bool, error) {
	v, err := s.Setting(settingUnscrubbed)
	return len(v) > 0, err
}

// awaitReaders waits for those that began before a transaction, and says
// whether one is left.
func (s *Store) awaitReaders(ctx context.Context, tx uint64) bool {
	end := time.NewTimer(longestRead)
	defer end.Stop()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for s.reading.before(tx) {
		select {
		case <-again.C:
		case <-end.C:
			return true
		case <-ctx.Done():
			return true
		}
	}
	return false
}

// scrub does it, in a writer's turn. A page that cannot be written or synced
// stops the store: what else was not kept is not known.
func (s *Store) scrub() (Scrubbed, error) {
	if err := s.inPlace(); err != nil {
		return Scrubbed{}, s.stop(err)
	}
	used, size, err := s.usedPages()
	if err != nil {
		return Scrubbed{}, fmt.Errorf("%s: scrubbing: %w", s.path, err)
	}
	done, err := zero(s.file, used, size)
	if err == nil {
		err = unix.Fdatasync(int(s.file.Fd()))
	}
	if err != nil {
		return done, s.stop(fmt.Errorf("%s: scrubbing: %w", s.path, err))
	}
	return done, nil
}

// usedPages has a bit for each page that one of the first pages leads to, or
// that somebody reads.
func (s *Store) usedPages() (used []uint64, size int64, err error) {
	info, err := s.file.Stat()
	if err != nil {
		return nil, 0, err
	}
	states, err := bothMetas(s.file)
	if err != nil {
		return nil, 0, err
	}
	size = states[0].pageSize
	used = make([]uint64, info.Size()/size/64+1)
	used[0] = 0b11 // the first pages themselves
	for _, m := range append(states, s.reading.states()...) {
		w := &pageWalk{file: s.file, meta: m, seen: make([]uint64, len(used)), bad: func(err error) error { return err }}
		if m.pages > uint64(info.Size()/size) {
			return nil, 0, fmt.Errorf("%w: the file is cut short", ErrDamaged)
		}
		if err := w.page(m.root, span{}, 0); err != nil {
			return nil, 0, err
		}
		for i := range used {
			used[i] |= w.seen[i]
		}
	}
	return used, size, nil
}

// bothMetas reads both first pages, which must be whole.
func bothMetas(file io.ReaderAt) ([]meta, error) {
	last, err := lastMeta(file)
	if err != nil {
		return nil, err
	}
	list := make([]meta, 2)
	buf := make([]byte, pageHead+metaBytes)
	for i := range list {
		if _, err := file.ReadAt(buf, int64(i)*last.pageSize); err != nil {
			return nil, err
		}
		var ok bool
		if list[i], ok = readMeta(buf); !ok {
			return nil, fmt.Errorf("%w: a first page is not whole", ErrDamaged)
		}
	}
	return list, nil
}

// zero overwrites the pages without a bit that are not all zero already, to the
// end of the file.
func zero(file *os.File, used []uint64, size int64) (Scrubbed, error) {
	info, err := file.Stat()
	if err != nil {
		return Scrubbed{}, err
	}
	done := Scrubbed{Of: int(info.Size() / size)}
	page, none := make([]byte, size), make([]byte, size)
	for n := int64(0); n*size < info.Size(); n++ {
		if used[n/64]>>(n%64)&1 == 1 {
			continue
		}
		b := page[:min(size, info.Size()-n*size)]
		if _, err := file.ReadAt(b, n*size); err != nil {
			return done, err
		}
		if bytes.Equal(b, none[:len(b)]) {
			continue
		}
		if _, err := file.WriteAt(none[:len(b)], n*size); err != nil {
			return done, err
		}
		done.Pages++
	}
	return done, nil
}
