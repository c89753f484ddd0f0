package report_test

import (
	"testing"
	"time"

	"caseclock/deadline"
	"caseclock/report"
)

// These take the cases of BenchmarkEvaluateAll; what they are to be compared
// with is that one's time.

// BenchmarkFlow counts the flow of a year and of eight quarters beside it.
func BenchmarkFlow(b *testing.B) {
	cases := largeCases()
	b.ReportAllocs()
	for b.Loop() {
		f := report.NewFlow(yearOptions())
		for i := range cases {
			f.Add(&cases[i])
		}
		f.Flow()
	}
}

// BenchmarkEvaluateAndFlow evaluates each case and then counts its flow, as a
// report does; less the evaluation it is what the flow costs a report.
func BenchmarkEvaluateAndFlow(b *testing.B) {
	cases, book := largeCases(), bookOf(b)
	var r deadline.Reckoner
	b.ReportAllocs()
	for b.Loop() {
		f := report.NewFlow(yearOptions())
		for i := range cases {
			r.Evaluate(&cases[i], book, deadline.Moment{AsAt: asAt})
			f.Add(&cases[i])
		}
		f.Flow()
	}
}

// BenchmarkLate counts what was entered in the last three months.
func BenchmarkLate(b *testing.B) {
	cases := largeCases()
	b.ReportAllocs()
	for b.Loop() {
		l := report.NewLate(yearOptions(), time.Date(2026, 4, 30, 9, 0, 0, 0, time.UTC))
		for i := range cases {
			l.Add(&cases[i])
		}
		l.Counts()
	}
}

// BenchmarkWhatIf sets the deadlines of one evaluation beside themselves; the
// two evaluations that it needs are not in its time.
func BenchmarkWhatIf(b *testing.B) {
	cases, book := largeCases(), bookOf(b)
	ds := make([][]deadline.Deadline, len(cases))
	for i := range cases {
		ds[i] = deadline.Evaluate(&cases[i], book, deadline.Moment{AsAt: asAt})
	}
	b.ReportAllocs()
	for b.Loop() {
		w := report.NewWhatIf(yearOptions())
		for i := range cases {
			w.Add(&cases[i], ds[i], ds[i])
		}
		w.Rows()
	}
}
