//go:build trial

package input

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/store"
	"caseclock/trial"
	"caseclock/trial/twin"
)

var update = flag.Bool("update", false, "write the table of expected answers anew")

const expected = "testdata/hostile.txt"

// Each hostile file through the real command, against a table of what is to be
// said of it; and into a store: whole or not at all, and three times the same.
func TestI2(t *testing.T) {
	list := files()
	slices.SortFunc(list, func(a, b hostile) int { return strings.Compare(a.name, b.name) })
	r := trial.Begin(t, trial.Promise{ID: "I2", Says: "a file is taken whole or not at all, what is refused is named by line, column and reason as a table expects, within 256 MiB, and the same file three times leaves the same store",
		Short: len(list), Long: len(list)})
	want := table(t)
	d := desk{t: t, binary: twin.Program(t, "")}
	said := map[string]string{}
	r.All(func(i int, _ *rand.Rand) error {
		f := list[i]
		answer, err := d.try(f)
		said[f.name] = answer
		if err == nil && !*update && answer != want[f.name] {
			err = fmt.Errorf("answered\n%sand the table has\n%s", answer, want[f.name])
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		return nil
	})
	r.Note("%d files; the most memory that one took was %d MiB", len(list), d.most>>10)
	if *update {
		maps.Copy(want, said)
		keep(t, want)
	}
	if twin.Inside() {
		return
	}
	bad := desk{t: t, binary: twin.Program(t, "", twin.Edit{File: "deadline/date.go", Old: "	if len(s) != 10 || s[4] != '-' || s[7] != '-' {", New: "	if len(s) == 8 {\n		s = s[:4] + \"-\" + s[4:6] + \"-\" + s[6:]\n	}\n	if len(s) != 10 || s[4] != '-' || s[7] != '-' {"})}
	tried, noticed := 0, 0
	for _, f := range list {
		if !strings.HasPrefix(f.name, "day-") {
			continue
		}
		tried++
		if answer, err := bad.try(f); err != nil || answer != want[f.name] {
			noticed++
		}
	}
	r.Twin("a reader of dates that guesses at 20260105", tried, noticed, 1)
}

// desk runs the program on files.
type desk struct {
	t      *testing.T
	binary string
	most   int64 // of memory, in KiB
}

const mostMemory = 256 << 10 // KiB

// try gives what is said of a file: the exit status and what was written on
// standard error, cut short.
func (d *desk) try(f hostile) (string, error) {
	folder := d.t.TempDir()
	if at, err := os.MkdirTemp("/dev/shm", "trial"); err == nil {
		folder = at
		defer os.RemoveAll(at)
	}
	if err := os.WriteFile(filepath.Join(folder, f.name), f.make(), 0o600); err != nil {
		return "", err
	}
	config := "data: " + folder + "/caseclock.db\nsocket: " + folder + "/s\nauthorities:\n  - {id: stirling, name: Stirling Council, rules: [{pack: forth-valley, from: 2014-05-01}]}\n  - {id: falkirk, name: Falkirk Council, rules: [{pack: forth-valley, from: 2014-05-01}]}\n" +
		"people:\n  - {id: coordinator-1, name: Coordinator One, email: c@council.example, role: coordinator}\n"
	mapping, err := filepath.Abs("../../testdata/imports/children.mapping.yaml")
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "config.yaml"), []byte(config), 0o600)
	}
	if err != nil {
		return "", err
	}
	args := []string{"import", "--by", "coordinator-1", f.name}
	if strings.HasPrefix(f.name, "x-") {
		args = []string{"import", "--by", "coordinator-1", "--mapping", mapping, f.name}
	}
	answer, err := d.run(folder, args...)
	if err != nil {
		return answer, err
	}
	return answer, d.stored(folder, !strings.HasPrefix(answer, "status 0"), args)
}

func (d *desk) run(folder string, args ...string) (string, error) {
	c := exec.Command(d.binary, args...)
	var out, errs bytes.Buffer
	c.Dir, c.Stdout, c.Stderr = folder, &out, &errs
	began := time.Now()
	err := c.Start()
	if err != nil {
		return "", err
	}
	memory := highWater(c.Process.Pid)
	err = c.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return "", err
	}
	used := <-memory
	d.most = max(d.most, used)
	status := c.ProcessState.ExitCode()
	said := ""
	n := 0
	for l := range strings.Lines(errs.String()) {
		if n++; n <= 4 {
			said += short(strings.ReplaceAll(l, folder+"/", "")) + "\n"
		}
	}
	switch {
	case status < 0 || strings.Contains(errs.String(), "goroutine "):
		err = fmt.Errorf("it died: %s", said)
	case used > mostMemory:
		err = fmt.Errorf("%d MiB", used>>10)
	case time.Since(began) > 20*time.Second:
		err = fmt.Errorf("%s", time.Since(began))
	default:
		err = nil
	}
	return fmt.Sprintf("status %d, %d lines on standard error\n%s", status, n, said), err
}

// highWater gives, once a process has ended, the most memory that it was seen to
// hold, in KiB. What the kernel counts at its end would hold what this process
// had when it started the other.
func highWater(pid int) <-chan int64 {
	most := make(chan int64, 1)
	go func() {
		var seen int64
		for {
			b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
			_, rest, found := strings.Cut(string(b), "VmHWM:")
			if err != nil || !found {
				most <- seen
				return
			}
			var now int64
			if _, err := fmt.Sscan(rest, &now); err == nil && strings.Contains(string(b), "caseclock") {
				seen = max(seen, now)
			}
			time.Sleep(2 * time.Millisecond)
		}
	}()
	return most
}

func short(l string) string {
	l = strings.TrimRight(l, "\n")
	if len(l) > 240 {
		l = strings.ToValidUTF8(l[:240], "") + "…"
	}
	return l
}

// stored says whether a refused file left something, or one that was taken
// leaves something else when it comes again.
func (d *desk) stored(folder string, refused bool, args []string) error {
	first, err := count(folder)
	if err != nil || refused {
		if err == nil && first.Events != 0 {
			err = fmt.Errorf("it was refused, and %d events are in the store", first.Events)
		}
		return err
	}
	for range 2 {
		if answer, err := d.run(folder, args...); err != nil || !strings.HasPrefix(answer, "status 0") {
			return fmt.Errorf("the same file again: %s %v", answer, err)
		}
		again, err := count(folder)
		if err != nil || again.Events != first.Events || again.Cases != first.Cases {
			return fmt.Errorf("the same file again: %d events of %d cases, and were %d of %d: %v", again.Events, again.Cases, first.Events, first.Cases, err)
		}
	}
	return nil
}

func count(folder string) (store.Stats, error) {
	st, err := store.Open(filepath.Join(folder, "caseclock.db"), store.Options{Now: time.Now, ReadOnly: true})
	if errors.Is(err, os.ErrNotExist) {
		return store.Stats{}, nil
	}
	if err != nil {
		return store.Stats{}, err
	}
	s, err := st.Stats()
	return s, errors.Join(err, st.Close())
}

// table reads what is to be said of each file.
func table(t *testing.T) map[string]string {
	b, err := os.ReadFile(expected)
	if err != nil && !*update {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, part := range strings.Split(string(b), "== ")[min(1, len(b)):] {
		name, rest, _ := strings.Cut(part, "\n")
		want[name] = rest
	}
	return want
}

func keep(t *testing.T, said map[string]string) {
	var b strings.Builder
	names := make([]string, 0, len(said))
	for name := range said {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, "== %s\n%s", name, said[name])
	}
	if err := os.MkdirAll("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(expected, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
