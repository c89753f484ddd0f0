package report

import "caseclock/deadline"

// Stay is how long children were on the register, in days: from the day of
// registration to the day on which they came off it, or for those still on it
// to the day at whose end it is counted. One registered on Monday and
// deregistered on Tuesday was on it for 1 day.
type Stay struct {
	// Bands counts them by how long: under 6 months, 6 months and under 12, 1 year
	// and under 2, 2 years and over. Months are those of the calendar: a stay is of
	// 6 months from the same day of the sixth month on.
	Bands [4]int `json:"bands"`
	Days  Days   `json:"-"` // of each child
}

// StayBands names the bands.
var StayBands = [4]string{"under 6 months", "6 to under 12 months", "1 to under 2 years", "2 years and over"}

// bands are where each band but the last ends: so many months on, which are at
// least and at most so many days.
var bands = [...]struct {
	months      int
	least, most deadline.Date
}{{6, 181, 184}, {12, 365, 366}, {24, 730, 731}}

func (s *Stay) count(since, until deadline.Date) {
	s.Days = append(s.Days, int32(until-since))
	s.Bands[bandOf(since, until)]++
}

func bandOf(since, until deadline.Date) int {
	for i, b := range bands {
		if n := until - since; n < b.least || n < b.most && until < since.AddMonths(b.months) {
			return i
		}
	}
	return len(bands)
}
