package browser

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// begins is when the clock of a site begins: a Monday morning.
const begins = "2026-09-14T08:00:00Z"

// sources looks at each file that the program is built from, so that go test
// does not take an earlier result for a program that has changed since.
func sources() error {
	return filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata" || d.Name() == "browser" || d.Name() == "docs"):
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		_, err = os.Stat(path)
		return err
	})
}

// program builds the program under test, once, with a clock that can be set.
var program = sync.OnceValues(func() (string, error) {
	if err := sources(); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "program")
	if err != nil {
		return "", err
	}
	atEnd(func() { _ = os.RemoveAll(dir) })
	path := filepath.Join(dir, "caseclock")
	out, err := exec.Command("go", "build", "-tags", "standing", "-o", path, "../cmd/caseclock").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return path, nil
})

// site is the demonstration of the real program, at its pages.
type site struct {
	origin string
	doors  map[string]string // addresses that let somebody in, by role
	dir    string            // what the demonstration keeps
}

// demonstration starts the program's demonstration for one test.
func demonstration(t *testing.T) *site {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	s := &site{doors: map[string]string{}, dir: t.TempDir()}
	c := exec.Command(path, "demo", "--listen", "127.0.0.1:0", "--dir", "demo", "--cases", "60")
	c.Dir, c.Env = s.dir, append(os.Environ(), "CASECLOCK_NOW="+begins)
	c.Stderr = t.Output()
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(os.Interrupt)
		if err := c.Wait(); err != nil {
			t.Errorf("the demonstration ended with %v", err)
		}
	})
	if err := s.read(out); err != nil {
		t.Fatal(err)
	}
	return s
}

// door is the line that says how to come in as somebody.
var door = regexp.MustCompile(`sign in as ([a-z-]+): ((http://127\.0\.0\.1:\d+)/\S+)`)

// read reads what the demonstration prints until it has said how to come in.
func (s *site) read(out io.ReadCloser) error {
	lines := bufio.NewScanner(out)
	var said []string
	for lines.Scan() {
		said = append(said, lines.Text())
		if m := door.FindStringSubmatch(lines.Text()); m != nil {
			s.doors[m[1]], s.origin = m[2], m[3]
		} else if len(s.doors) > 0 {
			break
		}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	if len(s.doors) == 0 {
		return errors.New("the demonstration lets nobody in:\n" + strings.Join(said, "\n"))
	}
	return nil
}

// roles are those who can be let in.
func (s *site) roles() []string { return slices.Sorted(maps.Keys(s.doors)) }

// enter opens a tab of somebody who has just signed in.
func (s *site) enter(t *testing.T, role string) *tab {
	t.Helper()
	b := open(t, s.origin)
	if s.doors[role] == "" {
		t.Fatalf("nobody is let in as %s, only %s", role, strings.Join(s.roles(), ", "))
	}
	b.visit(s.doors[role])
	b.follow("Sign in")
	return b
}
