package notify

import (
	"testing"
	"time"

	"caseclock/deadline"
)

// day reads a date that the test knows to exist.
func day(s string) deadline.Date {
	d, err := deadline.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// at is an instant by the clock in London: "2026-01-19 08:00".
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, deadline.London)
	if err != nil {
		panic(err)
	}
	return t
}

var (
	initialRule = &deadline.Rule{ID: "initial-cpcc", Duty: "An initial case conference is held after a concern about a child.", Force: deadline.Should}
	minutesRule = &deadline.Rule{ID: "minutes", Duty: "The minutes are received by participants.", Force: deadline.Should}
	noticeRule  = &deadline.Rule{ID: "notice-of-cpcc", Duty: "Participants are given notice of a case conference.", Force: deadline.WherePossible}
	unbornRule  = &deadline.Rule{ID: "pre-birth-cpcc", Duty: "A pre-birth case conference is held after a concern about an unborn child.", Force: deadline.Should}
)

// theCase is an ordinary case of Stirling.
func theCase() *Case {
	return &Case{ID: "k7q2m9", Reference: "CP-0417", Authority: "stirling", Since: day("2020-01-01"), Chair: "chair-1", Lead: "lead-1"}
}

func person(id, role string, away ...Away) Person {
	return Person{ID: id, Name: "Named " + id, Email: id + "@council.example", Roles: []string{role}, Authorities: []string{"stirling"}, Away: away}
}

func thePeople(more ...Person) People {
	return NewPeople(append(more, person("chair-1", Chair), person("chair-2", Chair), person("lead-1", Lead),
		person("manager-1", Manager), person("coord-1", Coordinator))...)
}

func theConfig() Config {
	return Config{Ladder: DefaultLadder(), DigestAt: 7*60 + 30, Hours: Hours{7 * 60, 19 * 60},
		From: "caseclock@council.example", Link: "https://caseclock.council.example", Upcoming: DefaultUpcoming}
}

// facts are what a test says of a deadline; asAt makes the deadline of them as
// it stands on a day.
type facts struct {
	rule       *deadline.Rule
	start, due string
	met, ended string
	category   string // empty: no reason
	reasonOn   string
	proposed   string
	conference deadline.Conference
}

func (f facts) asAt(today deadline.Date) deadline.Deadline {
	on := func(s string) deadline.Date {
		if s == "" || day(s) > today {
			return 0
		}
		return day(s)
	}
	d := deadline.Deadline{Rule: f.rule, Start: day(f.start), Met: on(f.met), Ended: on(f.ended), Conference: f.conference}
	if f.due == "" {
		d.Status = deadline.Undated
		return d
	}
	d.Due = day(f.due)
	d.Status = status(&d, today)
	if f.category != "" && on(f.reasonOn) != 0 {
		r := deadline.Reason{Category: f.category, On: day(f.reasonOn)}
		if f.proposed != "" {
			r.Proposed = day(f.proposed)
		}
		r.Lapsed = d.Open() && r.Proposed != 0 && today > r.Proposed
		r.Explains = !d.Open() || r.Proposed >= r.On
		d.Reason = &r
	}
	return d
}

func status(d *deadline.Deadline, today deadline.Date) deadline.Status {
	of := func(on deadline.Date, in, late deadline.Status) deadline.Status {
		if on <= d.Due {
			return in
		}
		return late
	}
	switch {
	case d.Met != 0:
		return of(d.Met, deadline.Met, deadline.MetLate)
	case d.Ended != 0:
		return of(d.Ended, deadline.Ended, deadline.EndedOverdue)
	}
	return of(today, deadline.Pending, deadline.Overdue)
}

// theConcern is an initial conference due on Monday 26 January 2026.
func theConcern() facts {
	return facts{rule: initialRule, start: "2026-01-05", due: "2026-01-26"}
}

func (f facts) item(c *Case, now time.Time) Item {
	return Item{Case: c, Deadline: f.asAt(deadline.DayOf(now)), Lineage: "e1"}
}

// claimAll remembers alerts as the ledger would.
func claimAll(m Marks, alerts []Alert) {
	for _, a := range alerts {
		for _, mark := range a.Marks {
			m[mark] = true
		}
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
