package intake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// jsonField is one name and value of a line; a null has no value.
type jsonField struct {
	name, value   string
	null          bool
	column, other int    // where the name begins, where the value does
	kind          string // of a value that is no text: "a number"
}

// jsonLine reads one flat object: names and texts or nulls. A value of another
// kind is given with what it is, so that the fault can say so with its name.
type jsonLine struct {
	b      []byte
	i      int
	intern func([]byte) string
	fields []jsonField
}

// read takes the line apart; the flaw is one of its form, and then the fields
// are those before it.
func (j *jsonLine) read(b []byte) *flaw {
	j.b, j.i, j.fields = b, 0, j.fields[:0]
	if j.peek() != '{' {
		return j.malformed("an object in braces")
	}
	j.i++
	if j.peek() == '}' {
		j.i++
		return j.end()
	}
	for {
		if bad := j.field(); bad != nil {
			return bad
		}
		switch j.peek() {
		case ',':
			j.i++
		case '}':
			j.i++
			return j.end()
		default:
			return j.malformed("a comma or a closing brace")
		}
	}
}

func (j *jsonLine) field() *flaw {
	if j.peek() != '"' {
		return j.malformed("a name in double quotes")
	}
	f := jsonField{column: j.i + 1}
	var bad *flaw
	if f.name, bad = j.text(); bad != nil {
		return bad
	}
	if j.peek() != ':' {
		return j.malformed("a colon after the name")
	}
	j.i++
	c := j.peek()
	f.other = j.i + 1
	switch {
	case c == '"':
		f.value, bad = j.text()
	case bytes.HasPrefix(j.b[j.i:], []byte("null")):
		f.null = true
		j.i += len("null")
	default:
		f.kind, bad = j.skip(c)
	}
	j.fields = append(j.fields, f)
	return bad
}

// peek skips white space and looks at the next byte; 0 is the end.
func (j *jsonLine) peek() byte {
	for j.i < len(j.b) {
		switch c := j.b[j.i]; c {
		case ' ', '\t', '\r', '\n':
			j.i++
		case 0:
			return 1 // never accepted, and not the end
		default:
			return c
		}
	}
	return 0
}

// text reads a string; the next byte is its opening quote.
func (j *jsonLine) text() (string, *flaw) {
	from := j.i
	escaped := false
	for i := from + 1; i < len(j.b); i++ {
		switch c := j.b[i]; {
		case c == '"':
			j.i = i + 1
			if !escaped {
				return j.intern(j.b[from+1 : i]), nil
			}
			return j.unescape(from)
		case c == '\\':
			escaped = true
			i++
		case c < ' ':
			j.i = i
			return "", j.malformed("text without control characters")
		}
	}
	j.i = len(j.b)
	return "", j.malformed("a closing quote")
}

func (j *jsonLine) unescape(from int) (string, *flaw) {
	var s string
	part := j.b[from:j.i]
	err := json.Unmarshal(part, &s)
	if err != nil || strings.Contains(s, string(utf8.RuneError)) && !bytes.Contains(part, []byte(string(utf8.RuneError))) {
		j.i = from
		return "", j.malformed("text whose escapes are JSON's")
	}
	return s, nil
}

// skip passes over a value that is no text and says what it is.
func (j *jsonLine) skip(c byte) (string, *flaw) {
	d := json.NewDecoder(bytes.NewReader(j.b[j.i:]))
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return "", j.malformed("a value: text in double quotes, or null")
	}
	j.i += int(d.InputOffset())
	switch c {
	case '{':
		return "an object", nil
	case '[':
		return "a list", nil
	case 't', 'f':
		return "true or false", nil
	}
	return "a number", nil
}

func (j *jsonLine) end() *flaw {
	if j.peek() != 0 {
		return j.malformed("one object a line and nothing after it")
	}
	return nil
}

func (j *jsonLine) malformed(accepted string) *flaw {
	return &flaw{column: j.i + 1, what: fmt.Sprintf("malformed JSON; accepted here is %s", accepted)}
}
