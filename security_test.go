package caseclock_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var namedTest = regexp.MustCompile("`([a-z/]*) ?((?:Test|Fuzz)[A-Za-z0-9]+)`")

// Every test that docs/security.md names is there.
func TestSecurityNamesTestsThatAreThere(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("docs", "security.md"))
	if err != nil {
		t.Fatal(err)
	}
	known, n := map[string]string{}, 0
	for _, m := range namedTest.FindAllStringSubmatch(string(text), -1) {
		folder := m[1]
		if known[folder] == "" {
			known[folder] = testsOf(t, folder)
		}
		if n++; !strings.Contains(known[folder], fmt.Sprintf("func %s(", m[2])) {
			t.Errorf("docs/security.md names %s of %s, which is not there", m[2], folder)
		}
	}
	if n < 100 {
		t.Errorf("docs/security.md names %d tests", n)
	}
}

// testsOf is the source of a folder's tests.
func testsOf(t *testing.T, folder string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil || len(names) == 0 {
		t.Errorf("docs/security.md names tests of %q, which has none", folder)
	}
	var b strings.Builder
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(text)
	}
	return b.String()
}
