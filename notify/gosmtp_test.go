package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// mailServer is another project's server in this process, which wants TLS and
// a sign-in.
type mailServer struct {
	mu       sync.Mutex
	password string
	got      []string
	rcpts    []int
}

func (m *mailServer) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{m: m}, nil }

type session struct {
	m        *mailServer
	signedIn bool
	rcpts    int
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "caseclock" || password != s.m.password {
			return errors.New("no")
		}
		s.signedIn = true
		return nil
	}), nil
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	if !s.signedIn {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (s *session) Rcpt(string, *smtp.RcptOptions) error { s.rcpts++; return nil }

func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	s.m.got, s.m.rcpts = append(s.m.got, string(b)), append(s.m.rcpts, s.rcpts)
	return nil
}

func (s *session) Reset() { s.rcpts = 0 }

func (s *session) Logout() error { return nil }

func (m *mailServer) start(t *testing.T) Relay {
	t.Helper()
	cert, pool := authority(t, "localhost")
	server := smtp.NewServer(m)
	server.Domain = "mx.example"
	server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
	l := must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	return Relay{Host: "localhost", Port: l.Addr().(*net.TCPAddr).Port, TLS: TLSMandatory, RootCAs: pool,
		Hello: "here.example", Username: "caseclock", Password: m.password}
}

// Signed in over TLS, one recipient a message, byte for byte.
func TestSignIn(t *testing.T) {
	m := &mailServer{password: "right"}
	r := m.start(t)
	sender := must[*Sender](t)(NewSender(r))
	s := composeFor(t, "chair-1")
	for range 2 {
		if a := sender.Send(context.Background(), &s); a.State != Sent || a.Server == "" || a.TLS == "" {
			t.Fatalf("%+v", a)
		}
	}
	for i := range m.got {
		if m.got[i] != string(s.Bytes) || m.rcpts[i] != 1 {
			t.Errorf("message %d: %d recipients, the same bytes: %v", i, m.rcpts[i], m.got[i] == string(s.Bytes))
		}
	}
	r.Password = "CANARY-wrong"
	if a := send(t, r); a.State != Pending || a.Stage != StageConnect || a.Code != 454 && a.Code != 535 {
		t.Errorf("a wrong password: %+v", a)
	}
}
