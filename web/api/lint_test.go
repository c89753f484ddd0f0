package api_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The document has no fault that Redocly's linter knows. REDOCLY names its
// command, bin/cli.js of the package @redocly/cli.
func TestDocumentIsLinted(t *testing.T) {
	command := os.Getenv("REDOCLY")
	if _, err := exec.LookPath("node"); err != nil || command == "" {
		if os.Getenv("CI") == "true" {
			t.Fatalf("REDOCLY names no linter (%q), or there is no node: %v", command, err)
		}
		t.Skip("REDOCLY names no linter")
	}
	s := open(t, 0)
	folder := t.TempDir()
	file := filepath.Join(folder, "openapi.json")
	if err := os.WriteFile(file, document(t, s.api).raw, 0o600); err != nil {
		t.Fatal(err)
	}
	rules := filepath.Join(folder, "redocly.yaml")
	if err := os.WriteFile(rules, []byte("extends: [recommended]\nrules:\n  info-license: off\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("node", command, "lint", "--config", rules, "--format", "stylish", file)
	c.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true", "CI=true")
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
