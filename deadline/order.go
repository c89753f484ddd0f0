package deadline

import (
	"slices"
	"strings"
)

// Sort orders the deadlines of one case as the contract does: by due day (none
// last), rule, start, conference (none last).
func Sort(ds []Deadline) {
	slices.SortFunc(ds, func(a, b Deadline) int {
		return firstNonZero(noneLast(int(a.Due), int(b.Due)), compareText(a.Rule.ID, b.Rule.ID),
			int(a.Start-b.Start), compareText(orLast(a.Conference.String()), orLast(b.Conference.String())))
	})
}

func compareText(a, b string) int { return strings.Compare(a, b) }

// noneLast compares day numbers so that none (zero) comes after all others.
func noneLast(a, b int) int {
	switch {
	case a == b:
		return 0
	case a == 0:
		return 1
	case b == 0:
		return -1
	}
	return a - b
}

func orLast(s string) string { return or(s, "\xff") }

func firstNonZero(ns ...int) int {
	for _, n := range ns {
		if n != 0 {
			return n
		}
	}
	return 0
}
