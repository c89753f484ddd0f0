package report

import (
	"testing"

	"caseclock/deadline"
)

// BenchmarkAdd counts one case of a dozen deadlines, beside their evaluation.
func BenchmarkAdd(b *testing.B) {
	o := Options{From: day("2026-01-01"), To: day("2026-12-31"), AsAt: day("2026-05-15")}
	c := siblings()[0]
	book := deadline.NewRulebook(deadline.Period{Pack: testPack, Calendar: deadline.NewCalendar("none", "0", []int{2026}, nil)})
	m := deadline.Moment{AsAt: o.AsAt}
	var reckoner deadline.Reckoner
	b.Run("evaluate", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			reckoner.Evaluate(&c, book, m)
		}
	})
	b.Run("count", func(b *testing.B) {
		b.ReportAllocs()
		f := New(o)
		ds := reckoner.Evaluate(&c, book, m)
		for b.Loop() {
			f.Add(&c, ds, nil)
		}
	})
}
