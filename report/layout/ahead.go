package layout

import (
	"iter"
	"maps"
	"slices"

	"caseclock/deadline"
	"caseclock/report"
	"caseclock/report/document"
)

func keysOf[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

func ruleWords(rule string) string { return deadline.RuleName(rule) }

// aheadGrid is what falls due next, and what is still out.
func (b *builder) aheadGrid() *grid {
	g := &grid{what: "ahead", columns: heads(document.Count, "due", "Falls due", "certain_late", "Certain to be late",
		"late_by_proposal", "Proposed for after the due day", "late_by_plan", "Called for after the due day", "late_by_window", "May not count before", "still_out", "Still out now")}
	if b.p.For.Hides() { // why is mostly small
		g.columns = slices.Concat(g.columns[:2:2], g.columns[5:])
	}
	for _, a := range b.Report.Ahead {
		row := gridRow{a.Authority, a.Rule, a.Basis, []int{a.Due, a.CertainLate, a.Proposed, a.Planned, a.TooEarly, a.Out}}
		if b.p.For.Hides() {
			row.n = []int{a.Due, a.CertainLate, a.Out}
		}
		g.rows = append(g.rows, row)
	}
	return g
}

var aheadWithin = map[string]string{"certain_late": "due", "late_by_proposal": "certain_late", "late_by_plan": "certain_late", "late_by_window": "certain_late"}

func (k *block) aheadTable() document.Table {
	g := k.aheadGrid()
	p := k.Report.Options.Ahead()
	t := document.Table{ID: "ahead", Caption: "What falls due from " + p.From.Long() + " to " + p.To.Long(), Columns: append(slices.Clone(timescaleColumns), g.columns...),
		Note: "Certain to be late already: the proposed date or the planned conference lies after the due day, or nothing before it would count. Still out is what is out of timescale now and open, whenever it fell due."}
	t.Groups = k.gridGroups(g, report.Child, report.Meeting)
	return t
}

// papersGrid is the papers owed for conferences of the period.
func (b *builder) papersGrid() *grid {
	g := &grid{what: "papers", columns: heads(document.Count, "owed", "Owed", "there", "There", "missing", "Not there",
		"overdue", "Not there, out of timescale", "not_yet_due", "Not there, not yet due", "no_due_day", "Not there, no due day", "ended", "Fell away")}
	for _, p := range b.Report.Papers {
		if !p.WherePossible {
			g.rows = append(g.rows, gridRow{p.Authority, p.Rule, p.Basis, []int{p.Owed, p.There, p.Missing(), p.Overdue, p.NotYetDue, p.NoDueDay, p.Ended}})
		}
	}
	return g
}

func (b *builder) enterPapers() {
	g := b.papersGrid()
	b.enterGrid(g, nil)
	for _, scope := range append(b.Report.Authorities(), every) {
		for _, rule := range append(g.rules(), every) {
			for _, basis := range report.Bases {
				of := b.gridKey(g, scope, rule, basis)
				b.l.adds(of.of("owed"), of.of("there"), of.of("missing"), of.of("ended"))
				b.l.adds(of.of("missing"), of.of("overdue"), of.of("not_yet_due"), of.of("no_due_day"))
			}
		}
	}
}

// enterStillOut enters that what of the period is still out is among all that
// is out now, papers too, and what of it has no due day among all that has
// none.
func (b *builder) enterStillOut() {
	ahead, provisional, papers := b.aheadGrid(), b.provisionalGrid(), b.papersGrid()
	for _, scope := range append(b.Report.Authorities(), every) {
		for _, basis := range report.Bases {
			for _, rule := range append(ahead.rules(), every) {
				all, period := b.gridKey(ahead, scope, rule, basis).of("still_out"), key{from: b.Report.Options.From, to: b.Report.Options.To, scope: scope, rule: rule, basis: basis}
				b.l.bound(period.of("overdue"), all)
				b.l.bound(b.gridKey(papers, scope, rule, basis).of("overdue"), all)
			}
		}
		for _, rule := range append(provisional.rules(), every) {
			all, period := b.gridKey(provisional, scope, rule, report.Child), key{from: b.Report.Options.From, to: b.Report.Options.To, scope: scope, rule: rule}
			b.l.bound(period.of("no_due_day_undated"), all.of("undated"))
			b.l.bound(period.of("no_due_day_unknown"), all.of("unknown"))
		}
	}
}

func (k *block) papersTable() document.Table {
	g := k.papersGrid()
	t := document.Table{ID: "papers", Caption: "Papers of the conferences held in the period", Columns: append(slices.Clone(timescaleColumns), g.columns...)}
	t.Groups = k.gridGroups(g, report.Child, report.Meeting)
	return t
}

// provisionalGrid is the due days that may still change.
func (b *builder) provisionalGrid() *grid {
	g := &grid{what: "provisional", columns: heads(document.Count, "on_delivery", "Hangs on a delivery date",
		"undated", "No delivery date", "unknown", "Beyond the calendar")}
	for _, p := range b.Report.Provisional {
		g.rows = append(g.rows, gridRow{p.Authority, p.Rule, report.Child, []int{p.OnDelivery, p.Undated, p.Unknown}})
	}
	return g
}

func (k *block) provisionalTable() document.Table {
	g := k.provisionalGrid()
	t := document.Table{ID: "provisional", Caption: "Due days that are provisional, by child", Columns: append(timescaleColumns[:1:1], g.columns...),
		Note: "Open on the as-at day, of whatever period."}
	t.Groups = k.gridGroups(g, report.Child)
	return t
}
