package rules

import (
	"strings"
	"time"

	"caseclock/deadline"
)

// usualDay is one of Scotland's yearly bank holidays, by the words that its
// name has and the day it usually falls on.
type usualDay struct {
	name  string
	words []string // any of them, in lower case
	on    deadline.Date
}

// usualDays are Scotland's nine bank holidays of a year. One that falls at a
// weekend moves to the next working day that is not itself a holiday; so
// 2 January may push New Year's Day on, and Boxing Day Christmas Day.
func usualDays(year int) []usualDay {
	newYear, second := pair(date(year, 1, 1))
	christmas, boxing := pair(date(year, 12, 25))
	andrew := date(year, 11, 30)
	for andrew.Weekend() {
		andrew++
	}
	return []usualDay{
		{"New Year's Day", []string{"new year"}, newYear},
		{"2 January", []string{"2 january", "2nd january", "second of january"}, second},
		{"Good Friday", []string{"good friday"}, easter(year) - 2},
		{"Early May bank holiday", []string{"early may", "may day"}, onOrAfter(date(year, 5, 1), time.Monday)},
		{"Spring bank holiday", []string{"spring"}, onOrAfter(date(year, 5, 25), time.Monday)},
		{"Summer bank holiday", []string{"summer"}, onOrAfter(date(year, 8, 1), time.Monday)},
		{"St Andrew's Day", []string{"andrew"}, andrew},
		{"Christmas Day", []string{"christmas"}, christmas},
		{"Boxing Day", []string{"boxing"}, boxing},
	}
}

// pair gives the days on which two holidays that follow each other are kept:
// each on its own day where that is a weekday, else on the next weekday that
// the other does not take.
func pair(first deadline.Date) (a, b deadline.Date) {
	a, b = first, first+1
	free := func(d, other deadline.Date) deadline.Date {
		for d.Weekend() || d == other {
			d++
		}
		return d
	}
	if !b.Weekend() {
		return free(a, b), b
	}
	a = free(a, 0)
	return a, free(b, a)
}

// among finds the day in a year's list, by its name or else by its usual day.
func (u usualDay) among(listed []deadline.Holiday, taken map[deadline.Date]bool) deadline.Holiday {
	for _, d := range listed {
		name := strings.ToLower(strings.ReplaceAll(d.Name, "’", "'"))
		for _, w := range u.words {
			if strings.Contains(name, w) && !taken[d.On] {
				return d
			}
		}
	}
	for _, d := range listed {
		if d.On == u.on && !taken[d.On] {
			return d
		}
	}
	return deadline.Holiday{}
}

func onOrAfter(d deadline.Date, w time.Weekday) deadline.Date {
	for d.Weekday() != w {
		d++
	}
	return d
}

// easter is Easter Sunday of the Gregorian calendar, by the computation of
// Meeus, Jones and Butcher.
func easter(year int) deadline.Date {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return date(year, n/31, n%31+1)
}

func date(year, month, day int) deadline.Date {
	d, _ := deadline.NewDate(year, month, day)
	return d
}
