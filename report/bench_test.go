package report_test

import (
	"slices"
	"strings"
	"testing"

	"caseclock/deadline"
	"caseclock/demo"
	"caseclock/report"
	"caseclock/rules"
)

func date(s string) deadline.Date {
	d, err := deadline.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// asAt is the last day of a year's report with eight quarters beside it.
var asAt = date("2026-07-31")

func yearOptions() report.Options {
	p := report.Period{From: date("2025-08-01"), To: asAt}
	return report.Options{From: p.From, To: p.To, AsAt: asAt, Trend: p.Quarters(8)}
}

// bookOf is the packs of the authorities of the invented cases.
func bookOf(tb testing.TB) *deadline.Rulebook {
	tb.Helper()
	book := deadline.NewRulebook()
	for _, a := range demo.Authorities() {
		var periods []deadline.Period
		for _, from := range a.Packs {
			p, err := rules.Builtin(from.Pack)
			if err != nil {
				tb.Fatal(err)
			}
			periods = append(periods, deadline.Period{From: from.From, Pack: p.Pack, Calendar: rules.Scotland()})
		}
		book.Assign(a.ID, periods...)
	}
	return book
}

// casesOf groups events by case, in the order in which they were recorded.
func casesOf(events []deadline.Event) []deadline.Case {
	slices.SortStableFunc(events, func(a, b deadline.Event) int { return strings.Compare(a.Case, b.Case) })
	var cases []deadline.Case
	for len(events) > 0 {
		n := 1
		for n < len(events) && events[n].Case == events[0].Case {
			n++
		}
		cases = append(cases, deadline.NewCase(events[0].Case, events[:n:n]))
		events = events[n:]
	}
	return cases
}

var large []deadline.Case

func largeCases() []deadline.Case {
	if large == nil {
		large = casesOf(demo.Generate(demo.Large(asAt)))
	}
	return large
}

// The three take the same 20,000 cases of 250,000 events in one run; what they
// are to be compared by is their ratio.

// BenchmarkEvaluateAll is one evaluation of all of them.
func BenchmarkEvaluateAll(b *testing.B) {
	cases, book := largeCases(), bookOf(b)
	var r deadline.Reckoner
	b.ReportAllocs()
	for b.Loop() {
		for i := range cases {
			r.Evaluate(&cases[i], book, deadline.Moment{AsAt: asAt})
		}
	}
}

// BenchmarkYear is a year's report with eight quarters beside it, evaluation
// and queries included.
func BenchmarkYear(b *testing.B) {
	cases, book, o := largeCases(), bookOf(b), yearOptions()
	var r deadline.Reckoner
	b.ReportAllocs()
	for b.Loop() {
		f := report.New(o)
		for i := range cases {
			ds, qs := r.Look(&cases[i], book, deadline.Moment{AsAt: asAt})
			f.Add(&cases[i], ds, qs)
		}
		f.Report(report.About{})
	}
}

// BenchmarkYearCount is the counting of it alone, deadlines and queries given.
func BenchmarkYearCount(b *testing.B) {
	cases, book, o := largeCases(), bookOf(b), yearOptions()
	ds, qs := make([][]deadline.Deadline, len(cases)), make([][]deadline.Query, len(cases))
	for i := range cases {
		ds[i] = deadline.Evaluate(&cases[i], book, deadline.Moment{AsAt: asAt})
		qs[i] = deadline.Queries(&cases[i], book, deadline.Moment{AsAt: asAt})
	}
	b.ReportAllocs()
	for b.Loop() {
		f := report.New(o)
		for i := range cases {
			f.Add(&cases[i], ds[i], qs[i])
		}
		f.Report(report.About{})
	}
}

// BenchmarkQueriesAll is the deadlines and the queries of all of them.
func BenchmarkQueriesAll(b *testing.B) {
	cases, book := largeCases(), bookOf(b)
	var r deadline.Reckoner
	b.ReportAllocs()
	for b.Loop() {
		for i := range cases {
			r.Look(&cases[i], book, deadline.Moment{AsAt: asAt})
		}
	}
}
