package report

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestPercentRoundsHalfUp(t *testing.T) {
	for _, c := range []struct {
		part, whole int
		want        string
	}{
		{38, 42, "90.5"}, {40, 42, "95.2"}, {94, 120, "78.3"}, {52, 60, "86.7"}, {0, 3, "0.0"}, {3, 3, "100.0"},
		{1, 16, "6.3"}, {3, 16, "18.8"}, {1, 8, "12.5"}, {1, 2000, "0.1"}, {1, 2001, "0.0"}, {1, 3, "33.3"}, {2, 3, "66.7"},
		{201, 400, "50.3"}, {1999, 2000, "100.0"}, {1998, 2000, "99.9"},
	} {
		if p, ok := percent(c.part, c.whole); !ok || p.String() != c.want {
			t.Errorf("%d of %d: %s %%, want %s", c.part, c.whole, p, c.want)
		}
	}
	if _, ok := percent(0, 0); ok {
		t.Error("none of none has a per cent")
	}
}

// The per cent is the exact quotient rounded half up: at most half a tenth
// above it, and less than half a tenth below.
func TestPercentIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.IntRange(1, 1_000_000).Draw(t, "whole")
		part := rapid.IntRange(0, whole).Draw(t, "part")
		p, _ := percent(part, whole)
		above := new(big.Rat).Sub(big.NewRat(int64(p), 10), big.NewRat(int64(100*part), int64(whole)))
		if above.Cmp(big.NewRat(1, 20)) > 0 || above.Cmp(big.NewRat(-1, 20)) <= 0 {
			t.Fatalf("%d of %d: %s %%", part, whole, p)
		}
	})
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		late    []int32
		median  string
		longest int
	}{
		{[]int32{4}, "4", 4}, {[]int32{1, 2}, "1.5", 2}, {[]int32{9, 1, 1}, "1", 9}, {[]int32{9, 1, 6, 1}, "3.5", 9},
		{[]int32{2, 4}, "3", 4}, {[]int32{7, 7, 1, 3, 5}, "5", 7},
	} {
		f := Figure{late: c.late}
		median, _ := f.MedianLate()
		if longest, ok := f.LongestLate(); !ok || median.String() != c.median || longest != c.longest {
			t.Errorf("%v: median %s, longest %d; want %s, %d", c.late, median, longest, c.median, c.longest)
		}
	}
	if _, ok := new(Figure).MedianLate(); ok {
		t.Error("nothing late has a median")
	}
}
