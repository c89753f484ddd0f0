package layout

import (
	"slices"

	"caseclock/report"
	"caseclock/report/document"
)

// grid is counts of one kind by authority, timescale and basis, with the totals
// over timescales and over authorities that its tables print.
type grid struct {
	what    string // in the names of its counts
	columns []document.Column
	rows    []gridRow
}

type gridRow struct {
	authority, rule string
	basis           report.Basis
	n               []int // one for each column
}

func (b *builder) gridKey(g *grid, scope, rule string, basis report.Basis) key {
	return key{from: b.Report.Options.From, to: b.Report.Options.To, scope: scope, part: ": " + g.what, rule: rule, basis: basis}
}

// enterGrid enters the counts and their totals; within names the columns that
// are part of another.
func (b *builder) enterGrid(g *grid, within map[string]string) {
	scopes := map[string]bool{}
	for _, r := range g.rows {
		scopes[r.authority] = true
	}
	for _, scope := range append(slices.Sorted(keysOf(scopes)), every) {
		for _, rule := range append(g.rules(), every) {
			for _, basis := range report.Bases {
				b.enterGridRow(g, scope, rule, basis, within)
			}
		}
	}
}

func (b *builder) enterGridRow(g *grid, scope, rule string, basis report.Basis, within map[string]string) {
	k := b.gridKey(g, scope, rule, basis)
	sum, parts := g.sum(scope, rule, basis)
	if parts == 0 {
		return
	}
	for i, c := range g.columns {
		b.l.keep(k.of(c.Key), sum[i])
	}
	for part, whole := range within {
		b.l.within(k.of(part), k.of(whole))
	}
	for _, c := range g.columns {
		if basis == report.Meeting {
			b.l.atMost(k.of(c.Key), b.gridKey(g, scope, rule, report.Child).of(c.Key))
		}
		if scope == every {
			b.l.adds(k.of(c.Key), g.names(b, c.Key, basis, func(r gridRow) (string, string, bool) { return r.authority, rule, rule == every || r.rule == rule })...)
		}
		if rule == every {
			b.l.adds(k.of(c.Key), g.names(b, c.Key, basis, func(r gridRow) (string, string, bool) { return scope, r.rule, scope == every || r.authority == scope })...)
		}
	}
}

// names are the distinct names of one column for the rows that are wanted.
func (g *grid) names(b *builder, column string, basis report.Basis, of func(gridRow) (scope, rule string, wanted bool)) []string {
	var ids []string
	for _, r := range g.rows {
		if scope, rule, ok := of(r); ok && r.basis == basis {
			ids = append(ids, b.gridKey(g, scope, rule, basis).of(column))
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return slices.DeleteFunc(ids, func(id string) bool { return !b.l.has(id) })
}

// sum adds up the rows of a scope and a timescale, either of which may be
// every.
func (g *grid) sum(scope, rule string, basis report.Basis) (sum []int, rows int) {
	sum = make([]int, len(g.columns))
	for _, r := range g.rows {
		if r.basis == basis && (scope == every || r.authority == scope) && (rule == every || r.rule == rule) {
			rows++
			for i, n := range r.n {
				sum[i] += n
			}
		}
	}
	return sum, rows
}

// rules are the timescales in the grid.
func (g *grid) rules() []string {
	var rules []string
	for _, r := range g.rows {
		if !slices.Contains(rules, r.rule) {
			rules = append(rules, r.rule)
		}
	}
	return rules
}

// gridGroups draws a grid for one scope, with a total where there are several
// timescales.
func (k *block) gridGroups(g *grid, bases ...report.Basis) []document.Group {
	var groups []document.Group
	for _, rule := range append(k.inOrder(g.rules()), every) {
		group := document.Group{Head: "All these timescales", Total: true}
		if rule != every {
			group.Head, group.Total = ruleWords(rule), false
		} else if len(groups) == 0 {
			break
		}
		for _, basis := range bases {
			sum, rows := g.sum(k.scope, rule, basis)
			if rows == 0 {
				continue
			}
			var line document.Line
			if len(bases) > 1 {
				line = document.Line{text(basis.String())}
			}
			group.Lines = append(group.Lines, append(line, k.gridCells(g, rule, basis, sum)...))
		}
		if len(group.Lines) > 0 && (!group.Total || len(groups) > 1) { // a total of one timescale says the same
			groups = append(groups, group)
		}
	}
	return groups
}

func (k *block) gridCells(g *grid, rule string, basis report.Basis, sum []int) document.Line {
	of := k.gridKey(g, k.scope, rule, basis)
	var line document.Line
	for i, c := range g.columns {
		line = append(line, k.l.count(of.of(c.Key), sum[i]))
	}
	return line
}

// gridData is a grid for machines.
func (b *builder) gridData(g *grid, id, title string) document.Data {
	d := document.Data{ID: id, Title: title, Columns: append(heads(document.Text, "authority", "authority", "rule", "rule", "basis", "basis"), asKeys(slices.Clone(g.columns))...)}
	nameRows(d.Columns[:3])
	for _, r := range g.rows {
		k := &block{builder: b, scope: r.authority}
		d.Rows = append(d.Rows, append(document.Line{text(r.authority), text(r.rule), text(r.basis.String())}, k.gridCells(g, r.rule, r.basis, r.n)...))
	}
	return d
}

// inOrder puts timescales in the order of the report's, others behind.
func (b *builder) inOrder(rules []string) []string {
	at := func(rule string) int {
		for i, t := range b.Report.Timescales {
			if t.ID == rule {
				return i
			}
		}
		return len(b.Report.Timescales)
	}
	slices.SortStableFunc(rules, func(x, y string) int { return at(x) - at(y) })
	return rules
}
