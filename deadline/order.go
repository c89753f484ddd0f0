package deadline

import (
	"cmp"
	"slices"
	"strings"
)

// Sort orders the deadlines of one case as the contract does: by due day (none
// last), rule, start, conference (none last).
func Sort(ds []Deadline) {
	slices.SortFunc(ds, func(a, b Deadline) int {
		return cmp.Or(noneLast(int(a.Due), int(b.Due)), strings.Compare(a.Rule.ID, b.Rule.ID),
			int(a.Start-b.Start), strings.Compare(orLast(a.Conference.String()), orLast(b.Conference.String())))
	})
}

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
