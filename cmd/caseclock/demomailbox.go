package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// mailbox is a mail server for the demonstration: it speaks SMTP on loopback
// and keeps what it accepts as files, one a message, named for who it is to.
type mailbox struct {
	dir    string
	server *smtp.Server
	port   int

	mu      sync.Mutex
	kept    []string // file names in the order accepted
	count   map[string]int
	refused bool // the one message that is refused, so that there is something to mend
}

func openMailbox(dir string) (*mailbox, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &mailbox{dir: dir, port: l.Addr().(*net.TCPAddr).Port, count: map[string]int{}}
	m.server = smtp.NewServer(m)
	m.server.Domain = "localhost"
	m.server.ReadTimeout, m.server.WriteTimeout = time.Minute, time.Minute
	go func() { _ = m.server.Serve(l) }() // ends with Close
	return m, nil
}

// Close ends the server.
func (m *mailbox) Close() error { return m.server.Close() }

// NewSession begins a conversation.
func (m *mailbox) NewSession(*smtp.Conn) (smtp.Session, error) { return &delivery{box: m}, nil }

func (m *mailbox) keep(to string, message []byte) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	who, _, _ := strings.Cut(to, "@")
	m.count[who]++
	name := filepath.Base(fmt.Sprintf("%s-%d.eml", who, m.count[who]))
	if err := os.WriteFile(filepath.Join(m.dir, name), message, 0o600); err != nil {
		return "", err
	}
	m.kept = append(m.kept, name)
	return name, nil
}

// refusedOnce is who has a message refused for good, the first time.
const refusedOnce = "manager-3"

func (m *mailbox) refuses(to string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.refused || !strings.HasPrefix(to, refusedOnce+"@") {
		return false
	}
	m.refused = true
	return true
}

// files are the messages accepted so far.
func (m *mailbox) files() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string{}, m.kept...)
}

// delivery is one conversation.
type delivery struct {
	box *mailbox
	to  string
}

// Mail, Rcpt and Data are the three steps of a delivery; a message is for one
// recipient.
func (d *delivery) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt notes whom the message is for.
func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	if d.to != "" {
		return errors.New("one recipient a message")
	}
	if d.box.refuses(to) {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox here; the demonstration refuses this one once"}
	}
	d.to = to
	return nil
}

// Data keeps the message.
func (d *delivery) Data(r io.Reader) error {
	message, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	_, err = d.box.keep(d.to, message)
	return err
}

// Reset forgets a message that was begun.
func (d *delivery) Reset() { d.to = "" }

// Logout ends the conversation.
func (d *delivery) Logout() error { return nil }
