//go:build trial

package guard

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"caseclock/trial"
	"caseclock/trial/twin"
)

// A forger who owns the file, knows its format and holds its secrets rewrites a
// store and makes every hash in it anew: see store/forge_test.go. The forgeries
// are made there, where the store's own code is the forger's tool.
func TestC4(t *testing.T) {
	run := trial.Begin(t, trial.Promise{ID: "C4", Short: 200, Long: 2000,
		Says: "A record that was altered, dropped, swapped or moved, or a file put back, is found by an earlier head and named by its leaves, though every hash in the file was made anew."})
	forgeries := []string{"-run", "TestForgery$|TestAnEarlierFileIsFound$", "-forge-seed", fmt.Sprint(run.Chance(0).Uint64())}
	args := append([]string{"test", "-count=1", "-v", "./store", "-forgeries", fmt.Sprint(run.Trials())}, forgeries...)
	c := exec.Command("go", args...)
	c.Dir = trial.Root(t)
	out, err := c.CombinedOutput()
	text := string(out)
	if !strings.Contains(text, fmt.Sprintf("%d forgeries", run.Trials())) {
		t.Fatalf("the forgeries were not made: %v\n%s", err, text)
	}
	failures := strings.Count(text, ": forgery ")
	if err != nil && failures == 0 {
		t.Fatalf("%v\n%s", err, text)
	}
	run.Count(run.Trials(), failures)
	if failures > 0 {
		t.Log(text)
	}
	run.Note("one in three leaves the log as it is and must be named by verify alone; the others leave no trace that verify finds without a head")
	for _, b := range twin.Of([]struct {
		name string
		edit twin.Edit
	}{
		{"a head is held against nothing", twin.Edit{File: "store/against.go", Old: "return root == tlog.Hash(c.Root), err", New: "return root == tlog.Hash(c.Root) || true, err"}},
		{"verify does not hold records against their leaves", twin.Edit{File: "store/verifylog.go",
			Old: "if m.hash(id, content) != l.levels[0][n] {", New: "if false {"}},
		{"leaves whose record is gone are passed over", twin.Edit{File: "store/verifylog.go",
			Old: `v.fault(id.String(), fmt.Errorf("it is gone`, New: `_ = fmt.Sprint(fmt.Errorf("it is gone`}},
	}) {
		failed, _ := twin.Fails(t, []twin.Edit{b.edit}, "./store", append(forgeries, "-forgeries", "27")...)
		noticed := 0
		if failed {
			noticed = 1
		}
		run.Twin(b.name, 1, noticed, 1)
	}
}
