package layout

import (
	"slices"

	"caseclock/deadline"
	"caseclock/report"
	"caseclock/report/document"
)

// trendKey names the counts of a figure of the trend. Those of a period that is
// also the report's own have the same names there.
func trendKey(scope string, t *report.TrendFigure) key {
	return key{from: t.Period.From, to: t.Period.To, scope: scope, rule: orText(t.Rule, every), basis: t.Basis}
}

// trends are the figures of the trend of one scope: over all timescales, and of
// each.
func (b *builder) trends(scope string) (overall, each []report.TrendFigure) {
	r := &b.Report
	rules := b.trendRules()
	for _, basis := range report.Bases {
		if b.p.For.Hides() && basis == report.Meeting {
			rules = nil // of each timescale by child alone
		}
		if scope == every {
			overall = append(overall, r.TrendOverall(basis)...)
			for _, rule := range rules {
				each = append(each, named(r.TrendOfRule(rule, basis), rule)...)
			}
			continue
		}
		overall = append(overall, r.TrendOf(scope, basis)...)
		for _, rule := range rules {
			for _, t := range r.Trend {
				if t.Authority == scope && t.Rule == rule && t.Basis == basis {
					each = append(each, t)
				}
			}
		}
	}
	return overall, each
}

func named(figures []report.TrendFigure, rule string) []report.TrendFigure {
	for i := range figures {
		figures[i].Rule = rule
	}
	return figures
}

// trendRules are the binding timescales of the trend, in their order.
func (b *builder) trendRules() []string {
	var rules []string
	seen := map[string]bool{}
	for _, t := range b.Report.Trend {
		if !t.WherePossible {
			seen[t.Rule] = true
		}
	}
	for _, t := range b.Report.Timescales {
		if seen[t.ID] {
			rules = append(rules, t.ID)
			delete(seen, t.ID)
		}
	}
	for _, t := range b.Report.Trend { // those of which nothing is due in the period itself
		if seen[t.Rule] {
			rules = append(rules, t.Rule)
			delete(seen, t.Rule)
		}
	}
	return rules
}

var trendFields = []string{"counted", "met", "out"}

// enterTrend enters the trend: within a figure, over timescales, over
// authorities, and over periods where these make up the report's own.
func (b *builder) enterTrend() {
	ids := b.Report.Authorities()
	for _, id := range ids {
		b.enterTrendOf(id)
	}
	if len(ids) != 1 {
		b.enterTrendOf(every)
		overall, each := b.trends(every)
		for _, t := range slices.Concat(overall, each) {
			var parts []key
			for _, id := range ids {
				if k := trendKey(id, &t); b.l.has(k.of("met")) {
					parts = append(parts, k)
				}
			}
			b.trendAddsUp(trendKey(every, &t), parts)
		}
		ids = append(ids, every)
	}
	for _, id := range ids {
		b.enterWholePeriod(id)
	}
}

func (b *builder) enterTrendOf(scope string) {
	overall, each := b.trends(scope)
	for _, t := range slices.Concat(overall, each) {
		k := trendKey(scope, &t)
		b.l.keep(k.of("counted"), t.Counted())
		b.l.keep(k.of("met"), t.Met)
		b.l.keep(k.of("out"), t.Out())
		b.l.adds(k.of("counted"), k.of("met"), k.of("out"))
	}
	for _, t := range overall {
		var parts []key
		for _, e := range each {
			if e.Period == t.Period && e.Basis == t.Basis {
				parts = append(parts, trendKey(scope, &e))
			}
		}
		b.trendAddsUp(trendKey(scope, &t), parts)
	}
	for _, t := range slices.Concat(overall, each) {
		if t.Basis == report.Meeting {
			meeting := trendKey(scope, &t)
			child := meeting.with(meeting.rule, report.Child)
			for _, c := range trendFields {
				if b.l.has(child.of(c)) {
					b.l.atMost(meeting.of(c), child.of(c))
				}
			}
		}
	}
}

func (b *builder) trendAddsUp(whole key, parts []key) {
	for _, c := range trendFields {
		var of []string
		for _, k := range parts {
			of = append(of, k.of(c))
		}
		b.l.adds(whole.of(c), of...)
	}
}

// enterWholePeriod says that the quarters of a year add up to it.
func (b *builder) enterWholePeriod(scope string) {
	o := b.Report.Options
	inside := b.periodsInside()
	if len(inside) < 2 {
		return
	}
	for _, rule := range append(b.trendRules(), every) {
		for _, basis := range report.Bases {
			whole := key{from: o.From, to: o.To, scope: scope}.with(rule, basis)
			var parts []key
			for _, p := range inside {
				k := whole
				k.from, k.to = p.From, p.To
				if b.l.has(k.of("met")) {
					parts = append(parts, k)
				}
			}
			if b.l.has(whole.of("met")) {
				b.trendAddsUp(whole, parts)
			}
		}
	}
}

