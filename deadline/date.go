package deadline

import (
	"fmt"
	"time"
)

// Date is a civil day without a time zone, held as its Julian Day Number, so
// that one day more is one more and Monday is a multiple of seven. The zero
// Date is "no date".
type Date int32

// NewDate makes the date of a day that exists; ok is false for 31 February
// and for years outside 1 to 9999.
func NewDate(year, month, day int) (d Date, ok bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	return civil(year, month, day), true
}

// civil turns a proleptic Gregorian day into its day number, counting years
// from March so that the leap day is the last of its year.
func civil(year, month, day int) Date {
	y, m := year, month-3
	if m < 0 {
		y, m = y-1, m+12
	}
	era := floorDiv(y, 400)
	inEra := y - era*400
	dayOfYear := (153*m+2)/5 + day - 1
	return Date(era*146097 + inEra*365 + inEra/4 - inEra/100 + dayOfYear + 1721120)
}

// Civil gives the year, month (1 to 12) and day of the month.
func (d Date) Civil() (year, month, day int) {
	n := int(d) - 1721120
	era := floorDiv(n, 146097)
	inEra := n - era*146097
	y := (inEra - inEra/1460 + inEra/36524 - inEra/146096) / 365
	dayOfYear := inEra - (365*y + y/4 - y/100)
	m := (5*dayOfYear + 2) / 153
	day = dayOfYear - (153*m+2)/5 + 1
	year, month = y+era*400, m+3
	if month > 12 {
		year, month = year+1, month-12
	}
	return year, month, day
}

// Year is the calendar year of the day.
func (d Date) Year() int {
	y, _, _ := d.Civil()
	return y
}

// AddMonths goes to the same day number n months on (back when n is
// negative), or to that month's last day when the month is too short:
// 30 November + 3 months is the last of February.
func (d Date) AddMonths(n int) Date {
	y, m, day := d.Civil()
	m0 := y*12 + m - 1 + n
	y, m = floorDiv(m0, 12), m0-floorDiv(m0, 12)*12+1
	return civil(y, m, min(day, daysIn(y, m)))
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday((int(d) + 1) % 7) }

// Weekend says whether the day is a Saturday or a Sunday.
func (d Date) Weekend() bool { return d%7 >= 5 }

// ParseDate reads YYYY-MM-DD and nothing else.
func ParseDate(s string) (Date, error) {
	bad := func(why string) (Date, error) {
		return 0, fmt.Errorf("%q is %s; accepted is a day that exists, written YYYY-MM-DD", clip(s), why)
	}
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return bad("not a date")
	}
	var n [3]int
	for i, part := range [3]string{s[:4], s[5:7], s[8:]} {
		for _, c := range []byte(part) {
			if c < '0' || c > '9' {
				return bad("not a date")
			}
			n[i] = n[i]*10 + int(c-'0')
		}
	}
	d, ok := NewDate(n[0], n[1], n[2])
	if !ok {
		return bad("no day of the calendar")
	}
	return d, nil
}

// String writes YYYY-MM-DD, or nothing for no date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return string(d.append(make([]byte, 0, 10)))
}

func (d Date) append(b []byte) []byte {
	y, m, day := d.Civil()
	if y < 0 || y > 9999 {
		return fmt.Appendf(b, "%04d-%02d-%02d", y, m, day)
	}
	two := func(n int) { b = append(b, byte('0'+n/10), byte('0'+n%10)) }
	two(y / 100)
	two(y % 100)
	b = append(b, '-')
	two(m)
	b = append(b, '-')
	two(day)
	return b
}

// Long writes the day as people do: "26 January 2026".
func (d Date) Long() string {
	if d == 0 {
		return "no date"
	}
	y, m, day := d.Civil()
	return fmt.Sprintf("%d %s %d", day, time.Month(m), y)
}

// WithWeekday writes "Monday 26 January 2026".
func (d Date) WithWeekday() string {
	if d == 0 {
		return "no date"
	}
	return d.Weekday().String() + " " + d.Long()
}

// MarshalText writes YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return d.append(nil), nil }

// MarshalJSON writes "YYYY-MM-DD", or null for no date.
func (d Date) MarshalJSON() ([]byte, error) {
	if d == 0 {
		return []byte("null"), nil
	}
	return append(d.append([]byte{'"'}), '"'), nil
}

// UnmarshalText reads what MarshalText writes; empty is no date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	v, err := ParseDate(string(b))
	*d = v
	return err
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// clip keeps a value quoted in an error short.
func clip(s string) string {
	if len(s) <= 40 {
		return s
	}
	return s[:40] + "…"
}
