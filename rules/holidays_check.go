package rules

import (
	"fmt"
	"slices"
	"strings"

	"caseclock/deadline"
)

// HolidayCheck is what "holidays check" says of a list: what it holds, and
// what a reader should look at. Nothing in it is a fault of form.
type HolidayCheck struct {
	Name    string        `json:"name"`
	Version string        `json:"version"`
	Whole   []int         `json:"whole"`   // years held whole
	Horizon deadline.Date `json:"horizon"` // the last day held; none where no year is whole
	AsAt    deadline.Date `json:"as_at"`
	Months  int           `json:"months_left"` // whole months from as-at to the horizon; 0 past it
	Days    int           `json:"days"`

	InPart   []int        `json:"in_part"`  // years with days that are not held whole
	Weekends []HolidayDay `json:"weekends"` // days that change nothing, being no working days anyway
	Missing  []HolidayDay `json:"missing"`  // usual days that a whole year does not have
	Moved    []HolidayDay `json:"moved"`    // usual days that a whole year has on another day
	Extra    []HolidayDay `json:"extra"`    // days beyond the usual ones, such as a jubilee
}

// HolidayDay is a day that a check speaks of: the day listed (none where it
// is missing) and the day it usually falls on (none for one that is extra).
type HolidayDay struct {
	Name  string        `json:"name"`
	On    deadline.Date `json:"on"`
	Usual deadline.Date `json:"usual"`
}

// CheckHolidays looks a list through as at a day. The usual days are
// Scotland's: 1 and 2 January, Good Friday, early May, spring, summer,
// St Andrew's Day, Christmas and Boxing Day, with their substitutes.
func CheckHolidays(h *Holidays, asAt deadline.Date) HolidayCheck {
	c := HolidayCheck{Name: h.Name, Version: h.Version, Whole: h.Whole, Horizon: h.Calendar().Horizon(), AsAt: asAt, Days: len(h.Days)}
	for c.Horizon != 0 && asAt.AddMonths(c.Months+1) <= c.Horizon+1 {
		c.Months++
	}
	byYear := map[int][]deadline.Holiday{}
	for _, d := range h.Days {
		y := d.On.Year()
		if len(byYear[y]) == 0 && !slices.Contains(h.Whole, y) {
			c.InPart = append(c.InPart, y)
		}
		byYear[y] = append(byYear[y], d)
		if d.On.Weekend() {
			c.Weekends = append(c.Weekends, HolidayDay{Name: d.Name, On: d.On})
		}
	}
	for _, y := range h.Whole {
		c.checkYear(y, byYear[y])
	}
	return c
}

// checkYear compares a whole year with Scotland's usual days.
func (c *HolidayCheck) checkYear(year int, listed []deadline.Holiday) {
	taken := map[deadline.Date]bool{}
	for _, usual := range usualDays(year) {
		found := usual.among(listed, taken)
		switch {
		case found.On == 0:
			c.Missing = append(c.Missing, HolidayDay{Name: usual.name, Usual: usual.on})
		case found.On != usual.on && !lists(listed, usual.on):
			c.Moved = append(c.Moved, HolidayDay{Name: found.Name, On: found.On, Usual: usual.on})
		}
		taken[found.On] = true
	}
	for _, d := range listed {
		if !taken[d.On] {
			c.Extra = append(c.Extra, HolidayDay{Name: d.Name, On: d.On})
		}
	}
}

// lists says whether a day is listed, under whatever name: of two days that
// follow each other either may be called the substitute.
func lists(listed []deadline.Holiday, day deadline.Date) bool {
	return slices.ContainsFunc(listed, func(d deadline.Holiday) bool { return d.On == day })
}

// Good says whether nothing in the check asks for a change of the list.
func (c HolidayCheck) Good() bool { return len(c.Missing)+len(c.Weekends) == 0 && c.Months >= 6 }

// Lines are the check in sentences, one a line.
func (c HolidayCheck) Lines() []string {
	lines := []string{
		fmt.Sprintf("%s, version %s: %d days", c.Name, c.Version, c.Days),
		"years held whole: " + yearsText(c.Whole),
	}
	if len(c.InPart) > 0 {
		lines = append(lines, "years held in part, in which working days are refused: "+yearsText(c.InPart))
	}
	lines = append(lines, c.horizonLine())
	for _, d := range c.Missing {
		lines = append(lines, fmt.Sprintf("missing: %s %d, usually on %s", d.Name, d.Usual.Year(), d.Usual.WithWeekday()))
	}
	for _, d := range c.Weekends {
		lines = append(lines, fmt.Sprintf("at a weekend: %s on %s changes nothing", d.Name, d.On.WithWeekday()))
	}
	for _, d := range c.Moved {
		lines = append(lines, fmt.Sprintf("moved: %s on %s, usually on %s", d.Name, d.On.WithWeekday(), d.Usual.WithWeekday()))
	}
	for _, d := range c.Extra {
		lines = append(lines, fmt.Sprintf("beyond the usual days: %s on %s", d.Name, d.On.WithWeekday()))
	}
	return lines
}

func (c HolidayCheck) horizonLine() string {
	switch {
	case c.Horizon == 0:
		return "no year is held whole: working days cannot be counted at all"
	case c.AsAt > c.Horizon:
		return fmt.Sprintf("the list ended on %s: working days after it are refused; a newer list is needed", c.Horizon.Long())
	case c.Months < 6:
		return fmt.Sprintf("the list ends on %s, %s from %s: a newer list is needed soon", c.Horizon.Long(), monthsText(c.Months), c.AsAt.Long())
	}
	return fmt.Sprintf("the list ends on %s, %s from %s", c.Horizon.Long(), monthsText(c.Months), c.AsAt.Long())
}

func monthsText(n int) string {
	switch n {
	case 0:
		return "less than a month"
	case 1:
		return "1 month"
	}
	return fmt.Sprintf("%d months", n)
}

// yearsText writes 2012, 2015 to 2028.
func yearsText(years []int) string {
	var parts []string
	for i := 0; i < len(years); {
		j := i
		for j+1 < len(years) && years[j+1] == years[j]+1 {
			j++
		}
		part := fmt.Sprint(years[i])
		if j > i {
			part = fmt.Sprintf("%d to %d", years[i], years[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, ", ")
}
