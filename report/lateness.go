package report

import (
	"slices"

	"caseclock/report/document"
)

// Bin is a stretch of days late.
type Bin struct {
	From, To int // both included; To 0: no end
	Name     string
}

// Bins is how lateness is told apart, the last without an end. Whoever is out
// of timescale lies in one of them.
var Bins = [...]Bin{{1, 1, "1 day"}, {2, 7, "2 to 7 days"}, {8, 14, "8 to 14 days"}, {15, 28, "15 to 28 days"}, {29, 0, "over 28 days"}}

// Lateness counts those out of timescale by Bins.
type Lateness [len(Bins)]int

// Days are numbers of days, one for each thing that is counted.
type Days []int32

// Median is the middle one, or half-way between the middle two; ok is false
// where there are none.
func (d Days) Median() (h document.Halves, ok bool) {
	n := len(d)
	if n == 0 {
		return 0, false
	}
	s := d.sorted()
	return document.Halves(s[(n-1)/2] + s[n/2]), true
}

// Percentile is the pth percentile by nearest rank: the smallest of the days
// that at least p per cent of them do not exceed. It is always one of them. p
// is from 1 to 100; ok is false where there are none.
func (d Days) Percentile(p int) (days int, ok bool) {
	n := len(d)
	if n == 0 {
		return 0, false
	}
	rank := (n*p + 99) / 100
	return int(d.sorted()[rank-1]), true
}

// Longest is the most of them; ok is false where there are none.
func (d Days) Longest() (days int, ok bool) {
	if len(d) == 0 {
		return 0, false
	}
	return int(slices.Max(d)), true
}

// sorted is the days in order; those that are in order already are not copied.
func (d Days) sorted() Days {
	if slices.IsSorted(d) {
		return d
	}
	d = slices.Clone(d)
	slices.Sort(d)
	return d
}

// Late are the days late of those that are out of timescale.
func (f *Figure) Late() Days { return f.late }

// Lateness is how many of those out of timescale are late by how much.
func (f *Figure) Lateness() Lateness {
	var l Lateness
	for _, days := range f.late {
		i := slices.IndexFunc(Bins[:], func(b Bin) bool { return b.To == 0 || int(days) <= b.To })
		l[i]++
	}
	return l
}

// MedianLate is the median of the days late of those out of timescale; ok is
// false where there are none.
func (f *Figure) MedianLate() (h document.Halves, ok bool) { return f.late.Median() }

// PercentileLate is a percentile of the days late, by nearest rank; ok is false
// where there are none.
func (f *Figure) PercentileLate(p int) (days int, ok bool) { return f.late.Percentile(p) }

// LongestLate is the most days late of those out of timescale; ok is false
// where there are none.
func (f *Figure) LongestLate() (days int, ok bool) { return f.late.Longest() }

// LateBy is how many of those out of timescale are this many days late.
func (f *Figure) LateBy(days int) int {
	n := 0
	for _, l := range f.late {
		n += one(int(l) == days)
	}
	return n
}
