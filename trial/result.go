package trial

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// Result is what is published of a promise.
type Result struct {
	ID       string   `json:"id"`
	Says     string   `json:"says"`
	Tier     string   `json:"tier"` // short or long
	Trials   int      `json:"trials"`
	Failures int      `json:"failures"`
	Seed     uint64   `json:"seed"`
	Seconds  float64  `json:"seconds"`
	Twins    []Twin   `json:"twins,omitempty"`
	Notes    []string `json:"notes,omitempty"`
	Machine  Machine  `json:"machine"`
	Command  string   `json:"command"`
	Source   string   `json:"source,omitempty"` // the commit that was tried; with "+" where files differed from it
}

// Twin is what became of a build or test that was broken on purpose.
type Twin struct {
	Name    string `json:"name"`
	Trials  int    `json:"trials"`
	Noticed int    `json:"noticed"`
}

// Machine is what the trials ran on.
type Machine struct {
	Kernel string `json:"kernel"`
	Cores  int    `json:"cores"`
	Go     string `json:"go"`
	Bbolt  string `json:"bbolt"`
	Cron   string `json:"cron"`
}

func machine(t *testing.T) Machine {
	t.Helper()
	m := Machine{Cores: runtime.NumCPU(), Go: runtime.Version()}
	var u unix.Utsname
	if err := unix.Uname(&u); err == nil {
		m.Kernel, _, _ = strings.Cut(unix.ByteSliceToString(u.Release[:]), "-")
	}
	mod, err := os.ReadFile(filepath.Join(Root(t), "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	m.Bbolt, m.Cron = required(string(mod), "go.etcd.io/bbolt"), required(string(mod), "github.com/robfig/cron/v3")
	return m
}

// required is the version that a go.mod names for a module.
func required(mod, path string) string {
	for line := range strings.Lines(mod) {
		if f := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require ")); len(f) >= 2 && f[0] == path {
			return f[1]
		}
	}
	return "unknown"
}

// source names the commit of the files that are tried; empty where git does not know.
func source(t *testing.T) string {
	t.Helper()
	git := func(args ...string) (string, error) {
		c := exec.Command("git", args...)
		c.Dir = Root(t)
		out, err := c.Output()
		return strings.TrimSpace(string(out)), err
	}
	commit, err := git("rev-parse", "--short=10", "HEAD")
	if err != nil {
		return ""
	}
	if changed, err := git("status", "--porcelain", "--untracked-files=no", "--", ":!trial/results", ":!RELIABILITY.md"); err != nil || changed != "" {
		commit += "+"
	}
	return commit
}

// command is how the same trials are run again.
func command(t *testing.T) string {
	t.Helper()
	c := "go test -tags trial " + Folder(t) + " -run '^" + t.Name() + "$'"
	if *long {
		c += " -long"
	}
	return c
}

// Folder is the package under test, as go test names it from the root.
func Folder(t *testing.T) string {
	t.Helper()
	at, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	rel, err := filepath.Rel(Root(t), at)
	if err != nil {
		t.Fatal(err)
	}
	return "./" + filepath.ToSlash(rel)
}

// Root is the folder of the module.
func Root(t testing.TB) string {
	t.Helper()
	at, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(at, "go.mod")); missing == nil {
			return at
		}
		if filepath.Dir(at) == at {
			break
		}
		at = filepath.Dir(at)
	}
	t.Fatal("no go.mod above the working directory")
	return ""
}

func (r *Result) keep(folder string) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, r.ID+".json"), append(b, '\n'), 0o644)
}

// Results reads what the promises left in a folder.
func Results(folder string) ([]Result, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return nil, err
	}
	var list []Result
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var r Result
		if err := json.Unmarshal(b, &r); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, r)
	}
	return list, nil
}
