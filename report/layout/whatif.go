package layout

import (
	"slices"
	"strings"

	"caseclock/report"
	"caseclock/report/document"
)

// WhatIf is how what fell due in the period would have stood under another
// rulebook.
type WhatIf struct {
	Name string // of the other pack, for people
	Rows []report.WhatIfRow
}

func (b *builder) whatIfKey(w *report.WhatIfRow, all bool) key {
	k := b.key(w.Authority, &report.Figure{Rule: w.Rule, Basis: w.Basis})
	if all {
		k.scope = every
	}
	return k
}

func there(k key) key {
	k.part = ": what if"
	return k
}

// enterWhatIf enters how things would have stood. How they stood is entered
// with the figures of the period.
func (b *builder) enterWhatIf() {
	if b.WhatIf == nil {
		return
	}
	rows, all := b.whatIfRows()
	for i := range rows {
		b.enterWhatIfRow(b.whatIfKey(&rows[i], all), &rows[i])
	}
}

// whatIfRows are those that are printed, over all authorities where there are
// several. Where small numbers are hidden they are by child, and of the
// timescales alone that have another limit there: each row stands beside one
// of the figures, and what is the same in both would give it away.
func (b *builder) whatIfRows() (rows []report.WhatIfRow, all bool) {
	rows = b.WhatIf.Rows
	if len(b.Report.Authorities()) != 1 {
		rows, all = report.WhatIfTotals(rows), true
	}
	rows = slices.DeleteFunc(slices.Clone(rows), func(w report.WhatIfRow) bool {
		return w.WherePossible || b.p.For.Hides() && (w.Basis != report.Child || len(w.OtherLimits) == 0 || slices.Equal(w.Limits, w.OtherLimits))
	})
	return rows, all
}

func (b *builder) enterWhatIfRow(here key, w *report.WhatIfRow) {
	k := there(here)
	for name, n := range map[string]int{"counted": w.There.Counted(), "met": w.There.Met, "out": w.There.Out(), "become_in_time": w.BecomeInTime,
		"become_late": w.BecomeLate, "become_other": w.BecomeNotYetDue + w.BecomeEnded, "no_such": w.There.NoSuch,
		"no_due_day": w.There.NoDueDay, "not_counted": w.There.Due - w.There.Counted()} {
		b.l.keep(k.of(name), n)
	}
	b.l.aside(k.of("through"), w.There.Out()+w.BecomeInTime+w.BecomeNotYetDue+w.BecomeEnded)
	b.l.aside(k.of("through_met"), w.Here.Met+w.BecomeInTime)
	b.l.aside(k.of("through_counted"), w.Here.Counted())
	// What hardly anything changes a reader may take for unchanged.
	b.l.adds(k.of("through_met"), here.of("met"), k.of("become_in_time"))
	b.l.adds(k.of("through_met"), k.of("met"), k.of("become_late"))
	b.l.adds(k.of("through_counted"), here.of("counted"))
	b.l.adds(k.of("through_counted"), k.of("counted"))
	b.l.adds(k.of("counted"), k.of("met"), k.of("out"))
	b.l.adds(k.of("through"), k.of("out"), k.of("become_in_time"), k.of("become_other"))
	b.l.adds(k.of("through"), here.of("out"), k.of("become_late"))
	b.l.within(k.of("become_in_time"), here.of("out"))
	b.l.within(k.of("become_late"), k.of("out"))
	b.l.within(k.of("no_such"), here.of("due"))
	b.enterWhatIfBounds(here, k, w)
}

// enterWhatIfBounds enters that what was met there was met here or became so,
// and so on: what was done is taken as it was done.
func (b *builder) enterWhatIfBounds(here, k key, w *report.WhatIfRow) {
	b.l.adds(here.of("due"), k.of("counted"), k.of("not_counted"), k.of("no_due_day"), k.of("no_such"))
	b.l.most(k.of("met"), here.of("met"), k.of("become_in_time"))
	b.l.most(here.of("met"), k.of("met"), k.of("become_late"), k.of("no_such"), k.of("no_due_day"))
	b.l.most(k.of("out"), here.of("out"), k.of("become_late"))
	b.l.most(here.of("out"), k.of("out"), k.of("become_in_time"), k.of("become_other"), k.of("no_such"), k.of("no_due_day"))
	b.l.bound(k.of("become_in_time"), k.of("met"))
}

