package notify

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// systemTool finds a program of Debian's postfix. Where it is missing the test
// is left out, but in CI it fails: there it must run.
func systemTool(t *testing.T, name string) string {
	t.Helper()
	for _, dir := range append(filepath.SplitList(os.Getenv("PATH")), "/usr/sbin", "/usr/lib/postfix/sbin") {
		if p := filepath.Join(dir, name); isProgram(p) {
			return p
		}
	}
	missing(t, name+" is not installed (Debian package postfix)")
	return ""
}

func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}

func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// openDir is a new folder that other users of the machine may enter.
func openDir(t *testing.T) string {
	t.Helper()
	dir := must[string](t)(os.MkdirTemp("", "caseclock-mail-"))
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o777); err != nil { //nolint:gosec // the sink runs as another user
		t.Fatal(err)
	}
	return dir
}

func freePort(t *testing.T) int {
	t.Helper()
	l := must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// sink starts smtp-sink, an independent witness that writes down what it is
// sent, and answers how to stop it.
func sink(t *testing.T, port int, dump string, options ...string) (stop func()) {
	t.Helper()
	args := append(options, "-d", filepath.Join(dump, "m."))
	if os.Geteuid() == 0 {
		args = append(args, "-u", "nobody")
	}
	address := fmt.Sprintf("127.0.0.1:%d", port)
	cmd := exec.Command(systemTool(t, "smtp-sink"), append(args, address, "20")...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := false
	stop = func() {
		if !done {
			done = true
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	}
	t.Cleanup(stop)
	eventually(t, "smtp-sink listens", func() bool {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
	return stop
}

func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 600 {
		if done() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s: not within 30 seconds", what)
}

// dumped are the messages that the sink wrote down, without the lines it adds
// at the head.
func dumped(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	for _, f := range must[[]string](t)(filepath.Glob(filepath.Join(dir, "m.*"))) {
		b := must[[]byte](t)(os.ReadFile(f))
		if i := bytes.Index(b, []byte("Auto-Submitted:")); i >= 0 {
			all = append(all, strings.TrimRight(string(b[i:]), "\n"))
		}
	}
	return all
}

// A server that takes the message and says nothing, at any point after the
// dot: the sending is unknown, goes out again, and what an independent witness
// wrote down both times is the same message byte for byte.
func TestRepeatIsTheSameMessage(t *testing.T) {
	dir, port := openDir(t), freePort(t)
	stop := sink(t, port, dir, "-q", ".")
	now := &clock{at("2026-01-27 08:00")}
	l := NewMemoryLedger(nil)
	n := notifier(must[*Sender](t)(NewSender(Relay{Host: "127.0.0.1", Port: port, TLS: TLSNone})), l, now)
	c := theCase()
	c.Lead = ""
	items := []Item{theConcern().item(c, now.now)}
	if r, err := n.Wake(context.Background(), now.now, items); err != nil || r.Unknown != 1 {
		t.Fatalf("%v %+v", err, r.Delivered)
	}
	stop()

	sink(t, port, dir)
	now.now = now.now.Add(LongestWait)
	if r, err := n.Wake(context.Background(), now.now, items); err != nil || r.Sent != 1 {
		t.Fatalf("%v %+v", err, r.Delivered)
	}
	want := strings.TrimRight(strings.ReplaceAll(string(l.All()[0].Sending.Bytes), "\r\n", "\n"), "\n")
	eventually(t, "two messages written down", func() bool { return len(dumped(t, dir)) >= 2 })
	got := dumped(t, dir)
	if len(got) != 2 || got[0] != got[1] || got[0] != want {
		t.Errorf("%d messages; equal to each other: %v; to what was claimed: %v", len(got), got[0] == got[1], got[0] == want)
	}
}

// Refusals by a server that is not ours have the effect of the table.
func TestSinkRefusals(t *testing.T) {
	for _, row := range []struct {
		options []string
		want    State
		stage   Stage
	}{
		{[]string{"-f", "MAIL"}, Dead, StageMail},
		{[]string{"-r", "MAIL"}, Pending, StageMail},
		{[]string{"-Q", "MAIL"}, Pending, StageMail},
		{[]string{"-f", "RCPT"}, Dead, StageRcpt},
		{[]string{"-r", "RCPT"}, Pending, StageRcpt},
		{[]string{"-q", "RCPT"}, Pending, StageRcpt},
		{[]string{"-f", "DATA"}, Dead, StageData},
		{[]string{"-r", "DATA"}, Pending, StageData},
		{[]string{"-f", "."}, Dead, StageEnd},
		{[]string{"-r", "."}, Pending, StageEnd},
		{[]string{"-Q", "."}, Pending, StageEnd},
		{[]string{"-q", "."}, Unknown, StageEnd},
		{[]string{"-f", "CONNECT"}, Pending, StageConnect},
		{[]string{"-Q", "EHLO"}, Pending, StageConnect},
		{[]string{"-e"}, Sent, StageEnd},
	} {
		t.Run(strings.Join(row.options, " "), func(t *testing.T) {
			port := freePort(t)
			stop := sink(t, port, openDir(t), row.options...)
			defer stop()
			a := send(t, Relay{Host: "127.0.0.1", Port: port, TLS: TLSNone, Step: 10 * time.Second})
			if a.State != row.want || a.Stage != row.stage {
				t.Errorf("%s at %s with %d: %s; want %s at %s", a.State, a.Stage, a.Code, a.Error, row.want, row.stage)
			}
		})
	}
}
