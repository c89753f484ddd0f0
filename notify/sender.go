package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// The ways to speak to a relay.
const (
	TLSMandatory = "mandatory" // STARTTLS (port 465: TLS from the first byte), 1.2 at least, the name verified
	TLSNone      = "none"      // plain, and only to a loopback address
)

// Relay is the mail server that takes our messages.
type Relay struct {
	Host     string
	Port     int
	TLS      string         // TLSMandatory or TLSNone
	Username string         // empty: no sign-in
	Password string         // never logged, and in no error
	RootCAs  *x509.CertPool // who vouches for the server; nil: the system's
	Hello    string         // how we name ourselves; empty: this machine's name

	Step  time.Duration // each step's limit; 0 is 2 minutes
	End   time.Duration // how long the reply to the final dot may take; 0 is 10 minutes (RFC 5321 4.5.3.2)
	Grace time.Duration // how long a conversation in hand may go on once we are to stop; 0 is 20 seconds
}

// Courier hands a sending to a mail server. The attempt it answers has no
// time, number or next instant yet.
type Courier interface {
	Send(ctx context.Context, s *Sending) Attempt
}

// Sender is a Courier that speaks SMTP, one conversation a message, one
// recipient a conversation.
type Sender struct {
	relay Relay
}

// NewSender checks a relay. All faults come at once.
func NewSender(r Relay) (*Sender, error) {
	var faults []error
	if r.Host == "" || strings.ContainsAny(r.Host, "/ \r\n\t") {
		faults = append(faults, fmt.Errorf("mail host %q is no host; accepted is a name or an address", clip(r.Host)))
	}
	if r.Port < 1 || r.Port > 65535 {
		faults = append(faults, fmt.Errorf("mail port %d; accepted is 1 to 65535", r.Port))
	}
	switch r.TLS {
	case TLSMandatory:
	case TLSNone:
		if !loopback(r.Host) {
			faults = append(faults, fmt.Errorf("mail tls none to %s; accepted is none to a loopback address only, else mandatory", clip(r.Host)))
		}
	default:
		faults = append(faults, fmt.Errorf("mail tls %q is unknown; accepted: %s, %s", clip(r.TLS), TLSMandatory, TLSNone))
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return &Sender{relay: r.withDefaults()}, nil
}

func (r Relay) withDefaults() Relay {
	def := func(d *time.Duration, otherwise time.Duration) {
		if *d <= 0 {
			*d = otherwise
		}
	}
	def(&r.Step, 2*time.Minute)
	def(&r.End, 10*time.Minute)
	def(&r.Grace, 20*time.Second)
	if r.Hello == "" {
		if r.Hello, _ = os.Hostname(); r.Hello == "" {
			r.Hello = "localhost"
		}
	}
	return r
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// client is a go-mail client whose connections go through dial.
func (s *Sender) client(dial gomail.DialContextFunc) (*gomail.Client, error) {
	r := &s.relay
	options := []gomail.Option{
		gomail.WithPort(r.Port), gomail.WithHELO(r.Hello), gomail.WithTimeout(r.Step),
		gomail.WithTLSConfig(s.tls()), gomail.WithoutSMTPUTF8(), gomail.WithDialContextFunc(dial),
	}
	switch {
	case r.TLS == TLSNone:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case r.Port == implicitPort:
		options = append(options, gomail.WithSSL())
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if r.Username != "" {
		options = append(options, gomail.WithUsername(r.Username), gomail.WithPassword(r.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	return gomail.NewClient(r.Host, options...)
}

// implicitPort is where TLS begins with the first byte (RFC 8314).
const implicitPort = 465

func (s *Sender) tls() *tls.Config {
	return &tls.Config{ServerName: s.relay.Host, RootCAs: s.relay.RootCAs, MinVersion: tls.VersionTLS12}
}

func (s *Sender) address() string { return net.JoinHostPort(s.relay.Host, strconv.Itoa(s.relay.Port)) }
