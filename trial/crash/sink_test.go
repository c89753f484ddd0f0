//go:build trial

package crash

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sink is Postfix's smtp-sink: it accepts every mail and keeps each in a file.
type sink struct {
	address string // host:port
	folder  string
}

func newSink(t *testing.T) *sink {
	t.Helper()
	need(t, "smtp-sink")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sink{l.Addr().String(), t.TempDir()}
	_ = l.Close()
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command("smtp-sink", "-u", me.Username, "-d", filepath.Join(s.folder, "m."), s.address, "64")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = c.Process.Kill(), c.Wait() })
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if c, err := net.Dial("tcp", s.address); err == nil {
			_ = c.Close()
			return s
		} else if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

// mails are those accepted, as they came.
func (s *sink) mails(t *testing.T) (all []string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(s.folder, "m.*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		b, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(b))
	}
	return all
}

// header is a header of a mail.
func header(mail, name string) string {
	for line := range strings.Lines(mail) {
		if v, ok := strings.CutPrefix(line, name+": "); ok {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// need leaves the trial out where a program is missing, and fails it where none
// may be.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			without(t, fmt.Sprintf("%s is needed", p))
		}
	}
}

// needRoot is need for a right.
func needRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		without(t, "root is needed, for mounts and owners")
	}
}

func without(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}
