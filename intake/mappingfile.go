package intake

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"caseclock/deadline"

	"go.yaml.in/yaml/v3"
)

// LoadMapping reads a mapping file. All its faults are returned at once, as
// *Faults, each with its line and column: unknown words, events and fields,
// what is missing, what contradicts.
func LoadMapping(name string, data []byte) (*Mapping, error) {
	l := &loader{name: name}
	if len(data) > MostRow {
		l.faults.add(Fault{File: name, Line: 1, What: fmt.Sprintf("%d bytes; accepted is at most %d", len(data), MostRow)})
		return nil, l.faults.Err()
	}
	root, err := parseYAML(data)
	if err != nil {
		l.faults.add(yamlFault(name, err))
		return nil, l.faults.Err()
	}
	m := &Mapping{Separator: ','}
	m.Dates, _ = ParseLayout("DD/MM/YYYY")
	l.mapping(root, m)
	l.faults.sort()
	return m, l.faults.Err()
}

// parseYAML reads one document; the parser's panics on hostile bytes become
// errors.
func parseYAML(data []byte) (root *yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("not YAML: %v", p)
		}
	}()
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) == 0 {
		return nil, errors.New("nothing in it; accepted is a mapping: source, row, case, columns")
	}
	return doc.Content[0], nil
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

func yamlFault(name string, err error) Fault {
	text := err.Error()
	at := yamlLine.FindStringSubmatch(text)
	f := Fault{File: name, Line: 1, What: strings.TrimPrefix(text, "yaml: ")}
	if at != nil {
		f.What = text[len(at[0]):]
		if n, e := strconv.Atoi(at[1]); e == nil {
			f.Line = n
		}
	}
	return f
}

// loader walks the document and keeps what is wrong with it.
type loader struct {
	name   string
	faults Faults
}

func (l *loader) wrong(n *yaml.Node, format string, args ...any) {
	l.faults.add(Fault{File: l.name, Line: n.Line, Column: n.Column, What: fmt.Sprintf(format, args...)})
}

// keys are the words of one object, in the order in which a fault lists them.
type keys []struct {
	name string
	read func(*yaml.Node)
	need bool
}

// object reads an object with these keys and no others, each once.
func (l *loader) object(n *yaml.Node, what string, known keys) {
	if n.Kind != yaml.MappingNode {
		l.wrong(n, "%s: %s; accepted is an object with %s", what, kindOf(n), known.names())
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], meant(n.Content[i+1])
		at := slices.IndexFunc(known, func(e struct {
			name string
			read func(*yaml.Node)
			need bool
		}) bool {
			return e.name == k.Value
		})
		switch {
		case at < 0:
			l.wrong(k, "%s: unknown key %s; accepted: %s", what, quote(k.Value), known.names())
		case seen[k.Value]:
			l.wrong(k, "%s: %s twice; accepted is once", what, k.Value)
		default:
			known[at].read(v)
		}
		seen[k.Value] = true
	}
	for _, e := range known {
		if e.need && !seen[e.name] {
			l.wrong(n, "%s: %s is missing", what, e.name)
		}
	}
}

func (ks keys) names() string {
	var names []string
	for _, k := range ks {
		names = append(names, k.name)
	}
	return strings.Join(names, ", ")
}

// text reads a scalar that is not empty.
func (l *loader) text(what string, to *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || strings.TrimSpace(n.Value) == "" {
			l.wrong(n, "%s: %s; accepted is a text", what, kindOf(n))
			return
		}
		*to = n.Value
	}
}

// texts reads a text or a list of texts.
func (l *loader) texts(what string, to *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		list := []*yaml.Node{n}
		if n.Kind == yaml.SequenceNode {
			list = n.Content
		}
		if len(list) == 0 {
			l.wrong(n, "%s: an empty list; accepted is at least one", what)
		}
		for _, c := range list {
			var s string
			l.text(what, &s)(meant(c))
			*to = append(*to, s)
		}
	}
}

// meant is the node that an alias stands for. The document's shape is fixed
// and shallow, so that aliases cannot make it grow without end.
func meant(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode && n.Alias != nil {
		n = n.Alias
	}
	return n
}

