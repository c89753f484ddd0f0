//go:build trial

package crash

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"caseclock/trial"
	"caseclock/trial/daemon"
	"caseclock/trial/disk/load"
	"caseclock/trial/twin"
)

// A cut of power at any moment, during the making of a store too, on ext4 and xfs:
// after each, what was answered is there and work goes on. Most trials are of the
// store's writer alone, which answers a hundred times as often as a daemon.
func TestS2(t *testing.T) {
	needRoot(t)
	need(t, "mkfs.ext4", "mkfs.xfs", "mount", "losetup")
	run := trial.Begin(t, trial.Promise{ID: "S2", Short: 20, Long: 300,
		Says: "a cut of power loses nothing that was answered, on ext4 and xfs"})
	scribe, program := twin.Binary(t, "./trial/disk/scribe", ""), twin.Program(t, "")
	answers, unanswered, saved, daemons := 0, 0, 0, 0
	run.All(func(i int, chance *rand.Rand) error {
		v := layouts[i%len(layouts)]
		if i%10 >= 7 {
			n, err := cutDaemon(t, program, v, chance, 1+chance.IntN(3))
			daemons, saved = daemons+1, saved+n
			return err
		}
		load.Sealed(t, i/len(layouts)%2 == 1)
		n, err := cutPower(t, scribe, scribe, v, chance, 1+chance.IntN(3))
		answers += n
		if n == 0 {
			unanswered++
		}
		return err
	})
	run.Note("each trial cuts the power one to three times; half of the writer's stores sealed, %d answers held against them, %d trials cut before the first", answers, unanswered)
	run.Note("%d of the trials are of the real daemon under %d programs: %d events answered as saved, each found again", daemons, writers, saved)
	run.Twin(unsyncedTwin(t, run, scribe))
	if trial.Long() {
		run.Twin(unsyncedDaemon(t, run))
	}
}

// unsynced are the edits of a store that syncs nothing.
var unsynced = []twin.Edit{
	{File: "store/mapfile.go", Old: "InitialMmapSize: mapped,", New: "InitialMmapSize: mapped, NoSync: true, NoGrowSync: true,"},
	{File: "store/scrub.go", Old: "err = unix.Fdatasync(int(s.file.Fd()))", New: "_ = unix.Fdatasync"},
}

// unsyncedTwin tries a writer that syncs nothing.
func unsyncedTwin(t *testing.T, run *trial.Run, scribe string) (name string, tried, noticed, must int) {
	noSync := twin.Binary(t, "./trial/disk/scribe", "", unsynced...)
	for i := 0; tried < 40 && i < 80; i++ {
		n, err := cutPower(t, noSync, scribe, layouts[i%len(layouts)], run.Chance(1<<20+i), 1)
		if n == 0 {
			continue // nothing was answered, so nothing can be missed
		}
		tried++
		if err != nil {
			noticed++
		}
	}
	return "nothing is synced once the store is made", tried, noticed, (tried*9 + 9) / 10
}

// unsyncedDaemon tries a daemon that syncs nothing.
func unsyncedDaemon(t *testing.T, run *trial.Run) (name string, tried, noticed, must int) {
	noSync := twin.Program(t, "", unsynced...)
	for ; tried < 10; tried++ {
		if _, err := cutDaemon(t, noSync, layouts[tried%len(layouts)], run.Chance(1<<21+tried), 1); err != nil {
			noticed++
		}
	}
	return "a daemon that syncs nothing", tried, noticed, 8
}

// cutDaemon cuts the power under a real daemon that is written to, so many times,
// and says how many events were answered as saved.
func cutDaemon(t *testing.T, program string, v volume, chance *rand.Rand, cuts int) (saved int, err error) {
	vol := newVolume(t, v)
	defer os.Remove(vol.image)
	if err := vol.mount(); err != nil {
		t.Fatal(err)
	}
	defer func() { err = errors.Join(err, vol.unmount()) }()
	s := newStory(t, program, daemon.Options{Data: filepath.Join(vol.at, "caseclock.db")}, chance, writers)
	for n := range cuts {
		after := time.Duration(chance.IntN(600)) * time.Millisecond
		if err := s.writeAndCut(chance, vol, after); err != nil {
			return s.saved(), err
		}
		if err := errors.Join(vol.unmount(), vol.mount()); err != nil {
			t.Fatal(err)
		}
		if err := s.lookAgain(); err != nil {
			return s.saved(), fmt.Errorf("%s %s, a daemon, cut %d after %v, %d events saved: %w", v.kind, v.options, n+1, after, s.saved(), err)
		}
	}
	return s.saved(), s.lookWhole()
}

// writeAndCut has all writers write, cuts the power, and kills the daemon as soon
// as what it answered on the way has arrived.
func (s *story) writeAndCut(chance *rand.Rand, v *volume, after time.Duration) error {
	if err := s.start(); err != nil {
		return err
	}
	cut := make(chan error, 1)
	time.AfterFunc(after, func() { cut <- v.cut() })
	p := s.press(chance, after+30*time.Millisecond, func() bool { return false }, (*writer).next)
	return errors.Join(append(p.faults, <-cut)...)
}

// cutPower makes a file system, has a writer write to it, cuts the power and
// looks, so many times. It says how many answers there were.
func cutPower(t *testing.T, writer, looker string, v volume, chance *rand.Rand, cuts int) (answers int, err error) {
	vol := newVolume(t, v)
	defer os.Remove(vol.image)
	l := load.Ledger{}
	if err := vol.mount(); err != nil {
		t.Fatal(err)
	}
	defer func() { err = errors.Join(err, vol.unmount()) }()
	for n := range cuts {
		after := time.Duration(chance.IntN(400)) * time.Millisecond
		if err := writeAndCut(t, writer, vol, l, after); err != nil {
			return l.Len(), err
		}
		if err := errors.Join(vol.unmount(), vol.mount()); err != nil {
			t.Fatal(err)
		}
		if err := lookAt(looker, filepath.Join(vol.at, "store.db"), l); err != nil {
			return l.Len(), fmt.Errorf("%s %s, cut %d after %v, %d answers: %w", v.kind, v.options, n+1, after, l.Len(), err)
		}
	}
	return l.Len(), nil
}

// writeAndCut puts the answers down in the ledger, which is on no disk that is cut.
func writeAndCut(t *testing.T, writer string, v *volume, l load.Ledger, after time.Duration) error {
	t.Helper()
	c := exec.Command(writer, "write", filepath.Join(v.at, "store.db"))
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan error)
	go func() { told <- add(l, out) }()
	time.Sleep(after)
	cut := v.cut()
	time.Sleep(20 * time.Millisecond) // what is answered now counts as well
	c.Process.Kill()
	err = <-told
	c.Wait()
	if cut != nil {
		t.Fatal(cut)
	}
	return err
}

func add(l load.Ledger, from io.Reader) error {
	r := bufio.NewReader(from)
	var first error
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return first
		}
		if err := l.Add(line); first == nil {
			first = err
		}
	}
}

// lookAt holds a store against the ledger in a process of its own, and takes the
// answers to what it repeats into the ledger.
func lookAt(looker, path string, l load.Ledger) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && l.Len() > 0 {
		return fmt.Errorf("the store is gone, with %d answers", l.Len())
	}
	var in, out, bad bytes.Buffer
	if err := l.Lines(&in); err != nil {
		return err
	}
	c := exec.Command(looker, "look", path)
	c.Stdin, c.Stdout, c.Stderr = &in, &out, &bad
	if err := c.Run(); err != nil {
		return fmt.Errorf("%w: %s", err, bad.String())
	}
	return add(l, &out)
}
