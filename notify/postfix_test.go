package notify

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// postfix is a private instance of Debian's mail server: its own folder, its
// own queue, a high port, TLS required, mail delivered to folders.
type postfix struct {
	dir   string
	relay Relay
}

const postfixMain = `
compatibility_level = 3.6
myhostname = mx.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
queue_directory = DIR/queue
data_directory = DIR/data
command_directory = /usr/sbin
daemon_directory = LIBEXEC
mail_owner = postfix
setgid_group = postdrop
alias_maps =
maillog_file = DIR/log/maillog
maillog_file_prefixes = DIR/log
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = DIR/cert.pem
smtpd_tls_key_file = DIR/key.pem
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access texthash:DIR/etc/access, reject_unauth_destination
virtual_mailbox_domains = council.example
virtual_mailbox_base = DIR/mail
virtual_mailbox_maps = inline:{ chair-1@council.example=chair-1/, lead-1@council.example=lead-1/, coord-1@council.example=coord-1/, later@council.example=later/ }
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_minimum_uid = 1
`

const postfixMaster = `
127.0.0.1:PORT inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`

// startPostfix starts the instance and ends it with the test, by its process
// id.
func startPostfix(t *testing.T) *postfix {
	t.Helper()
	command := systemTool(t, "postfix")
	if os.Geteuid() != 0 {
		missing(t, "postfix needs root to start its parts")
	}
	p := &postfix{dir: openDir(t)}
	p.layOut(t)
	if out, err := exec.Command(command, "-c", filepath.Join(p.dir, "etc"), "start").CombinedOutput(); err != nil {
		t.Fatalf("postfix start: %v\n%s\n%s", err, out, p.log())
	}
	t.Cleanup(func() { p.stop(t) })
	eventually(t, "postfix listens", func() bool {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", p.relay.Port))
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
	return p
}

func (p *postfix) layOut(t *testing.T) {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(os.Chmod(p.dir, 0o755)) //nolint:gosec // postfix's parts run as other users
	for name, owner := range map[string]string{"etc": "root", "queue": "root", "data": "postfix", "log": "root", "mail": "nobody"} {
		path := filepath.Join(p.dir, name)
		check(os.Mkdir(path, 0o755)) //nolint:gosec // as above
		u, err := user.Lookup(owner)
		check(err)
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		check(os.Chown(path, uid, gid))
	}
	cert, pool := authority(t, "localhost")
	key := must[[]byte](t)(x509.MarshalPKCS8PrivateKey(cert.PrivateKey))
	write := func(name, text string) { check(os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o600)) }
	write("cert.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]})))
	write("key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})))
	p.relay = Relay{Host: "localhost", Port: freePort(t), TLS: TLSMandatory, RootCAs: pool, Hello: "caseclock.example", Step: 30 * time.Second}
	fill := strings.NewReplacer("DIR", p.dir, "PORT", strconv.Itoa(p.relay.Port), "LIBEXEC", filepath.Dir(systemTool(t, "smtpd"))).Replace
	write("etc/access", "later@council.example 450 4.2.0 not now\nnever@council.example 550 5.7.1 never\n")
	write("etc/main.cf", fill(postfixMain))
	write("etc/master.cf", fill(postfixMaster))
	check(os.Chmod(filepath.Join(p.dir, "etc", "main.cf"), 0o644))   //nolint:gosec // read by postfix's parts
	check(os.Chmod(filepath.Join(p.dir, "etc", "master.cf"), 0o644)) //nolint:gosec // as above
}

func (p *postfix) stop(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(p.dir, "queue", "pid", "master.pid"))
	if err != nil {
		t.Errorf("postfix has no process id: %v", err)
		return
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil || pid < 2 {
		t.Errorf("postfix's process id: %q", b)
		return
	}
	_ = syscall.Kill(pid, syscall.SIGTERM)
	eventually(t, "postfix ends", func() bool { return syscall.Kill(pid, 0) != nil })
}

func (p *postfix) log() string {
	b, _ := os.ReadFile(filepath.Join(p.dir, "log", "maillog"))
	return string(b)
}

// mailbox is what was delivered to a person.
func (p *postfix) mailbox(t *testing.T, person string) []string {
	t.Helper()
	var all []string
	for _, f := range must[[]string](t)(filepath.Glob(filepath.Join(p.dir, "mail", person, "new", "*"))) {
		all = append(all, string(must[[]byte](t)(os.ReadFile(f))))
	}
	return all
}

// TestPostfix speaks to a real mail server.
func TestPostfix(t *testing.T) {
	p := startPostfix(t)
	t.Run("refusals", p.refusals)
	t.Run("from a decision to a mailbox", p.delivery)
	t.Run("a repeat", p.repeat)
}

// delivery goes from a decision to a mailbox: verified TLS, the server's own
// reply and queue id kept, the very bytes that were claimed delivered.
func (p *postfix) delivery(t *testing.T) {
	now := &clock{at("2026-01-27 08:00")}
	l := NewMemoryLedger(nil)
	n := notifier(must[*Sender](t)(NewSender(p.relay)), l, now)
	r, err := n.Wake(context.Background(), now.now, []Item{theConcern().item(theCase(), now.now)})
	if err != nil || r.Sent != 2 {
		t.Fatalf("%v %+v\n%s", err, r.Delivered, p.log())
	}
	for _, w := range l.All() {
		eventually(t, "mail for "+w.Sending.Person, func() bool { return len(p.mailbox(t, w.Sending.Person)) == 1 })
		got := p.mailbox(t, w.Sending.Person)[0]
		if want := strings.ReplaceAll(string(w.Sending.Bytes), "\r\n", "\n"); !strings.HasSuffix(got, want) {
			t.Errorf("what was delivered to %s is not what was claimed:\n%s", w.Sending.Person, got)
		}
		a := w.Last
		if !regexp.MustCompile(`^2\.0\.0 Ok: queued as [0-9A-Za-z]+$`).MatchString(a.Reply) || a.QueueID == "" || a.Server != "mx.example" || !strings.HasPrefix(a.TLS, "TLS 1.3") {
			t.Errorf("kept of the answer: %+v", a)
		}
		eventually(t, "the queue id in the server's log", func() bool {
			return regexp.MustCompile(a.QueueID + `: to=<` + w.Sending.To + `>.*status=sent`).MatchString(p.log())
		})
	}
}

// repeat: what is sent twice arrives twice with the same id and bytes.
func (p *postfix) repeat(t *testing.T) {
	before := len(p.mailbox(t, "chair-1"))
	sender := must[*Sender](t)(NewSender(p.relay))
	s := composeFor(t, "chair-1")
	for range 2 {
		if a := sender.Send(context.Background(), &s); a.State != Sent {
			t.Fatalf("%+v\n%s", a, p.log())
		}
	}
	eventually(t, "two messages", func() bool { return len(p.mailbox(t, "chair-1")) == before+2 })
	same := 0
	for _, got := range p.mailbox(t, "chair-1") {
		if strings.HasSuffix(got, strings.ReplaceAll(string(s.Bytes), "\r\n", "\n")) {
			same++
		}
	}
	if same != 2 {
		t.Errorf("%d of 2 arrived as they were sent", same)
	}
}

// refusals are postfix's own, for now and for good, and ours of a certificate
// that cannot be verified.
func (p *postfix) refusals(t *testing.T) {
	unverified := p.relay
	_, unverified.RootCAs = authority(t, "localhost")
	for _, row := range []struct {
		to    string
		relay Relay
		state State
		stage Stage
		code  int
	}{
		{"later@council.example", p.relay, Pending, StageRcpt, 450},
		{"never@council.example", p.relay, Dead, StageRcpt, 550},
		{"nobody@council.example", p.relay, Dead, StageRcpt, 550},
		{"chair@elsewhere.example", p.relay, Dead, StageRcpt, 554},
		{"chair-1@council.example", unverified, Pending, StageConnect, 0},
		{"chair-1@council.example", Relay{Host: "127.0.0.1", Port: p.relay.Port, TLS: TLSNone}, Pending, StageMail, 530},
	} {
		m := theSending()
		m.To = row.to
		a := must[*Sender](t)(NewSender(row.relay)).Send(context.Background(), m)
		if a.State != row.state || a.Stage != row.stage || a.Code != row.code {
			t.Errorf("%s: %s at %s with %d (%s), want %s at %s with %d", row.to, a.State, a.Stage, a.Code, a.Error, row.state, row.stage, row.code)
		}
	}
	if strings.Contains(p.log(), "status=sent") {
		t.Error("something was delivered")
	}
}