func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "an object"
	case yaml.SequenceNode:
		return "a list"
	}
	if strings.TrimSpace(n.Value) == "" {
		return "nothing"
	}
	return quote(n.Value)
}

func (l *loader) mapping(n *yaml.Node, m *Mapping) {
	l.object(n, "the mapping", keys{
		{"source", l.text("source", &m.Source), true},
		{"separator", l.separator(m), false},
		{"sheet", l.text("sheet", &m.Sheet), false},
		{"dates", l.dates(m), false},
		{"row", l.texts("row", &m.Row), true},
		{"case", l.text("case", &m.Case), true},
		{"position", l.position(m), false},
		{"columns", func(n *yaml.Node) { l.columns(n, m) }, true},
	})
}

func (l *loader) separator(m *Mapping) func(*yaml.Node) {
	return func(n *yaml.Node) {
		of := map[string]rune{",": ',', ";": ';', "|": '|', "tab": '\t'}
		r, ok := of[n.Value]
		if !ok {
			l.wrong(n, `separator: %s; accepted: ",", ";", "|", tab`, kindOf(n))
			return
		}
		m.Separator = r
	}
}

func (l *loader) dates(m *Mapping) func(*yaml.Node) {
	return func(n *yaml.Node) {
		layout, err := ParseLayout(n.Value)
		if err != nil {
			l.wrong(n, "dates: %v", err)
			return
		}
		m.Dates = layout
	}
}

func (l *loader) position(m *Mapping) func(*yaml.Node) {
	return func(n *yaml.Node) {
		m.Position = &Position{}
		l.object(n, "position", keys{
			{"registered_on", l.text("registered_on", &m.Position.RegisteredOn), true},
			{"last_review", l.text("last_review", &m.Position.LastReview), false},
			{"last_core_group", l.text("last_core_group", &m.Position.LastCoreGroup), false},
			{"when", func(n *yaml.Node) { m.Position.When = l.conditions(n) }, false},
		})
	}
}

func (l *loader) columns(n *yaml.Node, m *Mapping) {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		l.wrong(n, "columns: %s; accepted is a list of columns", kindOf(n))
		return
	}
	names := map[string]int{positionName: n.Line}
	for _, c := range n.Content {
		col := l.column(meant(c))
		if before, ok := names[col.Name]; ok && col.Name != "" {
			l.wrong(c, "name: %s is the column of line %d already; accepted is a name of its own for each", quote(col.Name), before)
		}
		names[col.Name] = c.Line
		m.Columns = append(m.Columns, col)
	}
}

func (l *loader) column(n *yaml.Node) Column {
	c := Column{Main: Feed{Field: "on"}, line: n.Line}
	l.object(n, "a column", keys{
		{"column", l.text("column", &c.Column), true},
		{"name", l.text("name", &c.Name), false},
		{"event", l.event(&c), true},
		{"holds", l.holds(&c), true},
		{"into", l.text("into", &c.Main.Field), false},
		{"values", l.values(&c.Main), false},
		{"otherwise", l.otherwise(&c.Main), false},
		{"fields", func(n *yaml.Node) { l.feeds(n, &c) }, false},
		{"when", func(n *yaml.Node) { c.When = l.conditions(n) }, false},
	})
	c.Main.Column = c.Column
	if c.Name == "" {
		c.Name = c.Column
	}
	l.checkColumn(n, &c)
	return c
}

func (l *loader) event(c *Column) func(*yaml.Node) {
	return func(n *yaml.Node) {
		k, err := deadline.ParseKind(n.Value)
		switch {
		case err != nil:
			l.wrong(n, "event: %v", err)
		case k == deadline.Withdrawn:
			l.wrong(n, "event: a column cannot withdraw; accepted: %s", strings.Join(deadline.Kinds()[:deadline.Withdrawn-1], ", "))
		default:
			c.Event = k
		}
	}
}

func (l *loader) holds(c *Column) func(*yaml.Node) {
	return func(n *yaml.Node) {
		of := map[string]Holds{"once": Once, "latest": Latest}
		if c.Holds = of[n.Value]; c.Holds == 0 {
			l.wrong(n, "holds: %s; accepted: once (a changed value is a correction), latest (a changed value is a further event)", kindOf(n))
		}
	}
}
