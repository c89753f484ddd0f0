package doctor

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"time"
)

// Mail is how the relay is tried. Nothing is sent.
type Mail struct {
	Host    string // empty: nobody is mailed
	Bounces string // the maildir of what comes back; empty: it is not read
	Canary  Canary
	// Try speaks to the relay as far as a greeting, TLS and signing in, and gives
	// what it called itself and how the line was secured.
	Try func(context.Context) (server, line string, err error)
}

// patience is how long a server that is tried has to answer.
const patience = 15 * time.Second

// mail looks whether the relay would take a message.
func (p *Patient) mail(ctx context.Context) []Finding {
	const about = "mail"
	if p.Mail.Host == "" {
		return bad(Look, about, "set mail.host", "nobody is mailed: no relay is configured")
	}
	var all []Finding
	if p.Daemon != nil && p.Daemon.Refused > 0 {
		all = bad(Wrong, about, "open the page Status: it names whose, why, and what to do", "%d mails were refused for good in the last 7 days and nobody has seen to them", p.Daemon.Refused)
	}
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	server, line, err := p.Mail.Try(ctx)
	if err != nil {
		return append(all, bad(Wrong, about, "look at the relay and at mail.host, mail.port, mail.tls, mail.ca_file and the password", "%s: %v", p.Mail.Host, err)...)
	}
	if line == "" {
		line = "in clear, on this machine"
	}
	return append(all, good(about, "%s answers as %s, %s", p.Mail.Host, server, line)...)
}

// Watch is who notices that the daemon is silent.
type Watch struct {
	URL    string        // the heartbeat's
	MailTo string        // whose daily mail it is
	Every  time.Duration // of the heartbeat
	Beat   time.Time     // when its address last answered; zero: never, or no daemon runs
}

// watch looks whether silence would be noticed.
func (p *Patient) watch(context.Context) []Finding {
	const about = "heartbeat"
	w := p.Watch
	switch {
	case w.URL == "" && w.MailTo == "":
		return bad(Wrong, about, "set heartbeat.url to a service that misses it, or heartbeat.mail_to to a person who would", "nobody outside notices when the daemon is silent")
	case w.URL == "":
		return bad(Look, about, "set heartbeat.url too: a machine misses what a person overlooks", "only %s's daily mail tells that all is well", w.MailTo)
	case p.Daemon == nil:
		return good(about, "its address is configured; no daemon runs that could beat")
	case p.Now.Sub(w.Beat) > 2*w.Every:
		return bad(Wrong, about, "look at the daemon's log, and whether it may reach the address", "its address has not answered since %s, which is more than two intervals of %s", when(w.Beat), w.Every)
	}
	return good(about, "last answered %s", when(w.Beat))
}

func when(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// daemon looks whether it runs and evaluates.
func (p *Patient) daemon(context.Context) []Finding {
	const about = "daemon"
	d := p.Daemon
	switch {
	case d == nil:
		return bad(Wrong, about, "systemctl status caseclock", "no daemon answers on the socket, so nothing is evaluated and nobody is told")
	case d.Stopped != "":
		return bad(Wrong, about, "put right what it names and restart the daemon", "it takes no more writes: %s", d.Stopped)
	case d.Trouble != "":
		return bad(Wrong, about, "the log has more", "the last evaluation did not finish: %s", d.Trouble)
	case p.Now.Sub(d.Evaluated) > time.Hour:
		return bad(Wrong, about, "look at schedule and at the log", "the last evaluation finished %s", when(d.Evaluated))
	}
	return good(about, "it last evaluated all cases %s", when(d.Evaluated))
}

// Certificates are those that the pages are served with.
type Certificates struct {
	Cert string // a PEM file; empty: a proxy has them
}

// renewal is how long before its end a certificate is told of.
const renewal = 30 * 24 * time.Hour

// certificates looks how long the pages' certificate lasts.
func (p *Patient) certificates(context.Context) []Finding {
	const about = "certificate"
	if p.Secure.Cert == "" {
		return good(about, "the pages have none of their own: a proxy on this machine speaks TLS for them")
	}
	const remedy = "renew web.tls_cert, then restart the daemon"
	c, err := readCertificate(p.Secure.Cert)
	switch {
	case err != nil:
		return bad(Wrong, about, remedy, "web.tls_cert: %v", err)
	case p.Now.After(c.NotAfter), p.Now.Before(c.NotBefore):
		return bad(Wrong, about, remedy, "it is good from %s to %s alone", when(c.NotBefore), when(c.NotAfter))
	case c.NotAfter.Sub(p.Now) < renewal:
		return bad(Look, about, remedy, "it ends %s", when(c.NotAfter))
	}
	return good(about, "it is good until %s", when(c.NotAfter))
}

func readCertificate(path string) (*x509.Certificate, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return nil, fmt.Errorf("%s holds no PEM certificate", path)
	}
	return x509.ParseCertificate(block.Bytes)
}
