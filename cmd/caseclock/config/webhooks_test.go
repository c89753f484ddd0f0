package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const aWebhook = "webhooks:\n  - {url: \"https://hooks.example/secret-path\", secret_file: secret, private: true}\n"

// A webhook's secret stands in a file, and neither it nor the path of its
// address is shown.
func TestWebhook(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "secret", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\r\nnote\n")
	write(t, DefaultFile, aWebhook)
	c, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Webhook{{URL: "https://hooks.example/secret-path", SecretFile: "secret", Private: true}}, c.Webhooks); diff != "" {
		t.Error(diff)
	}
	if s, err := c.Webhooks[0].Secret(); err != nil || string(s) != "0123456789abcdef0123456789abcdef" {
		t.Errorf("%q %v", s, err)
	}
	if s := c.Show(); strings.Contains(s, "secret-path") || !strings.Contains(s, "https://hooks.example/hidden") {
		t.Error(s)
	}
	if c.Webhooks[0].URL != "https://hooks.example/secret-path" {
		t.Error("showing changed it")
	}
}

// Faults of webhooks are told with their places.
func TestWebhookFaults(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	write(t, "short", "too short\n")
	write(t, "good", strings.Repeat("x", 32)+"\n")
	for text, want := range map[string]string{
		`{url: "http://hooks.example/x", secret_file: good}`:                                             "webhooks[0].url: the scheme is http; accepted is https, and http to this machine alone",
		`{url: "http://127.0.0.1:1/x", secret_file: short}`:                                              "webhooks[0].secret_file: the secret has 9 bytes; accepted are 24 to 64",
		`{url: "https://hooks.example/x", secret_file: nowhere}`:                                         "webhooks[0].secret_file: open nowhere",
		`{url: "https://hooks.example/x", secret_file: good, authorities: [stirlin]}`:                    `webhooks[0].authorities[0]: "stirlin" is no authority of this configuration`,
		`{url: "https://h.example/", secret_file: good}, {url: "https://h.example/", secret_file: good}`: "webhooks[1].url: is there already",
	} {
		if err := os.WriteFile(filepath.Join(folder, DefaultFile), []byte("webhooks: ["+text+"]\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
