//go:build trial

package disk_test

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
	"caseclock/trial/disk/load"
	"caseclock/trial/twin"
)

// A cut of power at any moment, during the making of a store too, on ext4 and xfs:
// after each, what was answered is there and work goes on.
func TestS2(t *testing.T) {
	need(t, "mkfs.ext4", "mkfs.xfs", "mount", "/dev/loop-control")
	run := trial.Begin(t, trial.Promise{ID: "S2", Short: 20, Long: 300,
		Says: "a cut of power loses nothing that was answered, on ext4 and xfs"})
	scribe := twin.Binary(t, "./trial/disk/scribe", "")
	answers, unanswered := 0, 0
	run.All(func(i int, chance *rand.Rand) error {
		sealed(t, i/len(layouts)%2 == 1)
		n, err := cutPower(t, scribe, scribe, layouts[i%len(layouts)], chance, 1+chance.IntN(3))
		answers += n
		if n == 0 {
			unanswered++
		}
		return err
	})
	run.Note("half of the stores sealed; each trial cuts the power one to three times; %d answers held against the stores, %d trials cut before the first", answers, unanswered)
	noSync := twin.Binary(t, "./trial/disk/scribe", "",
		twin.Edit{File: "store/mapfile.go", Old: "InitialMmapSize: mapped,", New: "InitialMmapSize: mapped, NoSync: true, NoGrowSync: true,"},
		twin.Edit{File: "store/scrub.go", Old: "err = unix.Fdatasync(int(s.file.Fd()))", New: "_ = unix.Fdatasync"})
	tried, noticed := 0, 0
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
	run.Twin("nothing is synced once the store is made", tried, noticed, (tried*9+9)/10)
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
		if killed(err, bad.String()) {
			return fmt.Errorf("looking ended the process: %w: %s", err, bad.String())
		}
		return errors.New(bad.String())
	}
	return add(l, &out)
}
