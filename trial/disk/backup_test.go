//go:build trial

package disk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"caseclock/store"
	"caseclock/trial"
	"caseclock/trial/disk/load"
)

// Copies are taken while a store is written to, restored elsewhere, and held
// against what was answered before the copy was begun and by when it was done.
func TestS9(t *testing.T) {
	need(t, "/dev/shm")
	run := trial.Begin(t, trial.Promise{ID: "S9", Short: 10, Long: 200,
		Says: "a backup taken under load restores to what was there when it was taken, and a damaged one is refused"})
	site := newBusySite(t)
	var b *busy
	run.All(func(i int, chance *rand.Rand) error {
		if i%5 == 4 {
			return site.backup(i)
		}
		if b == nil || i%5 == 0 {
			load.Sealed(t, i/5%2 == 1)
			b = beginBusy(t, b, 5*time.Millisecond)
		}
		return b.backup(t, chance)
	})
	copied, bad := run.Trials(), 0
	for i := range copied {
		if i%5 == 0 {
			b = beginBusy(t, b, 0)
		}
		if b.copyPlainly() != nil {
			bad++
		}
	}
	b.end()
	run.Note("every fifth backup by the command, of a daemon under load; of the others half are of sealed stores; after each a bit of the copy was flipped, and it was refused")
	run.Twin("the busy file is copied piece by piece, as by cp", copied, bad, copied/2)
}

// busy is a store that is being written to.
type busy struct {
	s      *store.Store
	folder string
	mu     sync.Mutex
	l      load.Ledger
	stop   context.CancelFunc
	ended  chan error
}

// Write takes an answer into the ledger.
func (b *busy) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(line), b.l.Add(string(line))
}

// answered is the ledger as it is now.
func (b *busy) answered() load.Ledger {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := load.Ledger{}
	for w, list := range b.l {
		now[w] = list[:len(list):len(list)]
	}
	return now
}

// beginBusy begins another store, in place of the one before.
func beginBusy(t *testing.T, before *busy, pause time.Duration) *busy {
	t.Helper()
	if before != nil {
		before.end()
	}
	b := &busy{folder: inMemory(t), l: load.Ledger{}, ended: make(chan error)}
	s, err := load.Open(filepath.Join(b.folder, "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	b.s = s
	ctx, stop := context.WithCancel(context.Background())
	b.stop = stop
	go func() { b.ended <- load.Run(ctx, s, writers, pause, b) }()
	time.Sleep(100 * time.Millisecond)
	return b
}

func (b *busy) end() {
	b.stop()
	<-b.ended
	b.s.Close()
	os.RemoveAll(b.folder)
}

// backup takes one, restores it and looks.
func (b *busy) backup(t *testing.T, chance *rand.Rand) error {
	time.Sleep(time.Duration(chance.IntN(50)) * time.Millisecond)
	copied, restored := filepath.Join(b.folder, "copy.db"), filepath.Join(inMemory(t), "store.db")
	before := b.answered()
	if _, err := b.s.BackupFile(context.Background(), copied); err != nil {
		return err
	}
	if err := b.restored(copied, restored, before); err != nil {
		return err
	}
	return tampered(copied, restored, chance)
}

// restored restores a copy elsewhere and holds it against the ledger.
func (b *busy) restored(copied, to string, before load.Ledger) error {
	if _, err := store.Restore(context.Background(), copied, to, must(load.Options())); err != nil {
		return err
	}
	time.Sleep(20 * time.Millisecond) // what was in the copy and not yet answered is so now
	after := b.answered()
	return opened(to, func(s *store.Store) error {
		if err := b.begins(s); err != nil {
			return err
		}
		then := load.Ledger{}
		for w := range writers {
			held, err := load.Held(s, w)
			if err != nil {
				return err
			}
			if held < len(before[w]) || held > len(after[w])+1 {
				return fmt.Errorf("writer %d: %d are held; %d were answered before the copy, and %d after it", w, held, len(before[w]), len(after[w]))
			}
			then[w] = slices.Clone(after[w][:min(held, len(after[w]))])
		}
		return load.GoOn(s, then, writers, io.Discard)
	})
}

// begins holds the copy's log against that of the store, which has grown since.
func (b *busy) begins(s *store.Store) error {
	then, err := s.LogCopy(0)
	if err != nil {
		return err
	}
	now, err := b.s.LogCopy(0)
	if err != nil {
		return err
	}
	for _, fault := range now.Against(then) {
		return fmt.Errorf("the copy's log is not what the store's began with: %v", fault)
	}
	return nil
}

// tampered flips a bit of a record of the copy, which must then be refused and
// leave what is there as it is.
func tampered(copied, there string, chance *rand.Rand) error {
	whole, was := must(os.ReadFile(copied)), must(records(copied))
	list := places(whole, was)
	for !differs(copied, was) { // the same may stand in a page that is not used
		b := slices.Clone(whole)
		p := list[chance.IntN(len(list))]
		b[p[0]+chance.IntN(p[1]-p[0])] ^= 1 << chance.IntN(8)
		must(0, os.WriteFile(copied, b, 0o600))
	}
	before := must(os.ReadFile(there))
	_, err := store.Restore(context.Background(), copied, there, must(load.Options()))
	if !errors.Is(err, store.ErrDamaged) {
		return fmt.Errorf("a copy with a bit flipped is restored: %v", err)
	}
	if !bytes.Equal(before, must(os.ReadFile(there))) {
		return errors.New("a copy that was refused changed the store")
	}
	return nil
}

// piecewise copies a file in pieces of 128 KiB, as cp does, at some 100 MB a second.
func piecewise(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	for err == nil {
		_, err = io.CopyN(out, in, 128<<10)
		time.Sleep(time.Millisecond)
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, out.Close())
}

// copyPlainly copies the file as cp does, and says what is wrong with the copy.
func (b *busy) copyPlainly() error {
	copied := filepath.Join(b.folder, "plain.db")
	os.Remove(copied)
	os.Remove(copied + ".lock")
	before := b.answered()
	if err := piecewise(b.s.Path(), copied); err != nil {
		return err
	}
	return opened(copied, func(s *store.Store) error {
		r, err := s.Verify(context.Background())
		if err = errors.Join(err, r.Err()); err != nil {
			return err
		}
		for w := range writers {
			if held, err := load.Held(s, w); err != nil || held < len(before[w]) {
				return fmt.Errorf("it lacks what was answered: %w", err)
			}
		}
		return nil
	})
}
