//go:build trial

package guard

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// postbox is a mail server that keeps what it is sent: heads apart from bodies,
// and those for another authority's people apart from both.
type postbox struct {
	port int
	c    *captures
	mu   sync.Mutex
	got  int
}

func newPostbox(t *testing.T, c *captures) *postbox {
	t.Helper()
	p := &postbox{c: c}
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &posting{box: p}, nil }))
	s.Domain, s.AllowInsecureAuth = "mx.council.example", true
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.port = l.Addr().(*net.TCPAddr).Port
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return p
}

// await waits until mails and webhooks have come.
func (p *postbox) await(t *testing.T) {
	t.Helper()
	for range 300 {
		p.mu.Lock()
		n := p.got
		p.mu.Unlock()
		if n >= 2 && p.c.length(hooked) > 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("no mail or no webhook came")
}

type posting struct {
	box      *postbox
	envelope strings.Builder
	far      bool
}

func (p *posting) Reset()        {}
func (p *posting) Logout() error { return nil }
func (p *posting) Mail(from string, _ *smtp.MailOptions) error {
	fmt.Fprintln(&p.envelope, from)
	return nil
}
func (p *posting) Rcpt(to string, _ *smtp.RcptOptions) error {
	fmt.Fprintln(&p.envelope, to)
	p.far = strings.HasPrefix(to, "coordinator-2") || strings.HasPrefix(to, "chair-2") || strings.HasPrefix(to, "committee")
	return nil
}

// AuthMechanisms and Auth let anybody in: the password is the point.
func (p *posting) AuthMechanisms() []string { return []string{sasl.Plain} }
func (p *posting) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(string, string, string) error { return nil }), nil
}

func (p *posting) Data(r io.Reader) error {
	content, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := mail.ReadMessage(bytes.NewReader(content))
	if err != nil {
		return err
	}
	body := decoded(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body)
	head, _, _ := bytes.Cut(content, []byte("\r\n\r\n"))
	subject, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	p.box.c.keep(mailHead, p.envelope.String(), head, subject)
	place := mailBody
	if p.far {
		place = elsewhere
	}
	p.box.c.keep(place, body)
	p.box.mu.Lock()
	p.box.got++
	p.box.mu.Unlock()
	return nil
}

// decoded is the text of a part and of those within it.
func decoded(media, encoding string, r io.Reader) []byte {
	kind, params, _ := mime.ParseMediaType(media)
	if strings.HasPrefix(kind, "multipart/") {
		var b bytes.Buffer
		for parts := multipart.NewReader(r, params["boundary"]); ; {
			part, err := parts.NextRawPart()
			if err != nil {
				return b.Bytes()
			}
			fmt.Fprintln(&b, part.Header)
			b.Write(decoded(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part))
		}
	}
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	}
	text, _ := io.ReadAll(r)
	return text
}
