package layout

import (
	"slices"

	"caseclock/deadline"
	"caseclock/report"
	"caseclock/report/document"
)

var (
	timescaleColumns = []document.Column{
		{Key: "timescale", Head: "Timescale", Says: "What is to be done, with its limit.", Kind: document.Text},
		{Key: "basis", Head: "Counted by", Says: "Whether each child counts or each meeting.", Kind: document.Text},
	}
	percentColumn = document.Column{Key: "percent_in_time", Head: "In time %", Says: "In time out of counted, in per cent to one decimal, a half rounded up.", Kind: document.Percent, Main: true}
)

// inTimeFields are the columns of the first table, in their order.
var inTimeFields = fieldsNamed("due", "pending", "ended", "counted", "met", "met_late", "overdue", "ended_overdue")

func fieldsNamed(names ...string) []field {
	var fs []field
	for _, name := range names {
		for _, f := range slices.Concat(standings, sums, explanations) {
			if f.name == name {
				fs = append(fs, f)
			}
		}
	}
	return fs
}

func (k *block) inTimeTable(id, caption string, figures []report.Figure, total bool) document.Table {
	t := document.Table{ID: id, Caption: caption, Detail: "Limit",
		Columns: slices.Concat(timescaleColumns, columns(inTimeFields...), []document.Column{percentColumn}),
		Chart: &document.Chart{Kind: document.Bars, Title: caption, Of: "counted",
			Series: []string{"met", "met_late", "overdue", "ended_overdue"}}}
	t.Groups = k.byTimescale(figures, total, func(of key, f *report.Figure) document.Line {
		return slices.Concat(document.Line{text(f.Basis.String())}, k.cells(of, f, inTimeFields...), document.Line{k.percentCell(of, f.Counts)})
	})
	t.Note = "In time % is in time out of counted; “–” where nothing has fallen due."
	if !total {
		t.Note = "Late here is no breach and asks for no reason. No total holds these."
	}
	return t
}

// percentCell is the per cent in time: hidden with what it is worked out from,
// and with what it would give away.
func (b *builder) percentCell(of key, c report.Counts) document.Cell {
	p, ok := c.Percent()
	b.l.print(of.of("met"), of.of("counted"), of.of("out"))
	return derived(int(p), ok, of.of("met"), of.of("counted"), of.of("out"))
}

func ruleName(f *report.Figure) string { return deadline.RuleName(f.Rule) }
