//go:build trial

package crash

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caseclock/trial"
	"caseclock/trial/daemon"
	"caseclock/trial/twin"
)

// The exit statuses that caseclock serve --help lists.
const (
	refused = 1
	held    = 3
	damaged = 4
	stopped = 5
	place   = 6
)

// nobody is an account that has nothing.
const nobody = 65534

// loud is a store that cannot be used: how it comes to that, and how the daemon
// must end and what it must say.
type loud struct {
	name   string
	spoil  func(t *testing.T, s *daemon.Site) error
	status int
	says   string
	under  []string // that it runs under
}

var asNobody = []string{"setpriv", fmt.Sprintf("--reuid=%d", nobody), fmt.Sprintf("--regid=%d", nobody), "--clear-groups"}

var louds = []loud{
	{"the folder is missing", func(t *testing.T, s *daemon.Site) error {
		return s.Configure(daemon.Options{Data: filepath.Join(s.Folder, "gone", "caseclock.db")})
	}, refused, "accepted is one that is", nil},
	{"a read-only bind mount", readOnly, place, "read-only", nil},
	{"another's file", func(t *testing.T, s *daemon.Site) error {
		return givenTo(s, func(path string) bool { return path != s.Data })
	}, place, "permission denied", asNobody},
	{"a file that may not be written", func(t *testing.T, s *daemon.Site) error {
		if err := givenTo(s, func(string) bool { return true }); err != nil {
			return err
		}
		return os.Chmod(s.Data, 0o400)
	}, place, "permission denied", asNobody},
	{"a folder that may not be written", func(t *testing.T, s *daemon.Site) error {
		if err := os.Remove(s.Data + ".lock"); err != nil {
			return err
		}
		return givenTo(s, func(path string) bool { return path != filepath.Dir(s.Data) })
	}, place, "permission denied", asNobody},
	{"the lock is held", func(t *testing.T, s *daemon.Site) error { return flock(t, s.Data+".lock") }, held, "held by another process", nil},
	{"the file is held", func(t *testing.T, s *daemon.Site) error { return flock(t, s.Data) }, held, "held by another process", nil},
	{"an empty file", func(t *testing.T, s *daemon.Site) error { return os.Truncate(s.Data, 0) }, damaged, "empty", nil},
	{"half the file", func(t *testing.T, s *daemon.Site) error { return os.Truncate(s.Data, 9000) }, damaged, "damaged", nil},
	{"another file", func(t *testing.T, s *daemon.Site) error {
		return os.WriteFile(s.Data, []byte(strings.Repeat("not a store\n", 4096)), 0o600)
	}, damaged, "not a caseclock store", nil},
	{"a folder in its place", func(t *testing.T, s *daemon.Site) error {
		if err := os.Remove(s.Data); err != nil {
			return err
		}
		return os.Mkdir(s.Data, 0o700)
	}, damaged, "not a caseclock store", nil},
}

func TestS6(t *testing.T) {
	needRoot(t)
	need(t, "mount", "setpriv", "flock")
	run := trial.Begin(t, trial.Promise{ID: "S6", Says: "a store that is read-only, missing, held, another's or no store is refused at once, with its exit status and a way out", Short: 3 * len(louds), Long: 3 * len(louds)})
	program := twin.Program(t, "")
	run.All(func(i int, _ *rand.Rand) error { return louds[i%len(louds)].try(t, program) })
	run.Note("%d states of a store, each tried 3 times; the process is gone after each, and with it the heartbeat", len(louds))
	broken := twin.Program(t, "", twin.Edit{File: "cmd/caseclock/status.go", Old: "\t\treturn exitPlace\n", New: "\t\treturn exitDone\n"})
	noticed := 0
	for i := range 3 {
		if err := louds[1+i].try(t, broken); err != nil {
			noticed++
		}
	}
	run.Twin("a store that cannot be used ends with status 0", 3, noticed, 3)
}

func (l *loud) try(t *testing.T, program string) error {
	s := daemon.NewSite(t, program, daemon.Options{})
	data := filepath.Join(s.Folder, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		return err
	}
	if err := s.Configure(daemon.Options{Data: filepath.Join(data, "caseclock.db")}); err != nil {
		return err
	}
	s.Token("coordinator-1", "see-cases") // makes the store
	if err := l.spoil(t, s); err != nil {
		return fmt.Errorf("%s: %w", l.name, err)
	}
	d, err := s.Launch(l.under...)
	if err != nil {
		return err
	}
	status, err := d.Wait(endsWithin)
	if err != nil {
		d.Kill()
		return fmt.Errorf("%s: %w: %s", l.name, err, d.Errors())
	}
	if said := d.Errors(); status != l.status || !strings.Contains(said, l.says) {
		return fmt.Errorf("%s: status %d, and it should be %d; it says %q, and should say %q", l.name, status, l.status, said, l.says)
	}
	return nil
}

// readOnly mounts the store's folder over itself, for reading.
func readOnly(t *testing.T, s *daemon.Site) error {
	folder := filepath.Dir(s.Data)
	if err := mount(t, folder, "--bind", folder, folder); err != nil {
		return err
	}
	return command("mount", "-o", "remount,ro,bind", folder)
}

// mount mounts, and takes it down when the test ends or unmount is called.
func mount(t *testing.T, at string, args ...string) error {
	if err := command("mount", args...); err != nil {
		return err
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", at).Run() })
	return nil
}

func command(name string, args ...string) error {
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, out)
	}
	return nil
}

// givenTo gives the site's files to nobody, those that are named.
func givenTo(s *daemon.Site, named func(path string) bool) error {
	return filepath.WalkDir(s.Folder, func(path string, _ os.DirEntry, err error) error {
		if err != nil || !named(path) {
			return err
		}
		return os.Lchown(path, nobody, nobody)
	})
}

// flock has another process hold a lock until the test ends.
func flock(t *testing.T, path string) error {
	c := exec.Command("flock", "--no-fork", "-x", path, "sleep", "600")
	if err := c.Start(); err != nil {
		return err
	}
	t.Cleanup(func() { _, _ = c.Process.Kill(), c.Wait() })
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if exec.Command("flock", "-n", "-x", path, "true").Run() != nil {
			return nil
		}
	}
	return fmt.Errorf("%s: the lock is not held", path)
}
