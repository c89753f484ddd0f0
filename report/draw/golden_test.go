package draw

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"caseclock/report/document"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew; read the difference")

// golden compares a form with its golden file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is another; when the change is meant, run with -update and read the difference\n%s", path, diff)
	}
}

// Each kind of page has its golden file.
func TestGoldenPages(t *testing.T) {
	one := internalPage()
	one.Sections = one.Sections[:1]
	for name, r := range map[string]document.Report{"internal": one, "committee": committeePage(), "nothing": nothingPage()} {
		golden(t, "page-"+name+".html", drawn(t, r))
	}
}
