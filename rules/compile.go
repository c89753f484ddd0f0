package rules

import (
	"slices"
	"strings"

	"caseclock/deadline"

	"go.yaml.in/yaml/v3"
)

// compile prepares the rules for evaluation. What the compiler finds is noted
// under the line it is about; the pack is of use only where nothing is noted.
func (w *written) compile() *Pack {
	p := deadline.Pack{ID: w.id, Title: w.title, Version: w.version, Extends: w.extends, Notes: w.remarks}
	for i := range w.rules {
		if r := &w.rules[i]; !r.skipped {
			p.Rules = append(p.Rules, r.Rule)
			w.checkRule(r)
		}
	}
	for _, d := range w.duties {
		p.NoLimit = append(p.NoLimit, d.Duty)
		w.checkDuty(d)
	}
	c, err := deadline.Compile(p)
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range all.Unwrap() {
			w.locate(e.Error())
		}
	}
	return &Pack{c, w.documents}
}

// compilers lists how the compiler's sentences about a rule begin, and the
// key that each is about.
var compilers = []struct{ begins, key string }{
	{"nothing starts", "counts_from"}, {"nothing meets", "met_by"}, {"a limit", "limit"}, {"limit", "limit"},
	{"not_before", "not_before"}, {"source", "source"}, {"force", "force"}, {"repeat", "repeat"},
	{"while", "while"}, {"duty", "duty"}, {"id ", "id"},
}

// locate puts one of the compiler's sentences, "rule ID: what", under the key
// it is about, or under its rule. What was noted on reading is not repeated.
func (w *written) locate(sentence string) {
	id, what, _ := strings.Cut(strings.TrimPrefix(sentence, "rule "), ": ")
	i := slices.IndexFunc(w.rules, func(r writtenRule) bool { return r.ID == id && !r.skipped })
	if i < 0 {
		w.notes.at(w.at, "%s", sentence)
		return
	}
	r := &w.rules[i]
	where := r.at
	for _, c := range compilers {
		if strings.HasPrefix(what, c.begins) {
			if r.broken[c.key] || c.key == "id" {
				return
			}
			if key := r.keys[c.key]; key != nil {
				where = key
			}
			break
		}
	}
	r.notes.at(where, "rule %s: %s", r.ID, what)
}

// checkRule notes what only the whole pack shows: a document that is not
// listed, and limits that what starts the clock cannot feed.
func (w *written) checkRule(r *writtenRule) {
	w.checkCited(r.notes, "rule "+r.ID, r.Sources, r.cites)
	starts := func(event string) bool {
		return len(r.Starts) == 0 || !slices.ContainsFunc(r.Starts, func(t deadline.Trigger) bool { return !strings.HasPrefix(t.String(), event) })
	}
	limit := r.keys["limit"]
	if r.Limit.Before == "planned" && !starts("conference-called") {
		r.notes.at(limit, "rule %s: a limit before the planned day needs a clock that counts from conference-called alone", r.ID)
	}
	if r.Limit.Agreed == "until" && !starts("conference-held") {
		r.notes.at(limit, "rule %s: a period agreed needs a clock that counts from conference-held alone", r.ID)
	}
	for _, d := range w.duties {
		if d.ID == r.ID && r.ID != "" {
			d.notes.at(d.at, "duty %s: a rule has this id too; accepted is an id of its own", d.ID)
		}
	}
}

func (w *written) checkDuty(d writtenDuty) { w.checkCited(d.notes, "duty "+d.ID, d.Sources, d.cites) }

func (w *written) checkCited(n *notes, what string, cited []deadline.Source, at []*yaml.Node) {
	for i, s := range cited {
		if s.Document != "" && !slices.ContainsFunc(w.documents, func(d Document) bool { return d.ID == s.Document }) {
			n.at(at[i], "%s: document %q is not listed; accepted: %s", what, clip(s.Document), w.documentIDs())
		}
	}
}

func (w *written) documentIDs() string {
	var ids []string
	for _, d := range w.documents {
		ids = append(ids, d.ID)
	}
	if ids == nil {
		return "one that documents lists (none is)"
	}
	return strings.Join(ids, ", ")
}
