package browser

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// configuration is of a daemon with two chairs and an empty store.
const configuration = `
authorities:
  - {id: stirling, name: Stirling Council, rules: [{pack: forth-valley, from: 2014-05-01}]}
people:
  - {id: chair-1, name: Chair One, email: chair-1@council.example, role: chair, authorities: [stirling]}
  - {id: chair-2, name: Chair Two, email: chair-2@council.example, role: chair, authorities: [stirling]}
listen: %s
admin_listen: 127.0.0.1:0
socket: ./caseclock.sock
link: %s
`

// serve starts a daemon at the site's origin, with more settings, and returns
// when its pages are there. Its clock is the real one.
func (s *site) serve(t *testing.T, settings string) {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	config := fmt.Sprintf(configuration, strings.TrimPrefix(s.origin, "http://"), s.origin) + settings
	for name, content := range map[string]string{"secret": clientSecret + "\n", "config.yaml": config} {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d := exec.Command(path, "serve", "--config", "config.yaml")
	d.Dir, d.Stderr = s.dir, t.Output()
	out, err := d.StdoutPipe()
	if err == nil {
		err = d.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Process.Signal(os.Interrupt); _ = d.Wait() })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.Contains(lines.Text(), s.origin) {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return
		}
	}
	t.Fatal("the daemon ended before its pages were there")
}
