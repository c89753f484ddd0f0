package notify

import (
	"strings"

	"caseclock/deadline"
)

func firstOf(ns ...int) int {
	for _, n := range ns {
		if n != 0 {
			return n
		}
	}
	return 0
}

func boolFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func noneLast(a, b deadline.Date) int {
	switch {
	case a == b:
		return 0
	case a == 0:
		return 1
	case b == 0:
		return -1
	}
	return int(a - b)
}

func compareText(a, b string) int { return strings.Compare(a, b) }
