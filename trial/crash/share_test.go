//go:build trial

package crash

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"

	"caseclock/trial"
	"caseclock/trial/daemon"
	"caseclock/trial/twin"
)

// Within these the second daemon must refuse, and the first must end where its
// store was replaced.
const (
	refusesWithin  = 2 * time.Second
	noticesWithin  = 5 * time.Second
	startOfProcess = 3 * time.Second // what a busy machine needs to start a process, beside that
)

// sharing is a way by which a second daemon comes to a store that a first holds.
type sharing struct {
	name   string
	move   func(t *testing.T, first *daemon.Site, data string) (second string, err error) // the second's store
	second int                                                                            // its exit status; -1: it may run, on a store of its own
	ends   bool                                                                           // the first ends
}

var sharings = []sharing{
	{"the same configuration", func(_ *testing.T, _ *daemon.Site, data string) (string, error) { return data, nil }, held, false},
	{"a symbolic link", func(_ *testing.T, _ *daemon.Site, data string) (string, error) {
		return data + ".link", os.Symlink(data, data+".link")
	}, held, false},
	{"a hard link in another folder", func(_ *testing.T, s *daemon.Site, data string) (string, error) {
		to := filepath.Join(s.Folder, "other.db")
		return to, os.Link(data, to)
	}, held, false},
	{"moved to another name", func(_ *testing.T, s *daemon.Site, data string) (string, error) {
		to := filepath.Join(s.Folder, "moved.db")
		return to, os.Rename(data, to)
	}, held, true},
	{"a copy", func(_ *testing.T, s *daemon.Site, data string) (string, error) {
		to := filepath.Join(s.Folder, "copy.db")
		return to, command("cp", data, to)
	}, -1, false},
	{"a backup moved into its place", func(_ *testing.T, s *daemon.Site, data string) (string, error) {
		to := data + ".backup"
		if out, err := s.Run("backup", to); err != nil {
			return "", fmt.Errorf("%w: %s", err, out)
		}
		return data, os.Rename(to, data)
	}, held, true},
	{"the lock file removed", func(_ *testing.T, _ *daemon.Site, data string) (string, error) {
		return data, os.Remove(data + ".lock")
	}, held, true},
	{"seen through another file system", throughFUSE, place, false},
}

func TestS8(t *testing.T) {
	needRoot(t)
	if _, err := os.Stat("/dev/fuse"); err != nil {
		without(t, "/dev/fuse is needed")
	}
	run := trial.Begin(t, trial.Promise{ID: "S8", Says: "two daemons never share a store: a second refuses within 2 s, and a first whose store was replaced ends within 5 s", Short: 2 * len(sharings), Long: 20 * len(sharings)})
	program := twin.Program(t, "")
	x := &shared{}
	beside(run, lanes, run.Trials(), func(i int) {
		run.One(i, func(i int, _ *rand.Rand) error { return x.one(t, program, &sharings[i%len(sharings)]) })
	})
	run.Note("a second daemon refused after %s at most, the start of its process included; a first ended after %s at most, the wait for the second's refusal included, beside other trials", worst(x.refused), worst(x.ended))
	blind := twin.Program(t, "", twin.Edit{File: "store/open.go", Old: "\tif !isAt(s.file, s.path) {\n", New: "\tif false {\n"},
		twin.Edit{File: "store/lock.go", Old: "\tif h.file != nil && !isAt(h.file, h.file.Name()) {\n", New: "\tif false {\n"})
	noticed, must := 0, 0
	for i := range sharings {
		if sharings[i].ends {
			must++
			if err := (&shared{}).one(t, blind, &sharings[i]); err != nil {
				noticed++
			}
		}
	}
	run.Twin("a store does not look whether it was replaced", must, noticed, must)
}

func worst(all []time.Duration) (most time.Duration) {
	for _, d := range all {
		most = max(most, d)
	}
	return most.Round(time.Millisecond)
}

type shared struct {
	mu             sync.Mutex
	refused, ended []time.Duration
}

