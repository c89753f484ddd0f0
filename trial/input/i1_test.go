//go:build trial

package input

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"caseclock/trial"
	"caseclock/trial/twin"
)

// Every fuzz target of the module. What a target asks of a reader is in its own
// package; a crash that is found is kept there, as a seed.
func TestI1(t *testing.T) {
	r := trial.Begin(t, trial.Promise{ID: "I1", Says: "no bytes make a reader panic or give what it should have refused: each target's seeds, and in the long tier a minute of fuzzing each"})
	targets := 0
	for _, pkg := range packages(t) {
		if !trial.Long() && !slices.Contains(quick, pkg) {
			continue
		}
		for _, target := range targetsOf(t, pkg) {
			targets++
			fuzz(t, r, pkg, target)
		}
	}
	r.Note("%d targets; the checks of a change fuzz every target of the module for some seconds more", targets)
	edit := twin.Edit{File: "deadline/date.go", Old: "day < 1 || day > daysIn(year, month)", New: "day < 1 || day > 31"}
	failed, _ := twin.Fails(t, []twin.Edit{edit}, "./deadline", "-run", "^FuzzParseDate$")
	noticed := 0
	if failed {
		noticed = 1
	}
	r.Twin("a reader of dates that takes 31 February", 1, noticed, 1)
}

// quick are the packages whose seeds the short tier runs: each change is fuzzed
// by the checks of a change anyway.
var quick = []string{"caseclock/deadline", "caseclock/intake", "caseclock/notify", "caseclock/cmd/caseclock/config"}

func packages(t *testing.T) []string {
	c := exec.Command("go", "list", "./...")
	c.Dir = trial.Root(t)
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(out))
}

var target = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)

// targetsOf reads the names from the tests' source, so that nothing is built to
// know them.
func targetsOf(t *testing.T, pkg string) (names []string) {
	folder := trial.Root(t) + strings.TrimPrefix(pkg, "caseclock")
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		b, err := os.ReadFile(folder + "/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range target.FindAllStringSubmatch(string(b), -1) {
			names = append(names, m[1])
		}
	}
	return names
}

var (
	execs = regexp.MustCompile(`execs: (\d+)`)
	seeds = regexp.MustCompile(`(?m)^\s+--- PASS: Fuzz\w+/`)
)

// fuzz runs a target: its seeds in the short tier, a minute in the long one.
func fuzz(t *testing.T, r *trial.Run, pkg, name string) {
	args := []string{"test", "-run", "^" + name + "$", "-v", pkg}
	if trial.Long() {
		args = []string{"test", "-run", "^$", "-fuzz", "^" + name + "$", "-fuzztime", "60s", "-fuzzminimizetime", "10x", pkg}
	}
	c := exec.Command("go", args...)
	c.Dir = trial.Root(t)
	b, err := c.CombinedOutput()
	out, made := string(b), len(seeds.FindAllIndex(b, -1))
	if all := execs.FindAllStringSubmatch(out, -1); len(all) > 0 {
		made, _ = strconv.Atoi(all[len(all)-1][1])
	}
	// Go before 1.27 now and then calls the end of the time itself a fault
	// (go.dev/issue/75804): no input, only these words.
	ended := strings.Contains(out, "context deadline exceeded") && !strings.Contains(out, "Failing input") && !strings.Contains(out, "panic:")
	failures := 0
	if err != nil && !ended {
		failures = 1
		t.Errorf("%s %s: %v\n%s", pkg, name, err, out)
	}
	r.Count(max(made, 1), failures)
	t.Logf("%s %s: %d inputs", pkg, name, made)
}
