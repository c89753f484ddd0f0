package notify

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// script is a mail server whose every answer a test can choose. An answer is
// sent as it stands; "drop" cuts the line, "hang" says nothing, "" is the
// ordinary one.
type script struct {
	banner, ehlo, starttls, mail, rcpt, data, end string
	noTLS                                         bool // does not offer STARTTLS
	dropInBody                                    bool
	cert                                          *tls.Certificate // nil: plain
}

// scripted is a script at work, and what it saw.
type scripted struct {
	script
	listener net.Listener
	mu       sync.Mutex
	accepted []string // messages that came whole and were answered with 250
	whole    []string // messages whose final dot came
	clear    []string // lines that came before TLS
	conns    int
	hung     chan struct{}
	stop     func()
}

// seen is what the server saw, once it has stopped.
func (s *scripted) seen() *scripted {
	s.stop()
	return s
}

func (sc script) serve(t *testing.T) *scripted {
	t.Helper()
	s := &scripted{script: sc, listener: must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0")), hung: make(chan struct{})}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := s.listener.Accept()
			if err != nil {
				return
			}
			all.Go(func() { s.talk(conn) })
		}
	})
	s.stop = sync.OnceFunc(func() { close(s.hung); _ = s.listener.Close(); all.Wait() })
	t.Cleanup(s.stop)
	return s
}

func (s *scripted) relay() Relay {
	a := s.listener.Addr().(*net.TCPAddr)
	r := Relay{Host: "127.0.0.1", Port: a.Port, TLS: TLSNone, Hello: "here.example", Step: 20 * time.Second, End: 20 * time.Second}
	if s.end == "hang" {
		r.End = 200 * time.Millisecond
	}
	if s.banner == "hang" {
		r.Step = 200 * time.Millisecond
	}
	if s.cert != nil || s.noTLS {
		r.TLS, r.Host = TLSMandatory, "localhost"
	}
	return r
}

// line is a connection at one side of the conversation.
type line struct {
	s    *scripted
	conn net.Conn
	r    *bufio.Reader
}

// say answers; false ends the conversation.
func (l *line) say(chosen, ordinary string) bool {
	switch chosen {
	case "drop":
		return false
	case "hang":
		<-l.s.hung
		return false
	case "":
		chosen = ordinary
	}
	_, err := l.conn.Write([]byte(chosen + "\r\n"))
	return err == nil
}

func (s *scripted) talk(conn net.Conn) {
	l := &line{s, conn, bufio.NewReader(conn)}
	defer func() { _ = l.conn.Close() }()
	s.mu.Lock()
	s.conns++
	s.mu.Unlock()
	if !l.say(s.banner, "220 mx.example ready") {
		return
	}
	secure := false
	for {
		cmd, err := l.r.ReadString('\n')
		if err != nil {
			return
		}
		if !secure {
			s.mu.Lock()
			s.clear = append(s.clear, strings.TrimSpace(cmd))
			s.mu.Unlock()
		}
		if !l.answer(strings.ToUpper(strings.TrimSpace(cmd)), &secure) {
			return
		}
	}
}

func (l *line) answer(cmd string, secure *bool) bool {
	s := l.s
	verb, _, _ := strings.Cut(cmd, " ")
	switch verb {
	case "EHLO":
		if s.cert != nil && !*secure {
			return l.say(s.ehlo, "250-mx.example greets you\r\n250-8BITMIME\r\n250 STARTTLS")
		}
		return l.say(s.ehlo, "250-mx.example greets you\r\n250 8BITMIME")
	case "HELO":
		return l.say(s.ehlo, "250 mx.example")
	case "STARTTLS":
		if !l.say(s.starttls, "220 go ahead") {
			return false
		}
		if s.starttls != "" {
			return true
		}
		l.conn = tls.Server(l.conn, &tls.Config{Certificates: []tls.Certificate{*s.cert}})
		l.r, *secure = bufio.NewReader(l.conn), true
		return true
	case "MAIL":
		return l.say(s.mail, "250 2.1.0 Ok")
	case "RCPT":
		return l.say(s.rcpt, "250 2.1.5 Ok")
	case "DATA":
		return l.body()
	case "QUIT":
		l.say("", "221 bye")
		return false
	}
	return l.say("", "250 Ok")
}

func (l *line) body() bool {
	s := l.s
	if !l.say(s.data, "354 go on") {
		return false
	}
	if s.data != "" {
		return true
	}
	var b strings.Builder
	for {
		text, err := l.r.ReadString('\n')
		if err != nil || s.dropInBody {
			return false
		}
		if text == ".\r\n" {
			break
		}
		b.WriteString(strings.TrimPrefix(text, "."))
	}
	s.mu.Lock()
	s.whole = append(s.whole, b.String())
	if s.end == "" {
		s.accepted = append(s.accepted, b.String())
	}
	s.mu.Unlock()
	return l.say(s.end, "250 2.0.0 Ok: queued as 4XyZ12abc")
}

// authority makes a certificate for localhost by an authority of its own.
func authority(t *testing.T, names ...string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	cert := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "a relay"}, DNSNames: names,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	der := must[[]byte](t)(x509.CreateCertificate(rand.Reader, cert, cert, &key.PublicKey, key))
	pool := x509.NewCertPool()
	pool.AddCert(must[*x509.Certificate](t)(x509.ParseCertificate(der)))
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}
