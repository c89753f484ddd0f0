package engine

import (
	"caseclock/deadline"
	"caseclock/report/document"
)

// Scheduled is a report that is made when a period has ended.
type Scheduled struct {
	ID        string // of its series
	Authority string // empty: all
	Period    PeriodKind
	Day       int // how many calendar days after the period's last day it is made
	For       document.Audience
	To        []string // ids of the people who are told that it is there
}

// PeriodKind is the kind of period that a scheduled report covers.
type PeriodKind string

// The kinds of period.
const (
	Month      PeriodKind = "month"
	Quarter    PeriodKind = "quarter"     // of the calendar year
	YearAugust PeriodKind = "year-august" // 1 August to 31 July, the year of the national return
	YearApril  PeriodKind = "year-april"  // 1 April to 31 March
)

// PeriodKinds lists them.
var PeriodKinds = []PeriodKind{Month, Quarter, YearAugust, YearApril}

// shape is how many months a period has, and a month with which one begins.
func (k PeriodKind) shape() (months, first int) {
	switch k {
	case Quarter:
		return 3, 1
	case YearAugust:
		return 12, 8
	case YearApril:
		return 12, 4
	}
	return 1, 1
}

// begin is the first day of the period that holds a day.
func (k PeriodKind) begin(d deadline.Date) deadline.Date {
	months, first := k.shape()
	y, m, _ := d.Civil()
	month, _ := deadline.NewDate(y, m, 1)
	return month.AddMonths(-((m - first + 12) % months))
}

// due is the last period for which the report's day has come, and that day.
func (s *Scheduled) due(today deadline.Date) (from, to, planned deadline.Date) {
	after := s.Period.begin(today - deadline.Date(s.Day) + 1)
	months, _ := s.Period.shape()
	return after.AddMonths(-months), after - 1, after - 1 + deadline.Date(s.Day)
}
