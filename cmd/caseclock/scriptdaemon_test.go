package main

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// daemonStory runs the daemon at the story's instant until its first wake is
// over, and ends it.
func daemonStory(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: daemon")
	}
	bin := ""
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if file := filepath.Join(dir, "caseclock"); bin == "" {
			if _, err := os.Stat(file); err == nil {
				bin = file
			}
		}
	}
	var errs bytes.Buffer
	c := exec.Command(bin, "serve")
	c.Dir, c.Stderr = ts.MkAbs("."), &errs
	c.Env = append(os.Environ(), "CASECLOCK_TEST_NOW="+ts.Getenv("CASECLOCK_TEST_NOW"))
	out, err := c.StdoutPipe()
	ts.Check(err)
	ts.Check(c.Start())
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "health and metrics on") {
			_ = c.Process.Signal(syscall.SIGTERM)
		}
	}
	if err := c.Wait(); err != nil {
		ts.Fatalf("the daemon: %v\n%s", err, errs.String())
	}
}
