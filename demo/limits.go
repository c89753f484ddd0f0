package demo

import "caseclock/deadline"

// The limits that the people of the story work to. They are here so that the
// story knows when somebody is late and would give a reason; what counts is
// reckoned elsewhere, from the packs.
type limits struct {
	concern, minutes, plan, coreGroup, transfer int     // days
	firstReview                                 int     // months
	between                                     int     // days between core groups; 0: not counted
	farewell                                    int     // days to the core group after deregistration; 0: none asked for
	continued                                   float64 // how often an initial conference is continued
}

// limitsOf gives an authority's limits for a clock that starts on a day.
// Working days are taken as seven for five, the longest without a holiday.
func limitsOf(authority string, d deadline.Date) limits {
	l := limits{concern: 21, minutes: 15, plan: 5, coreGroup: 15, transfer: 21, firstReview: 3, farewell: 42, continued: 0.08}
	switch {
	case authority == "stirling":
		l.between = 42
	case authority == "fife":
		l.between, l.farewell = 30, 56
	case d >= day(2023, 4, 1):
		l = limits{concern: 28, minutes: 14, plan: 7, coreGroup: 21, transfer: 29, firstReview: 6, continued: 0.01}
	}
	return l
}
