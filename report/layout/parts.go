package layout

import (
	"slices"

	"caseclock/report"
	"caseclock/report/document"
)

// partsShown says whether figures by chair or team are printed: of chairs in
// internal reports alone.
func (b *builder) partsShown() bool {
	return len(b.Report.Parts) > 0 && (b.Report.Options.By == report.ByTeam || !b.p.For.Hides())
}

func (b *builder) partKey(f *report.Figure) key {
	k := b.key(f.Authority, f)
	k.part = ": " + b.Report.Options.By + " " + f.Part
	return k
}

// enterParts enters the figures of each part, which add up to their
// authority's.
func (b *builder) enterParts() {
	if !b.partsShown() {
		return
	}
	parts, rules := map[key][]key{}, map[key][]key{}
	for i := range b.Report.Parts {
		f := &b.Report.Parts[i]
		k := b.partKey(f)
		for _, c := range slices.Concat(standings, sums) {
			b.l.keep(k.of(c.name), c.of(f))
		}
		b.l.adds(k.of("due"), k.of("counted"), k.of("ended"), k.of("pending"))
		b.l.adds(k.of("counted"), k.of("met"), k.of("out"))
		b.l.adds(k.of("out"), k.of("met_late"), k.of("overdue"), k.of("ended_overdue"))
		whole := b.key(f.Authority, f)
		parts[whole] = append(parts[whole], k)
		if f.Rule != "" && !f.WherePossible {
			all := k.with(every, f.Basis)
			rules[all] = append(rules[all], k)
		}
	}
	for _, of := range []map[key][]key{parts, rules} {
		b.addPartsUp(of)
	}
}

// addPartsUp says that parts make up a whole, and that there are no more
// meetings than children.
func (b *builder) addPartsUp(parts map[key][]key) {
	for whole, of := range parts {
		for _, c := range slices.Concat(standings, sums) {
			var ids []string
			for _, k := range of {
				ids = append(ids, k.of(c.name))
				if k.basis == report.Meeting {
					b.l.atMost(k.of(c.name), k.with(k.rule, report.Child).of(c.name))
				}
			}
			b.l.adds(whole.of(c.name), ids...)
		}
	}
}

// partTable is how many were in time by chair or by team, over all binding
// timescales.
func (k *block) partTable() document.Table {
	what := map[string]string{report.ByChair: "Chair", report.ByTeam: "Team"}[k.Report.Options.By]
	t := document.Table{ID: "parts", Caption: "How many were in time, by " + k.Report.Options.By, Columns: slices.Concat(
		[]document.Column{{Key: "part", Head: what, Kind: document.Text}}, timescaleColumns[1:], columns(inTimeFields...), []document.Column{percentColumn}),
		Chart: &document.Chart{Kind: document.Bars, Title: "In time, by " + k.Report.Options.By, Of: "counted", Series: []string{"met", "met_late", "overdue", "ended_overdue"}},
		Note:  "Who is responsible on the day a clock starts. A meeting counts for one: that of the child whose deadline is due first."}
	if !k.partsShown() {
		return t
	}
	for i := range k.Report.Parts {
		f := &k.Report.Parts[i]
		if f.Rule != "" || f.Authority != k.scope || f.Due == 0 {
			continue
		}
		head := orText(f.Part, "None recorded")
		if n := len(t.Groups); n == 0 || t.Groups[n-1].Head != head {
			t.Groups = append(t.Groups, document.Group{Head: head})
		}
		g := &t.Groups[len(t.Groups)-1]
		of := k.partKey(f)
		g.Lines = append(g.Lines, slices.Concat(document.Line{text(f.Basis.String())}, k.cells(of, f, inTimeFields...), document.Line{k.percentCell(of, f.Counts)}))
	}
	return t
}

// partsData is the figures of chairs or teams for machines.
func (b *builder) partsData() document.Data {
	d := document.Data{ID: "parts", Title: "Figures by " + orText(b.Report.Options.By, "chair or team"), Columns: slices.Concat(
		heads(document.Text, "authority", "authority", "part", "part", "rule", "rule", "basis", "basis"), asKeys(columns(inTimeFields...)), []document.Column{percentColumn})}
	nameRows(d.Columns[:4])
	if !b.partsShown() {
		return d
	}
	for i := range b.Report.Parts {
		f := &b.Report.Parts[i]
		of := b.partKey(f)
		k := &block{builder: b}
		d.Rows = append(d.Rows, slices.Concat(document.Line{text(f.Authority), text(f.Part), text(f.Rule), text(f.Basis.String())},
			k.cells(of, f, inTimeFields...), document.Line{b.percentCell(of, f.Counts)}))
	}
	return d
}
