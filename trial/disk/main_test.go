//go:build trial

package disk_test

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestMain lets the test be its own child, which may die of what it reads.
func TestMain(m *testing.M) {
	if role := roles[os.Getenv("TRIAL_DISK_CHILD")]; role != nil {
		role()
		return
	}
	os.Exit(m.Run())
}

var roles = map[string]func(){}

// need says which programs and devices a trial cannot do without.
func need(t *testing.T, things ...string) {
	t.Helper()
	for _, thing := range things {
		_, err := os.Stat(thing)
		if !strings.HasPrefix(thing, "/") {
			_, err = exec.LookPath(thing)
		}
		if err == nil && os.Geteuid() != 0 {
			err = errors.New("only root may")
		}
		if err != nil && os.Getenv("CI") == "true" {
			t.Fatalf("%s: %v", thing, err)
		}
		if err != nil {
			t.Skipf("%s: %v", thing, err)
		}
	}
}
