package report

import (
	"strings"
	"testing"

	"caseclock/deadline"
)

// figureOf is a figure whose days late are given, the rest being counts.
func figureOf(c Counts, late ...int32) Figure {
	c.Due = c.Met + c.MetLate + c.Overdue + c.Ended + c.EndedOverdue + c.Pending
	return Figure{Rule: "initial-cpcc", Basis: Child, Counts: c, late: late}
}

func onMeetings(f Figure) Figure {
	f.Basis = Meeting
	return f
}

// The summary is careful with singulars, zeros and no data.
func TestSummarySentences(t *testing.T) {
	unexplained := func(f Figure, n int) Figure { f.Unexplained = n; return f }
	for _, c := range []struct {
		name    string
		figures []Figure
		want    string
	}{
		{"no data", nil, "No binding deadline falls due in this period, as the records stand on 15 April 2026. The records raise no queries."},
		{"one in time", []Figure{figureOf(Counts{Met: 1})},
			"The one deadline that is counted was met in time (100.0%). 1 deadline falls due in this period, under 1 timescale. The records raise no queries."},
		{"one late", []Figure{unexplained(figureOf(Counts{MetLate: 1}, 1), 1), onMeetings(figureOf(Counts{MetLate: 1}, 1))},
			"The one deadline that is counted was not met in time (0.0%). 1 deadline falls due in this period, under 1 timescale. 1 is out of timescale: it was met 1 day late. It is not explained yet. The records raise no queries."},
		{"one not yet due", []Figure{figureOf(Counts{Pending: 1})},
			"1 deadline falls due in this period, under 1 timescale: 1 is not yet due, so 0 are counted. The records raise no queries."},
		{"both in time", []Figure{figureOf(Counts{Met: 2, Ended: 1, Pending: 2})},
			"Both deadlines were met in time (100.0%). 5 deadlines fall due in this period, under 1 timescale: 2 are not yet due and 1 ended in time with nothing left to do, so 2 are counted. The records raise no queries."},
		{"neither in time", []Figure{figureOf(Counts{Overdue: 2}, 4, 5)},
			"Neither of the 2 deadlines was met in time (0.0%). 2 deadlines fall due in this period, under 1 timescale. 2 are out of timescale: 2 are still out. The median is 4.5 days late, the longest 5 days. All of them are explained. The records raise no queries."},
		{"none of many", []Figure{unexplained(figureOf(Counts{MetLate: 1, EndedOverdue: 2}, 1, 1, 1), 3)},
			"None of the 3 deadlines was met in time (0.0%). 3 deadlines fall due in this period, under 1 timescale. 3 are out of timescale: 1 was met late and 2 ended out of timescale. All are late by one day. None of them is explained yet. The records raise no queries."},
		{"many", []Figure{unexplained(figureOf(Counts{Met: 1996, MetLate: 2, Overdue: 1, EndedOverdue: 1}, 1, 1, 6, 9), 1), onMeetings(figureOf(Counts{Met: 52, MetLate: 8}))},
			"1,996 of 2,000 deadlines were met in time (99.8%); by meeting, 52 of 60 (86.7%). 2,000 deadlines fall due in this period, under 1 timescale. 4 are out of timescale: 2 were met late, 1 is still out and 1 ended out of timescale. The median is 3.5 days late, the longest 9 days; 2 are late by one day. 1 of them is not explained yet. The records raise no queries."},
	} {
		r := Report{Options: quarter}
		if got := strings.Join(r.summary(c.figures, nil, c.figures, nil), " "); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestQuerySentence(t *testing.T) {
	for _, c := range []struct {
		period, all int
		want        string
	}{
		{0, 0, "The records raise no queries."}, {1, 1, "The records raise 1 query, about this period."},
		{0, 1, "The records raise 1 query, not about this period."}, {2, 5, "The records raise 5 queries, 2 of them about this period."},
	} {
		if got := querySentence([]QueryCount{{InPeriod: c.period, All: c.all}}); got != c.want {
			t.Errorf("%d of %d: %s, want %s", c.period, c.all, got, c.want)
		}
	}
}

func TestPoints(t *testing.T) {
	for _, c := range []struct {
		figures []Figure
		want    string
	}{
		{[]Figure{figureOf(Counts{Met: 38, MetLate: 4}, 1, 1, 6, 9), onMeetings(figureOf(Counts{Met: 19, MetLate: 1}))},
			"38 of 42 were met in time (90.5%); by meeting, 19 of 20 (95.0%). Out of timescale: 4 were met late. The median is 3.5 days late, the longest 9 days; 2 are late by one day."},
		{[]Figure{figureOf(Counts{Met: 3, Overdue: 1}, 8), onMeetings(figureOf(Counts{Met: 3, Overdue: 1}, 8))}, "3 of 4 were met in time (75.0%); by meeting the same. 1 is still out, 8 days late."},
		{[]Figure{figureOf(Counts{Met: 3, Overdue: 1}, 8)}, "3 of 4 were met in time (75.0%). 1 is still out, 8 days late."},
		{[]Figure{figureOf(Counts{Met: 2})}, "both were met in time (100.0%)."},
		{[]Figure{figureOf(Counts{Met: 1, Pending: 4})}, "the one that is counted was met in time."},
		{[]Figure{figureOf(Counts{EndedOverdue: 1}, 2)}, "the one that is counted ended out of timescale, 2 days late."},
		{[]Figure{figureOf(Counts{Pending: 1, Ended: 2})}, "none is counted; 1 is not yet due and 2 ended in time with nothing left to do."},
	} {
		if got := (Report{}).point(c.figures).Text; got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// The words are the field's own: nobody is said to have failed.
func TestToneOfTheReport(t *testing.T) {
	page := strings.ToLower(written(t, sample().WriteHTML))
	for _, word := range []string{"unlawful", "fail", "blame", "fault", "breach of", "illegal"} {
		if strings.Contains(page, word) {
			t.Errorf("the page says %q", word)
		}
	}
}

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
