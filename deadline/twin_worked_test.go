package deadline_test

import (
	"fmt"
	"strings"
	"testing"

	"caseclock/deadline"
)

// The worked dates that the reckoning is published with, against both the
// reckoning and its twin.

var workedDates = []struct {
	what, pack, asAt string
	given            string // one event a line, or after a semicolon
	want             string // of the deadlines of the rule it begins with
}{
	{"initial, due on a bank holiday", "scotland-2014", "2026-01-01", "concern-notified 2025-12-11", "initial-cpcc 2025-12-11 due 2026-01-01 pending"},
	{"initial, the first day out", "scotland-2014", "2026-01-02", "concern-notified 2025-12-11", "initial-cpcc 2025-12-11 due 2026-01-01 overdue by 1"},
	{"initial, the last day in time", "scotland-2014", "2026-06-01",
		"concern-notified 2025-12-01; conference-held 2025-12-22 conference=initial outcome=not-registered", "initial-cpcc 2025-12-01 due 2025-12-22 met"},
	{"initial, one day late", "scotland-2014", "2026-06-01",
		"concern-notified 2025-12-01; conference-held 2025-12-23 conference=initial outcome=not-registered", "initial-cpcc 2025-12-01 due 2025-12-22 met-late by 1"},
	{"first review, month end", "scotland-2014", "2026-01-01",
		"conference-held 2025-11-30 conference=initial outcome=registered", "first-review 2025-11-30 initial due 2026-02-28 pending"},
	{"next review, month end", "scotland-2014", "2026-03-01",
		"conference-held 2026-02-28 conference=review outcome=retained", "next-review 2026-02-28 review due 2026-08-28 pending"},
	{"first review, 30 September", "scotland-2014", "2025-10-01",
		"conference-held 2025-09-30 conference=initial outcome=registered", "first-review 2025-09-30 initial due 2025-12-30 pending"},
	{"pre-birth", "scotland-2014", "2026-01-10", "concern-notified 2026-01-10 subject=unborn edd=2026-06-30",
		"pre-birth-cpcc 2026-01-10 due 2026-04-07 pending"},
	{"pre-birth, late", "scotland-2014", "2026-04-20", "concern-notified 2026-04-20 subject=unborn edd=2026-06-30",
		"pre-birth-cpcc 2026-04-20 due 2026-05-11 pending"},
	{"pre-birth, revised when met", "scotland-2014", "2026-05-01",
		"concern-notified 2026-01-10 subject=unborn edd=2026-06-30; conference-held 2026-04-07 conference=pre-birth outcome=registered; edd-revised 2026-04-20 edd=2026-06-20",
		"pre-birth-cpcc 2026-01-10 due 2026-04-07 met"},
	{"pre-birth, revised too late", "scotland-2014", "2026-04-20",
		"concern-notified 2026-01-10 subject=unborn edd=2026-06-30; edd-revised 2026-04-20 edd=2026-07-20", "pre-birth-cpcc 2026-01-10 due 2026-04-07 overdue by 13"},
	{"pre-birth, brought forward", "scotland-2014", "2026-03-25",
		"concern-notified 2026-01-10 subject=unborn edd=2026-06-30; edd-revised 2026-03-25 edd=2026-06-10", "pre-birth-cpcc 2026-01-10 due 2026-03-25 pending"},
	{"pre-birth, undated", "scotland-2014", "2026-06-01", "concern-notified 2026-01-10 subject=unborn", "pre-birth-cpcc 2026-01-10 undated"},
	{"pre-birth, undated, then born", "scotland-2014", "2026-06-01", "concern-notified 2026-01-10 subject=unborn; born 2026-06-01",
		"pre-birth-cpcc 2026-01-10 due 2026-06-01 pending"},
	{"pre-birth, undated, born at once", "scotland-2014", "2026-01-13", "concern-notified 2026-01-10 subject=unborn; born 2026-01-13",
		"pre-birth-cpcc 2026-01-10 due 2026-01-31 pending"},
	{"pre-birth, 2021", "scotland-2021", "2026-03-20", "concern-notified 2026-03-20 subject=unborn edd=2026-06-30", "pre-birth-cpcc 2026-03-20 due 2026-04-07 pending"},
	{"pre-birth, 2021, past 28+0", "scotland-2021", "2026-04-07", "concern-notified 2026-04-07 subject=unborn edd=2026-06-30", "pre-birth-cpcc 2026-04-07 due 2026-05-05 pending"},
	{"first core group, 2021", "scotland-2021", "2026-05-29", "conference-held 2026-05-29 conference=initial outcome=registered", "first-core-group 2026-05-29 initial due 2026-06-22 pending"},
	{"minutes, 2021", "scotland-2021", "2025-12-22", "conference-held 2025-12-22 conference=initial outcome=not-registered", "minutes 2025-12-22 initial due 2026-01-09 pending"},
	{"minutes, past the horizon", "scotland-2021", "2028-12-28", "conference-held 2028-12-28 conference=initial outcome=not-registered", "minutes 2028-12-28 initial unknown"},
	{"minutes, from the last day of a year not held", "scotland-2021", "2015-01-01",
		"conference-held 2014-12-31 conference=initial outcome=not-registered", "minutes 2014-12-31 initial due 2015-01-16 pending"},
	{"Fife's window, too early", "fife", "2026-04-27",
		"conference-held 2026-03-02 conference=review outcome=deregistered; core-group-held 2026-03-20", "deregistration-core-group 2026-03-02 review from 2026-04-13 due 2026-04-27 pending"},
	{"Fife's window, its first day", "fife", "2026-04-27",
		"conference-held 2026-03-02 conference=review outcome=deregistered; core-group-held 2026-04-13", "deregistration-core-group 2026-03-02 review from 2026-04-13 due 2026-04-27 met"},
	{"notice, late from the start", "scotland-2014", "2026-03-02", "conference-called 2026-03-02 conference=initial planned=2026-03-05",
		"notice-of-cpcc 2026-03-02 initial due 2026-02-28 overdue by 2"},
	{"notice, booked at the meeting", "scotland-2014", "2026-03-01",
		"conference-held 2026-02-28 conference=review outcome=retained; conference-called 2026-02-28 conference=review planned=2026-08-20",
		"notice-of-cpcc 2026-02-28 review due 2026-08-15 pending"},
	{"notice, called the day before", "scotland-2014", "2026-03-01",
		"conference-called 2026-02-27 conference=review planned=2026-08-20; conference-held 2026-02-28 conference=review outcome=retained",
		"notice-of-cpcc 2026-02-27 review due 2026-08-15 pending"},
	{"notice, held 28 days ahead of plan", "scotland-2014", "2026-03-01",
		"conference-called 2026-01-27 conference=review planned=2026-03-28; conference-held 2026-02-28 conference=review outcome=retained",
		"notice-of-cpcc 2026-01-27 review due 2026-03-23 ended"},
	{"brought in", "scotland-2014", "2026-04-01", "position-brought-in 2026-01-15 registered_on=2025-01-10 last_review=2025-10-01", "next-review 2025-10-01 due 2026-04-01 pending"},
}

