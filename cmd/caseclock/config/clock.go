package config

import (
	"fmt"
	"strconv"
	"strings"
)

// Clock is a time of day in Europe/London, in minutes from midnight; 24:00,
// the end of the day, is 1440.
type Clock int

// At is the time of day at an hour and a minute.
func At(hour, minute int) Clock { return Clock(hour*60 + minute) }

// ParseClock reads HH:MM from 00:00 to 24:00.
func ParseClock(s string) (Clock, error) {
	h, m, ok := strings.Cut(s, ":")
	hour, errH := strconv.ParseUint(h, 10, 8)
	minute, errM := strconv.ParseUint(m, 10, 8)
	if !ok || len(h) != 2 || len(m) != 2 || errH != nil || errM != nil || minute > 59 || hour*60+minute > 24*60 {
		return 0, fmt.Errorf("%q is no time of day; accepted is HH:MM, 07:30", s)
	}
	return At(int(hour), int(minute)), nil
}

// String writes HH:MM.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// Hours is a stretch of the day: From is in it, To is not.
type Hours struct{ From, To Clock }

// ParseHours reads HH:MM-HH:MM, the first before the second.
func ParseHours(s string) (Hours, error) {
	from, to, ok := strings.Cut(s, "-")
	f, errF := ParseClock(strings.TrimSpace(from))
	t, errT := ParseClock(strings.TrimSpace(to))
	if !ok || errF != nil || errT != nil {
		return Hours{}, fmt.Errorf("%q is no stretch of the day; accepted is HH:MM-HH:MM, 07:00-19:00", s)
	}
	if f >= t {
		return Hours{}, fmt.Errorf("%q ends before it begins; accepted is a stretch of one day, 00:00-24:00 at most", s)
	}
	return Hours{f, t}, nil
}

// String writes HH:MM-HH:MM.
func (h Hours) String() string { return h.From.String() + "-" + h.To.String() }
