package layout

import (
	"slices"

	"caseclock/report"
)

// enterFigures enters every count of the period's figures, how they add up
// within a figure, over timescales and over authorities, and that meetings are
// no more than children.
func (b *builder) enterFigures() {
	ids := b.Report.Authorities()
	for _, id := range ids {
		b.enterScope(id, b.Report.Of(id))
	}
	if len(ids) == 1 {
		return
	}
	totals := b.Report.Totals()
	b.enterScope(every, totals)
	for _, f := range append(totals, report.Overall(totals, report.Child), report.Overall(totals, report.Meeting)) {
		var parts []key
		for _, id := range ids {
			if k := b.key(id, &f); b.l.has(k.of("due")) {
				parts = append(parts, k)
			}
		}
		b.addsUp(b.key(every, &f), &f, parts)
	}
}

// enterScope enters the figures of one authority, or of all.
func (b *builder) enterScope(scope string, figures []report.Figure) {
	parts := map[report.Basis][]key{}
	for i := range figures {
		f := &figures[i]
		k := b.key(scope, f)
		b.enter(k, f)
		if !f.WherePossible {
			parts[f.Basis] = append(parts[f.Basis], k)
		}
	}
	for _, basis := range report.Bases {
		if f := report.Overall(figures, basis); len(parts[basis]) > 0 {
			b.enter(b.key(scope, &f), &f)
			b.addsUp(b.key(scope, &f), &f, parts[basis])
			figures = append(figures, f)
		}
	}
	for i := range figures {
		if f := &figures[i]; f.Basis == report.Meeting {
			b.atMost(b.key(scope, f), f)
		}
	}
}

// enter enters the counts of one figure, and how they add up.
func (b *builder) enter(k key, f *report.Figure) {
	for _, c := range b.fieldsOf(f) {
		b.l.keep(k.of(c.name), c.of(f))
	}
	if f.Due == 0 {
		return
	}
	b.l.adds(k.of("due"), k.of("counted"), k.of("ended"), k.of("pending"))
	b.l.adds(k.of("counted"), k.of("met"), k.of("out"))
	b.l.adds(k.of("out"), k.of("met_late"), k.of("overdue"), k.of("ended_overdue"))
	if !b.inDetail(f) {
		return
	}
	b.l.adds(k.of("out"), k.all(bins)...)
	if f.WherePossible {
		return
	}
	b.l.adds(k.of("out"), k.of("explained"), k.of("unexplained"))
	b.l.adds(k.of("out"), append(k.all(b.reasonFields()), k.of("no_reason"))...)
	b.enterAbsent(k)
	b.l.adds(k.of("out"), k.all(proposals)...)
	b.l.within(k.of("no_reason"), k.of("unexplained"))
	for _, c := range delays {
		b.l.within(k.of(c.name), k.of("out"))
	}
	b.l.bound(k.of("agreed_in_advance"), k.of("in_advance"))
	b.l.most(k.of("in_advance"), k.all(b.reasonFields())...)
	for _, more := range []string{"overdue", "proposed_missed", "unexplained"} {
		b.l.bound(k.of("proposed_dates_missed"), k.of(more))
	}
	b.l.bound(k.of("proposed_to_come"), k.of("overdue"))
}

// enterAbsent says that everybody knows of the reasons that are in no line that
// nothing has them.
func (b *builder) enterAbsent(k key) {
	for _, id := range k.all(b.reasonFields()) {
		if b.l.value(id) == 0 {
			b.l.print(id)
		}
	}
}

// inDetail says whether it is told how late the figure's deadlines are and how
// far they are explained: where small numbers are hidden, of all timescales
// together alone. The counts of each would mostly be small, and would take
// others with them.
func (b *builder) inDetail(f *report.Figure) bool { return !b.p.For.Hides() || f.Rule == "" }

// fieldsOf are the counts of a figure.
func (b *builder) fieldsOf(f *report.Figure) []field {
	fs := slices.Concat(standings, sums)
	if f.Basis == report.Child {
		fs = append(fs, noDueDays...)
	}
	if !b.inDetail(f) {
		return fs
	}
	if fs = append(fs, bins...); f.WherePossible {
		return fs
	}
	return slices.Concat(fs, explanations, proposals, delays, b.reasonFields())
}

// addsUp says that each count of a figure is the sum of its parts'.
func (b *builder) addsUp(total key, f *report.Figure, parts []key) {
	for _, c := range b.fieldsOf(f) {
		var of []string
		for _, k := range parts {
			of = append(of, k.of(c.name))
		}
		b.l.adds(total.of(c.name), of...)
	}
}

// atMost says that there are no more meetings than children.
func (b *builder) atMost(meeting key, f *report.Figure) {
	child := meeting
	child.basis = report.Child
	for _, c := range b.fieldsOf(f) {
		b.l.atMost(meeting.of(c.name), child.of(c.name))
	}
}

// key names the counts of a figure of the period.
func (b *builder) key(scope string, f *report.Figure) key {
	k := key{from: b.Report.Options.From, to: b.Report.Options.To, scope: scope, part: b.part, rule: f.Rule, basis: f.Basis}
	if k.rule == "" {
		k.rule = every
	}
	return k
}

// all names several counts.
func (k key) all(fields []field) []string {
	var ids []string
	for _, f := range fields {
		ids = append(ids, k.of(f.name))
	}
	return ids
}
