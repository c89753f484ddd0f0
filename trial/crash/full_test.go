//go:build trial

package crash

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"caseclock/trial"
	"caseclock/trial/daemon"
	"caseclock/trial/twin"
)

func TestS5(t *testing.T) {
	needRoot(t)
	need(t, "mount", "prlimit", "mkfs.ext4")
	run := trial.Begin(t, trial.Promise{ID: "S5", Says: "a full disk harms nothing, what is due is mailed once from memory, and the daemon ends and works again when there is space", Short: 10, Long: 100})
	program := twin.Program(t, "")
	f := &fulls{}
	run.All(func(i int, chance *rand.Rand) error {
		x := &full{t: t, how: rooms[i%len(rooms)], chance: chance}
		err := x.try(program)
		f.add(x)
		return err
	})
	run.Note("%d times the store could not even be made, which was said; %d times it was full while written to: %d messages were mailed from memory, each marked as not written down and each mailed again under the same Message-ID once there was space",
		f.unmade, f.filled, f.told)
	for _, b := range twin.Of(fullTwins) {
		program := twin.Program(t, "", b.edit)
		tried, noticed := 0, 0
		for i := 0; i < 10 && tried < 3; i++ {
			x := &full{t: t, how: rooms[0], chance: run.Chance(-1 - i)}
			err := x.try(program)
			if err != nil {
				t.Logf("S5: twin: %v", err)
				noticed++
			}
			if x.told != nil || err != nil {
				tried++
			}
		}
		run.Twin(b.name, tried, noticed, 2)
	}
}

// A trial that had nothing to tell shows nothing of a twin.
var fullTwins = []struct {
	name string
	edit twin.Edit
}{
	{"nothing is mailed from memory", twin.Edit{File: "engine/wake.go", Old: "\tr, err := n.Wake(ctx, now, found.items)\n", New: "\tr, err := n.Wake(ctx, now, nil)\n"}},
	{"who starts again on the full disk mails again", twin.Edit{File: "engine/wake.go", Old: "if told := e.store.Told(); !told.IsZero()", New: "if told := e.store.Told(); false"}},
}

// room is a place for the store that becomes full, and is given room again.
type room struct {
	name  string
	make  func(x *full) error // at x.folder
	fill  func(x *full) error // leaves a little
	under func(x *full) []string
	more  func(x *full) error
	tight bool // it is about the making of the store alone
}

var rooms = []room{
	{"tmpfs", tmpfs, ballast, nil, func(x *full) error {
		return errors.Join(os.Remove(x.folder+"/ballast"), command("mount", "-o", "remount,size=64m", x.folder))
	}, false},
	{"a small tmpfs", func(x *full) error { return x.mount("tmpfs", fmt.Sprintf("size=%dk", 64*(1+x.chance.IntN(20)))) }, nothing, nil,
		func(x *full) error { return command("mount", "-o", "remount,size=64m", x.folder) }, true},
	{"a file may not grow", func(x *full) error { return os.MkdirAll(x.folder, 0o700) }, nothing, limited, func(x *full) error { return nil }, false},
	{"tmpfs without files to spare", func(x *full) error {
		return x.mount("tmpfs", fmt.Sprintf("size=1536k,nr_inodes=%d", 2+x.chance.IntN(5)))
	}, nothing, nil,
		func(x *full) error { return command("mount", "-o", "remount,size=64m,nr_inodes=100", x.folder) }, true},
	{"ext4 in a file", looped, ballast, nil, func(x *full) error { return os.Remove(x.folder + "/ballast") }, false},
}

func tmpfs(x *full) error {
	return x.mount("tmpfs", fmt.Sprintf("size=%dk", 2048+64*x.chance.IntN(96)))
}

func nothing(*full) error { return nil }

// limited lets no file of the daemon's grow much past the store's size.
func limited(x *full) []string {
	return []string{"prlimit", fmt.Sprintf("--fsize=%d", 1200000+x.chance.IntN(300000))}
}

func looped(x *full) error {
	image := x.folder + ".img"
	if err := errors.Join(format(image, 16<<20, "mkfs.ext4", "-q", "-m", "0"), os.MkdirAll(x.folder, 0o700)); err != nil {
		return err
	}
	return mount(x.t, x.folder, "-o", "loop", image, x.folder)
}

// ballast takes all space but a little.
func ballast(x *full) error {
	var st syscall.Statfs_t
	if err := syscall.Statfs(x.folder, &st); err != nil {
		return err
	}
	left := int64(4096 * x.chance.IntN(100))
	file, err := os.Create(x.folder + "/ballast")
	if err != nil {
		return err
	}
	return errors.Join(syscall.Fallocate(int(file.Fd()), 0, 0, max(int64(st.Bavail)*st.Bsize-left, 1)), file.Close())
}

// full is one trial.
type full struct {
	t      *testing.T
	how    room
	chance *rand.Rand
	folder string
	box    *sink
	story  *story

	unmade bool
	told   []string // Message-IDs of what was mailed from memory
}

