//go:build trial

package mail

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	netmail "net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sink is Postfix's smtp-sink, which writes down each message it is sent, and
// before it a front that adds STARTTLS and passes everything else on as it is.
type sink struct {
	folder string
	port   int    // of the front
	ca     string // who vouches for the front
	seen   map[string]bool

	process *exec.Cmd
	at      string // where smtp-sink listens
}

// dump is a message as smtp-sink wrote it down.
type dump struct {
	file, from, to string // envelope, as smtp-sink was told
	id             string // Message-ID, without angle brackets
	body           string // the whole message
	whole          bool   // its last part is closed
}

func needSink(t *testing.T) string {
	t.Helper()
	for _, at := range []string{"/usr/sbin/smtp-sink", "/usr/lib/postfix/sbin/smtp-sink"} {
		if _, err := os.Stat(at); err == nil {
			return at
		}
	}
	missing(t, "smtp-sink is not installed (Debian package postfix)")
	return ""
}

func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

func startSink(t *testing.T) *sink {
	t.Helper()
	folder, err := os.MkdirTemp("", "caseclock-sink-")
	if err == nil {
		err = os.Chmod(folder, 0o777) //nolint:gosec // the sink runs as another user
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	s := &sink{folder: folder, seen: map[string]bool{}}
	if err := s.run(needSink(t)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	a := newAuthority(t)
	s.ca = a.file(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	secure := a.server(t, "localhost", -time.Hour, 24*time.Hour)
	go s.accept(l, secure)
	t.Cleanup(func() { _ = l.Close() })
	return s
}

// run starts smtp-sink on a free port.
func (s *sink) run(program string, options ...string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.at = l.Addr().String()
	_ = l.Close()
	args := append(options, "-h", "mx.example", "-d", filepath.Join(s.folder, "m."))
	if os.Geteuid() == 0 {
		args = append(args, "-u", "nobody")
	}
	s.process = exec.Command(program, append(args, s.at, "100")...)
	if err := s.process.Start(); err != nil {
		return err
	}
	for range 200 {
		conn, err := net.Dial("tcp", s.at)
		if err == nil {
			return conn.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("smtp-sink does not listen on %s", s.at)
}

func (s *sink) kill() {
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
}

func (s *sink) accept(l net.Listener, secure *tls.Config) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go s.front(conn, secure)
	}
}

// front speaks with a client up to TLS, and from then on passes on what each
// side says, to the last byte.
func (s *sink) front(conn net.Conn, secure *tls.Config) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	for _, say := range []string{"220 mx.example\r\n", "250-mx.example\r\n250 STARTTLS\r\n", "220 go ahead\r\n"} {
		if _, err := io.WriteString(conn, say); err != nil {
			return
		}
		if strings.HasPrefix(say, "220 go") {
			break
		}
		if _, err := r.ReadString('\n'); err != nil {
			return
		}
	}
	safe := tls.Server(conn, secure)
	if safe.Handshake() != nil {
		return
	}
	back, err := net.Dial("tcp", s.at)
	if err != nil {
		return
	}
	defer back.Close()
	answers := bufio.NewReader(back)
	if _, err := answers.ReadString('\n'); err != nil { // its banner
		return
	}
	done := make(chan struct{})
	go func() { _, _ = io.Copy(safe, answers); _ = safe.Close(); close(done) }()
	_, _ = io.Copy(back, safe)
	_ = back.(*net.TCPConn).CloseWrite()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
	}
}

// fresh reads what was written down since it was last asked.
func (s *sink) fresh() (list []dump, err error) {
	names, err := filepath.Glob(filepath.Join(s.folder, "m.*"))
	for _, name := range names {
		if s.seen[name] {
			continue
		}
		s.seen[name] = true
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if d, ok := readDump(b); ok {
			d.file = filepath.Base(name)
			list = append(list, d)
		}
	}
	return list, err
}

// readDump takes apart what smtp-sink wrote: its own lines first, then the
// message.
func readDump(b []byte) (d dump, ok bool) {
	i := bytes.Index(b, []byte("Auto-Submitted:"))
	if i < 0 {
		return d, false
	}
	for line := range strings.Lines(string(b[:i])) {
		if v, found := strings.CutPrefix(line, "X-Mail-Args: "); found {
			d.from = address(v)
		}
		if v, found := strings.CutPrefix(line, "X-Rcpt-Args: "); found {
			d.to = address(v)
		}
	}
	d.body = strings.TrimRight(string(b[i:]), "\n")
	if m, err := netmail.ReadMessage(strings.NewReader(d.body)); err == nil {
		d.id = strings.Trim(m.Header.Get("Message-Id"), "<>")
		_, boundary, _ := strings.Cut(m.Header.Get("Content-Type"), "boundary=")
		d.whole = strings.HasSuffix(d.body, "--"+strings.Trim(boundary, `"`)+"--")
	}
	return d, true
}

func address(args string) string {
	_, a, _ := strings.Cut(args, "<")
	a, _, _ = strings.Cut(a, ">")
	return a
}
