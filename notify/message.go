package notify

import (
	"bytes"
	"fmt"
	"net/mail"
	"regexp"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// The subjects are fixed: a subject stays readable in logs, previews and
// encrypted mail, so it names nothing and nobody.
const (
	SubjectDigest      = "Caseclock: timescales to look at"
	SubjectUndelivered = "Caseclock: a message could not be delivered"
	SubjectWaits       = "Caseclock: a message has been waiting for hours"
	SubjectAllIsWell   = "Caseclock: all is well"
	SubjectHead        = "Caseclock: the head of the log, to be kept"
	SubjectReady       = "Caseclock: a report has been made"
	SubjectCanary      = "Caseclock: mail gets out (may be thrown away)"
)

// letter is a message before it is made into bytes.
type letter struct {
	from, to, subject string
	id                string // Message-ID without angle brackets
	date              time.Time
	text, html        string
	calendar          string // empty: none attached
}

// bytes writes the message. The same letter gives the same bytes.
func (l *letter) bytes() ([]byte, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := m.From(l.from); err != nil {
		return nil, fmt.Errorf("from: %w", err)
	}
	if err := m.To(l.to); err != nil {
		return nil, fmt.Errorf("to: %w", err)
	}
	m.Subject(l.subject)
	m.SetMessageIDWithValue(l.id)
	m.SetDateWithValue(l.date.UTC())
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	m.SetBodyString(gomail.TypeTextPlain, l.text, gomail.WithPartEncoding(encoding(l.text)))
	m.AddAlternativeString(gomail.TypeTextHTML, l.html, gomail.WithPartEncoding(encoding(l.html)))
	if l.calendar != "" {
		err := m.AttachReader("coming-up.ics", strings.NewReader(l.calendar),
			gomail.WithFileContentType("text/calendar; charset=utf-8; method=PUBLISH"))
		if err != nil {
			return nil, fmt.Errorf("calendar: %w", err)
		}
	}
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		return nil, err
	}
	return crlf(l.settle(b.Bytes())), nil
}

var boundary = regexp.MustCompile(`boundary=([0-9a-f]{60})`)

// settle replaces the random boundaries by ones derived from the id.
func (l *letter) settle(b []byte) []byte {
	for i, m := range boundary.FindAllSubmatch(b, -1) {
		own := digest("boundary", l.id, fmt.Sprint(i))
		b = bytes.ReplaceAll(b, m[1], []byte(own))
	}
	return b
}

// encoding leaves plain ASCII in short lines as it is, so that the message can
// be read as it stands.
func encoding(s string) gomail.Encoding {
	line := 0
	for i := 0; i < len(s); i++ {
		if line++; s[i] >= 0x80 || s[i] < ' ' && s[i] != '\n' && s[i] != '\t' || line > 900 {
			return gomail.EncodingQP
		}
		if s[i] == '\n' {
			line = 0
		}
	}
	return gomail.NoEncoding
}

// crlf ends every line in CR LF, as they go over the wire.
func crlf(b []byte) []byte {
	b = bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
	b = bytes.ReplaceAll(b, []byte("\r"), nil)
	return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n"))
}

// CheckAddress says what keeps a text from being a mail address that a message
// can safely be sent from or to: plain ASCII, no display name, nothing that
// could end a line.
func CheckAddress(s string) error {
	a, err := mail.ParseAddress(s)
	bad := err != nil || a.Address != s || strings.ContainsAny(s, " \"<>(),;:\\[]")
	for i := 0; i < len(s); i++ {
		bad = bad || s[i] <= ' ' || s[i] >= 0x7f
	}
	if bad || len(s) > 254 {
		return fmt.Errorf("%q is no mail address; accepted is name@council.example", clip(s))
	}
	return nil
}

func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }
