package doctor

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// well is an installation with which nothing is wrong, on a disk of the test's.
func well(t *testing.T) *Patient {
	t.Helper()
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(folder, "caseclock.db")
	if err := os.WriteFile(data, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "proc/sys/kernel"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "proc/sys/kernel/osrelease"), []byte("6.1.0-9-amd64\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return &Patient{Now: noon, Data: data, Private: []File{{"data", data}}, System: System{Root: root},
		Daemon:   &Daemon{Evaluated: noon.Add(-time.Minute), Recorded: noon.Add(-time.Hour)},
		Mail:     Mail{Host: "mail.example", Bounces: maildir(t), Canary: Canary{To: "canary@council.example", Taken: noon.Add(-time.Hour), Reply: "2.0.0 Ok"}, Try: func(context.Context) (string, string, error) { return "relay.example", "TLS 1.3", nil }},
		Watch:    Watch{URL: "https://watch.example/x", Every: time.Hour, Beat: noon.Add(-time.Hour)},
		Calendar: []Horizon{{"bank holidays", noon.AddDate(2, 0, 0)}},
		Head:     Head{Folder: "/elsewhere", Kept: noon.Add(-20 * time.Hour)},
		Keys:     Keys{Sealed: true, Says: "key 1"},
		Backup:   Backup{Last: noon.Add(-12 * time.Hour), Every: 24 * time.Hour}}
}

