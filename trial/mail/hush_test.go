//go:build trial

package mail

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"caseclock/trial/daemon"

	"golang.org/x/sys/unix"
)

// hush is one way in which a daemon falls silent.
type hush struct {
	name   string
	soon   bool                 // it comes just after a sign of life
	place  func(x *quiet) error // makes the store's folder what it must be; nil: any will do
	breaks func(x *quiet) error
	mends  func(x *quiet) // so that the daemon can be ended and its files removed
	later  time.Duration  // after two intervals, by which the alarm may come
	more   []hush         // the same in other ways, which later rounds try
}

// variant is the way of the nth round.
func (h *hush) variant(n int) hush {
	return append([]hush{*h}, h.more...)[n%(1+len(h.more))]
}

// canaryWindow is for how long what was accepted counts.
const canaryWindow = canaryEvery + canaryEvery/2

// hushes are the kinds of silence.
var hushes = []hush{
	{name: "kill -9", breaks: func(x *quiet) error { x.d.Kill(); return nil }},
	{name: "SIGSTOP", breaks: func(x *quiet) error { return x.d.Signal(syscall.SIGSTOP) }},
	{name: "a deadlock of the evaluation", breaks: leave("deadlock")},
	{name: "a dead mail server", soon: true, breaks: func(x *quiet) error {
		err := x.mailed()
		x.sink.kill()
		return err
	}, more: []hush{{name: "a mail server that answers no more", soon: true, breaks: func(x *quiet) error {
		return errors.Join(x.mailed(), x.sink.process.Process.Signal(syscall.SIGSTOP))
	}}}},
	{name: "a mail server that takes recipients and refuses every message", later: canaryWindow, place: scripted, breaks: func(x *quiet) error {
		x.server.tell(script{atEnd: "554 5.7.1 refused"})
		return nil
	}, more: []hush{{name: "a mail server that takes recipients and puts every message off", later: canaryWindow, place: scripted, breaks: func(x *quiet) error {
		x.server.tell(script{atEnd: "451 4.3.0 not now"})
		return nil
	}}}},
	{name: "a store on a disk that became read-only", place: looped, breaks: func(x *quiet) error { return system("mount", "-o", "remount,abort", x.folder) },
		more: []hush{
			{name: "a store whose file was made immutable", breaks: func(x *quiet) error { return system("chattr", "+i", x.file()) },
				mends: func(x *quiet) { _ = system("chattr", "-i", x.file()) }},
			{name: "a store that was replaced", breaks: replaced},
			{name: "a store on a disk that hangs", place: looped, breaks: func(x *quiet) error { return system("fsfreeze", "-f", x.folder) },
				mends: func(x *quiet) { _ = system("fsfreeze", "-u", x.folder) }},
		}},
	{name: "a schedule that wakes nothing", breaks: leave("no-cron")},
	{name: "a full disk", place: func(x *quiet) error { return x.mount("-t", "tmpfs", "-o", "size=8m", "tmpfs", x.folder) }, breaks: func(x *quiet) error {
		return errors.Join(x.ballast(), x.recordUntilRefused())
	}, more: []hush{{name: "files that may not grow", breaks: func(x *quiet) error {
		info, err := os.Stat(x.file())
		if err != nil {
			return err
		}
		most := unix.Rlimit{Cur: uint64(info.Size()), Max: uint64(info.Size())}
		return errors.Join(unix.Prlimit(x.d.PID(), unix.RLIMIT_FSIZE, &most, nil), x.recordUntilRefused())
	}}}},
}

// scripted has a server take the daemon's mail whose answers can be chosen.
func scripted(x *quiet) (err error) {
	if x.server, err = serve(nil, nil); err == nil {
		x.t.Cleanup(x.server.stop)
	}
	return err
}

func (x *quiet) file() string { return filepath.Join(x.folder, "caseclock.db") }

// leave leaves a file that the trial's program goes by.
func leave(name string) func(*quiet) error {
	return func(x *quiet) error { return os.WriteFile(filepath.Join(x.flags, name), nil, 0o600) }
}

// breach records what people are mailed of.
func (x *quiet) breach(c *daemon.Client, n int) (saved bool, err error) {
	ref := fmt.Sprintf("CP-%04d", n)
	a, err := c.Record("", daemon.Event{"case": ref, "event": "case-assigned", "on": daysAgo(concernDays), "authority": "stirling", "chair": "chair-1"},
		daemon.Event{"case": ref, "event": "concern-notified", "on": daysAgo(concernDays)})
	return err == nil && len(a.Events) == 2, err
}

// mailed waits until the mail server has accepted a message.
func (x *quiet) mailed() error {
	if saved, err := x.breach(x.d.Client(x.token), 1); !saved {
		return fmt.Errorf("recording: %v", err)
	}
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if list, err := x.sink.fresh(); err != nil || len(list) > 0 {
			return err
		}
	}
	return fmt.Errorf("nobody was mailed")
}

// recordUntilRefused records cases until the daemon says no.
func (x *quiet) recordUntilRefused() error {
	c := x.d.Client(x.token)
	for n := range 5000 {
		if saved, _ := x.breach(c, n); !saved {
			return nil
		}
	}
	return fmt.Errorf("5000 cases were recorded where there was no room")
}

// ballast takes all the space there is.
func (x *quiet) ballast() error {
	f, err := os.Create(filepath.Join(x.folder, "ballast"))
	if err != nil {
		return err
	}
	defer f.Close()
	for block := make([]byte, 4096); ; {
		if _, err := f.Write(block); errors.Is(err, syscall.ENOSPC) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// replaced puts a copy in the store's place.
func replaced(x *quiet) error {
	from, err := os.Open(x.file())
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.OpenFile(x.file()+".copy", os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Close(), os.Rename(to.Name(), x.file()))
}

// looped makes the store's folder a file system of its own in a file.
func looped(x *quiet) error {
	image := filepath.Join(x.t.TempDir(), "image")
	if err := os.WriteFile(image, nil, 0o600); err != nil {
		return err
	}
	if err := errors.Join(os.Truncate(image, 32<<20), system("mkfs.ext4", "-q", "-F", "-m", "0", image)); err != nil {
		return err
	}
	return x.mount("-o", "loop", image, x.folder)
}

func (x *quiet) mount(args ...string) error {
	if err := system("mount", args...); err != nil {
		return err
	}
	x.t.Cleanup(func() { _ = system("umount", "-l", x.folder) })
	return os.Chmod(x.folder, 0o700)
}

func system(name string, args ...string) error {
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s %v: %w: %s", name, args, err, out)
	}
	return nil
}

func needRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		missing(t, "root is needed, for mounts and files that nobody may write to")
	}
}
