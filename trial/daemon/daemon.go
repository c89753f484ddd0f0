package daemon

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// ReadyWithin is how long Start waits for the daemon to answer; a machine may
// be busy with other trials.
const ReadyWithin = 60 * time.Second

// Daemon is one caseclock serve. Its fields are set once it is ready.
type Daemon struct {
	Pages string // where pages and API are: "http://127.0.0.1:40123"
	Admin string // where health and metrics are

	cmd      *exec.Cmd
	out, err *output
	done     chan struct{}
	ended    error // of Wait, once done is closed
	readers  *http.Client
}

// Start starts a daemon in the site and waits until it is ready. Under are the
// words of a command that runs it: "strace", "-f". A daemon that ends before
// it is ready is an error that says what it wrote, and is given all the same.
func (s *Site) Start(under ...string) (*Daemon, error) {
	d, err := s.Launch(under...)
	if err != nil {
		return nil, err
	}
	return d, d.Ready(ReadyWithin)
}

// Launch starts a daemon and does not wait for it.
func (s *Site) Launch(under ...string) (*Daemon, error) {
	c := s.Command("serve")
	if len(under) > 0 {
		program, err := exec.LookPath(under[0])
		if err != nil {
			return nil, err
		}
		c.Path, c.Args = program, append(append([]string{}, under...), append([]string{s.Binary}, c.Args[1:]...)...)
	}
	d := &Daemon{cmd: c, out: newOutput(), err: newOutput(), done: make(chan struct{})}
	d.readers = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}, Timeout: 30 * time.Second}
	c.Stdout, c.Stderr = d.out, d.err
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.WaitDelay = time.Second
	if err := c.Start(); err != nil {
		return nil, err
	}
	go func() {
		d.ended = c.Wait()
		d.readers.CloseIdleConnections()
		close(d.done)
	}()
	s.t.Cleanup(d.Kill)
	return d, nil
}

// Ready waits until the daemon says where it listens.
func (d *Daemon) Ready(within time.Duration) error {
	limit := time.After(within)
	for {
		heard := d.out.changed()
		if d.told() {
			return nil
		}
		select {
		case <-heard:
		case <-d.done:
			if d.told() {
				return nil
			}
			return fmt.Errorf("the daemon ended before it was ready: %v: %s", d.ended, d.Errors())
		case <-limit:
			return fmt.Errorf("the daemon was not ready within %s: %s", within, d.Errors())
		}
	}
}

// told reads where the daemon listens from what it printed.
func (d *Daemon) told() bool {
	for line := range strings.Lines(d.out.String()) {
		if at, ok := strings.CutPrefix(line, "pages on "); ok {
			d.Pages = strings.TrimSpace(at)
		}
		if at, ok := strings.CutPrefix(line, "health and metrics on "); ok && strings.HasSuffix(line, "\n") {
			d.Admin, _, _ = strings.Cut(strings.TrimSpace(at), ";")
			return true
		}
	}
	return false
}

// PID is the process id of what was started: the daemon's, or that of the
// command that runs it.
func (d *Daemon) PID() int { return d.cmd.Process.Pid }

// Signal sends a signal to the daemon and all that it runs under.
func (d *Daemon) Signal(sig syscall.Signal) error { return syscall.Kill(-d.PID(), sig) }

// Kill ends the daemon as kill -9 does, and returns when it is gone. It may be
// called again.
func (d *Daemon) Kill() {
	select {
	case <-d.done:
		return
	default:
	}
	_ = d.Signal(syscall.SIGKILL)
	<-d.done
}

// Done is closed when the daemon has ended.
func (d *Daemon) Done() <-chan struct{} { return d.done }

// Wait waits for the daemon's end and gives its exit status; -1 is a signal.
// The error says that it did not end within the limit.
func (d *Daemon) Wait(limit time.Duration) (status int, err error) {
	select {
	case <-d.done:
	case <-time.After(limit):
		return 0, fmt.Errorf("the daemon still runs after %s", limit)
	}
	var exit *exec.ExitError
	if errors.As(d.ended, &exit) {
		return exit.ExitCode(), nil
	}
	return 0, nil
}

// Stop asks the daemon to end (SIGTERM) and gives its exit status.
func (d *Daemon) Stop(limit time.Duration) (status int, err error) {
	_ = d.cmd.Process.Signal(syscall.SIGTERM)
	return d.Wait(limit)
}

// Errors is what the daemon has written on standard error: its log, a JSON
// object a line, and why it ended.
func (d *Daemon) Errors() string { return d.err.String() }

// Health asks /readyz: whether the daemon says that it does its job, and its
// words.
func (d *Daemon) Health() (ready bool, words string, err error) {
	status, body, err := fetch(d.readers, d.Admin+"/readyz")
	return status == http.StatusOK, string(body), err
}

// Metrics is the text of /metrics.
func (d *Daemon) Metrics() (string, error) {
	_, body, err := fetch(d.readers, d.Admin+"/metrics")
	return string(body), err
}

// output is what a process writes, readable while it does.
type output struct {
	mu   sync.Mutex
	b    bytes.Buffer
	more chan struct{}
}

func newOutput() *output { return &output{more: make(chan struct{})} }

// Write keeps what was written and wakes who waits.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	close(o.more)
	o.more = make(chan struct{})
	return o.b.Write(p)
}

func (o *output) changed() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.more
}

// String is all that was written so far.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}
