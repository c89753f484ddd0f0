package demo

import (
	"fmt"

	"caseclock/deadline"
)

// Authority is an invented configuration of a council: its packs, in order of
// the days on which they came into force.
type Authority struct {
	ID, Name string
	Packs    []PackFrom
}

// PackFrom is a pack in force from a day on.
type PackFrom struct {
	Pack string
	From deadline.Date
}

// Authorities are the three that the demonstration is set in: two that work by
// their own procedures, and an invented one that went over to the guidance of
// 2021.
func Authorities() []Authority {
	since, changed := day(2014, 5, 1), day(2023, 4, 1)
	return []Authority{
		{"stirling", "Stirling Council", []PackFrom{{"forth-valley", since}}},
		{"fife", "Fife Council", []PackFrom{{"fife", since}}},
		{"clydeside", "Clydeside Council", []PackFrom{{"scotland-2014", since}, {"scotland-2021", changed}}},
	}
}

func day(y, m, d int) deadline.Date {
	date, _ := deadline.NewDate(y, m, d)
	return date
}

// Person is somebody who takes part in the demonstration.
type Person struct {
	ID, Name, Email, Role string
	Authority             string // empty: all
}

var ordinals = []string{"One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"}

// People are three chairs, three lead professionals, a manager, a coordinator, a
// minute-taker and somebody of the committee for each authority, and an auditor
// and an administrator for all.
func People(authorities []string) []Person {
	var people []Person
	for a, id := range authorities {
		add := func(role, title string, n, each int) {
			number := a*each + n
			name := fmt.Sprintf("%s %d", title, number)
			if number <= len(ordinals) {
				name = title + " " + ordinals[number-1]
			}
			pid := fmt.Sprintf("%s-%d", role, number)
			people = append(people, Person{pid, name, pid + "@" + id + ".example", role, id})
		}
		for n := 1; n <= 3; n++ {
			add("chair", "Chair", n, 3)
			add("lead", "Lead", n, 3)
		}
		add("manager", "Manager", 1, 1)
		add("coordinator", "Coordinator", 1, 1)
		add("minute-taker", "Minute-taker", 1, 1)
		add("committee", "Committee", 1, 1)
	}
	return append(people, Person{"auditor-1", "Auditor One", "auditor-1@councils.example", "auditor", ""},
		Person{"admin-1", "Admin One", "admin-1@councils.example", "admin", ""})
}
