package layout

import (
	"strconv"
	"strings"

	"caseclock/report"
	"caseclock/report/document"
)

// together is the id of the section that holds all authorities.
const together = "all"

// blocks are all authorities together, where there are several, and each.
func (b *builder) blocks() []*block {
	r := &b.Report
	ids := r.Authorities()
	var blocks []*block
	if len(ids) != 1 {
		blocks = append(blocks, b.block(together, "All authorities", every, r.Totals(), report.TotalQueries(r.Queries)))
	}
	for i, id := range ids {
		var queries []report.QueryCount
		for _, q := range r.Queries {
			if q.Authority == id {
				queries = append(queries, q)
			}
		}
		blocks = append(blocks, b.block("authority-"+strconv.Itoa(i+1), r.Name(id), id, r.Of(id), queries))
	}
	for i, k := range blocks {
		k.number = i + 1
	}
	return blocks
}

func (b *builder) block(id, title, scope string, figures []report.Figure, queries []report.QueryCount) *block {
	k := &block{builder: b, id: id, title: title, scope: scope, figures: figures, queries: queries}
	for _, f := range figures {
		switch {
		case f.Due == 0:
		case f.WherePossible:
			k.where = append(k.where, f)
		default:
			k.binding = append(k.binding, f)
		}
	}
	return k
}

// tables are those with something in them.
func (k *block) tables() []document.Table {
	var tables []document.Table
	for _, t := range []document.Table{
		k.inTimeTable("in-time", "How many were in time", k.binding, true),
		k.trendTable(), k.trendByTimescale(),
		k.lateTable(), k.explainedTable(), k.reasonTable(), k.partTable(),
		k.flowTable(), k.conversionTable(), k.registerTable(), k.stayTable(), k.registerTrend(),
		k.aheadTable(),
		k.inTimeTable("where-possible", "To be kept where possible", k.where, false),
		k.papersTable(), k.provisionalTable(), k.noDueDayTable(), k.queryTable(),
	} {
		if len(t.Groups) == 0 {
			continue
		}
		t.Name, t.ID, t.Of = k.tab(t.ID), k.id+"-"+t.ID, k.title
		tables = append(tables, t)
	}
	return tables
}

// tab is a table's short name: the number of its section and its own id.
func (k *block) tab(id string) string {
	name := strconv.Itoa(k.number) + " " + capital(strings.ReplaceAll(id, "-", " "))
	return name[:min(31, len(name))]
}

// byTimescale makes a group of each timescale's lines, by child and by
// meeting, and where there are several and a total is wanted, one of the
// total.
func (k *block) byTimescale(figures []report.Figure, total bool, line func(key, *report.Figure) document.Line) []document.Group {
	var groups []document.Group
	for i := range figures {
		f := &figures[i]
		if len(groups) == 0 || figures[i-1].Rule != f.Rule {
			groups = append(groups, document.Group{Head: ruleName(f), Detail: k.Report.Limits(f)})
		}
		g := &groups[len(groups)-1]
		g.Lines = append(g.Lines, line(k.key(k.scope, f), f))
	}
	if !total || len(groups) == 0 {
		return groups
	}
	all := k.allOf(figures, line)
	if len(groups) == 1 { // which says the same, and may be told in sentences
		return groups
	}
	return append(groups, all)
}

// allOf is the lines of the total over timescales.
func (k *block) allOf(figures []report.Figure, line func(key, *report.Figure) document.Line) document.Group {
	all := document.Group{Head: "All these timescales", Total: true}
	for _, basis := range report.Bases {
		if f := report.Overall(figures, basis); f.Due > 0 {
			all.Lines = append(all.Lines, line(k.key(k.scope, &f), &f))
		}
	}
	return all
}

// byTimescaleInDetail is byTimescale for what is told of all timescales together alone
// where small numbers are hidden.
func (k *block) byTimescaleInDetail(figures []report.Figure, line func(key, *report.Figure) document.Line) []document.Group {
	if len(figures) > 0 && k.p.For.Hides() {
		return []document.Group{k.allOf(figures, line)}
	}
	return k.byTimescale(figures, true, line)
}

// cells are the counts of a figure in print.
func (k *block) cells(of key, f *report.Figure, fields ...field) document.Line {
	var line document.Line
	for _, c := range fields {
		line = append(line, k.l.count(of.of(c.name), c.of(f)))
	}
	return line
}

// columns are the heads of counts.
func columns(fields ...field) []document.Column {
	var cs []document.Column
	for _, f := range fields {
		cs = append(cs, document.Column{Key: f.name, Head: f.head, Says: f.says, Kind: document.Count})
	}
	return cs
}
