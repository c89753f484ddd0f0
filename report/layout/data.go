package layout

import (
	"slices"
	"strings"
	"time"

	"caseclock/report"
	"caseclock/report/document"
)

// data is the same figures for machines.
func (b *builder) data() []document.Data {
	return []document.Data{b.figuresData(), b.totalsData(), b.trendData(), b.partsData(), b.flowData(),
		b.gridData(b.aheadGrid(), "ahead", "What falls due next"), b.gridData(b.papersGrid(), "papers", "Papers of the conferences held in the period"),
		b.gridData(b.provisionalGrid(), "provisional", "Due days that are provisional"), b.queriesData(), b.changesData(), b.whatIfData()}
}

// figureColumns are a contract: their order stays, and columns are only added
// behind them.
func (b *builder) figureColumns() []document.Column {
	named := func(kind document.Kind, key, says string) document.Column {
		return document.Column{Key: key, Head: key, Says: says, Kind: kind}
	}
	cs := slices.Concat(
		[]document.Column{named(document.Text, "authority", "Id of the authority responsible on the day the clock started; empty: none recorded."),
			named(document.Text, "rule", "Id of the timescale."), named(document.Text, "basis", "child or meeting: what is counted once.")},
		asKeys(columns(standings...)),
		[]document.Column{percentColumn, latenessColumns[0], latenessColumns[2]},
		asKeys(columns(explanations[1])),
		[]document.Column{named(document.YesNo, "where_possible", "Whether the timescale is to be kept where possible, and makes no breach."),
			named(document.Text, "limit", "Limits that were counted by.")},
		asKeys(columns(explanations[2], delays[1], delays[3])))
	for _, c := range columns(noDueDays...) {
		c.In, c.Key = "no_due_day", strings.TrimPrefix(c.Key, "no_due_day_")
		c.Head, c.Says = c.Key, c.Says+" By child; clocks that started in the period."
		cs = append(cs, c)
	}
	for _, c := range []document.Column{named(document.Day, "from", "First day of the period."), named(document.Day, "to", "Last day of the period."),
		named(document.Day, "as_at", "Day on which the deadlines are looked at."),
		named(document.Text, "known_at", "Instant (UTC) whose knowledge they are looked at with; empty: all that was recorded."),
		named(document.Text, "mark", "For whom the figures are."), named(document.Text, "product", "What made them."),
		named(document.Text, "digest", "Digest of what was counted.")} {
		c.Common = true
		cs = append(cs, c)
	}
	for _, c := range b.Report.Categories() {
		cs = append(cs, document.Column{Key: c, In: "reason", Head: c, Says: "Out of timescale with this category as the latest reason.", Kind: document.Count})
	}
	more := append(asKeys(columns(slices.Concat(sums, bins, explanations[:1], delays[2:3], proposals, delays[:1])...)),
		latenessColumns[1], named(document.Days, "median_days_to_reason", "Median of the days from the breach to the first reason recorded."))
	return append(cs, more...)
}

// asKeys heads columns by their names for machines.
func asKeys(cs []document.Column) []document.Column {
	for i := range cs {
		cs[i].Head = cs[i].Key
	}
	return cs
}

func (b *builder) figuresData() document.Data {
	d := document.Data{ID: "figures", Title: "Figures by authority, timescale and basis", Columns: b.figureColumns()}
	nameRows(d.Columns[:3])
	for i := range b.Report.Figures {
		f := &b.Report.Figures[i]
		d.Rows = append(d.Rows, b.figureRow(d.Columns, f.Authority, f.Authority, f))
	}
	return d
}

// totalsData is the totals of each timescale over all authorities, and of all
// binding timescales together.
func (b *builder) totalsData() document.Data {
	columns := b.figureColumns()[1:]
	nameRows(columns[:2])
	d := document.Data{ID: "totals", Title: "Figures over all authorities", Columns: columns}
	scope := every
	if ids := b.Report.Authorities(); len(ids) == 1 {
		scope = ids[0]
	}
	totals := b.Report.Totals()
	for _, f := range append(totals, report.Overall(b.Report.Figures, report.Child), report.Overall(b.Report.Figures, report.Meeting)) {
		d.Rows = append(d.Rows, b.figureRow(b.figureColumns(), scope, "", &f)[1:])
	}
	return d
}

// figureRow is one figure under the columns of the contract.
func (b *builder) figureRow(columns []document.Column, scope, authority string, f *report.Figure) document.Line {
	of := b.key(scope, f)
	row := make(document.Line, len(columns))
	fields := map[string]field{}
	for _, c := range b.fieldsOf(f) {
		fields[c.name] = c
	}
	fixed := b.fixedCells(authority, f, of)
	for i, c := range columns {
		name := c.Key
		if c.In != "" {
			name = c.In + "_" + c.Key
		}
		switch x, ok := fields[name]; {
		case ok:
			row[i] = b.l.count(of.of(name), x.of(f))
		default:
			row[i] = fixed(name)
		}
	}
	return row
}

// fixedCells are those that are no plain count.
func (b *builder) fixedCells(authority string, f *report.Figure, of key) func(name string) document.Cell {
	o := b.Report.Options
	late := latenessCells(of, f)
	toReason, ok := f.ToReason().Median()
	cells := map[string]document.Cell{
		"authority": text(authority), "rule": textOrNone(f.Rule), "basis": text(f.Basis.String()),
		"percent_in_time": b.percentCell(of, f.Counts), "median_days_late": late[0], "p90_days_late": late[1], "longest_days_late": late[2],
		"where_possible": yesNo(f.WherePossible), "limit": text(b.Report.Limits(f)),
		"from": day(o.From), "to": day(o.To), "as_at": day(o.AsAt), "known_at": text(instant(o.KnownAt)),
		"mark": text(b.p.For.Mark()), "product": text(b.Report.About.Product), "digest": text(b.digest),
		"median_days_to_reason": derived(int(toReason), ok, of.of("out"), of.of("no_reason"), of.of("explained"), of.of("unexplained")),
	}
	return func(name string) document.Cell {
		if c, ok := cells[name]; ok {
			return c
		}
		if strings.HasPrefix(name, "no_due_day") {
			return document.Cell{State: document.NotApplicable}
		}
		if !b.inDetail(f) {
			return document.Cell{State: document.NotKnown}
		}
		return document.Cell{} // a count that is asked of breaches alone
	}
}

func (b *builder) queriesData() document.Data {
	d := document.Data{ID: "queries", Title: "Queries on the data", Columns: append(
		heads(document.Text, "authority", "authority", "code", "code", "severity", "severity"),
		heads(document.Count, "in_period", "in_period", "all", "all")...)}
	nameRows(d.Columns[:3])
	for _, q := range b.Report.Queries {
		k := block{builder: b, scope: q.Authority}
		period, all := k.queryIDs(q)
		d.Rows = append(d.Rows, document.Line{text(q.Authority), text(q.Code), text(string(q.Severity)), b.l.count(period, q.InPeriod), b.l.count(all, q.All)})
	}
	return d
}

// instant writes an instant for machines; the zero instant is nothing.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
