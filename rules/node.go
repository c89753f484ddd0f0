package rules

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"caseclock/deadline"

	"go.yaml.in/yaml/v3"
)

// longestFile is the most that a pack or a list of holidays may weigh, in
// bytes; a pack of twenty rules weighs about 10 kB.
const longestFile = 1 << 20

// parse reads the one YAML document of a file, without giving its values a
// meaning. Its faults have their lines; nil is a file that cannot be read.
func (n *notes) parse(data []byte) *yaml.Node {
	if len(data) > longestFile {
		n.at(nil, "the file weighs %d bytes; accepted is 1 MB at most", len(data))
		return nil
	}
	if i, what := unreadable(data); i >= 0 {
		line := 1 + bytes.Count(data[:i], []byte("\n"))
		n.faults = append(n.faults, Fault{File: n.file, Line: line, Text: what + "; accepted is a text file in UTF-8"})
		return nil
	}
	reader := yaml.NewDecoder(bytes.NewReader(data))
	var document, second yaml.Node
	if err := decode(reader, &document); err != nil {
		n.syntax(err)
		return nil
	}
	if err := decode(reader, &second); err == nil {
		n.at(&second, "a second document begins here; accepted is one a file")
	} else if err.Error() != "EOF" {
		n.syntax(err)
	}
	if len(document.Content) != 1 {
		n.at(nil, "the file is empty")
		return nil
	}
	return document.Content[0]
}

// decode turns a panic of the YAML reader into an error: it reads files that
// people bring.
func decode(d *yaml.Decoder, into *yaml.Node) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("it cannot be read as YAML: %v", p)
		}
	}()
	return d.Decode(into)
}

var syntaxAt = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// parserSays are the sentences for which the YAML reader counts lines from 0
// and not from 1.
var parserSays = regexp.MustCompile(`^did not find expected (<|node content|key$|'-' indicator|',' or )`)

// syntax notes a fault of the YAML reader under its line.
func (n *notes) syntax(err error) {
	text := err.Error()
	if text == "EOF" {
		n.at(nil, "the file is empty")
		return
	}
	line := 1
	if m := syntaxAt.FindStringSubmatch(text); m != nil {
		if m[1] != "" {
			line, _ = strconv.Atoi(m[1])
		}
		text = text[len(m[0]):]
		if m[1] != "" && parserSays.MatchString(text) {
			line++
		}
	}
	n.faults = append(n.faults, Fault{File: n.file, Line: max(line, 1), Text: "this is not YAML: " + text})
}

// keys reads a mapping: each key once, each key known. The keys whose fault
// is noted are left out. Other names of a key are written "key=other".
func (n *notes) keys(node *yaml.Node, what string, accepted ...string) map[string]*yaml.Node {
	found := map[string]*yaml.Node{}
	if node == nil || node.Kind != yaml.MappingNode {
		n.at(node, "%s cannot be %s; accepted are keys and values", what, kindOf(node))
		return found
	}
	lines := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		name, known := keyName(key.Value, accepted)
		switch {
		case key.Kind != yaml.ScalarNode || !known:
			n.at(key, "unknown key %q in %s; accepted: %s", clip(key.Value), what, strings.Join(shown(accepted), ", "))
		case lines[name] > 0:
			n.at(key, "%s is given twice in %s, first on line %d", name, what, lines[name])
		case value.Kind == yaml.AliasNode:
			n.at(value, "%s is an alias (*%s); accepted is the value itself", name, clip(value.Value))
			lines[name] = key.Line
			if value.Alias != nil && value.Alias.Kind == yaml.ScalarNode {
				found[name] = value.Alias
			}
		case value.Kind == yaml.ScalarNode && value.ShortTag() == "!!null":
			lines[name] = key.Line
		default:
			lines[name], found[name] = key.Line, value
		}
	}
	return found
}

func keyName(written string, accepted []string) (string, bool) {
	for _, a := range accepted {
		name, other, _ := strings.Cut(a, "=")
		if written == name || other != "" && written == other {
			return name, true
		}
	}
	return "", false
}

func shown(accepted []string) []string {
	names := slices.Clone(accepted)
	for i, a := range names {
		names[i], _, _ = strings.Cut(a, "=")
	}
	return names
}

// items reads a list; absent is empty.
func (n *notes) items(node *yaml.Node, what string) []*yaml.Node {
	if node == nil {
		return nil
	}
	if node.Kind != yaml.SequenceNode {
		n.at(node, "%s is %s; accepted is a list, each item behind a hyphen", what, kindOf(node))
		return nil
	}
	return node.Content
}

// text reads a text as it is written, whatever YAML would take it for;
// absent is empty.
func (n *notes) text(node *yaml.Node, what string) string {
	if node == nil {
		return ""
	}
	if node.Kind != yaml.ScalarNode {
		n.at(node, "%s is %s; accepted is a text", what, kindOf(node))
		return ""
	}
	return strings.Join(strings.Fields(node.Value), " ")
}

func (n *notes) texts(node *yaml.Node, what string) []string {
	var all []string
	for _, item := range n.items(node, what) {
		if t := n.text(item, what); t != "" {
			all = append(all, t)
		} else if item.Kind == yaml.ScalarNode {
			n.at(item, "%s has an empty item; accepted is a sentence", what)
		}
	}
	return all
}

// number reads a whole number written in plain digits. Absent, or none, is 0.
func (n *notes) number(node *yaml.Node, what string) int {
	s := n.text(node, what)
	if s == "" {
		return 0
	}
	i, err := strconv.Atoi(s)
	if err != nil || strconv.Itoa(i) != s {
		n.at(node, "%s %q is no whole number in plain digits; accepted is one such as 21", what, clip(s))
		return 0
	}
	return i
}

func (n *notes) date(node *yaml.Node, what string) deadline.Date {
	s := n.text(node, what)
	if s == "" {
		return 0
	}
	d, err := deadline.ParseDate(s)
	if err != nil {
		n.at(node, "%s: %v", what, err)
	}
	return d
}

var idShape = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// id reads a short name in lower case with hyphens.
func (n *notes) id(in, node *yaml.Node, what string) string {
	s := n.text(node, what)
	if node == nil {
		n.at(in, "%s is missing; accepted is a short name in lower case with hyphens", what)
	} else if node.Kind == yaml.ScalarNode && (!idShape.MatchString(s) || len(s) > 64) {
		n.at(node, "%s %q is no short name; accepted: lower case letters, digits and hyphens", what, clip(s))
	}
	return s
}

func kindOf(node *yaml.Node) string {
	switch {
	case node == nil:
		return "missing"
	case node.Kind == yaml.MappingNode:
		return "keys and values"
	case node.Kind == yaml.SequenceNode:
		return "a list"
	case node.Kind == yaml.AliasNode:
		return "an alias"
	}
	return "a single value"
}

// unreadable finds the first byte that no text file has; -1 is none.
func unreadable(data []byte) (at int, what string) {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i, "a byte that is no UTF-8"
		}
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f {
			return i, fmt.Sprintf("a control character (%#U)", r)
		}
		i += size
	}
	return -1, ""
}

// clip keeps a value quoted in a fault short.
func clip(s string) string {
	if len(s) <= 40 {
		return s
	}
	return strings.ToValidUTF8(s[:40], "") + "…"
}
