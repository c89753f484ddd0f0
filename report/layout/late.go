package layout

import (
	"slices"

	"caseclock/report"
	"caseclock/report/document"
)

var latenessColumns = []document.Column{
	{Key: "median_days_late", Head: "Median days", Says: "Median of the days late of those out of timescale.", Kind: document.Days},
	{Key: "p90_days_late", Head: "90% within", Says: "90th percentile of the days late, by nearest rank.", Kind: document.Days},
	{Key: "longest_days_late", Head: "Longest days", Says: "The most days late of those out of timescale.", Kind: document.Days},
}

// lateTable is how late what is out of timescale is.
func (k *block) lateTable() document.Table {
	out := sums[1]
	fields := append([]field{out}, bins...)
	t := document.Table{ID: "how-late", Caption: "How late", Detail: "Limit", Columns: slices.Concat(timescaleColumns, columns(fields...), latenessColumns),
		Note: "Days from the due day to the day it was done or fell away, or to the as-at day where it is still out."}
	t.Groups = k.byTimescaleInDetail(late(k.binding), func(of key, f *report.Figure) document.Line {
		return slices.Concat(document.Line{text(f.Basis.String())}, k.cells(of, f, fields...), latenessCells(of, f))
	})
	return t
}

// latenessCells are the median, the 90th percentile and the longest: hidden
// with any of the counts by lateness.
func latenessCells(of key, f *report.Figure) document.Line {
	from := append(of.all(bins), of.of("out"))
	median, ok := f.MedianLate()
	p90, _ := f.PercentileLate(90)
	longest, _ := f.LongestLate()
	return document.Line{derived(int(median), ok, from...), derived(2*p90, ok, from...), derived(2*longest, ok, from...)}
}

// late are the figures with something out of timescale.
func late(figures []report.Figure) []report.Figure {
	var out []report.Figure
	for _, f := range figures {
		if f.Out() > 0 {
			out = append(out, f)
		}
	}
	return out
}

// explainedTable is how far what is out of timescale is explained.
func (k *block) explainedTable() document.Table {
	fields := slices.Concat(sums[1:], explanations, delays[1:], proposals, delays[:1])
	t := document.Table{ID: "explained", Caption: "How far explained, and what became of the proposed dates", Detail: "Limit",
		Columns: slices.Concat(timescaleColumns, columns(fields...), []document.Column{
			{Key: "median_days_to_reason", Head: "Median days to a reason", Says: "Median of the days from the breach to the first reason recorded; 0 for one recorded in advance.", Kind: document.Days}}),
		Note: "A breach is explained by a reason and, while it is open, a proposed date that has not passed."}
	t.Groups = k.byTimescaleInDetail(late(k.binding), func(of key, f *report.Figure) document.Line {
		median, ok := f.ToReason().Median()
		return slices.Concat(document.Line{text(f.Basis.String())}, k.cells(of, f, fields...),
			document.Line{derived(int(median), ok, of.of("out"), of.of("no_reason"), of.of("explained"), of.of("unexplained"))})
	})
	return t
}

// reasonTable lists the categories that were recorded over all timescales and,
// in an internal report of one authority, by timescale.
func (k *block) reasonTable() document.Table {
	t := document.Table{ID: "reasons", Caption: "Reasons recorded", Columns: append([]document.Column{
		{Key: "timescale", Head: "Timescale", Says: "What is to be done.", Kind: document.Text},
		{Key: "reason", Head: "Reason", Says: "Category of the latest reason recorded.", Kind: document.Text}},
		heads(document.Count, "child", "By child", "meeting", "By meeting")...)}
	all := []report.Figure{report.Overall(k.binding, report.Child), report.Overall(k.binding, report.Meeting)}
	if lines := k.reasonLines(all); lines != nil {
		t.Groups = []document.Group{{Head: "All these timescales", Lines: lines}}
	}
	if k.p.For.Hides() || k.scope == every {
		return t
	}
	for _, of := range split(k.binding) {
		if lines := k.reasonLines(of); lines != nil {
			t.Groups = append(t.Groups, document.Group{Head: ruleName(&of[0]), Lines: lines})
		}
	}
	return t
}

// reasonLines are the reasons of a timescale by child and by meeting.
func (k *block) reasonLines(figures []report.Figure) []document.Line {
	var lines []document.Line
	for _, c := range append(k.reasonFields(), explanations[2]) {
		line := document.Line{text(c.head), {State: document.NotApplicable}, {State: document.NotApplicable}}
		some := false
		for i := range figures {
			f := &figures[i]
			if of := k.key(k.scope, f); k.l.has(of.of(c.name)) {
				line[1+f.Basis] = k.l.count(of.of(c.name), c.of(f))
				some = some || c.of(f) > 0
			}
		}
		if some {
			lines = append(lines, line)
		}
	}
	return lines
}

// reasonFields are the categories of reasons in their order.
func (b *builder) reasonFields() []field {
	var fs []field
	for _, c := range b.Report.Categories() {
		fs = append(fs, reasonField(c))
	}
	return fs
}

// split takes figures in order apart by timescale.
func split(figures []report.Figure) [][]report.Figure {
	var parts [][]report.Figure
	for i := range figures {
		if i == 0 || figures[i].Rule != figures[i-1].Rule {
			parts = append(parts, nil)
		}
		last := &parts[len(parts)-1]
		*last = append(*last, figures[i])
	}
	return parts
}
