// Package twin builds versions of the program that are broken on purpose. The
// source on the disk stays as it is: an edit is given to the compiler as an
// overlay (go help build, -overlay).
package twin

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"caseclock/trial"
)

// Edit breaks one place: Old must stand in the file exactly once, so that a twin
// that the source has outgrown is noticed.
type Edit struct {
	File string // from the module's root: "store/open.go"
	Old  string
	New  string // empty: Old is left out
}

// Program builds ./cmd/caseclock with the edits, or as it is without any, and
// gives the path of the binary. Tags may be empty.
func Program(t testing.TB, tags string, edits ...Edit) string {
	t.Helper()
	return Binary(t, "./cmd/caseclock", tags, edits...)
}

// Binary builds any main package of the module in the same way.
func Binary(t testing.TB, pkg, tags string, edits ...Edit) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), filepath.Base(pkg))
	c := exec.Command("go", "build", "-trimpath", "-tags", tags, "-overlay", overlay(t, edits), "-o", to, pkg)
	c.Dir = trial.Root(t)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", pkg, err, out)
	}
	return to
}

// Fails runs go test in a package with the edits and says whether a test failed,
// with what was printed. A twin that does not compile is no twin: it ends t.
func Fails(t testing.TB, edits []Edit, pkg string, args ...string) (failed bool, out string) {
	t.Helper()
	c := exec.Command("go", append([]string{"test", "-count=1", "-overlay", overlay(t, edits), pkg}, args...)...)
	c.Dir = trial.Root(t)
	b, err := c.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return false, string(b)
	case !errors.As(err, &exit), strings.Contains(string(b), "[build failed]"), strings.Contains(string(b), "[setup failed]"):
		t.Fatalf("a broken twin of %s does not compile: %v\n%s", pkg, err, b)
	}
	return true, string(b)
}

// overlay writes what the compiler reads in place of the edited files.
func overlay(t testing.TB, edits []Edit) string {
	t.Helper()
	folder, root := t.TempDir(), trial.Root(t)
	replace := map[string]string{}
	for _, e := range edits {
		path := filepath.Join(root, e.File)
		from := path
		if replace[path] != "" {
			from = replace[path]
		}
		b, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(b), e.Old); n != 1 {
			t.Fatalf("a broken twin edits %s, where %q stands %d times; it must stand once", e.File, e.Old, n)
		}
		to := filepath.Join(folder, strings.ReplaceAll(e.File, "/", "_"))
		if err := os.WriteFile(to, []byte(strings.Replace(string(b), e.Old, e.New, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		replace[path] = to
	}
	b, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(folder, "overlay.json")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
