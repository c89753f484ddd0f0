package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"
)

// deepest is how many braces and brackets of a body may stand within each
// other.
const deepest = 16

// shortestEcho is how long a value must be to be looked for in answers. Shorter
// ones stand in words by chance.
const shortestEcho = 4

// body is a request's body, checked for what encoding/json lets pass.
type body struct {
	values []string // texts that are sent, the longest first
	faults []Fault
}

// level is an object or a list that is open.
type level struct {
	names map[string]bool // of an object: the fields so far
	name  string          // the last of them
	value bool            // a value is due, not a name
	index int             // of a list
	list  bool
}

var errDeep = errors.New("too deep")

// look reads a body: it is UTF-8, one JSON value and nothing after it, not
// nested too deeply, and names no field of an object twice.
func look(content []byte) (body, *Problem) {
	var b body
	if !utf8.Valid(content) {
		return b, problem("malformed", Fault{Pointer: "#", Detail: "it is not UTF-8"})
	}
	d := json.NewDecoder(bytes.NewReader(content))
	d.UseNumber()
	var open []level
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) && len(open) == 0 {
			break
		}
		if err == nil {
			open, err = b.take(open, t)
		}
		if err != nil {
			return b, unreadable(err, d.InputOffset())
		}
		if len(open) == 0 && d.More() {
			return b, unreadable(errors.New("more"), d.InputOffset())
		}
	}
	slices.SortFunc(b.values, func(x, y string) int { return len(y) - len(x) })
	if len(b.faults) > 0 {
		return b, problem("refused", b.faults...)
	}
	return b, nil
}

func unreadable(err error, at int64) *Problem {
	if errors.Is(err, errDeep) {
		return problem("malformed", Fault{Detail: "it is nested too deeply; accepted are " + strconv.Itoa(deepest) + " levels at most"})
	}
	return problem("malformed", Fault{Detail: "no JSON behind byte " + strconv.FormatInt(at, 10) + "; accepted is one JSON object and nothing after it"})
}

// take takes one token and gives the levels that are open after it.
func (b *body) take(open []level, t json.Token) ([]level, error) {
	if len(open) > 0 {
		if name, isName := t.(string); isName && !open[len(open)-1].list && !open[len(open)-1].value {
			b.name(open, name)
			return open, nil
		}
	}
	switch t {
	case json.Delim('{'), json.Delim('['):
		if len(open) == deepest {
			return open, errDeep
		}
		return append(open, level{names: map[string]bool{}, list: t == json.Delim('[')}), nil
	case json.Delim('}'), json.Delim(']'):
		open = open[:len(open)-1]
	}
	if s, ok := t.(string); ok && len(s) >= shortestEcho {
		b.values = append(b.values, s)
	}
	if n, ok := t.(json.Number); ok && len(n) >= shortestEcho {
		b.values = append(b.values, n.String())
	}
	if len(open) > 0 {
		open[len(open)-1].value = false
		open[len(open)-1].index++
	}
	return open, nil
}

// name takes a field's name.
func (b *body) name(open []level, name string) {
	l := &open[len(open)-1]
	if l.names[name] {
		var parts []string
		for _, o := range open[:len(open)-1] {
			if parts = append(parts, o.name); o.list {
				parts[len(parts)-1] = strconv.Itoa(o.index)
			}
		}
		b.faults = append(b.faults, Fault{Pointer: pointer(append(parts, name)...), Detail: "a field is given twice; accepted is once"})
	}
	l.names[name], l.name, l.value = true, name, true
}
