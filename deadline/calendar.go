package deadline

import (
	"errors"
	"fmt"
	"slices"
	"sort"
)

// Calendar knows the working days of whole years: Monday to Friday, less the
// named holidays. Outside the years it holds whole it answers "unknown", never
// a guess.
type Calendar struct {
	Name    string // as a reader knows it: "Scotland's bank holidays"
	Version string
	names   map[Date]string
	years   []int // held whole, ascending
	runs    []run
}

// run is a stretch of whole years with its working days as a table.
type run struct {
	first, last Date    // 1 January of the first year, 31 December of the last
	workdays    []Date  // every working day of the run
	before      []int32 // before[d-first]: how many working days lie before d
}

// Holiday is a named day on which nobody works.
type Holiday struct {
	On   Date
	Name string
}

// NewCalendar makes a calendar of holidays; years are those that the list
// holds whole.
func NewCalendar(name, version string, years []int, holidays []Holiday) *Calendar {
	c := &Calendar{Name: name, Version: version, names: map[Date]string{}, years: slices.Clone(years)}
	for _, h := range holidays {
		c.names[h.On] = h.Name
	}
	sort.Ints(c.years)
	c.years = slices.Compact(c.years)
	for i := 0; i < len(c.years); {
		j := i + 1
		for j < len(c.years) && c.years[j] == c.years[j-1]+1 {
			j++
		}
		c.runs = append(c.runs, c.newRun(civil(c.years[i], 1, 1), civil(c.years[j-1], 12, 31)))
		i = j
	}
	return c
}

func (c *Calendar) newRun(first, last Date) run {
	r := run{first: first, last: last}
	for d := first; d <= last; d++ {
		r.before = append(r.before, int32(len(r.workdays)))
		if _, closed := c.names[d]; !closed && !d.Weekend() {
			r.workdays = append(r.workdays, d)
		}
	}
	return r
}

// WithClosed is the calendar with a council's own closure days added.
func (c *Calendar) WithClosed(days ...Date) *Calendar {
	if len(days) == 0 {
		return c
	}
	var all []Holiday
	for d, n := range c.names {
		all = append(all, Holiday{d, n})
	}
	for _, d := range days {
		if _, already := c.names[d]; !already {
			all = append(all, Holiday{d, "council closed"})
		}
	}
	return NewCalendar(c.Name, c.Version, c.years, all)
}

// Years are the years held whole, ascending.
func (c *Calendar) Years() []int { return slices.Clone(c.years) }

// Horizon is the last day the calendar holds.
func (c *Calendar) Horizon() Date {
	if len(c.runs) == 0 {
		return 0
	}
	return c.runs[len(c.runs)-1].last
}

// Holiday gives the name of a holiday.
func (c *Calendar) Holiday(d Date) (name string, ok bool) {
	if c == nil {
		return "", false
	}
	name, ok = c.names[d]
	return name, ok
}

// Holidays are all named days in order.
func (c *Calendar) Holidays() []Holiday {
	all := make([]Holiday, 0, len(c.names))
	for d, n := range c.names {
		all = append(all, Holiday{d, n})
	}
	slices.SortFunc(all, func(a, b Holiday) int { return int(a.On - b.On) })
	return all
}

// Workday says whether people work on the day; known is false outside the
// years held whole.
func (c *Calendar) Workday(d Date) (workday, known bool) {
	if c.runOf(d) == nil {
		return false, false
	}
	_, closed := c.names[d]
	return !closed && !d.Weekend(), true
}

// After is the nth working day after d, where the day after d is the first
// that can count. It is an error where a day from the first to the last lies
// in a year the calendar does not hold whole. n is 1 or more.
func (c *Calendar) After(d Date, n int) (Date, error) {
	r := c.runOf(d + 1)
	if r == nil {
		return 0, c.gap(d + 1)
	}
	i := int(r.before[d+1-r.first]) + n - 1
	if i >= len(r.workdays) {
		return 0, c.gap(r.last + 1)
	}
	return r.workdays[i], nil
}

// Before is the nth working day before d, where the day before d is the first
// that can count.
func (c *Calendar) Before(d Date, n int) (Date, error) {
	r := c.runOf(d - 1)
	if r == nil {
		return 0, c.gap(d - 1)
	}
	i := len(r.workdays) - n
	if d <= r.last {
		i = int(r.before[d-r.first]) - n
	}
	if i < 0 {
		return 0, c.gap(r.first - 1)
	}
	return r.workdays[i], nil
}

// LastWorkday is the day itself when people work on it, else the last working
// day before it.
func (c *Calendar) LastWorkday(d Date) (Date, error) { return c.Before(d+1, 1) }

func (c *Calendar) runOf(d Date) *run {
	if c == nil {
		return nil
	}
	for i := range c.runs {
		if d >= c.runs[i].first && d <= c.runs[i].last {
			return &c.runs[i]
		}
	}
	return nil
}

func (c *Calendar) gap(d Date) error {
	if c == nil {
		return errors.New("no calendar of holidays is loaded, so working days cannot be counted")
	}
	return fmt.Errorf("working days cannot be counted: the calendar (%s) does not hold the year %d whole", or(c.Name, "unnamed"), d.Year())
}
