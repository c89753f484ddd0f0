package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// Send speaks to the mail server and says what came of it. On any trouble
// before the final dot the connection is dropped, never closed in good order:
// half a message is not accepted as a whole.
//
// When ctx ends a conversation in hand may go on for the relay's grace.
func (s *Sender) Send(ctx context.Context, m *Sending) Attempt {
	c := conversation{sender: s, stage: StageConnect, attempt: Attempt{Host: s.address()}}
	defer c.end()
	err := c.speak(ctx, m)
	return c.outcome(err)
}

type conversation struct {
	sender  *Sender
	stage   Stage
	wire    wire
	forget  func() bool // stops waiting for the end of the context
	client  *smtp.Client
	attempt Attempt
	reply   string // to the final dot
}

func (c *conversation) speak(ctx context.Context, m *Sending) error {
	if err := c.greet(ctx, m.From, m.To); err != nil {
		return err
	}
	return c.send(m.Bytes)
}

// greet goes as far as the recipient's being accepted.
func (c *conversation) greet(ctx context.Context, from, to string) error {
	if err := errors.Join(CheckAddress(from), CheckAddress(to)); err != nil {
		return err
	}
	if err := c.connect(ctx); err != nil {
		return err
	}
	c.noteServer()
	takeBare(c.client.Text)
	step := c.sender.relay.Step
	if err := c.at(StageMail, step, func() error { return c.client.Mail("<" + from + ">") }); err != nil {
		return err
	}
	return c.at(StageRcpt, step, func() error { return c.client.Rcpt("<" + to + ">") })
}

// connect dials, says hello, starts TLS and signs in.
func (c *conversation) connect(ctx context.Context) error {
	client, err := c.sender.client(func(ctx context.Context, network, address string) (net.Conn, error) {
		return c.dial(ctx, network, address)
	})
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	grace := c.sender.relay.Grace
	c.forget = context.AfterFunc(ctx, func() { time.AfterFunc(grace, c.wire.cut) })
	c.client, err = client.DialToSMTPClientWithContext(context.WithoutCancel(ctx))
	return err
}

// replyLimit is how many bytes a server may say in one conversation.
const replyLimit = 1 << 20

func (c *conversation) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	c.wire.hold(conn)
	r := &c.sender.relay
	if tcp, ok := conn.RemoteAddr().(*net.TCPAddr); r.TLS == TLSNone && (!ok || !tcp.IP.IsLoopback()) {
		return nil, fmt.Errorf("%s is not a loopback address; plain mail is spoken to loopback only", conn.RemoteAddr())
	}
	limited := &limitedConn{Conn: conn, left: replyLimit}
	if r.TLS != TLSNone && r.Port == implicitPort {
		return tls.Client(limited, c.sender.tls()), nil
	}
	return limited, nil
}

// at does one step under its own time limit.
func (c *conversation) at(stage Stage, limit time.Duration, do func() error) error {
	c.stage = stage
	if err := c.client.UpdateDeadline(limit); err != nil {
		return err
	}
	return do()
}

func (c *conversation) send(message []byte) error {
	relay := &c.sender.relay
	var body interface {
		Write([]byte) (int, error)
		Close() error
	}
	err := c.at(StageData, relay.Step, func() (err error) { body, err = c.client.Data(); return err })
	if err != nil {
		return err
	}
	err = c.at(StageBody, relay.Step, func() error { _, err := body.Write(message); return err })
	if err != nil {
		return err
	}
	if err := c.at(StageEnd, relay.End, body.Close); err != nil {
		return err
	}
	if dc, ok := body.(*smtp.DataCloser); ok {
		c.reply = dc.ServerResponse()
	}
	// Accepted. What the server answers to our leave-taking is of no account.
	if c.client.UpdateDeadline(quitLimit) == nil {
		_ = c.client.Quit()
	}
	return nil
}

const quitLimit = 5 * time.Second

// noteServer keeps who answered and how the line was secured.
func (c *conversation) noteServer() {
	name, _, _ := strings.Cut(c.client.HelloResponse(), " ")
	c.attempt.Server = short(name)
	if state, err := c.client.GetTLSConnectionState(); err == nil {
		c.attempt.TLS = tls.VersionName(state.Version) + " " + tls.CipherSuiteName(state.CipherSuite)
	}
}

// outcome judges how the conversation ended.
func (c *conversation) outcome(err error) Attempt {
	a := c.attempt
	a.Stage = c.stage
	var refused *textproto.Error
	switch {
	case err == nil:
		a.Code, a.Reply = 250, short(c.reply)
	case errors.As(err, &refused):
		a.Code, a.Reply = refused.Code, short(refused.Msg)
		a.Error = fmt.Sprintf("%s: the server answered %d", c.stage, refused.Code)
	default:
		a.Error = short(fmt.Sprintf("%s: %v", c.stage, err))
	}
	a.State = judge(a.Stage, a.Code)
	if a.State == Sent {
		a.QueueID, a.Error = queueID(a.Reply), ""
	}
	return a
}

var queued = regexp.MustCompile(`(?i)\bqueued(?: mail for delivery)? as ([[:alnum:]._-]+)|\bid=([[:alnum:]._-]+)`)

// queueID is the name under which the server says that it keeps the message,
// or nothing where its words are not of a known form; they are kept whole.
func queueID(reply string) string {
	if m := queued.FindStringSubmatch(reply); m != nil {
		return m[1] + m[2]
	}
	return ""
}

// short keeps what a server says to a length and to characters that can be
// shown.
func short(s string) string {
	s = plain(strings.ReplaceAll(s, "\n", " "))
	if r := []rune(s); len(r) > 500 {
		return string(r[:500]) + "…"
	}
	return s
}

// end cuts the line and forgets the conversation.
func (c *conversation) end() {
	if c.forget != nil {
		c.forget()
	}
	c.wire.cut()
}

// wire is the connection of a conversation, which can be cut from outside.
type wire struct {
	mu    sync.Mutex
	conn  net.Conn
	isCut bool
}

func (w *wire) hold(conn net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.conn = conn
	if w.isCut {
		_ = conn.Close()
	}
}

func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.isCut = true
	if w.conn != nil {
		_ = w.conn.Close()
	}
}

// limitedConn is a connection that gives up on a server that says too much.
type limitedConn struct {
	net.Conn
	left int
}

var errTooMuch = errors.New("the server said more than a mail server has to say")

func (l *limitedConn) Read(b []byte) (int, error) {
	if l.left <= 0 {
		return 0, errTooMuch
	}
	if len(b) > l.left {
		b = b[:l.left]
	}
	n, err := l.Conn.Read(b)
	l.left -= n
	return n, err
}
