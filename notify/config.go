package notify

import (
	"time"

	"caseclock/deadline"
)

// Config is how and when people are told.
type Config struct {
	Ladder   Ladder
	DigestAt Clock  // time of day in London from which the day's digest goes
	Hours    Hours  // hours in London outside which nothing is mailed
	From     string // mail address of the sender; its domain is that of the message ids
	Link     string // web address that a case's link begins with; empty: no link
	// Unrecorded says of each digest that it could not be written down: the ledger
	// does not outlast the process.
	Unrecorded bool
	Upcoming   int // how many calendar days ahead the attached calendar reaches; 0 is none attached
}

// DefaultUpcoming is how many calendar days ahead the attached calendar
// reaches where nothing else is said.
const DefaultUpcoming = 42

// Clock is a time of day in minutes from midnight, by the clock on the wall;
// 1440 is the end of the day.
type Clock int

// Hours is a stretch of the day: From is in it, To is not.
type Hours struct{ From, To Clock }

// Contains says whether a time of day lies within the hours.
func (h Hours) Contains(c Clock) bool { return c >= h.From && c < h.To }

// allDay is the whole day.
var allDay = Hours{0, 24 * 60}

// Open says whether mail may leave at an instant.
func (c *Config) Open(now time.Time) bool { return c.Hours.Contains(clockOf(now)) }

// clockOf is the time of day of an instant, in London.
func clockOf(now time.Time) Clock {
	h, m, _ := now.In(deadline.London).Clock()
	return Clock(h*60 + m)
}

// AtOnce says whether everything owed goes at the wake that finds it: a digest
// from 00:00 on, mail at all hours. There is then no limit of one digest a
// person a day.
//
// With any other setting a person's digest goes once a day, at the first wake
// at or after DigestAt and within Hours. Both are read off the clock on the
// wall, so a time that a change of the clocks leaves out counts as reached
// once the wall shows a later one, and a time it repeats is reached once: the
// day's digest is known by its day.
func (c *Config) AtOnce() bool { return c.DigestAt == 0 && c.Hours == allDay }

// digestHour says whether digests go at this instant.
func (c *Config) digestHour(now time.Time) bool {
	return c.Open(now) && clockOf(now) >= c.DigestAt
}
