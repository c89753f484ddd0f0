package rules

import (
	"slices"

	"caseclock/deadline"

	"go.yaml.in/yaml/v3"
)

// written is a pack as its file writes it, with the places of what can be
// wrong.
type written struct {
	notes     *notes
	at        *yaml.Node
	id, title string
	version   string
	extends   string
	extendsAt *yaml.Node
	remarks   []string
	documents []Document
	rules     []writtenRule
	duties    []writtenDuty
}

// writtenRule is a rule with the places of its keys. Broken are keys whose
// fault is noted and which are therefore emptier than they were meant.
type writtenRule struct {
	deadline.Rule
	notes   *notes
	at      *yaml.Node
	keys    map[string]*yaml.Node
	cites   []*yaml.Node
	broken  map[string]bool
	skipped bool
}

// writtenDuty is a duty without a fixed limit, with its place.
type writtenDuty struct {
	deadline.Duty
	notes *notes
	at    *yaml.Node
	cites []*yaml.Node
}

// readPack reads a pack's own file, and nothing of what it extends.
func (n *notes) readPack(node *yaml.Node) *written {
	w := &written{notes: n, at: node}
	if node == nil {
		return w
	}
	keys := n.keys(node, "a pack", "id", "title", "version", "extends", "documents", "notes", "rules", "no_fixed_limit")
	if node.Kind != yaml.MappingNode {
		return w
	}
	w.id = n.id(node, keys["id"], "id")
	w.title = n.required(node, keys["title"], "title", "a line that says what the pack is for")
	w.version = n.required(node, keys["version"], "version", `a text such as "1"`)
	w.extends, w.extendsAt = n.text(keys["extends"], "extends"), keys["extends"]
	w.remarks = n.texts(keys["notes"], "notes")
	w.documents = n.readDocuments(keys["documents"])
	for _, item := range n.items(keys["rules"], "rules") {
		w.addRule(n.readRule(item))
	}
	for _, item := range n.items(keys["no_fixed_limit"], "no_fixed_limit") {
		w.addDuty(n.readDuty(item))
	}
	if len(w.rules) == 0 && w.extends == "" && keys["rules"] == nil {
		n.at(node, "rules is missing; accepted is a list of rules, or extends with the pack they come from")
	}
	return w
}

func (n *notes) required(in, node *yaml.Node, what, accepted string) string {
	s := n.text(node, what)
	if s == "" && (node == nil || node.Kind == yaml.ScalarNode) {
		where := in
		if node != nil {
			where = node
		}
		n.at(where, "%s is missing; accepted is %s", what, accepted)
	}
	return s
}

func (n *notes) readDocuments(node *yaml.Node) []Document {
	var all []Document
	for _, item := range n.items(node, "documents") {
		keys := n.keys(item, "a document", "id", "title")
		d := Document{
			n.required(item, keys["id"], "a document's id", "the short name that rules cite it by"),
			n.required(item, keys["title"], "a document's title", "its full title"),
		}
		if slices.ContainsFunc(all, func(o Document) bool { return o.ID == d.ID && d.ID != "" }) {
			n.at(item, "document %s is listed twice", clip(d.ID))
			continue
		}
		all = append(all, d)
	}
	return all
}

// addRule takes a rule in; a second one with an id in the same file is noted.
func (w *written) addRule(r writtenRule) {
	for _, o := range w.rules {
		if o.ID == r.ID && r.ID != "" {
			w.notes.at(r.at, "rule %s: a second rule with this id, the first is on line %d", r.ID, o.at.Line)
			return
		}
	}
	w.rules = append(w.rules, r)
}

func (w *written) addDuty(d writtenDuty) {
	for _, o := range w.duties {
		if o.ID == d.ID && d.ID != "" {
			w.notes.at(d.at, "duty %s: a second one with this id, the first is on line %d", d.ID, o.at.Line)
			return
		}
	}
	w.duties = append(w.duties, d)
}

// onto lays the pack over the one it extends: a rule, a duty or a document of
// the same id replaces the other's whole and in its place, others follow, and
// notes are added.
func (w *written) onto(base *written) {
	w.rules = overlay(base.rules, w.rules, func(r writtenRule) string { return r.ID })
	w.duties = overlay(base.duties, w.duties, func(d writtenDuty) string { return d.ID })
	w.documents = overlay(base.documents, w.documents, func(d Document) string { return d.ID })
	w.remarks = overlay(base.remarks, w.remarks, func(s string) string { return s })
}

func overlay[T any](base, over []T, id func(T) string) []T {
	merged := slices.Clone(base)
	for _, o := range over {
		if i := slices.IndexFunc(merged, func(b T) bool { return id(b) == id(o) }); i >= 0 {
			merged[i] = o
		} else {
			merged = append(merged, o)
		}
	}
	return merged
}