func (x *full) mount(kind, options string) error {
	if err := os.MkdirAll(x.folder, 0o700); err != nil {
		return err
	}
	return mount(x.t, x.folder, "-t", kind, "-o", options, kind, x.folder)
}

func (x *full) try(program string) error {
	x.folder, x.box = filepath.Join(x.t.TempDir(), "store"), newSink(x.t)
	if err := x.how.make(x); err != nil {
		return err
	}
	err := x.inRoom(program)
	if x.story != nil && x.story.running != nil {
		x.story.running.Kill()
	}
	_ = command("umount", "-l", x.folder)
	if err != nil {
		return fmt.Errorf("%s: %w", x.how.name, err)
	}
	return nil
}

func (x *full) inRoom(program string) error {
	// It wakes at the start and no more, so that what is recorded then is told by
	// the last pass alone.
	o := daemon.Options{Mail: x.box.address, Data: filepath.Join(x.folder, "caseclock.db"), Schedule: "@every 24h"}
	site := daemon.NewSite(x.t, program, o)
	if out, err := site.Run("token", "issue", "coordinator-1", "--scope", "see-cases", "--expires", "1d"); err != nil {
		if !strings.Contains(out, "space") && !strings.Contains(out, "large") {
			return fmt.Errorf("the store could not be made, and it was not said why: %w", err)
		}
		x.unmade = true
	}
	if x.unmade || x.how.tight {
		if err := x.how.more(x); err != nil {
			return err
		}
	}
	x.story = newStory(x.t, program, o, x.chance, 1)
	if x.unmade || x.how.tight {
		return x.story.lookWhole()
	}
	return x.filled()
}

// filled fills the disk under a daemon.
func (x *full) filled() error {
	var under []string
	if x.how.under != nil {
		under = x.how.under(x)
	}
	if err := x.how.fill(x); err != nil {
		return err
	}
	s := x.story
	d, err := s.site.Start(under...)
	if err != nil {
		return err
	}
	s.running = d
	p := s.press(x.chance, 60*time.Second, func() bool { return false }, (*writer).nextBig)
	status, err := d.Wait(endsWithin)
	if err == nil {
		err = p.after(p.refused().Add(noted)) // between, writers who were together with a commit are answered
	}
	if err != nil || status != stopped || !strings.Contains(d.Errors(), "the store takes no more writes, so the daemon ends") {
		return fmt.Errorf("status %d, and it should be %d: %w: %s", status, stopped, err, last(d.Errors()))
	}
	if err := x.toldOnce(d); err != nil {
		return err
	}
	if err := x.how.more(x); err != nil {
		return err
	}
	return x.again()
}

const flag = "could not write down"

// flagged are the messages that say that they could not be written down.
func (x *full) flagged() (ids []string) {
	for _, m := range x.box.mails(x.t) {
		if strings.Contains(m, flag) {
			ids = append(ids, header(m, "Message-ID"))
		}
	}
	return ids
}

// brim lets a process write to the first pages of a file alone, as on a disk that
// has not one page left.
var brim = []string{"prlimit", "--fsize=8192"}

// toldOnce looks whether what was due was mailed from memory, and is not mailed
// again by a daemon that starts while the disk is full.
func (x *full) toldOnce(d *daemon.Daemon) error {
	x.told = x.flagged()
	cases := 0
	for _, w := range x.story.writers {
		cases += len(w.ledger.Events())
	}
	if cases > 0 && len(x.told) == 0 {
		return fmt.Errorf("nothing was mailed from memory, and %d events were saved: %s", cases, last(d.Errors()))
	}
	again, err := x.story.site.Launch(brim...)
	if err != nil {
		return err
	}
	defer again.Kill()
	status, err := again.Wait(endsWithin)
	if err != nil || status != stopped {
		return fmt.Errorf("started on a full disk: status %d, %w: %s", status, err, last(again.Errors()))
	}
	if n := len(x.flagged()); n != len(x.told) {
		return fmt.Errorf("started on a full disk, it mailed from memory again: %d messages, then %d", len(x.told), n)
	}
	return nil
}

// again has all work as before, once there is space.
func (x *full) again() error {
	if err := x.story.start(); err != nil {
		return err
	}
	seen := map[string]bool{}
	for end := time.Now().Add(endsWithin); time.Now().Before(end) && len(seen) < len(x.told); time.Sleep(20 * time.Millisecond) {
		for _, m := range x.box.mails(x.t) {
			if !strings.Contains(m, flag) {
				seen[header(m, "Message-ID")] = true
			}
		}
	}
	for _, id := range x.told {
		if !seen[id] {
			return fmt.Errorf("what was mailed from memory was not mailed again under the same Message-ID, and is not in the ledger: %s", id)
		}
	}
	x.story.running.Kill()
	if err := x.story.lookAgain(); err != nil {
		return err
	}
	return x.story.lookWhole()
}

// fulls counts what became of the trials.
type fulls struct{ unmade, filled, told int }

func (f *fulls) add(x *full) {
	switch {
	case x.unmade:
		f.unmade++
	case !x.how.tight:
		f.filled++
	}
	f.told += len(x.told)
}
