package browser

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

// axe is the script that looks for faults of accessibility.
func axe(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(os.Getenv("AXE_CORE"))
	if err != nil {
		missing(t, "AXE_CORE is not the path of axe.min.js: "+err.Error())
	}
	return string(script)
}

// runAxe tries every rule that axe has, those of AAA and of good practice among
// them.
const runAxe = `axe.run(document, {rules: Object.fromEntries(axe.getRules().map(r => [r.ruleId, {enabled: true}])), resultTypes: ['violations']}).then(r => JSON.stringify({violations: r.violations, passes: r.passes.length}))`

// accessible fails the test for each fault that axe finds on the page shown, on
// a wide screen and on a telephone.
func (b *tab) accessible(script, state string) {
	b.Helper()
	b.script(true) // axe's own
	defer b.script(false)
	eval[any](b, script+";0")
	for _, width := range []int64{1280, 360} {
		b.size(width, 800, 1)
		for _, v := range violations(b) {
			b.Errorf("%s, %d wide: %s", state, width, v)
		}
	}
	b.size(1280, 900, 1)
}

func violations(b *tab) []string {
	b.Helper()
	var of struct {
		Violations []struct {
			ID, Help string
			Nodes    []struct{ HTML, FailureSummary string }
		}
		Passes int
	}
	if err := json.Unmarshal([]byte(eval[string](b, runAxe)), &of); err != nil {
		b.Fatal(err)
	}
	if of.Passes < 15 {
		b.Fatalf("axe found %d rules kept: it has not looked", of.Passes)
	}
	var vs []string
	for _, v := range of.Violations {
		n := v.Nodes[0]
		vs = append(vs, fmt.Sprintf("%s: %s (%d places, such as %.300s: %s)", v.ID, v.Help, len(v.Nodes), n.HTML, strings.Join(strings.Fields(n.FailureSummary), " ")))
	}
	return vs
}
