package intake

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// MostRow is how many bytes a row may have, with all its cells and lines.
const MostRow = 1 << 20

// flaw is what keeps a row from being read; the reader of the file makes it a
// fault.
type flaw struct {
	line, column int
	what         string
	whole        bool // concerns the whole file
}

// charset is how the bytes of a file are read.
type charset uint8

const (
	undecided   charset = iota // nothing but ASCII so far
	utf8Text                   // by its byte order mark, or by what was read
	windows1252                // a line was no UTF-8, and none before it needed to be
)

// lines reads a file line by line as UTF-8, in bounded memory. A file with a
// byte order mark is what the mark says; any other is UTF-8 or, where it may
// be (a council's export), Windows-1252 from the first line that is no UTF-8.
type lines struct {
	r       *bufio.Reader
	strict  bool // UTF-8 and nothing else
	charset charset
	n       int    // of the line read last
	since   int    // the line that decided for Windows-1252
	buf     []byte // a line longer than the reader's buffer
	decoded []byte
	passed  func(part []byte) // is shown a line that is too long; may be nil
}

// oneLine is a line without its ending. A line that is too long has no text;
// one that is not in the file's encoding has a flaw.
type oneLine struct {
	text    []byte // valid until the next line
	tooLong bool
	bad     *flaw
}

func newLines(r io.Reader, strict bool) *lines {
	l := &lines{r: bufio.NewReaderSize(r, 1<<16), strict: strict}
	switch mark, _ := l.r.Peek(3); {
	case bytes.HasPrefix(mark, []byte("\xef\xbb\xbf")):
		_, _ = l.r.Discard(3)
		l.charset = utf8Text
	case bytes.HasPrefix(mark, []byte("\xff\xfe")), bytes.HasPrefix(mark, []byte("\xfe\xff")):
		utf16 := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
		l.r = bufio.NewReaderSize(transform.NewReader(l.r, utf16), 1<<16)
		l.charset = utf8Text
	}
	return l
}

// next gives the next line, or io.EOF after the last.
func (l *lines) next() (oneLine, error) {
	var one oneLine
	part, err := l.r.ReadSlice('\n')
	if err == io.EOF && len(part) == 0 {
		return one, io.EOF
	}
	l.n++
	if err == bufio.ErrBufferFull {
		part, err = l.long(part, &one)
	}
	if err != nil && err != io.EOF {
		return one, err
	}
	if one.tooLong {
		return one, nil
	}
	part = bytes.TrimSuffix(part, []byte("\n"))
	part = bytes.TrimSuffix(part, []byte("\r"))
	one.text, one.bad = l.decode(part)
	return one, nil
}

// long gathers a line that the buffer does not hold whole, or lets it go by
// where it is longer than a row may be.
func (l *lines) long(part []byte, one *oneLine) ([]byte, error) {
	l.buf = append(l.buf[:0], part...)
	for {
		part, err := l.r.ReadSlice('\n')
		if !one.tooLong {
			l.buf = append(l.buf, part...)
			if one.tooLong = len(l.buf) > MostRow; one.tooLong && l.passed != nil {
				l.passed(l.buf)
			}
		} else if l.passed != nil {
			l.passed(part)
		}
		if err != bufio.ErrBufferFull {
			return l.buf, err
		}
	}
}

func (l *lines) decode(b []byte) ([]byte, *flaw) {
	if ascii(b) {
		return b, nil
	}
	valid := utf8.Valid(b)
	if l.charset == undecided && (valid || l.strict) {
		l.charset = utf8Text
	}
	if l.charset == undecided {
		l.charset, l.since = windows1252, l.n
	}
	switch {
	case l.charset == utf8Text && valid:
		return b, nil
	case l.charset == utf8Text:
		i := invalidAt(b)
		return b, &flaw{line: l.n, column: i + 1, what: fmt.Sprintf("byte 0x%02X is not UTF-8, as the file is otherwise; accepted is one encoding throughout", b[i])}
	case valid:
		return b, &flaw{line: l.n, what: fmt.Sprintf("UTF-8 in a file that is Windows-1252 from line %d on; accepted is one encoding throughout", l.since)}
	}
	l.decoded, _ = charmap.Windows1252.NewDecoder().Bytes(b)
	return l.decoded, nil
}

// note says what was assumed about the file, or nothing.
func (l *lines) note() string {
	if l.charset != windows1252 {
		return ""
	}
	return fmt.Sprintf("read as Windows-1252, because line %d is not UTF-8", l.since)
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func invalidAt(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return 0
}
