package notify

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
)

// BounceKind is what a message that came back to us is.
type BounceKind string

// What a message that came back can be.
const (
	Bounced    BounceKind = "bounced"    // it could not be delivered, for good
	Delayed    BounceKind = "delayed"    // it is still being tried, or was passed on
	NotABounce BounceKind = "no bounce"  // an automatic answer, or anything else
	Unreadable BounceKind = "unreadable" // no message at all
)

const (
	maxBouncePart = 1 << 20 // bytes that are read of a part
	deepestPart   = 4
)

// Bounce is what a message that came back says, as far as it can be read; it is
// what somebody wrote, and to be believed only of a message that we sent.
type Bounce struct {
	Kind      BounceKind
	MessageID string   // of the message that came back, without angle brackets; empty: not named
	To        []string // to whom it could not be delivered; none: not named
	Code      int      // of the reply that refused it; 0: not named
	Reason    string   // in the words of the server that refused it, kept short
}

// LongestBounce is how many bytes of a message that came back are read.
const LongestBounce = 4 << 20

// ReadBounce reads a message that came back. What it reads: delivery status
// notifications (RFC 3464, as of Postfix, Exchange, Gmail, sendmail), and the
// older ways of Exim and qmail. Only what says itself to be a failure for good is
// Bounced: a delay, an automatic answer and what cannot be told are not.
func ReadBounce(r io.Reader) Bounce {
	m, err := mail.ReadMessage(bufio.NewReader(io.LimitReader(r, LongestBounce)))
	if err != nil {
		return Bounce{Kind: Unreadable}
	}
	b := &bounceReader{}
	b.part(textproto.MIMEHeader(m.Header), m.Body, 0)
	b.plainWays(m.Header)
	return b.answer()
}

type bounceReader struct {
	status  bool // a delivery status was there
	failed  bool
	later   bool
	to      []string
	id, why string
	code    int
	text    strings.Builder // of what is for people to read
}

func (b *bounceReader) answer() Bounce {
	a := Bounce{Kind: NotABounce, MessageID: b.id, To: b.to, Code: b.code, Reason: short(b.why)}
	switch {
	case b.failed:
		a.Kind = Bounced
	case b.status || b.later:
		a.Kind = Delayed
	}
	return a
}

// part reads one part, and those within it.
func (b *bounceReader) part(h textproto.MIMEHeader, body io.Reader, depth int) {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	body = io.LimitReader(decoded(h, body), maxBouncePart)
	switch {
	case depth > deepestPart:
	case strings.HasPrefix(kind, "multipart/") && params["boundary"] != "":
		parts := multipart.NewReader(body, params["boundary"])
		for {
			p, err := parts.NextRawPart()
			if err != nil {
				return
			}
			b.part(p.Header, p, depth+1)
		}
	case kind == "message/delivery-status" || kind == "message/global-delivery-status":
		b.deliveryStatus(body)
	case kind == "message/rfc822" || kind == "text/rfc822-headers" || kind == "message/global" || kind == "message/global-headers":
		b.original(body)
	case strings.HasPrefix(kind, "text/plain") && b.text.Len() < maxBouncePart:
		_, _ = io.Copy(&b.text, body)
	}
}

func decoded(h textproto.MIMEHeader, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(h.Get("Content-Transfer-Encoding"))) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}

// original reads the head of the message that came back.
func (b *bounceReader) original(body io.Reader) {
	h, _ := textproto.NewReader(bufio.NewReader(body)).ReadMIMEHeader()
	if id := bare(h.Get("Message-Id")); id != "" && b.id == "" {
		b.id = id
	}
}

func bare(id string) string { return strings.Trim(strings.TrimSpace(id), "<>") }

// deliveryStatus reads the fields of each recipient (RFC 3464 2.3).
func (b *bounceReader) deliveryStatus(body io.Reader) {
	b.status = true
	r := textproto.NewReader(bufio.NewReader(io.MultiReader(body, strings.NewReader("\r\n\r\n"))))
	for range 100 {
		h, err := r.ReadMIMEHeader()
		if len(h) == 0 && err != nil {
			return
		}
		if action := strings.ToLower(strings.TrimSpace(h.Get("Action"))); action != "" {
			b.recipient(h, action)
		}
		if err != nil {
			return
		}
	}
}

