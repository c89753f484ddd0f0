package trial

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the tables of RELIABILITY.md anew")

// RELIABILITY.md says what the trials left, and nothing else; no promise is
// published that failed, or that has no broken twin that was noticed.
func TestPublished(t *testing.T) {
	results, err := Results("results")
	if err != nil {
		t.Fatal(err)
	}
	found, err := Found("found")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Failures > 0 || r.Trials == 0 {
			t.Errorf("%s: %d of %d trials failed", r.ID, r.Failures, r.Trials)
		}
		noticed := 0
		for _, w := range r.Twins {
			noticed += w.Noticed
		}
		if noticed == 0 {
			t.Errorf("%s: no broken twin was noticed", r.ID)
		}
	}
	name := filepath.Join(Root(t), "RELIABILITY.md")
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want := put(t, string(page), "results", Published(results))
	want = put(t, want, "found", found)
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(page) {
		t.Error("RELIABILITY.md is not what trial/results and trial/found say; go test ./trial -run TestPublished -update writes it anew")
	}
}

// put puts a text between the marks of that name.
func put(t *testing.T, page, name, text string) string {
	t.Helper()
	before, rest, ok1 := strings.Cut(page, "<!-- "+name+" -->\n")
	_, after, ok2 := strings.Cut(rest, "<!-- end of "+name+" -->")
	if !ok1 || !ok2 {
		t.Fatalf("RELIABILITY.md has no marks for %s", name)
	}
	return before + "<!-- " + name + " -->\n" + text + "<!-- end of " + name + " -->" + after
}
