package notify

import (
	"bufio"
	"bytes"
	"net/textproto"
)

// bareReplies is what a mail server says, with a space behind a code that has
// no words: "250" alone is a reply (RFC 5321 4.2), and the library's reader
// takes it for none.
type bareReplies struct {
	from *bufio.Reader
	rest []byte
	full bool // the line in hand is longer than the buffer
}

func (r *bareReplies) Read(b []byte) (int, error) {
	if len(r.rest) == 0 {
		line, err := r.from.ReadSlice('\n')
		begins := !r.full
		r.full = err == bufio.ErrBufferFull
		if err != nil && !r.full && len(line) == 0 {
			return 0, err
		}
		if r.rest = bytes.Clone(line); begins && isCode(bytes.TrimRight(line, "\r\n")) {
			r.rest = append(bytes.Clone(line[:3]), " \r\n"...)
		}
	}
	n := copy(b, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func isCode(line []byte) bool {
	for _, c := range line {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(line) == 3
}

// takeBare lets a conversation that has come through its beginning understand
// codes without words.
func takeBare(text *textproto.Conn) {
	text.R = bufio.NewReader(&bareReplies{from: text.R})
}
