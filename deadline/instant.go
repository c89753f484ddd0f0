package deadline

import (
	"time"
	_ "time/tzdata" // the day an instant falls on must not hang on the machine's files
)

// London is where instants become days.
var London = func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic("the time zone Europe/London is built in and does not load: " + err.Error())
	}
	return l
}()

// DayOf is the civil day of an instant, in London. It is the one place where
// an instant becomes a day.
func DayOf(t time.Time) Date {
	y, m, d := t.In(London).Date()
	return civil(y, int(m), d)
}
