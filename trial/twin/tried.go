package twin

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"testing"

	"caseclock/trial"
)

// inTwin is set for a test that runs on a broken source.
const inTwin = "CASECLOCK_TRIAL_TWIN"

// Inside says whether the test runs on a broken source, where it makes its trials
// and nothing else.
func Inside() bool { return os.Getenv(inTwin) != "" }

var tried = regexp.MustCompile(`: (\d+) trials, (\d+) failures`)

// Of are the twins that a tier tries: all in the long one, the first alone in the
// short one, which is run with every change.
func Of[T any](all []T) []T {
	if trial.Long() || len(all) == 0 {
		return all
	}
	return all[:1]
}

// Tried makes so many of the running test's trials on a source with edits, and
// notes how many failed; at least so many as must have to. On a source that is
// broken already it does nothing.
func Tried(t *testing.T, r *trial.Run, name string, trials, must int, edits ...Edit) {
	t.Helper()
	if Inside() {
		return
	}
	t.Setenv(inTwin, "1")
	_, out := Fails(t, edits, trial.Folder(t), "-tags", "trial", "-run", "^"+t.Name()+"$", "-v", "-trials", fmt.Sprint(trials))
	os.Unsetenv(inTwin)
	m := tried.FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("the broken twin (%s) made no trials:\n%s", name, out)
	}
	made, _ := strconv.Atoi(m[1])
	failed, _ := strconv.Atoi(m[2])
	r.Twin(name, made, failed, must)
}
