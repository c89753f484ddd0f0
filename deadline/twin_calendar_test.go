package deadline_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"sync"
	"time"

	"caseclock/deadline"
)

// The twin counts days in the slowest and plainest way: a day is a time.Time
// at noon, weeks and days are added one at a time, and a working day is one
// that was looked up. Nothing of deadline.Date's arithmetic is used; days are
// carried over as text.

type twinDay = time.Time

var never twinDay

func dayOf(d deadline.Date) twinDay {
	if d == 0 {
		return never
	}
	t, err := time.Parse("2006-01-02 15", d.String()+" 12")
	if err != nil {
		panic(err)
	}
	return t
}

func dateOf(d twinDay) deadline.Date {
	if d.IsZero() {
		return 0
	}
	date, err := deadline.ParseDate(d.Format("2006-01-02"))
	if err != nil {
		panic(err)
	}
	return date
}

// daysOn goes n days on, or back.
func daysOn(d twinDay, n int) twinDay {
	for ; n > 0; n-- {
		d = d.Add(24 * time.Hour)
	}
	for ; n < 0; n++ {
		d = d.Add(-24 * time.Hour)
	}
	return d
}

// monthsOn goes to the same day number n months on, or to that month's last
// day when there is none.
func monthsOn(d twinDay, n int) twinDay {
	year, month := d.Year(), int(d.Month())
	for ; n > 0; n-- {
		month++
		if month == 13 {
			year, month = year+1, 1
		}
	}
	for number := d.Day(); ; number-- {
		t := time.Date(year, time.Month(month), number, 12, 0, 0, 0, time.UTC)
		if int(t.Month()) == month {
			return t
		}
	}
}

func earlierOf(a, b twinDay) twinDay {
	if b.Before(a) {
		return b
	}
	return a
}

func laterOf(a, b twinDay) twinDay {
	if b.After(a) {
		return b
	}
	return a
}

// scotlandsHolidays are read from the published list, by their text.
var scotlandsHolidays = sync.OnceValue(func() map[string]bool {
	f, err := os.Open(filepath.Join("testdata", "vectors", "scotland_bank_holidays.csv"))
	if err != nil {
		panic(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		panic(err)
	}
	days := map[string]bool{}
	for _, row := range rows[1:] {
		days[row[0]] = true
	}
	return days
})

// wholeYear says whether Scotland's list is whole for a year.
func wholeYear(year int) bool { return year == 2012 || year >= 2015 && year <= 2028 }

func workingDay(d twinDay) bool {
	weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
	return !weekend && !scotlandsHolidays()[d.Format("2006-01-02")]
}

// workingDaysOn gives the nth working day after a day, and whether the
// calendar knows it: no day from day 1 to the due day may lie in a year that
// the list does not hold whole.
func workingDaysOn(d twinDay, n int) (due twinDay, known bool) {
	for n > 0 {
		d = daysOn(d, 1)
		if !wholeYear(d.Year()) {
			return never, false
		}
		if workingDay(d) {
			n--
		}
	}
	return d, true
}
