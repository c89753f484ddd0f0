//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// hardened is a command of this test binary that says what became of it.
func hardened() {
	harden()
	dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	var core unix.Rlimit
	if err == nil {
		err = unix.Getrlimit(unix.RLIMIT_CORE, &core)
	}
	fmt.Printf("dumpable %d core %d umask %03o %v\n", dumpable, core.Max, unix.Umask(0), err)
}

func TestHarden(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self)
	c.Args = []string{"hardened"}
	if out, err := c.CombinedOutput(); err != nil || string(out) != "dumpable 0 core 0 umask 077 <nil>\n" {
		t.Errorf("%s %v", out, err)
	}
}

// The daemon leaves no core, and every file that it makes is its owner's alone.
func TestTheDaemonIsHardened(t *testing.T) {
	p := newSite(t, 1)
	d := p.serve()
	await(t, "the daemon answers", p.answers)
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", d.Process.Pid))
	if fields := strings.Fields(lineWith(string(limits), "Max core file size")); err != nil || len(fields) < 6 || fields[4] != "0" || fields[5] != "0" {
		t.Errorf("limits: %v %q", err, fields)
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", d.Process.Pid))
	if err != nil || !strings.Contains(string(status), "Umask:\t0077") {
		t.Errorf("umask: %v %s", err, lineWith(string(status), "Umask"))
	}
	p.run("backup", "copy.db")
	p.run("report", "--quarter", "2026Q1", "--out", "report")
	d.term()
	for _, pattern := range []string{"caseclock.db*", "caseclock.sock", "copy.db*", "report", "report/*"} {
		all, _ := filepath.Glob(filepath.Join(p.dir, pattern))
		for _, name := range all {
			if info, err := os.Stat(name); err != nil || info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s: %v %v", name, info.Mode(), err)
			}
		}
	}
}

func lineWith(text, words string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, words) {
			return line
		}
	}
	return ""
}

// A daemon whose store, folder, configuration or secrets others can reach does
// not start, and says how each is mended.
func TestTheDaemonRefusesWhatOthersCanReach(t *testing.T) {
	p := newSite(t, 1)
	p.run("record", "concern-notified", "CP-0001", "--on", "2026-01-05", "--by", "chair-1")
	p.configure("tls: none}", "tls: none, username: x, password_file: secret}")
	secret := filepath.Join(p.dir, "secret")
	if err := os.WriteFile(secret, []byte("CANARY"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		loose os.FileMode
		want  string
	}{
		{"caseclock.db", 0o640, "data: caseclock.db can be reached by others (mode 0640); chmod 600"},
		{"caseclock.db", 0o604, "chmod 600"},
		{".", 0o777, "chmod go-w"},
		{"config.yaml", 0o622, "configuration: config.yaml can be reached by others (mode 0622); chmod go-w"},
		{"secret", 0o604, "mail.password_file: secret can be reached by others (mode 0604); chmod o="},
	} {
		path := filepath.Join(p.dir, c.name)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, c.loose); err != nil {
			t.Fatal(err)
		}
		out, err := p.command("serve").CombinedOutput()
		if err == nil || !strings.Contains(strings.ReplaceAll(string(out), "./", ""), c.want) || strings.Contains(string(out), "CANARY") {
			t.Errorf("%s with mode %o: %v %s", c.name, c.loose, err, out)
		}
		if err := os.Chmod(path, info.Mode().Perm()); err != nil {
			t.Fatal(err)
		}
	}
	d := p.serve()
	await(t, "the daemon answers", p.answers)
	d.term()
}