// maildir is a folder into which a relay delivers.
func maildir(t *testing.T) string {
	t.Helper()
	at := t.TempDir()
	for _, name := range []string{"new", "cur", "tmp"} {
		if err := os.Mkdir(filepath.Join(at, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return at
}

// about gives the gravest state of one subject, and its words.
func about(all []Finding, subject string) (State, string) {
	var of []Finding
	words := ""
	for _, f := range all {
		if f.About == subject {
			of = append(of, f)
			words += f.Says + " | " + f.Remedy + "\n"
		}
	}
	return Worst(of), words
}

// Each trouble is told under its subject, as grave as it is, with a remedy; an
// installation that is well has none of them.
func TestTroubles(t *testing.T) {
	for _, c := range []struct {
		subject string
		want    State
		words   string
		harm    func(t *testing.T, p *Patient)
	}{
		{"files", Wrong, "chmod 0600", func(t *testing.T, p *Patient) { chmod(t, p.Data, 0o640) }},
		{"files", Look, "chmod 0700", func(t *testing.T, p *Patient) { chmod(t, filepath.Dir(p.Data), 0o755) }},
		{"files", Wrong, "can be changed by others", func(t *testing.T, p *Patient) {
			name := filepath.Join(filepath.Dir(p.Data), "config.yaml")
			if err := os.WriteFile(name, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			chmod(t, name, 0o666)
			p.Public = []File{{"configuration", name}}
		}},
		{"files", Look, "there is no store", func(t *testing.T, p *Patient) { os.Remove(p.Data) }},
		{"disk", Wrong, "the store's folder", func(t *testing.T, p *Patient) { p.Data = filepath.Join(p.Data, "x", "y.db") }},
		{"kernel", Wrong, "4.13", func(t *testing.T, p *Patient) { release(t, p, "4.4.0-21-generic") }},
		{"daemon", Wrong, "no daemon answers", func(t *testing.T, p *Patient) { p.Daemon = nil }},
		{"daemon", Wrong, "no more writes: disk", func(t *testing.T, p *Patient) { p.Daemon.Stopped = "disk" }},
		{"daemon", Wrong, "did not finish", func(t *testing.T, p *Patient) { p.Daemon.Trouble = "x" }},
		{"daemon", Wrong, "last evaluation finished", func(t *testing.T, p *Patient) { p.Daemon.Evaluated = noon.Add(-2 * time.Hour) }},
		{"clock", Wrong, "still to come", func(t *testing.T, p *Patient) { p.Daemon.Recorded = noon.Add(time.Hour) }},
		{"clock", Wrong, "the clock says 1970", func(t *testing.T, p *Patient) { p.Now = time.Unix(0, 0); p.Daemon = nil }},
		{"mail", Look, "nobody is mailed", func(t *testing.T, p *Patient) { p.Mail.Host = "" }},
		{"mail", Wrong, "certificate has expired", func(t *testing.T, p *Patient) {
			p.Mail.Try = func(context.Context) (string, string, error) { return "", "", errors.New("certificate has expired") }
		}},
		{"mail", Wrong, "3 mails were refused", func(t *testing.T, p *Patient) { p.Daemon.Refused = 3 }},
		{"canary mail", Look, "none is sent", func(t *testing.T, p *Patient) { p.Mail.Canary = Canary{} }},
		{"canary mail", Wrong, "refused for good", func(t *testing.T, p *Patient) { p.Mail.Canary.Unproven = "refused for good" }},
		{"canary mail", Good, "no daemon runs", func(t *testing.T, p *Patient) { p.Daemon = nil }},
		{"returned mail", Look, "is not read", func(t *testing.T, p *Patient) { p.Mail.Bounces = "" }},
		{"returned mail", Wrong, "there is no folder", func(t *testing.T, p *Patient) { os.Remove(filepath.Join(p.Mail.Bounces, "cur")) }},
		{"heartbeat", Wrong, "nobody outside", func(t *testing.T, p *Patient) { p.Watch = Watch{} }},
		{"heartbeat", Look, "daily mail", func(t *testing.T, p *Patient) { p.Watch = Watch{MailTo: "it-1"} }},
		{"heartbeat", Wrong, "more than two intervals", func(t *testing.T, p *Patient) { p.Watch.Beat = noon.Add(-3 * time.Hour) }},
		{"certificate", Wrong, "holds no PEM", func(t *testing.T, p *Patient) { p.Secure.Cert = p.Data }},
		{"certificate", Look, "it ends", func(t *testing.T, p *Patient) { p.Secure.Cert = certificate(t, noon.AddDate(0, 0, 20)) }},
		{"certificate", Wrong, "it is good from", func(t *testing.T, p *Patient) { p.Secure.Cert = certificate(t, noon.Add(-time.Minute)) }},
		{"backup", Wrong, "none was ever made", func(t *testing.T, p *Patient) { p.Backup.Last = time.Time{} }},
		{"backup", Wrong, "the last was made 2026-02-28", func(t *testing.T, p *Patient) { p.Backup.Last = noon.Add(-49 * time.Hour) }},
		{"holidays", Look, "known only until", func(t *testing.T, p *Patient) { p.Calendar[0].Last = noon.AddDate(0, 6, 0) }},
		{"holidays", Wrong, "no date after it is right", func(t *testing.T, p *Patient) { p.Calendar[0].Last = noon.AddDate(0, 0, -2) }},
		{"keys", Look, "not sealed", func(t *testing.T, p *Patient) { p.Keys = Keys{} }},
		{"log", Look, "kept nowhere else", func(t *testing.T, p *Patient) { p.Head = Head{} }},
		{"log", Wrong, "last kept elsewhere", func(t *testing.T, p *Patient) { p.Head.Kept = noon.AddDate(0, 0, -2) }},
		{"settings", Look, "something", func(t *testing.T, p *Patient) { p.Warnings = []string{"something"} }},
	} {
		p := well(t)
		if state, words := about(Examine(t.Context(), p), c.subject); strings.Contains(words, c.words) {
			t.Errorf("%s, %s: said of an installation that is well (%s): %s", c.subject, c.words, state, words)
		}
		c.harm(t, p)
		state, words := about(Examine(t.Context(), p), c.subject)
		if state != c.want || !strings.Contains(words, c.words) {
			t.Errorf("%s, %s: %s, want %s:\n%s", c.subject, c.words, state, c.want, words)
		}
	}
}

// Whatever is not good says what puts it right.
func TestRemedies(t *testing.T) {
	p := &Patient{Now: noon, Data: "/nowhere/at/all.db", Warnings: []string{"x"}}
	for _, f := range Examine(t.Context(), p) {
		if f.State != Good && f.Remedy == "" {
			t.Errorf("%s: %s: no remedy", f.About, f.Says)
		}
	}
}

func chmod(t *testing.T, name string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
}

func release(t *testing.T, p *Patient, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(p.System.Root, "proc/sys/kernel/osrelease"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// certificate writes one that ends at an instant.
func certificate(t *testing.T, ends time.Time) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: ends.AddDate(-1, 0, 0), NotAfter: ends}
	b, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "cert.pem")
	if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: b}), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
