package intake

import (
	"slices"
	"strings"

	"caseclock/deadline"

	"go.yaml.in/yaml/v3"
)

func (l *loader) values(f *Feed) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.MappingNode {
			l.wrong(n, "values: %s; accepted is a table of the export's words and what they mean", kindOf(n))
			return
		}
		f.Values = map[string]string{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			k, v := n.Content[i], meant(n.Content[i+1])
			word := strings.TrimSpace(k.Value)
			if k.Kind != yaml.ScalarNode || v.Kind != yaml.ScalarNode {
				l.wrong(k, "values: %s; accepted is a word and what it means", kindOf(v))
				continue
			}
			if _, twice := f.Values[word]; twice {
				l.wrong(k, "values: %s twice; accepted is once", quote(word))
			}
			f.Values[word] = meaning(v)
		}
	}
}

// meaning is a word of the mapping; nothing at all means that the export's
// word says nothing.
func meaning(n *yaml.Node) string {
	if n.Tag == "!!null" {
		return ""
	}
	return n.Value
}

func (l *loader) otherwise(f *Feed) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode {
			l.wrong(n, "otherwise: %s; accepted is a word, or nothing", kindOf(n))
			return
		}
		s := meaning(n)
		f.Otherwise = &s
	}
}

// feeds reads the other fields of a column's event: each a column's header, or
// an object.
func (l *loader) feeds(n *yaml.Node, c *Column) {
	if n.Kind != yaml.MappingNode {
		l.wrong(n, "fields: %s; accepted is a table of the event's fields and the columns that feed them", kindOf(n))
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], meant(n.Content[i+1])
		f := Feed{Field: k.Value}
		if slices.ContainsFunc(c.Fields, func(o Feed) bool { return o.Field == f.Field }) {
			l.wrong(k, "fields: %s twice; accepted is once", quote(f.Field))
		}
		if v.Kind == yaml.ScalarNode {
			l.text(f.Field, &f.Column)(v)
		} else {
			l.feed(v, &f)
		}
		c.Fields = append(c.Fields, f)
	}
}

func (l *loader) feed(n *yaml.Node, f *Feed) {
	day := ""
	l.object(n, f.Field, keys{
		{"column", l.text("column", &f.Column), false},
		{"values", l.values(f), false},
		{"otherwise", l.otherwise(f), false},
		{"always", l.text("always", &f.Always), false},
		{"day", l.text("day", &day), false},
	})
	if day != "" && day != "import" {
		l.wrong(n, "day: %s; accepted: import", quote(day))
	}
	f.ImportDay = day == "import"
	ways := 0
	for _, is := range []bool{f.Column != "", f.Always != "", day != ""} {
		if is {
			ways++
		}
	}
	if n.Kind == yaml.MappingNode && ways != 1 {
		l.wrong(n, "%s: accepted is one of column, always, day", f.Field)
	}
}

func (l *loader) conditions(n *yaml.Node) (all []Condition) {
	list := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		list = n.Content
	}
	for _, one := range list {
		all = append(all, l.condition(meant(one)))
	}
	return all
}

func (l *loader) condition(n *yaml.Node) Condition {
	var c Condition
	l.object(n, "when", keys{
		{"column", l.text("column", &c.Column), true},
		{"is", l.texts("is", &c.Is), false},
		{"not", l.texts("not", &c.Not), false},
		{"filled", func(n *yaml.Node) {
			if n.Tag != "!!bool" {
				l.wrong(n, "filled: %s; accepted: true, false", kindOf(n))
				return
			}
			yes := strings.EqualFold(n.Value, "true")
			c.Filled = &yes
		}, false},
	})
	if n.Kind == yaml.MappingNode && c.Is == nil && c.Not == nil && c.Filled == nil {
		l.wrong(n, "when: accepted is at least one of is, not, filled")
	}
	return c
}

// checkColumn says what a column's event cannot carry, what it needs and is
// not fed, and which words mean nothing to it.
func (l *loader) checkColumn(n *yaml.Node, c *Column) {
	if c.Event == 0 {
		return
	}
	if c.Event == deadline.PositionBroughtIn {
		l.wrong(n, "event: position-brought-in is not made by a column; accepted is position, beside columns")
		return
	}
	fed := []string{"case", "event"}
	for _, f := range append([]Feed{c.Main}, c.Fields...) {
		if slices.Contains(fed, f.Field) {
			l.wrong(n, "%s: fed twice; accepted is once, by into or by fields", f.Field)
		}
		fed = append(fed, f.Field)
		l.checkFeed(n, c, f)
	}
	for _, f := range deadline.Fields(c.Event) {
		if f.Required && !slices.Contains(fed, f.Name) {
			l.wrong(n, "%s: nothing feeds it; %s needs it", f.Name, c.Event)
		}
	}
}

// notFed are the fields that an import gives by itself.
var notFed = []string{"id", "case", "event", "recorded", "by", "source", "replaces"}

func (l *loader) checkFeed(n *yaml.Node, c *Column, f Feed) {
	var can []string
	for _, known := range deadline.Fields(c.Event) {
		if !slices.Contains(notFed, known.Name) {
			can = append(can, known.Name)
		}
	}
	if !slices.Contains(can, f.Field) {
		l.wrong(n, "%s: %s does not carry it; accepted: %s", f.Field, c.Event, strings.Join(can, ", "))
		return
	}
	words := []string{f.Always}
	if f.Otherwise != nil {
		words = append(words, *f.Otherwise)
	}
	for _, w := range f.Values {
		words = append(words, w)
	}
	slices.Sort(words)
	for _, w := range slices.Compact(words) {
		if err := new(deadline.Event).Set(f.Field, w); err != nil {
			l.wrong(n, "%v", err)
		}
	}
	if f.ImportDay && f.Field != "on" {
		l.wrong(n, "%s: the day of the import; accepted only for on", f.Field)
	}
}
