//go:build trial

package mail

import (
	"bufio"
	"crypto/tls"
	"net"
	"strings"
	"sync"
	"time"
)

// The stages at which a server can be told to misbehave, in the order in which
// a conversation reaches them.
const (
	atBanner   = "banner"
	atEhlo     = "ehlo"
	atStartTLS = "starttls"
	atSecond   = "second ehlo" // the hello after TLS
	atAuth     = "auth"
	atMail     = "mail"
	atRcpt     = "rcpt"
	atData     = "data"
	atBody     = "body" // an answer of drop or reset while the body comes
	atEnd      = "end"
	atQuit     = "quit"
)

// script is what a server says in place of the ordinary, by stage. An answer is
// sent as it stands. "drop" ends the connection, "reset" does it without a
// farewell, "hang" says nothing more, "slow " says the ordinary byte by byte,
// "last " before an answer ends the connection after it.
type script map[string]string

// server is a mail server whose every answer is chosen. It keeps what it saw.
type server struct {
	says     script
	tls      *tls.Config // nil: STARTTLS is not offered
	listener net.Listener
	stop     func()

	mu       sync.Mutex
	clear    strings.Builder // every byte from the client before TLS
	accepted []string        // bodies that came with their end and were answered with 2xx
	whole    []string        // bodies that came with their end
	conns    int
	rcpts    int // of the conversation with the most
}

func serve(says script, secure *tls.Config) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &server{says: says, tls: secure, listener: l}
	end := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns++
			s.mu.Unlock()
			all.Go(func() { (&talk{s: s, conn: conn, raw: conn, end: end}).run() })
		}
	})
	s.stop = sync.OnceFunc(func() { close(end); _ = l.Close(); all.Wait() })
	return s, nil
}

func (s *server) port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// tell changes what is said at a stage from the next conversation on.
func (s *server) tell(says script) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.says = says
}

// talk is one conversation, from the server's side.
type talk struct {
	s     *server
	says  script
	conn  net.Conn
	raw   net.Conn
	r     *bufio.Reader
	safe  bool
	rcpts int
	end   chan struct{}
}

func (t *talk) run() {
	defer func() { _ = t.raw.Close() }()
	go func() { <-t.end; time.Sleep(time.Second); _ = t.raw.Close() }()
	t.s.mu.Lock()
	t.says = t.s.says
	t.s.mu.Unlock()
	t.r = bufio.NewReader(t.conn)
	if !t.say(atBanner, "220 mx.example ready") {
		return
	}
	for {
		cmd, err := t.line()
		if err != nil || !t.answer(cmd) {
			return
		}
	}
}

// line is the client's next, noted where it came in clear.
func (t *talk) line() (string, error) {
	cmd, err := t.r.ReadString('\n')
	t.s.mu.Lock()
	defer t.s.mu.Unlock()
	if !t.safe {
		t.s.clear.WriteString(cmd)
	}
	return strings.TrimSpace(cmd), err
}

// say answers at a stage; false ends the conversation.
func (t *talk) say(stage, ordinary string) bool {
	chosen, special := t.says[stage]
	if !special {
		return t.write(ordinary + "\r\n")
	}
	last, isLast := strings.CutPrefix(chosen, "last ")
	switch {
	case chosen == "drop":
		return false
	case chosen == "reset":
		return t.reset()
	case chosen == "hang":
		<-t.end
		return false
	case chosen == "slow":
		for _, b := range []byte(ordinary + "\r\n") {
			time.Sleep(5 * time.Millisecond)
			if !t.write(string(b)) {
				return false
			}
		}
		return true
	case isLast:
		t.write(last + "\r\n")
		return false
	case strings.HasSuffix(chosen, "\n"):
		return t.write(chosen)
	}
	return t.write(chosen + "\r\n")
}

func (t *talk) write(s string) bool {
	_, err := t.conn.Write([]byte(s))
	return err == nil
}

func (t *talk) reset() bool {
	if tcp, ok := t.raw.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	return false
}

func (t *talk) answer(cmd string) bool {
	verb, _, _ := strings.Cut(strings.ToUpper(cmd), " ")
	switch verb {
	case "EHLO":
		if t.safe {
			return t.say(atSecond, "250-mx.example greets you\r\n250-SIZE 50000000\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME")
		}
		if t.s.tls == nil {
			return t.say(atEhlo, "250-mx.example greets you\r\n250 8BITMIME")
		}
		return t.say(atEhlo, "250-mx.example greets you\r\n250-8BITMIME\r\n250 STARTTLS")
	case "HELO":
		return t.say(atEhlo, "250 mx.example")
	case "STARTTLS":
		return t.startTLS()
	case "AUTH":
		return t.say(atAuth, "235 2.7.0 welcome")
	case "MAIL":
		t.rcpts = 0
		return t.say(atMail, "250 2.1.0 Ok")
	case "RCPT":
		t.recipient()
		return t.say(atRcpt, "250 2.1.5 Ok")
	case "DATA":
		return t.body()
	case "QUIT":
		t.say(atQuit, "221 bye")
		return false
	}
	return t.write("250 Ok\r\n")
}

func (t *talk) recipient() {
	t.s.mu.Lock()
	defer t.s.mu.Unlock()
	t.rcpts++
	t.s.rcpts = max(t.s.rcpts, t.rcpts)
}

func (t *talk) startTLS() bool {
	if t.s.tls == nil {
		return t.write("502 5.5.1 not here\r\n")
	}
	if !t.say(atStartTLS, "220 go ahead") {
		return false
	}
	if says, special := t.says[atStartTLS]; special && !strings.HasPrefix(says, "220") && says != "slow" {
		return true
	}
	t.conn = tls.Server(t.raw, t.s.tls)
	t.r, t.safe = bufio.NewReader(t.conn), true
	return true
}

func (t *talk) body() bool {
	if !t.say(atData, "354 go on") {
		return false
	}
	if says, special := t.says[atData]; special && !strings.HasPrefix(says, "354") && says != "slow" {
		return true
	}
	var b strings.Builder
	for {
		text, err := t.r.ReadString('\n')
		if how := t.says[atBody]; err == nil && how != "" && b.Len() > 100 {
			return t.say(atBody, "")
		}
		if err != nil {
			return false
		}
		if text == ".\r\n" {
			break
		}
		b.WriteString(strings.TrimPrefix(text, "."))
	}
	says, special := t.says[atEnd]
	t.s.mu.Lock()
	t.s.whole = append(t.s.whole, b.String())
	if !special || says == "slow" || strings.HasPrefix(strings.TrimPrefix(says, "last "), "2") {
		t.s.accepted = append(t.s.accepted, b.String())
	}
	t.s.mu.Unlock()
	return t.say(atEnd, "250 2.0.0 Ok: queued as 4XyZ12abc")
}