func (x *shared) took(list *[]time.Duration, d time.Duration) {
	x.mu.Lock()
	defer x.mu.Unlock()
	*list = append(*list, d)
}

func (x *shared) one(t *testing.T, program string, how *sharing) error {
	s := newStory(t, program, daemon.Options{}, rand.New(rand.NewPCG(1, 1)), 1)
	if err := s.start(); err != nil {
		return err
	}
	defer s.running.Kill()
	w, chance := s.writers[0], rand.New(rand.NewPCG(2, 2))
	record := func() (int, error) {
		key, ask := w.next(chance)
		w.asked = append(w.asked, key)
		a, err := w.ledger.Post(s.running.Client(w.token), key, ask)
		return a.Status, err
	}
	if status, err := record(); err != nil || status != 201 {
		return fmt.Errorf("%s: before: %d %v", how.name, status, err)
	}
	moved := time.Now()
	data, err := how.move(t, s.site, s.site.Data)
	if err == nil {
		err = x.second(t, program, how, data, s.running)
	}
	if err == nil {
		err = x.first(s, how, moved, record)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", how.name, err)
	}
	return nil
}

// second starts the second daemon, which must refuse; where the first ends it may
// follow it, and only then.
func (x *shared) second(t *testing.T, program string, how *sharing, data string, first *daemon.Daemon) error {
	other := daemon.NewSite(t, program, daemon.Options{Data: data})
	began := time.Now()
	d, err := other.Launch()
	if err != nil {
		return err
	}
	defer d.Kill()
	if how.second < 0 {
		err := d.Ready(daemon.ReadyWithin)
		if err != nil && !strings.Contains(d.Errors(), "damaged") {
			return err
		}
		return nil
	}
	status, err := d.Wait(refusesWithin + startOfProcess)
	if err != nil && how.ends && d.Ready(noticesWithin) == nil {
		select {
		case <-first.Done():
			return nil
		default:
			return errors.New("the second runs beside the first")
		}
	}
	if err != nil {
		return fmt.Errorf("the second: %w", err)
	}
	x.took(&x.refused, time.Since(began))
	if status != how.second && (!how.ends || status != damaged) { // an earlier file in its place is as bad
		return fmt.Errorf("the second ended with status %d, and it should be %d: %s", status, how.second, d.Errors())
	}
	return nil
}

// first must go on and have all that it answered, or end and answer nothing more.
func (x *shared) first(s *story, how *sharing, moved time.Time, record func() (int, error)) error {
	if !how.ends {
		status, err := record()
		if err != nil || status != 201 {
			return fmt.Errorf("the first does not go on: %d %v", status, err)
		}
		return s.writers[0].lookBack(s.running)
	}
	if status, err := record(); err == nil && status < 300 {
		return errors.New("the first answered a change as saved, though its store was replaced")
	}
	status, err := s.running.Wait(time.Until(moved.Add(noticesWithin + refusesWithin + 2*startOfProcess)))
	if err != nil {
		return fmt.Errorf("the first: %w", err)
	}
	x.took(&x.ended, time.Since(moved))
	if status != stopped {
		return fmt.Errorf("the first ended with status %d, and it should be %d: %s", status, stopped, last(s.running.Errors()))
	}
	return nil
}

// throughFUSE shows the store's folder on a file system in user space, as a share
// of the network might.
func throughFUSE(t *testing.T, s *daemon.Site, data string) (string, error) {
	at := filepath.Join(s.Folder, "fuse")
	if err := os.Mkdir(at, 0o700); err != nil {
		return "", err
	}
	root, err := fs.NewLoopbackRoot(filepath.Dir(data))
	if err != nil {
		return "", err
	}
	server, err := fs.Mount(at, root, &fs.Options{MountOptions: fuse.MountOptions{DirectMount: true}})
	if err != nil {
		return "", err
	}
	t.Cleanup(func() { _ = server.Unmount() })
	return filepath.Join(at, filepath.Base(data)), nil
}
