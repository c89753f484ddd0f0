package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"caseclock/deadline"
)

// Period is a stretch of days, both ends included.
type Period struct {
	From, To deadline.Date
	Name     string // for people; see PeriodOf
}

// PeriodOf is the period of these days, named for people: whole months of less
// than a year by their names ("January to March 2026"), all others by their
// days ("1 August 2025 to 31 July 2026").
func PeriodOf(from, to deadline.Date) Period {
	return Period{from, to, nameOf(from, to)}
}

// Contains says whether the day lies in the period.
func (p Period) Contains(d deadline.Date) bool { return d >= p.From && d <= p.To }

// PartialOn says whether the period has not ended by a day: what falls due on
// its last day may still be done on it.
func (p Period) PartialOn(asAt deadline.Date) bool { return asAt <= p.To }

func nameOf(from, to deadline.Date) string {
	y1, m1, d1 := from.Civil()
	y2, m2, _ := to.Civil()
	_, _, after := (to + 1).Civil()
	switch n := (y2-y1)*12 + m2 - m1; {
	case from == to:
		return from.Long()
	case d1 != 1 || after != 1 || n > 10 || n < 0:
		return from.Long() + " to " + to.Long()
	case n == 0:
		return fmt.Sprintf("%s %d", time.Month(m1), y1)
	case y1 == y2:
		return fmt.Sprintf("%s to %s %d", time.Month(m1), time.Month(m2), y1)
	}
	return fmt.Sprintf("%s %d to %s %d", time.Month(m1), y1, time.Month(m2), y2)
}

// ParseQuarter reads a quarter of the calendar year: 2026Q1 is January to
// March 2026.
func ParseQuarter(s string) (Period, error) {
	year, quarter, ok := strings.Cut(s, "Q")
	if ok && len(year) == 4 && len(quarter) == 1 {
		y, err1 := strconv.ParseUint(year, 10, 16)
		q, err2 := strconv.ParseUint(quarter, 10, 8)
		if from, ok := deadline.NewDate(int(y), int(3*q)-2, 1); ok && err1 == nil && err2 == nil && y < lastYear {
			return months(from, 3), nil
		}
	}
	return Period{}, fmt.Errorf("quarter: %q is none; accepted is a year and one of its quarters, 2026Q1", short(s))
}

// ParseYear reads the year that begins with a month: 2025-08 is 1 August 2025
// to 31 July 2026, the year of the national return; 2025-04 is April to March.
func ParseYear(s string) (Period, error) {
	if len(s) == 7 {
		if from, err := deadline.ParseDate(s + "-01"); err == nil && from.Year() < lastYear {
			return months(from, 12), nil
		}
	}
	return Period{}, fmt.Errorf("year: %q is none; accepted is the month it begins with, 2025-08 for 1 August 2025 to 31 July 2026", short(s))
}

// lastYear is the first year in which a period cannot begin, lest it end past
// the year 9999.
const lastYear = 9999

func months(from deadline.Date, n int) Period { return PeriodOf(from, from.AddMonths(n)-1) }

// Previous are the n periods of the same length before this one, the earliest
// first: quarters before a quarter, years before a year. The length is so many
// whole months where it is that (from the 16th to the 15th, too, but not from
// a day past the 28th, which some months have not), and so many days otherwise.
func (p Period) Previous(n int) []Period {
	var before []Period
	length, whole := p.wholeMonths()
	for i := n; i > 0; i-- {
		if whole {
			before = append(before, months(p.From.AddMonths(-i*length), length))
			continue
		}
		days := p.To - p.From + 1
		from := p.From - deadline.Date(i)*days
		before = append(before, PeriodOf(from, from+days-1))
	}
	return before
}

func (p Period) wholeMonths() (n int, ok bool) {
	y1, m1, d1 := p.From.Civil()
	y2, m2, _ := (p.To + 1).Civil()
	n = (y2-y1)*12 + m2 - m1
	return n, n > 0 && d1 <= 28 && p.From.AddMonths(n) == p.To+1
}

// Quarters are the n quarters of three months of which the last ends on a day,
// the earliest first. They are aligned to that day and not to the calendar, so
// that those of a year that begins in August are its own (August to October,
// November to January, …) and every one of them is whole.
func Quarters(to deadline.Date, n int) []Period {
	_, _, tomorrow := (to + 1).Civil()
	end := func(i int) deadline.Date {
		if tomorrow == 1 { // the last day of a month: of those months too
			return (to + 1).AddMonths(-3*i) - 1
		}
		return to.AddMonths(-3 * i)
	}
	var quarters []Period
	for i := n - 1; i >= 0; i-- {
		quarters = append(quarters, PeriodOf(end(i+1)+1, end(i)))
	}
	return quarters
}

// Quarters are the n quarters of three months up to the end of the period: of
// a year, eight are its own four and the four of the year before; of a
// quarter, itself and the seven before it.
func (p Period) Quarters(n int) []Period { return Quarters(p.To, n) }

// hull is the shortest period that holds all of these.
func hull(ps []Period) Period {
	h := ps[0]
	for _, p := range ps[1:] {
		h.From, h.To = min(h.From, p.From), max(h.To, p.To)
	}
	return h
}

// short keeps a value quoted in an error short.
func short(s string) string {
	if len(s) <= 40 {
		return s
	}
	return s[:40] + "…"
}