// whatIfSection shows both side by side.
func (b *builder) whatIfSection() *document.Section {
	if b.WhatIf == nil {
		return nil
	}
	s := &document.Section{ID: "what-if", Title: "What if: " + b.WhatIf.Name}
	rows, all := b.whatIfRows()
	t := document.Table{ID: "what-if-figures", Name: "What if", Caption: "What fell due in the period, under the packs in force and under the other", Of: s.Title, Detail: "Limit here",
		Columns: append(heads(document.Text, "timescale", "Timescale", "basis", "Counted by", "other_limit", "Limit there"),
			document.Column{Key: "here_counted", Head: "Counted", Kind: document.Count}, document.Column{Key: "here_met", Head: "In time", Kind: document.Count},
			document.Column{Key: "here_percent", Head: "In time %", Kind: document.Percent},
			document.Column{Key: "there_counted", Head: "Counted there", Kind: document.Count}, document.Column{Key: "there_met", Head: "In time there", Kind: document.Count},
			document.Column{Key: "there_percent", Head: "In time % there", Kind: document.Percent, Main: true},
			document.Column{Key: "become_in_time", Head: "Late here, in time there", Kind: document.Count},
			document.Column{Key: "become_late", Head: "In time here, late there", Kind: document.Count},
			document.Column{Key: "no_such", Head: "No such clock there", Kind: document.Count}),
		Note: "What was done is taken as it was done: with more days, or fewer, people might have met on another."}
	for i := range rows {
		w := &rows[i]
		if n := len(t.Groups); n == 0 || t.Groups[n-1].Head != ruleWords(w.Rule) {
			t.Groups = append(t.Groups, document.Group{Head: ruleWords(w.Rule), Detail: strings.Join(w.Limits, "; ")})
		}
		g := &t.Groups[len(t.Groups)-1]
		g.Lines = append(g.Lines, append(document.Line{text(w.Basis.String()), text(strings.Join(w.OtherLimits, "; "))}, b.whatIfCells(b.whatIfKey(w, all), w)...))
	}
	if len(t.Groups) > 0 {
		s.Tables = append(s.Tables, t)
	}
	return s
}

func (b *builder) whatIfCells(here key, w *report.WhatIfRow) document.Line {
	k := there(here)
	n := func(k key, field string, n int) document.Cell { return b.l.count(k.of(field), n) }
	return document.Line{n(here, "counted", w.Here.Counted()), n(here, "met", w.Here.Met), b.percentCell(here, w.Here),
		n(k, "counted", w.There.Counted()), n(k, "met", w.There.Met), b.percentCell(k, w.There.Counts),
		n(k, "become_in_time", w.BecomeInTime), n(k, "become_late", w.BecomeLate), n(k, "no_such", w.There.NoSuch)}
}

// whatIfData is the same for machines.
func (b *builder) whatIfData() document.Data {
	d := document.Data{ID: "what_if", Title: "What if", Columns: append(heads(document.Text, "authority", "authority", "rule", "rule", "basis", "basis",
		"limit", "limit", "other_limit", "other_limit"), heads(document.Count, "here_counted", "here_counted", "here_met", "here_met")...)}
	d.Columns = append(d.Columns, document.Column{Key: "here_percent", Head: "here_percent", Kind: document.Percent})
	d.Columns = append(d.Columns, heads(document.Count, "there_counted", "there_counted", "there_met", "there_met")...)
	d.Columns = append(d.Columns, document.Column{Key: "there_percent", Head: "there_percent", Kind: document.Percent})
	d.Columns = append(d.Columns, heads(document.Count, "become_in_time", "become_in_time", "become_late", "become_late", "no_such", "no_such")...)
	nameRows(d.Columns[:3])
	if b.WhatIf == nil {
		return d
	}
	rows, all := b.WhatIf.Rows, false
	if b.p.For.Hides() {
		rows, all = b.whatIfRows()
	}
	for i := range rows {
		w := &rows[i]
		d.Rows = append(d.Rows, append(document.Line{text(w.Authority), text(w.Rule), text(w.Basis.String()), text(strings.Join(w.Limits, "; ")), text(strings.Join(w.OtherLimits, "; "))},
			b.whatIfCells(b.whatIfKey(w, all), w)...))
	}
	return d
}

// whatIfSummary says in sentences what would have been in time.
func (b *builder) whatIfSummary() []string {
	rows, all := b.whatIfRows()
	var said []string
	for i := range rows {
		w := &rows[i]
		here, k := b.whatIfKey(w, all), there(b.whatIfKey(w, all))
		if w.Basis != report.Child || w.Here.Counted() == 0 || strings.Join(w.Limits, "") == strings.Join(w.OtherLimits, "") {
			continue
		}
		if !b.l.shows(here.of("met"), here.of("counted"), here.of("out"), k.of("met"), k.of("counted"), k.of("out")) {
			said = append(said, ruleWords(w.Rule)+": hidden, because the numbers are small or would give a small one away.")
			continue
		}
		said = append(said, ruleWords(w.Rule)+", "+strings.Join(w.Limits, " or ")+": "+inTimeOf(w.Here)+"; with "+orText(strings.Join(w.OtherLimits, " or "), "no such timescale")+", "+inTimeOf(w.There.Counts)+".")
	}
	if said == nil {
		said = []string{"No timescale of the period has another limit there."}
	}
	return said
}

func inTimeOf(c report.Counts) string {
	p, ok := c.Percent()
	if !ok {
		return "none is counted"
	}
	return thousands(c.Met) + " of " + thousands(c.Counted()) + " in time (" + percentWords(p) + ")"
}
