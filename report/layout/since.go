package layout

import (
	"strings"
	"time"

	"caseclock/report"
	"caseclock/report/document"
)

// Since is what changed since an earlier issue: the figures of that issue as
// they were known then and as they are known now, both as at its own day, and
// what was recorded in between about days up to it.
type Since struct {
	Issue    string    // its id
	IssuedAt time.Time // when it was made
	Before   report.Report
	Now      report.Report
	Late     []report.LateCount
}

// known marks the names of the counts of an earlier issue as known now.
const knownLater = ": as known later"

// builderNow is the builder of the earlier issue's figures as known now.
func (b *builder) builderNow() *builder {
	return &builder{Material: Material{Report: b.Since.Now}, p: b.p, l: b.l, part: knownLater}
}

// enterSince enters the figures of the earlier issue as they are known now;
// how that issue showed them the ledger knows. Where none differs there is
// nothing to enter.
func (b *builder) enterSince() {
	if b.Since == nil {
		return
	}
	if len(report.Changes(b.Since.Before, b.Since.Now)) > 0 {
		b.builderNow().enterFigures()
		b.enterUnchanged()
	}
	for _, c := range b.Since.Late {
		b.l.keep(b.lateID(c), c.N)
	}
}

// enterUnchanged enters that the figures in no line are as they were: of what
// the issue showed everybody knows what it is now.
func (b *builder) enterUnchanged() {
	was, now := map[string]int{}, b.builderNow()
	for i := range b.Since.Before.Figures {
		f := &b.Since.Before.Figures[i]
		for _, c := range standings {
			was[now.key(f.Authority, f).of(c.name)] = c.of(f)
		}
	}
	for i := range b.Since.Now.Figures {
		f := &b.Since.Now.Figures[i]
		for _, c := range standings {
			if id := now.key(f.Authority, f).of(c.name); was[id] == c.of(f) {
				b.l.print(id)
			}
		}
	}
}

func (b *builder) lateID(c report.LateCount) string {
	o := b.Since.Before.Options
	return key{from: o.From, to: o.To, scope: c.Authority, part: ": " + c.Entry.String() + " since " + b.Since.Issue, rule: c.Event.String()}.of("n")
}

// sinceSection is what changed since the last issue, figure by figure.
func (b *builder) sinceSection() *document.Section {
	if b.Since == nil {
		return nil
	}
	s := &document.Section{ID: "changes", Title: "What changed since the last issue"}
	for _, t := range []document.Table{b.changesTable(), b.lateEntriesTable()} {
		if len(t.Groups) > 0 {
			t.Of = s.Title
			s.Tables = append(s.Tables, t)
		}
	}
	return s
}

var changeNames = func() map[string]string {
	names := map[string]string{}
	for _, f := range standings {
		names[f.name] = f.head
	}
	return names
}()

func (b *builder) changesTable() document.Table {
	o := b.Since.Before.Options
	t := document.Table{ID: "changes-figures", Name: "Changes", Caption: "Figures of " + report.PeriodOf(o.From, o.To).Name + " that differ",
		Columns: append(heads(document.Text, "timescale", "Timescale", "basis", "Counted by", "authority", "Authority", "figure", "Figure"),
			heads(document.Count, "then", "Then", "now", "Now", "change", "Change")...),
		Note: "As at " + o.AsAt.Long() + " both times: as it was known when that issue was made, and as it is known now."}
	for _, c := range report.Changes(b.Since.Before, b.Since.Now) {
		head := ruleWords(c.Rule)
		if n := len(t.Groups); n == 0 || t.Groups[n-1].Head != head {
			t.Groups = append(t.Groups, document.Group{Head: head})
		}
		g := &t.Groups[len(t.Groups)-1]
		g.Lines = append(g.Lines, append(document.Line{text(c.Basis.String()), text(b.Report.Name(c.Authority)), text(changeNames[c.Field])}, b.changeCells(c)...))
	}
	return t
}

// changeCells are then, now and the change. What the issue hid, or did not
// show, stays hidden, and the change with it.
func (b *builder) changeCells(c report.Change) document.Line {
	of := b.builderNow().key(c.Authority, &report.Figure{Rule: c.Rule, Basis: c.Basis})
	now := b.l.count(of.of(c.Field), c.Now)
	then, change := document.Cell{N: c.Then}, derived(c.Now-c.Then, true, now.ID)
	if e, ok := b.p.Earlier[earlierID(now.ID)]; b.p.For.Hides() && (!ok || e.State != document.Shown) {
		then, change = document.Cell{State: document.Hidden}, document.Cell{State: document.Hidden}
	}
	return document.Line{then, now, change}
}

// earlierID is the name under which an earlier issue showed a count.
func earlierID(id string) string { return strings.Replace(id, knownLater, "", 1) }

func (b *builder) lateEntriesTable() document.Table {
	t := document.Table{ID: "changes-entries", Name: "Late entries", Caption: "Recorded since, about days up to then",
		Columns: append(heads(document.Text, "event", "Event", "authority", "Authority", "entry", "As"), heads(document.Count, "n", "Events")...),
		Note:    "A late entry is an event recorded after the issue was made, about a day up to its as-at day; a correction replaces an event; a withdrawal takes one back."}
	for _, c := range b.Since.Late {
		head := capital(strings.ReplaceAll(c.Event.String(), "-", " "))
		if n := len(t.Groups); n == 0 || t.Groups[n-1].Head != head {
			t.Groups = append(t.Groups, document.Group{Head: head})
		}
		g := &t.Groups[len(t.Groups)-1]
		g.Lines = append(g.Lines, document.Line{text(b.Report.Name(c.Authority)), text(strings.ReplaceAll(c.Entry.String(), "-", " ")), b.l.count(b.lateID(c), c.N)})
	}
	return t
}

// sinceSummary says in sentences what changed.
func (b *builder) sinceSummary() []string {
	o := b.Since.Before.Options
	first := "The last issue, " + b.Since.Issue + ", was of " + report.PeriodOf(o.From, o.To).Name + ", as at " + o.AsAt.Long() + ", made on " + instantWords(b.Since.IssuedAt) + "."
	n := len(report.Changes(b.Since.Before, b.Since.Now))
	if n == 0 && len(b.Since.Late) == 0 {
		return []string{first, "Nothing was entered since that changes what it said."}
	}
	second := "None of its figures differs now."
	if n > 0 {
		second = countOf(n, "of its figures differs", "of its figures differ") + " now, because of late entries and corrections."
	}
	return []string{first, second}
}

func instantWords(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04") + " UTC" }

// changesData is the changes for machines.
func (b *builder) changesData() document.Data {
	d := document.Data{ID: "changes", Title: "What changed since the last issue", Columns: append(
		heads(document.Text, "authority", "authority", "rule", "rule", "basis", "basis", "figure", "figure"),
		heads(document.Count, "then", "then", "now", "now", "change", "change")...)}
	nameRows(d.Columns[:4])
	if b.Since == nil {
		return d
	}
	for _, c := range report.Changes(b.Since.Before, b.Since.Now) {
		d.Rows = append(d.Rows, append(document.Line{text(c.Authority), text(c.Rule), text(c.Basis.String()), text(c.Field)}, b.changeCells(c)...))
	}
	return d
}
