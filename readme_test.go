package caseclock_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"caseclock/rules"
)

var update = flag.Bool("update", false, "rewrite the table of timescales in README.md")

// The README's table of timescales is the default pack's.
func TestReadmeTimescales(t *testing.T) {
	const begin, end = "<!-- timescales: go test -run TestReadme -update . -->\n", "<!-- end of timescales -->"
	content, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(content), begin)
	table, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatal("README.md has lost the marks around its table of timescales")
	}
	pack, err := rules.Builtin(rules.Default)
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	want.WriteString("\n| timescale | counts from | limit | met by | source |\n| --- | --- | --- | --- | --- |\n")
	for _, r := range rules.Table(pack) {
		if r.CountsFrom != "" { // a duty without a fixed limit counts from nothing
			fmt.Fprintf(&want, "| `%s` | %s | %s | %s | %s |\n", r.Rule, r.CountsFrom, r.Limit, r.MetBy, r.Source)
		}
	}
	want.WriteString("\n")
	if table == want.String() {
		return
	}
	if !*update {
		t.Fatal("README.md's table of timescales is not the default pack's; go test -run TestReadme -update . rewrites it")
	}
	if err := os.WriteFile("README.md", []byte(before+begin+want.String()+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The transcript in the README is the one that its story runs.
func TestReadmeTranscript(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	story, err := os.ReadFile("testdata/stories/readme.txtar")
	if err != nil {
		t.Fatal(err)
	}
	_, files, _ := strings.Cut(string(story), "-- events.jsonl --\n")
	events, shown, _ := strings.Cut(files, "-- shown --\n")
	for _, part := range []string{events, shown} {
		if part == "" || !strings.Contains(string(readme), part) {
			t.Errorf("README.md does not show:\n%s", part)
		}
	}
}
