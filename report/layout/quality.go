package layout

import (
	"caseclock/report"
	"caseclock/report/document"
)

// noDueDayTable is the clocks that have no due day.
func (k *block) noDueDayTable() document.Table {
	t := document.Table{ID: "no-due-day", Caption: "No due day, by child", Detail: "Limit",
		Note:    "Clocks that started in the period and whose due day is not known. They are in no other table.",
		Columns: append(timescaleColumns[:1:1], columns(noDueDays...)...)}
	for i := range k.figures {
		f := &k.figures[i]
		if f.NoDueDay.All() == 0 {
			continue
		}
		t.Groups = append(t.Groups, document.Group{Head: ruleName(f), Detail: k.Report.Limits(f),
			Lines: []document.Line{k.cells(k.key(k.scope, f), f, noDueDays...)}})
	}
	return t
}

// queryTable is the doubts that the records raise.
func (k *block) queryTable() document.Table {
	t := document.Table{ID: "queries", Caption: "Queries on the data",
		Note: "Doubts that the records raise. They are listed and counted, never guessed away.",
		Columns: append(heads(document.Text, "code", "Query", "severity", "Severity"),
			heads(document.Count, "in_period", "About this period", "all", "Of any day")...)}
	for _, q := range k.queries {
		period, all := k.queryIDs(q)
		t.Groups = append(t.Groups, document.Group{Head: categoryName(q.Code), Lines: []document.Line{{
			text(string(q.Severity)), k.l.count(period, q.InPeriod), k.l.count(all, q.All)}}})
	}
	return t
}

func (k *block) queryIDs(q report.QueryCount) (period, all string) {
	of := key{from: k.Report.Options.From, to: k.Report.Options.To, scope: k.scope}.with("query "+q.Code+" "+string(q.Severity), report.Child)
	return of.of("in_period"), of.of("all")
}

// enterQueries enters the counts of queries, and that those about the period
// are among all.
func (b *builder) enterQueries() {
	totals := map[report.QueryCount][][2]string{}
	enter := func(scope string, q report.QueryCount) [2]string {
		period, all := (&block{builder: b, scope: scope}).queryIDs(q)
		b.l.keep(period, q.InPeriod)
		b.l.keep(all, q.All)
		b.l.within(period, all)
		return [2]string{period, all}
	}
	for _, q := range b.Report.Queries {
		k := report.QueryCount{Code: q.Code, Severity: q.Severity}
		totals[k] = append(totals[k], enter(q.Authority, q))
	}
	if len(b.Report.Authorities()) == 1 {
		return
	}
	for _, q := range report.TotalQueries(b.Report.Queries) {
		whole := enter(every, q)
		for i := range whole {
			var parts []string
			for _, ids := range totals[report.QueryCount{Code: q.Code, Severity: q.Severity}] {
				parts = append(parts, ids[i])
			}
			b.l.adds(whole[i], parts...)
		}
	}
}
