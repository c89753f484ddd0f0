package report

import (
	"strconv"
)

// Tenths is a number with one decimal, such as a per cent: 905 is 90.5.
type Tenths int

// String writes the decimal always: "90.5", "100.0".
func (t Tenths) String() string {
	return strconv.Itoa(int(t/10)) + "." + strconv.Itoa(int(t%10))
}

// MarshalJSON writes it as a number.
func (t Tenths) MarshalJSON() ([]byte, error) { return []byte(t.String()), nil }

// Halves is a number of halves, such as a median of whole days: 7 is 3.5.
type Halves int

// String writes the half only where there is one: "3", "3.5".
func (h Halves) String() string {
	s := strconv.Itoa(int(h / 2))
	if h%2 == 1 {
		s += ".5"
	}
	return s
}

// MarshalJSON writes it as a number.
func (h Halves) MarshalJSON() ([]byte, error) { return []byte(h.String()), nil }

// percent is part of whole in per cent to one decimal, rounded half up, in
// whole numbers only; ok is false where whole is 0.
func percent(part, whole int) (p Tenths, ok bool) {
	if whole == 0 {
		return 0, false
	}
	return Tenths((2*1000*part + whole) / (2 * whole)), true
}

// thousands writes a count as people do: "1,204".
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
