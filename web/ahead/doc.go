// Package ahead is the pages that look half a year ahead, to plan rooms and
// chairs: what falls due by week, by timescale and by chair, a week's deadlines
// with the last day to give notice, and the same as a calendar, to download or
// to fetch from a secret address.
package ahead