// periodsInside are the periods of the trend that lie in the report's own.
func (b *builder) periodsInside() []report.Period {
	o := b.Report.Options
	var inside []report.Period
	for _, p := range o.Trend {
		if p.From >= o.From && p.To <= o.To {
			inside = append(inside, p)
		}
	}
	return inside
}

// trendTable is the trend over all binding timescales, with the target.
func (k *block) trendTable() document.Table {
	t := document.Table{ID: "trend", Caption: "In time over the last periods, all binding timescales", Detail: "State", Columns: slices.Concat(
		heads(document.Text, "period", "Due in"), heads(document.Count, "child_counted", "Counted, by child", "child_met", "In time, by child"),
		heads(document.Percent, "child_percent", "In time %, by child"),
		heads(document.Count, "meeting_counted", "Counted, by meeting", "meeting_met", "In time, by meeting"),
		heads(document.Percent, "meeting_percent", "In time %, by meeting")),
		Chart: &document.Chart{Kind: document.Trend, Title: "In time, by child, beside the target", Series: []string{"child_percent"}, Target: k.p.Target},
		Note:  "All periods as they stand on the as-at day, and as far as was known then."}
	t.Columns[3].Main = true
	overall, _ := k.trends(k.scope)
	n := len(k.Report.Options.Trend)
	if !slices.ContainsFunc(overall, func(t report.TrendFigure) bool { return t.Counted() > 0 }) {
		return t
	}
	for i, p := range k.Report.Options.Trend {
		child, meeting := &overall[i], &overall[n+i]
		t.Groups = append(t.Groups, document.Group{Head: p.Name, Partial: child.Partial, Detail: partial(child.Partial),
			Lines: []document.Line{slices.Concat(k.trendCells(child), k.trendCells(meeting))}})
	}
	return t
}

func partial(is bool) string {
	if is {
		return "not over yet"
	}
	return ""
}

func (k *block) trendCells(t *report.TrendFigure) document.Line {
	of := trendKey(k.scope, t)
	return document.Line{k.l.count(of.of("counted"), t.Counted()), k.l.count(of.of("met"), t.Met), k.percentCell(of, t.Counts)}
}

// trendByTimescale is the per cents in time of each timescale, by child.
func (k *block) trendByTimescale() document.Table {
	t := document.Table{ID: "trend-by-timescale", Caption: "In time % of each timescale, by child", Columns: timescaleColumns[:1:1],
		Note: "“–” where nothing is counted."}
	for _, p := range k.Report.Options.Trend {
		t.Columns = append(t.Columns, document.Column{Key: "to_" + p.To.String(), Head: p.Name, Kind: document.Percent})
	}
	_, each := k.trends(k.scope)
	n := len(k.Report.Options.Trend)
	for i := 0; i+n <= len(each) && n > 0; i += n {
		if each[i].Basis != report.Child {
			continue
		}
		var line document.Line
		for j := range each[i : i+n] {
			f := &each[i+j]
			line = append(line, k.percentCell(trendKey(k.scope, f), f.Counts))
		}
		t.Groups = append(t.Groups, document.Group{Head: deadline.RuleName(each[i].Rule), Lines: []document.Line{line}})
	}
	return t
}

// trendData is the trend for machines.
func (b *builder) trendData() document.Data {
	d := document.Data{ID: "trend", Title: "Trend by authority, timescale, basis and period", Columns: slices.Concat(
		heads(document.Text, "authority", "authority", "rule", "rule", "basis", "basis"), heads(document.Day, "from", "from", "to", "to"),
		heads(document.YesNo, "partial", "partial"), heads(document.Count, "counted", "counted", "met", "met"), []document.Column{percentColumn})}
	nameRows(d.Columns[:5])
	for _, id := range b.Report.Authorities() {
		k := &block{builder: b, scope: id}
		_, each := b.trends(id)
		for i := range each {
			t := &each[i]
			d.Rows = append(d.Rows, slices.Concat(document.Line{text(t.Authority), text(t.Rule), text(t.Basis.String()),
				day(t.Period.From), day(t.Period.To), yesNo(t.Partial)}, k.trendCells(t)))
		}
	}
	return d
}

// nameRows says that these columns together name a row.
func nameRows(columns []document.Column) {
	for i := range columns {
		columns[i].Names = true
	}
}
