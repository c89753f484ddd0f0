package main

import (
	"slices"
	"testing"
)

func TestFitted(t *testing.T) {
	for _, c := range []struct {
		widths  []int
		columns int
		want    []int
	}{
		{[]int{7, 10, 12}, 80, []int{7, 10, 12}},
		{[]int{7, 10, 90}, 80, []int{7, 10, 57}},
		{[]int{7, 60, 90}, 80, []int{7, 33, 34}},
		{[]int{20, 20, 20}, 30, []int{14, 14, 14}},
		{nil, 80, nil},
	} {
		if got := fitted(slices.Clone(c.widths), c.columns); !slices.Equal(got, c.want) {
			t.Errorf("%v in %d: %v, want %v", c.widths, c.columns, got, c.want)
		}
	}
}