func (b *bounceReader) recipient(h textproto.MIMEHeader, action string) {
	status := strings.TrimSpace(h.Get("Status"))
	if action != "failed" || strings.HasPrefix(status, "2") {
		b.later = true
		return
	}
	b.failed = true
	for _, name := range []string{"Original-Recipient", "Final-Recipient"} {
		if _, address, found := strings.Cut(h.Get(name), ";"); found {
			b.to = append(b.to, bare(address))
		}
	}
	_, diagnosis, _ := strings.Cut(h.Get("Diagnostic-Code"), ";")
	b.why = strings.TrimSpace(status + " " + strings.TrimSpace(diagnosis))
	b.code = codeOf(diagnosis, status)
}

var replyCode = regexp.MustCompile(`\b([45]\d\d)[ -]`)

// codeOf is the code of the reply that a diagnosis quotes; where it quotes none,
// 550, or 450 where a server ran out of time (its status is 4.x.x).
func codeOf(diagnosis, status string) int {
	if m := replyCode.FindStringSubmatch(diagnosis); m != nil {
		n, _ := strconv.Atoi(m[1])
		return n
	}
	if strings.HasPrefix(status, "4") {
		return 450
	}
	return 550
}

var (
	messageIDLine = regexp.MustCompile(`(?im)^message-id:\s*<([^<>\s]+)>`)
	qmailFailed   = regexp.MustCompile(`(?m)^<([^<>\s]+)>:\r?\n(.*)`)
)

// plainWays reads what comes without a delivery status: Exim names who failed in
// a header, qmail begins with words of its own. What they send along of the
// original stands in the text.
func (b *bounceReader) plainWays(h mail.Header) {
	text := b.text.String()
	if b.id == "" {
		if m := messageIDLine.FindStringSubmatch(text); m != nil {
			b.id = m[1]
		}
	}
	if b.status {
		return
	}
	switch failed := h.Get("X-Failed-Recipients"); {
	case failed != "" && h.Get("Auto-Submitted") != "no":
		b.failed, b.code = true, codeOf(text, "5")
		for _, a := range strings.Split(failed, ",") {
			b.to = append(b.to, bare(a))
		}
		b.why = firstMatch(text, replyCode)
	case strings.HasPrefix(text, "Hi. This is the qmail-send program"):
		for _, m := range qmailFailed.FindAllStringSubmatch(text, -1) {
			b.failed, b.why = true, strings.TrimSpace(m[2])
			b.to = append(b.to, m[1])
		}
		b.code = codeOf(text, "5")
	}
}

// firstMatch is the line in which a pattern is first found.
func firstMatch(text string, p *regexp.Regexp) string {
	for line := range strings.Lines(text) {
		if p.MatchString(line) {
			return strings.TrimSpace(line)
		}
	}
	return "it could not be delivered"
}

// Refuses says whether a bounce is of a message that we sent: it names its
// Message-ID, which nobody can guess who did not have the message, and, where it
// names anybody, the address that we sent it to.
func (a *Bounce) Refuses(s *Sending) bool {
	if a.Kind != Bounced || a.MessageID == "" || a.MessageID != s.MessageID {
		return false
	}
	for _, to := range a.To {
		if strings.EqualFold(to, s.To) {
			return true
		}
	}
	return len(a.To) == 0
}

// SendingID is the id of the sending whose message came back, if it is ours.
func (a *Bounce) SendingID() string {
	id, _, _ := strings.Cut(a.MessageID, "@")
	return id
}

// Attempt is what a bounce says, as the ledger keeps it: refused for good.
func (a *Bounce) Attempt() Attempt {
	return Attempt{State: Dead, Stage: StageReturned, Code: a.Code, Reply: a.Reason, Error: fmt.Sprintf("%s: it was accepted, and came back with %d", StageReturned, a.Code)}
}

// StageReturned is beyond a conversation: the message was accepted, and a server
// farther on sent it back.
const StageReturned Stage = "returned"
