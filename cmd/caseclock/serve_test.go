package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// postbox is an SMTP server that keeps what it is sent; hold, where set, is
// called when a whole message is there and before it is answered.
type postbox struct {
	mu   sync.Mutex
	got  []string
	hold func()
	port int
}

func newPostbox(t *testing.T) *postbox {
	t.Helper()
	p := &postbox{}
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &posting{p}, nil }))
	s.Domain = "mx.council.example"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.port = l.Addr().(*net.TCPAddr).Port
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return p
}

func (p *postbox) mail() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string{}, p.got...)
}

type posting struct{ box *postbox }

func (p *posting) Reset()                                    {}
func (p *posting) Logout() error                             { return nil }
func (p *posting) Mail(string, *smtp.MailOptions) error      { return nil }
func (p *posting) Rcpt(to string, _ *smtp.RcptOptions) error { return nil }
func (p *posting) Data(r io.Reader) error {
	content, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	p.box.mu.Lock()
	p.box.got = append(p.box.got, string(content))
	hold := p.box.hold
	p.box.mu.Unlock()
	if hold != nil {
		hold()
	}
	return nil
}

// site is a directory with a configuration, in which commands run as
// processes of their own.
type site struct {
	t   *testing.T
	dir string
	now string
}

func newSite(t *testing.T, port int) *site {
	t.Helper()
	p := &site{t: t, dir: t.TempDir(), now: "2026-05-12T09:00:00Z"}
	config := fmt.Sprintf(`
authorities:
  - {id: stirling, name: Stirling Council, rules: [{pack: forth-valley, from: 2014-05-01}]}
  - {id: falkirk, name: Falkirk Council, rules: [{pack: forth-valley, from: 2014-05-01}]}
  - {id: clackmannanshire, name: Clackmannanshire Council, rules: [{pack: forth-valley, from: 2014-05-01}]}
people:
  - {id: chair-1, name: Chair One, email: chair1@council.example, role: chair}
  - {id: chair-2, name: Chair Two, email: chair2@council.example, role: chair}
  - {id: chair-3, name: Chair Three, email: chair3@council.example, role: chair}
  - {id: coordinator-1, name: Coordinator, email: co@council.example, role: coordinator}
mail: {host: 127.0.0.1, port: %d, from: caseclock@council.example, tls: none}
listen: 127.0.0.1:0
admin_listen: 127.0.0.1:0
schedule: "@every 1s"
alerts: {digest_at: "00:00", hours: "00:00-24:00"}
`, port)
	if err := os.WriteFile(filepath.Join(p.dir, "config.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// command is this test binary as the command caseclock.
func (p *site) command(args ...string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		p.t.Fatal(err)
	}
	c := exec.Command(self)
	c.Args = append([]string{"caseclock"}, args...)
	c.Dir = p.dir
	c.Env = append(os.Environ(), "CASECLOCK_TEST_NOW="+p.now)
	return c
}

func (p *site) run(args ...string) string {
	p.t.Helper()
	out, err := p.command(args...).CombinedOutput()
	if err != nil {
		p.t.Fatalf("caseclock %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// running is a daemon.
type running struct {
	*exec.Cmd
	t    *testing.T
	log  *bytes.Buffer
	done chan error
}

// serve starts a daemon; under names shell words that come before it.
func (p *site) serve(under ...string) *running {
	p.t.Helper()
	r := &running{Cmd: p.command("serve"), t: p.t, log: &bytes.Buffer{}, done: make(chan error, 1)}
	if len(under) > 0 {
		bin := filepath.Join(p.dir, "caseclock")
		if err := os.Symlink(r.Path, bin); err != nil {
			p.t.Fatal(err)
		}
		r.Path, r.Args = "/bin/bash", []string{"bash", "-c", under[0] + " " + bin + " serve"}
	}
	r.Stderr = r.log
	out, err := os.Create(filepath.Join(p.dir, "serve.out"))
	if err != nil {
		p.t.Fatal(err)
	}
	defer out.Close()
	r.Stdout = out
	if err := r.Start(); err != nil {
		p.t.Fatal(err)
	}
	go func() { r.done <- r.Wait() }()
	p.t.Cleanup(func() { _ = r.Process.Kill() })
	return r
}

// kill ends the daemon as a power cut would.
func (r *running) kill() {
	r.t.Helper()
	_ = r.Process.Kill()
	<-r.done
}

// term asks the daemon to end, and expects it to end well.
func (r *running) term() {
	r.t.Helper()
	_ = r.Process.Signal(syscall.SIGTERM)
	if err := r.end(); err != nil {
		r.t.Errorf("after SIGTERM: %v\n%s", err, r.log)
	}
}

// patience is how long a test waits for what must come, on the slowest machine.
const patience = 2 * time.Minute

func (r *running) end() error {
	select {
	case err := <-r.done:
		return err
	case <-time.After(patience):
		_ = r.Process.Kill()
		return errors.New("it does not end")
	}
}

// await waits until something is so.
func await(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if so() {
			return
		}
	}
	t.Fatalf("waited in vain until %s", what)
}

func (p *site) answers() bool {
	c, err := net.Dial("unix", filepath.Join(p.dir, "caseclock.sock"))
	if err == nil {
		_ = c.Close()
	}
	return err == nil
}

func exports(name string) string {
	path, _ := filepath.Abs(filepath.Join("..", "..", "testdata", "imports", name))
	return path
}

// With the daemon running, every command goes through it and answers the same
// bytes as on the file; it mails what is owed within a wake, and SIGTERM ends
// it well.
func TestCommandsAnswerTheSameThroughTheDaemon(t *testing.T) {
	box := newPostbox(t)
	p := newSite(t, box.port)
	p.run("import", "--mapping", exports("conferences.mapping.yaml"), exports("conferences.csv"))
	reads := [][]string{
		{"deadlines", "--format", "jsonl"}, {"deadlines", "--format", "csv"}, {"deadlines"}, {"breaches", "--unexplained"},
		{"due", "--within", "30d"}, {"queries"}, {"queries", "--format", "json"}, {"case", "CP-0417", "--known-at", "2026-05-12T10:00:00Z"},
		{"explain", "CP-0422", "first-review"}, {"explain", "CP-0422", "first-review", "--format", "json"},
		{"report", "--from", "2026-01-01", "--to", "2026-06-30"}, {"report", "--from", "2026-01-01", "--to", "2026-06-30", "--format", "csv"},
		{"report", "--from", "2026-01-01", "--to", "2026-06-30", "--format", "html", "--known-at", "2026-05-12T10:00:00Z"},
	}
	var direct []string
	for _, args := range reads {
		direct = append(direct, p.run(args...))
	}
	d := p.serve()
	await(t, "the daemon answers", p.answers)
	for i, args := range reads {
		if got := p.run(args...); got != direct[i] {
			t.Errorf("caseclock %s through the daemon:\n%s\non the file:\n%s", strings.Join(args, " "), got, direct[i])
		}
	}
	await(t, "mail comes", func() bool { return len(box.mail()) > 0 })
	if out := p.run("reason", "CP-0422", "first-review", "--category", "chair-unavailable", "--proposed", "2026-06-01", "--by", "chair-2"); !strings.Contains(out, "recorded as") {
		t.Errorf("reason says %s", out)
	}
	if out := p.run("import", "--mapping", exports("conferences.mapping.yaml"), exports("conferences.csv")); !strings.Contains(out, "nothing to record") {
		t.Errorf("the same file through the daemon: %s", out)
	}
	if out := p.run("backup", "copy.db"); !strings.Contains(out, "9 cases, ") || !strings.Contains(out, "read back and verified") {
		t.Errorf("backup says %s", out)
	}
	if out := p.run("verify"); !strings.Contains(out, "every record is as it was written") {
		t.Errorf("verify says %s", out)
	}
	if out, err := p.command("restore", "copy.db").CombinedOutput(); err == nil || !strings.Contains(string(out), "a daemon is running") {
		t.Errorf("restore beside a running daemon says %v %s", err, out)
	}
	if out, err := p.command("serve").CombinedOutput(); err == nil {
		t.Errorf("a second daemon: %s", out)
	}
	d.term()
	if _, err := os.Stat(filepath.Join(p.dir, "caseclock.sock")); err == nil {
		t.Error("the socket is still there")
	}
	if out := p.run("restore", "copy.db"); !strings.Contains(out, "same Message-ID") {
		t.Errorf("restore says %s", out)
	}
	if out := p.run("compact"); !strings.Contains(out, "bytes") {
		t.Errorf("compact says %s", out)
	}
	if strings.Contains(d.log.String(), "CP-0") {
		t.Errorf("the log names a case: %s", d.log)
	}
}

// Killed while it brings a file in, the daemon has recorded all of it or
// nothing, and the file brought in again makes it whole.
func TestKilledWhileImporting(t *testing.T) {
	var p *site
	var whole string
	for round := range 6 {
		p = newSite(t, 1)
		p.configure(`"@every 1s"`, `"@every 1h"`) // so that only the import writes
		whole = p.wide(1000)
		d := p.serve()
		await(t, "the daemon answers", p.answers)
		await(t, "the first wake is over", func() bool { return p.ready() })
		started := time.Now()
		c := p.command("import", whole)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		if round%2 == 0 {
			time.Sleep(time.Duration(round) * 40 * time.Millisecond)
		} else {
			p.awaitWrite()
			time.Sleep(time.Duration(round*round) * time.Millisecond)
		}
		d.kill()
		_ = c.Wait()
		out := p.run("verify")
		if !strings.Contains(out, ": 0 cases, 0 events") && !strings.Contains(out, ": 1000 cases, 3000 events") {
			t.Fatalf("killed after %s: %s", time.Since(started), out)
		}
	}
	p.run("import", whole)
	if out := p.run("verify"); !strings.Contains(out, ": 1000 cases, 3000 events") {
		t.Errorf("brought in again: %s", out)
	}
	if out := p.run("import", whole); !strings.Contains(out, "nothing to record") {
		t.Errorf("and again: %s", out)
	}
}

// awaitWrite waits until something is written to the store.
func (p *site) awaitWrite() {
	p.t.Helper()
	written := func() time.Time {
		info, err := os.Stat(filepath.Join(p.dir, "caseclock.db"))
		if err != nil {
			p.t.Fatal(err)
		}
		return info.ModTime()
	}
	before := written()
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end) && written().Equal(before); {
		time.Sleep(100 * time.Microsecond)
	}
}

// configure changes the configuration.
func (p *site) configure(before, after string) {
	p.t.Helper()
	path := filepath.Join(p.dir, "config.yaml")
	content, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, []byte(strings.ReplaceAll(string(content), before, after)), 0o600)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// ready says whether the daemon has said where health and metrics are, which it
// does after its first wake.
func (p *site) ready() bool {
	content, err := os.ReadFile(filepath.Join(p.dir, "serve.out"))
	return err == nil && strings.Contains(string(content), "health and metrics")
}

// wide writes a file of events of many cases, in which nobody is owed an alert.
func (p *site) wide(cases int) string {
	var b bytes.Buffer
	for i := range cases {
		for j, e := range []string{`"event":"case-assigned","on":"2026-05-10","authority":"stirling","chair":"chair-1"`,
			`"event":"concern-notified","on":"2026-05-10"`, `"event":"conference-called","on":"2026-05-10","conference":"initial","planned":"2026-05-30"`} {
			fmt.Fprintf(&b, `{"id":"e%d-%d","case":"CP-%05d",%s}`+"\n", i, j, i, e)
		}
	}
	path := filepath.Join(p.dir, "events.jsonl")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return path
}

// Killed when the server has the whole message and before its answer, the
// daemon sends the same message again after the restart, byte for byte, and
// nobody is sent another in its place.
func TestKilledWhileSending(t *testing.T) {
	box := newPostbox(t)
	p := newSite(t, box.port)
	p.run("import", "--mapping", exports("conferences.mapping.yaml"), exports("conferences.csv"))
	reached := make(chan struct{}, 8)
	box.mu.Lock()
	box.hold = func() {
		reached <- struct{}{}
		time.Sleep(10 * time.Second)
	}
	box.mu.Unlock()
	d := p.serve()
	select {
	case <-reached:
	case <-time.After(patience):
		t.Fatal("no message came")
	}
	d.kill()
	box.mu.Lock()
	box.hold = nil
	box.mu.Unlock()
	first := box.mail()
	p.now = "2026-05-12T09:30:00Z"
	d = p.serve()
	await(t, "the digests of two chairs and the coordinator have come", func() bool { return len(box.mail()) >= len(first)+3 })
	time.Sleep(1500 * time.Millisecond) // another wake
	d.term()
	all := box.mail()
	perID := map[string]map[string]int{}
	for _, m := range all {
		id := header(m, "Message-ID")
		if perID[id] == nil {
			perID[id] = map[string]int{}
		}
		perID[id][m]++
	}
	if perID[header(first[0], "Message-ID")][first[0]] != 2 {
		t.Errorf("the message in hand when it was killed came %d times, want twice the same", perID[header(first[0], "Message-ID")][first[0]])
	}
	to := map[string]int{}
	for id, bodies := range perID {
		if len(bodies) != 1 {
			t.Errorf("%s: %d different messages under one Message-ID", id, len(bodies))
		}
		for body := range bodies {
			to[header(body, "To")]++
		}
	}
	for person, n := range to {
		if n != 1 {
			t.Errorf("%s was sent %d different messages", person, n)
		}
	}
}

func header(mail, name string) string {
	for _, l := range strings.Split(mail, "\r\n") {
		if v, ok := strings.CutPrefix(l, name+": "); ok {
			return v
		}
	}
	return ""
}

// A store that takes no more writes ends the daemon with a message and a status
// of its own, after what is owed was mailed once from memory.
func TestDaemonEndsWhenTheStoreTakesNoMore(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, p *site, box *postbox) *running{
		"a write is refused": func(_ *testing.T, p *site, _ *postbox) *running {
			return p.serve("ulimit -f 8; exec") // kilobytes: every page but the first two
		},
		"the file is another": func(t *testing.T, p *site, box *postbox) *running {
			d := p.serve()
			await(t, "the first digests have come", func() bool { return len(box.mail()) > 0 })
			store := filepath.Join(p.dir, "caseclock.db")
			if err := errors.Join(os.Rename(store, store+".away"), os.WriteFile(store, []byte("x"), 0o600)); err != nil {
				t.Fatal(err)
			}
			return d
		},
	} {
		t.Run(name, func(t *testing.T) {
			box := newPostbox(t)
			p := newSite(t, box.port)
			p.run("import", "--mapping", exports("conferences.mapping.yaml"), exports("conferences.csv"))
			d := spoil(t, p, box)
			err := d.end()
			var status *exec.ExitError
			if !errors.As(err, &status) || status.ExitCode() != exitStopped {
				t.Errorf("ends with %v", err)
			}
			if log := d.log.String(); !strings.Contains(log, "the store takes no more writes") || !strings.Contains(log, "one pass of alerts was made from memory") {
				t.Errorf("says %s", log)
			}
			to := map[string]int{}
			for _, m := range box.mail() {
				to[header(m, "To")]++
			}
			if len(to) < 3 {
				t.Errorf("told were %v", to)
			}
		})
	}
}
