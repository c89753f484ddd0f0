package document

import "strconv"

// Tenths is a number with one decimal, such as a per cent: 905 is 90.5.
type Tenths int

// String writes the decimal always: "90.5", "100.0".
func (t Tenths) String() string {
	if t < 0 {
		return "-" + (-t).String()
	}
	return strconv.Itoa(int(t/10)) + "." + strconv.Itoa(int(t%10))
}

// Halves is a number of halves, such as a median of whole days: 7 is 3.5.
type Halves int

// String writes the half only where there is one: "3", "3.5".
func (h Halves) String() string {
	if h < 0 {
		return "-" + (-h).String()
	}
	s := strconv.Itoa(int(h / 2))
	if h%2 == 1 {
		s += ".5"
	}
	return s
}

// Thousands writes a count as people do: "1,204".
func Thousands(n int) string {
	if n < 0 {
		return "-" + Thousands(-n)
	}
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
