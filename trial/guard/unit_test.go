//go:build trial

package guard

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/trial"
	"caseclock/trial/daemon"
	"caseclock/trial/twin"
)

// callsOf gives the system calls of a group of systemd's, and of those within it.
func callsOf(t *testing.T, group string) map[string]bool {
	t.Helper()
	out, err := exec.Command("systemd-analyze", "syscall-filter", group).Output()
	need(t, err, "systemd-analyze")
	calls := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		switch word := strings.TrimSpace(line); {
		case word == "" || word == group || strings.HasPrefix(word, "#") || strings.HasPrefix(line, "@"):
		case strings.HasPrefix(word, "@"):
			maps.Copy(calls, callsOf(t, word))
		default:
			calls[word] = true
		}
	}
	return calls
}

// filter is what a unit lets through.
func filter(t *testing.T, unit string) map[string]bool {
	t.Helper()
	calls := map[string]bool{}
	for line := range strings.Lines(unit) {
		groups, is := strings.CutPrefix(strings.TrimSpace(line), "SystemCallFilter=")
		if !is {
			continue
		}
		without := strings.HasPrefix(groups, "~")
		for _, g := range strings.Fields(strings.TrimPrefix(groups, "~")) {
			for call := range callsOf(t, g) {
				if without {
					delete(calls, call)
				} else {
					calls[call] = true
				}
			}
		}
	}
	if len(calls) < 100 {
		t.Fatalf("the unit lets %d system calls through", len(calls))
	}
	return calls
}

var systemCall = regexp.MustCompile(`(?m)^\d+ +(?:<\.\.\. )?([a-z_0-9]+)[( ]`)

// called are the system calls of a daemon that does all its work: it starts,
// imports, is looked at by pages and API, makes a report and a backup, and ends.
func called(t *testing.T, program string) map[string]bool {
	t.Helper()
	_, err := exec.LookPath("strace")
	need(t, err, "strace")
	s := daemon.NewSite(t, program, daemon.Options{More: "web: {second_factor: optional}"})
	addPerson(t, s, "coordinator-1")
	trace := filepath.Join(s.Folder, "trace")
	d, err := s.Start("strace", "-f", "-o", trace)
	if err != nil {
		t.Fatal(err)
	}
	v := arrive(d)
	if err := v.signIn("coordinator-1"); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/work", "/cases", "/ahead.ics", "/reports/made/report.xlsx?period=2026Q1&for=internal"} {
		if status, body, err := v.get(path); err != nil || status != 200 {
			t.Errorf("%s: %d %.200s %v", path, status, body, err)
		}
	}
	for _, words := range [][]string{
		{"record", "concern-notified", "CP-0001", "--on", "2026-01-05", "--by", "chair-1"}, {"case", "CP-0001"}, {"backup", filepath.Join(s.Folder, "copy.db")}, {"verify"},
	} {
		if _, err := s.Run(words...); err != nil {
			t.Error(err)
		}
	}
	_ = d.Signal(15)
	if _, err := d.Wait(time.Minute); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	calls := map[string]bool{}
	for _, m := range systemCall.FindAllSubmatch(text, -1) {
		calls[string(m[1])] = true
	}
	return calls
}

// The unit is as closed as it may be, and the daemon makes no system call that
// its filter does not let through.
func TestU1(t *testing.T) {
	run := trial.Begin(t, trial.Promise{ID: "U1", Says: "The systemd unit's exposure is at most 2.0 of 10, and all that the daemon does passes its filter of system calls.", Short: 2, Long: 2})
	unit, err := os.ReadFile(filepath.Join(trial.Root(t), "deploy", "caseclock.service"))
	if err != nil {
		t.Fatal(err)
	}
	calls := called(t, twin.Program(t, ""))
	outside := func(unit string) []string {
		passes := filter(t, unit)
		return slices.DeleteFunc(slices.Sorted(maps.Keys(calls)), func(c string) bool { return passes[c] })
	}
	run.One(0, func(int, *rand.Rand) error {
		if out := outside(string(unit)); len(out) > 0 || len(calls) < 30 {
			return fmt.Errorf("of %d system calls the filter does not let through %v", len(calls), out)
		}
		return nil
	})
	run.One(1, func(int, *rand.Rand) error {
		out, err := exec.Command("systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager", filepath.Join(trial.Root(t), "deploy", "caseclock.service")).CombinedOutput()
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		run.Note("%s", strings.Trim(lines[len(lines)-1], "→ 🙂"))
		return err
	})
	noticed := 0
	if len(outside(strings.Replace(string(unit), "~@privileged @resources", "~@privileged @resources @sync", 1))) > 0 {
		noticed++
	}
	run.Twin("the unit's filter keeps the store from being synced", 1, noticed, 1)
}
