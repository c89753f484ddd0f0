//go:build trial

package input

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"testing"

	"caseclock/trial"
	"caseclock/trial/twin"
)

// inTwin says to a test that it runs on a broken source, so that it makes its
// trials and nothing else.
const inTwin = "CASECLOCK_TRIAL_TWIN"

// broken makes so many of a promise's trials on a source with edits. At least so
// many as must have to fail.
func broken(t *testing.T, r *trial.Run, name string, trials, must int, edits ...twin.Edit) {
	t.Helper()
	if os.Getenv(inTwin) != "" {
		return
	}
	t.Setenv(inTwin, "1")
	_, out := twin.Fails(t, edits, "./trial/input", "-tags", "trial", "-run", "^"+t.Name()+"$", "-v", "-trials", fmt.Sprint(trials))
	os.Unsetenv(inTwin)
	m := regexp.MustCompile(`: (\d+) trials, (\d+) failures`).FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("the broken twin (%s) made no trials:\n%s", name, out)
	}
	made, _ := strconv.Atoi(m[1])
	failed, _ := strconv.Atoi(m[2])
	r.Twin(name, made, failed, must)
}