func TestWorkedDates(t *testing.T) {
	for _, w := range workedDates {
		asAt := dateOf(mustDay(w.asAt))
		rule, _, _ := strings.Cut(w.want, " ")
		for name, reckon := range map[string]reckoning{"twin": twin, "Evaluate": reckoned} {
			t.Run(w.what+"/"+name, func(t *testing.T) {
				got := ""
				for _, l := range reckon(w.pack, eventsOf(t, w.given), deadline.Moment{AsAt: asAt}) {
					if l.Rule == rule {
						got += brief(l)
					}
				}
				if got != w.want {
					t.Errorf("got  %s\nwant %s", got, w.want)
				}
			})
		}
	}
}

func mustDay(s string) twinDay {
	d, err := deadline.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return dayOf(d)
}

// brief writes what the table of worked dates speaks of.
func brief(l deadline.Line) string {
	s := l.Rule + " " + l.Start.String()
	if l.Conference != 0 {
		s += " " + l.Conference.String()
	}
	if l.Rule == "deregistration-core-group" {
		s += " from " + l.NotBefore.String()
	}
	if l.Due != 0 {
		s += " due " + l.Due.String()
	}
	s += " " + l.Status.String()
	if l.DaysLate > 0 {
		s += fmt.Sprintf(" by %d", l.DaysLate)
	}
	return s
}

// eventsOf reads "concern-notified 2026-01-10 subject=unborn; born 2026-06-01"
// as the events e1, e2 and so on of one case.
func eventsOf(t testing.TB, text string) (events []deadline.Event) {
	for i, one := range strings.Split(text, ";") {
		words := strings.Fields(one)
		words[0], words[1] = "event="+words[0], "on="+words[1]
		e := deadline.Event{ID: fmt.Sprintf("e%d", i+1), Case: "CP-0001"}
		for _, w := range words {
			field, value, _ := strings.Cut(w, "=")
			if err := e.Set(field, value); err != nil {
				t.Fatalf("%s: %v", one, err)
			}
		}
		if faults := e.Check(nil, nil); len(faults) > 0 {
			t.Fatalf("%s: %v", one, faults)
		}
		events = append(events, e)
	}
	return events
}
