package rules

import (
	"strings"

	"caseclock/deadline"

	"go.yaml.in/yaml/v3"
)

// readRule reads one rule; what its values mean together is the compiler's to
// judge.
func (n *notes) readRule(node *yaml.Node) writtenRule {
	w := writtenRule{notes: n, at: node, broken: map[string]bool{}}
	w.keys = n.keys(node, "a rule", "id", "duty", "source", "reading", "force", "counts_from=starts", "while",
		"limit", "not_before", "met_by", "falls_away_on", "repeat", "checked")
	if node.Kind != yaml.MappingNode {
		w.skipped = true
		return w
	}
	k := w.keys
	w.ID = n.id(node, k["id"], "a rule's id")
	w.Duty = n.text(k["duty"], "duty")
	w.Sources, w.cites = n.readSources(k["source"])
	w.broken["source"] = k["source"] != nil && len(w.cites) == 0 && k["source"].Kind != yaml.SequenceNode
	w.Reading = n.texts(k["reading"], "reading")
	w.Force = deadline.Force(n.text(k["force"], "force"))
	w.Starts = w.triggers("counts_from")
	w.While = n.text(k["while"], "while")
	w.readLimit(k["limit"])
	if k["not_before"] != nil {
		s := n.readSpan(k["not_before"], n.keys(k["not_before"], "not_before", "number", "unit"), "not_before")
		w.NotBefore = &s
		w.broken["not_before"] = k["not_before"].Kind != yaml.MappingNode
	}
	w.MetBy = w.triggers("met_by")
	w.FallsAway = w.triggers("falls_away_on")
	w.Repeat = n.text(k["repeat"], "repeat")
	w.Checked = n.readChecked(k["checked"])
	return w
}

func (n *notes) readSources(node *yaml.Node) ([]deadline.Source, []*yaml.Node) {
	var all []deadline.Source
	var cites []*yaml.Node
	for _, item := range n.items(node, "source") {
		keys := n.keys(item, "a source", "document", "paragraph", "note")
		s := deadline.Source{
			Document:  n.text(keys["document"], "document"),
			Paragraph: n.text(keys["paragraph"], "paragraph"),
			Note:      n.text(keys["note"], "note"),
		}
		if s.Document == "" && item.Kind == yaml.MappingNode {
			n.at(item, "a source without its document; accepted is the short name of one that documents lists")
		}
		all, cites = append(all, s), append(cites, item)
	}
	return all, cites
}

// triggers reads a list of events in the words of deadline.ParseTrigger.
func (w *writtenRule) triggers(key string) []deadline.Trigger {
	n, node := w.notes, w.keys[key]
	all := []deadline.Trigger{}
	if node != nil && node.Kind != yaml.SequenceNode {
		w.broken[key] = true
	}
	for _, item := range n.items(node, key) {
		t, err := deadline.ParseTrigger(n.text(item, key))
		if err != nil {
			w.broken[key] = true
			n.at(item, "rule %s: %s: %v", clip(w.ID), key, err)
			continue
		}
		all = append(all, t)
	}
	return all
}

func (w *writtenRule) readLimit(node *yaml.Node) {
	n := w.notes
	if node == nil || node.Kind != yaml.MappingNode {
		w.broken["limit"] = true
		where := w.at
		if node != nil {
			where = node
		}
		n.at(where, "rule %s: limit is %s; accepted is a number and a unit", clip(w.ID), kindOf(node))
		return
	}
	keys := n.keys(node, "a limit", "number", "unit", "whichever", "other", "before", "agreed")
	w.Limit = deadline.Limit{
		Span:      n.readSpan(node, keys, "limit"),
		Whichever: n.text(keys["whichever"], "whichever"),
		Before:    n.text(keys["before"], "before"),
		Agreed:    n.text(keys["agreed"], "agreed"),
	}
	if other := keys["other"]; other != nil {
		s := n.readSpan(other, n.keys(other, "other", "number", "unit"), "other")
		w.Limit.Other = &s
	}
}

// readSpan reads a number and its unit from their keys. A number that is
// none, and what is missing, is noted here and stands as one calendar day, so
// that the compiler does not note it again.
func (n *notes) readSpan(in *yaml.Node, keys map[string]*yaml.Node, what string) deadline.Span {
	before := len(n.faults)
	s := deadline.Span{Number: n.number(keys["number"], what+"'s number"), Unit: deadline.Unit(n.text(keys["unit"], what+"'s unit"))}
	if in.Kind == yaml.MappingNode && keys["number"] == nil {
		n.at(in, "%s's number is missing; accepted is 1 to %d", what, deadline.LongestLimit)
	}
	if in.Kind == yaml.MappingNode && keys["unit"] == nil {
		n.at(in, "%s's unit is missing; accepted: %s", what, unitWords())
	}
	if len(n.faults) > before && s.Number == 0 {
		s.Number = 1
	}
	if s.Unit == "" {
		s.Unit = deadline.CalendarDays
	}
	return s
}

func unitWords() string {
	var words []string
	for _, u := range deadline.Units {
		words = append(words, string(u))
	}
	return strings.Join(words, ", ")
}

func (n *notes) readChecked(node *yaml.Node) deadline.Checked {
	if node == nil {
		return deadline.Checked{}
	}
	keys := n.keys(node, "checked", "by", "on")
	c := deadline.Checked{By: n.text(keys["by"], "by"), On: n.date(keys["on"], "on")}
	if (c.By == "") != (n.text(keys["on"], "on") == "") {
		n.at(node, "checked has only one of by and on; accepted: both, or neither until somebody has looked")
	}
	return c
}

func (n *notes) readDuty(node *yaml.Node) writtenDuty {
	d := writtenDuty{notes: n, at: node}
	keys := n.keys(node, "a duty", "id", "duty", "source")
	if node.Kind != yaml.MappingNode {
		return d
	}
	d.ID = n.id(node, keys["id"], "a duty's id")
	d.Duty.Duty = n.required(node, keys["duty"], "duty", "a sentence")
	d.Sources, d.cites = n.readSources(keys["source"])
	if keys["source"] == nil || keys["source"].Kind == yaml.SequenceNode && len(d.cites) == 0 {
		n.at(node, "duty %s: source is missing; accepted is at least one document with its paragraph", clip(d.ID))
	}
	return d
}
