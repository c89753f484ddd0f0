package daemon

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Options are what a site's configuration says beside what every site's does.
type Options struct {
	Mail     string   // host:port of a plain mail server of this machine; empty: nobody is mailed
	MailCA   string   // a file that vouches for the mail server, which is then spoken to by TLS; empty: plain
	Data     string   // the store's file; empty: caseclock.db in the site's folder
	Schedule string   // when the daemon wakes; empty: "@every 1s"
	More     string   // further top-level keys, in YAML
	Env      []string // further environment of every process: "NAME=value"
}

// Site is a folder with a configuration: two authorities (stirling, falkirk) and
// one person or two of every role. Its path is short enough for a socket.
type Site struct {
	Folder string
	Binary string // the program: see twin.Program
	Data   string // the store's file
	t      testing.TB
	env    []string
}

// People are the ids of the people of every site.
var People = []string{"chair-1", "chair-2", "lead-1", "coordinator-1", "coordinator-2", "manager-1", "committee-1",
	"minutes-1", "auditor-1", "admin-1"}

// NewSite makes a site, which goes when the test ends.
func NewSite(t testing.TB, binary string, o Options) *Site {
	t.Helper()
	folder, err := os.MkdirTemp("", "caseclock-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	s := &Site{Folder: folder, Binary: binary, Data: o.Data, t: t, env: o.Env}
	if s.Data == "" {
		s.Data = filepath.Join(folder, "caseclock.db")
	}
	if err := s.Configure(o); err != nil {
		t.Fatal(err)
	}
	return s
}

// Config is the path of the site's configuration.
func (s *Site) Config() string { return filepath.Join(s.Folder, "config.yaml") }

// Socket is the path of the daemon's socket.
func (s *Site) Socket() string { return filepath.Join(s.Folder, "caseclock.sock") }

// Configure writes the configuration anew; what is empty in the options has the
// values that Options names.
func (s *Site) Configure(o Options) error {
	mail := "{}"
	if o.Mail != "" {
		host, port, err := net.SplitHostPort(o.Mail)
		if err != nil {
			return err
		}
		mail = fmt.Sprintf("{host: %q, port: %s, from: caseclock@council.example, tls: none}", host, port)
		if o.MailCA != "" {
			mail = fmt.Sprintf("{host: %q, port: %s, from: caseclock@council.example, tls: mandatory, ca_file: %q}", host, port, o.MailCA)
		}
	}
	if o.Schedule == "" {
		o.Schedule = "@every 1s"
	}
	if o.Data != "" {
		s.Data = o.Data
	}
	text := fmt.Sprintf(template, s.Data, s.Socket(), mail, o.Schedule, o.More)
	return os.WriteFile(s.Config(), []byte(text), 0o600)
}

const template = `data: %q
socket: %q
authorities:
  - {id: stirling, name: Stirling Council, rules: [{pack: forth-valley, from: 2014-05-01}]}
  - {id: falkirk, name: Falkirk Council, rules: [{pack: forth-valley, from: 2014-05-01}]}
people:
  - {id: chair-1, name: Chair One, email: chair-1@council.example, role: chair, authorities: [stirling]}
  - {id: chair-2, name: Chair Two, email: chair-2@council.example, role: chair, authorities: [falkirk]}
  - {id: lead-1, name: Lead One, email: lead-1@council.example, role: lead}
  - {id: coordinator-1, name: Coordinator One, email: coordinator-1@council.example, role: coordinator}
  - {id: coordinator-2, name: Coordinator Two, email: coordinator-2@council.example, role: coordinator, authorities: [falkirk]}
  - {id: manager-1, name: Manager One, email: manager-1@council.example, role: manager}
  - {id: committee-1, name: Committee One, email: committee-1@council.example, role: committee}
  - {id: minutes-1, name: Minutes One, email: minutes-1@council.example, role: minute-taker}
  - {id: auditor-1, name: Auditor One, email: auditor-1@council.example, role: auditor}
  - {id: admin-1, name: Admin One, email: admin-1@council.example, role: admin}
mail: %s
schedule: %q
listen: 127.0.0.1:0
admin_listen: 127.0.0.1:0
alerts: {digest_at: "00:00", hours: "00:00-24:00"}
%s
`

// Command is one command of the program in the site, not yet started.
func (s *Site) Command(args ...string) *exec.Cmd {
	c := exec.Command(s.Binary, append(slices.Clone(args), "--config", s.Config())...)
	c.Dir = s.Folder
	c.Env = append(os.Environ(), s.env...)
	return c
}

// Run runs a command to its end and gives what it wrote on both streams.
func (s *Site) Run(args ...string) (string, error) {
	out, err := s.Command(args...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("caseclock %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return string(out), err
}

// Token issues a token for a person, with the acts of access.Acts that it may
// be used for. It works beside a daemon and without one.
func (s *Site) Token(person string, acts ...string) string {
	s.t.Helper()
	c := s.Command("token", "issue", person, "--scope", strings.Join(acts, ","), "--expires", "90d")
	out, err := c.Output()
	if err != nil {
		s.t.Fatalf("issuing a token for %s: %v", person, err)
	}
	return strings.TrimSpace(string(out))
}
