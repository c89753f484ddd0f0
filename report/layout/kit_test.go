package layout

import (
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/deadline"
	"caseclock/demo"
	"caseclock/report"
	"caseclock/report/document"
	"caseclock/rules"
)

func date(s string) deadline.Date {
	d, err := deadline.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// casesOf puts events together by case.
func casesOf(events []deadline.Event) []deadline.Case {
	var refs []string
	of := map[string][]deadline.Event{}
	for _, e := range events {
		if of[e.Case] == nil {
			refs = append(refs, e.Case)
		}
		of[e.Case] = append(of[e.Case], e)
	}
	slices.Sort(refs)
	var cases []deadline.Case
	for _, ref := range refs {
		cases = append(cases, deadline.NewCase(ref, of[ref]))
	}
	return cases
}

// bookOf is a built-in pack for everybody.
func bookOf(t testing.TB, pack string) *deadline.Rulebook {
	t.Helper()
	p, err := rules.Builtin(pack)
	if err != nil {
		t.Fatal(err)
	}
	return deadline.NewRulebook(deadline.Period{Pack: p.Pack, Calendar: rules.Scotland()})
}

// material counts cases as the engine does.
func material(t testing.TB, o report.Options, cases []deadline.Case, about report.About) Material {
	t.Helper()
	f, flow, whatIf := report.New(o), report.NewFlow(o), report.NewWhatIf(o)
	book, other := bookOf(t, "forth-valley"), bookOf(t, "scotland-2021")
	m := deadline.Moment{AsAt: o.AsAt, KnownAt: o.KnownAt}
	var one, two deadline.Reckoner
	for i := range cases {
		c := &cases[i]
		ds, qs := one.Look(c, book, m)
		f.Add(c, ds, qs)
		flow.Add(c)
		whatIf.Add(c, ds, two.Evaluate(c, other, m))
	}
	table := flow.Flow()
	return Material{Report: f.Report(about), Flow: &table, FlowTrend: flow.Trend(), WhatIf: &WhatIf{"scotland-2021", whatIf.Rows()}}
}

var sampleAbout = report.About{Product: "caseclock 0.2.0", Authorities: []report.Authority{{ID: "stirling", Name: "Stirling Council"}, {ID: "fife", Name: "Fife Council"}},
	Packs:     []report.PackInForce{{Authority: "stirling", ID: "forth-valley", Title: "Forth Valley", Version: "1", From: date("2014-05-01")}},
	Calendars: []report.CalendarInUse{{Name: "Scotland's bank holidays", Version: "2026-11", Horizon: date("2028-12-31")}}}

func yearOptions() report.Options {
	o := report.Options{From: date("2025-04-01"), To: date("2026-03-31"), AsAt: date("2026-04-15"), KnownAt: time.Date(2026, 4, 15, 12, 0, 0, 0, time.UTC)}
	o.Trend = report.Quarters(o.To, 8)
	return o
}

// demoCases are invented ones, of two authorities.
func demoCases(n int) []deadline.Case {
	return casesOf(demo.Generate(demo.Options{Seed: 7, Cases: n, Until: date("2026-04-15"), Authorities: []string{"stirling", "fife"}}))
}

func mustDocument(t testing.TB, m Material, p Publication) document.Report {
	t.Helper()
	d, err := Document(m, p)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var (
	forInternal  = Publication{For: document.Internal, Threshold: 5, Target: 950}
	forCommittee = Publication{For: document.Committee, Threshold: 5, Target: 950}
)

// each goes over every cell of the tables for people.
func each(d *document.Report, do func(t *document.Table, c document.Column, cell document.Cell)) {
	for i := range d.Sections {
		for j := range d.Sections[i].Tables {
			t := &d.Sections[i].Tables[j]
			for _, g := range t.Groups {
				for _, line := range g.Lines {
					for k, cell := range line {
						do(t, t.Columns[k+1], cell)
					}
				}
			}
		}
	}
}

// written is a document as plain text.
func written(d document.Report) string {
	var b strings.Builder
	say := func(parts ...string) { b.WriteString(strings.Join(parts, " | ") + "\n") }
	say(d.Title)
	say(d.Scope.For.Mark())
	for _, p := range slices.Concat(d.Heading, d.Particulars) {
		say(p.Name, p.Value)
	}
	for _, s := range d.Sections {
		say("\n== "+s.ID, s.Title)
		for _, sentence := range s.Summary {
			say(sentence)
		}
		for _, p := range s.Points {
			say("-", p.Timescale, p.Limit, p.Text)
		}
		for _, t := range s.Tables {
			var heads []string
			for _, c := range t.Columns {
				heads = append(heads, c.Head)
			}
			say("\n-- "+t.ID, t.Name, t.Caption)
			say(heads...)
			for _, g := range t.Groups {
				for _, line := range g.Lines {
					cells := []string{g.Head}
					for i, cell := range line {
						cells = append(cells, t.Columns[i+1].Write(cell))
					}
					say(cells...)
				}
			}
		}
	}
	return b.String()
}
