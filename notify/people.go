package notify

import (
	"fmt"
	"slices"

	"caseclock/deadline"
)

// Person is somebody who can be told.
type Person struct {
	ID          string
	Name        string // never mailed
	Email       string
	Roles       []string
	Authorities []string // ids; none is all of them
	Team        string   // for figures by team; empty: none
	Away        []Away
}

// Away is a stretch of days, both included, on which another person is told.
type Away struct {
	From, To deadline.Date
	Cover    string // person's id
}

// People is everyone who can be told.
type People struct {
	list []*Person
	byID map[string]*Person
}

// NewPeople makes the list of people. Of two with one id the first counts.
func NewPeople(list ...Person) People {
	p := People{byID: map[string]*Person{}}
	for _, q := range list {
		if p.byID[q.ID] == nil && q.ID != "" {
			p.byID[q.ID] = &q
			p.list = append(p.list, &q)
		}
	}
	return p
}

// Person finds a person by id, or nil.
func (p People) Person(id string) *Person { return p.byID[id] }

// recipient is a person who is told, and for whom.
type recipient struct {
	person string
	stead  string // in whose stead; empty: in their own name, or for want of anyone else
	why    string
}

// route finds who is told of a case on a day, for the roles of a rung. A dead
// child's case is for the coordinator alone. None means that there is nobody.
func (p People) route(today deadline.Date, c *Case, roles []string) []recipient {
	if c.Died {
		return p.coordinators(today, c, "the coordinator alone")
	}
	var to []recipient
	for _, role := range roles {
		switch role {
		case Chair:
			to = append(to, p.named(today, c, c.Chair, role)...)
		case Lead:
			if c.Lead != "" {
				to = append(to, p.named(today, c, c.Lead, role)...)
			}
		default:
			to = append(to, p.having(today, c, role)...)
		}
	}
	if len(to) == 0 {
		to = p.coordinators(today, c, "the coordinator, because the case has nobody in the part of "+fmt.Sprint(roles))
	}
	return to
}

// named is the person a case names for a role, or who stands in.
func (p People) named(today deadline.Date, c *Case, id, role string) []recipient {
	switch {
	case id == "":
		return p.coordinators(today, c, "the coordinator, because the case has no "+role)
	case p.byID[id] == nil || p.byID[id].outside():
		return p.coordinators(today, c, fmt.Sprintf("the coordinator, because the case's %s is not among the people", role))
	}
	if r, ok := p.present(today, p.byID[id], role); ok {
		return []recipient{r}
	}
	return p.coordinators(today, c, fmt.Sprintf("the coordinator, because the %s is away and nobody who is there covers", role))
}

// having is everyone of the case's authority with a role.
func (p People) having(today deadline.Date, c *Case, role string) []recipient {
	if role == Coordinator {
		return p.coordinators(today, c, "the coordinator")
	}
	var to []recipient
	for _, q := range p.list {
		if !slices.Contains(q.Roles, role) || !p.serves(q, c.Authority) {
			continue
		}
		if r, ok := p.present(today, q, role); ok {
			to = append(to, r)
		}
	}
	if len(to) == 0 {
		return p.coordinators(today, c, "the coordinator, because there is no "+role+" to tell")
	}
	return to
}

// coordinators are those of the case's authority. One who is away is covered
// by another coordinator, for a dead child's case; else by the one named; where
// that leads to nobody, the coordinator is told all the same.
func (p People) coordinators(today deadline.Date, c *Case, why string) []recipient {
	var to []recipient
	for _, q := range p.list {
		if !slices.Contains(q.Roles, Coordinator) || !p.serves(q, c.Authority) {
			continue
		}
		r, ok := p.present(today, q, Coordinator)
		if !ok || c.Died && !slices.Contains(p.byID[r.person].Roles, Coordinator) {
			r = recipient{person: q.ID}
		}
		r.why = why
		if !slices.ContainsFunc(to, func(o recipient) bool { return o.person == r.person }) {
			to = append(to, r)
		}
	}
	return to
}

// serves says whether a person's part reaches to an authority. A case without
// one is anybody's only where all the people are of one authority.
func (p People) serves(q *Person, authority string) bool {
	if len(q.Authorities) == 0 || slices.Contains(q.Authorities, authority) {
		return true
	}
	return authority == "" && p.oneAuthority()
}

func (p People) oneAuthority() bool {
	one := ""
	for _, q := range p.list {
		for _, a := range q.Authorities {
			if one != "" && a != one {
				return false
			}
			one = a
		}
	}
	return true
}

// present is the person, or, while they are away, the one who covers; and so
// on, until one is there. It fails where the chain ends with nobody or goes
// round.
func (p People) present(today deadline.Date, q *Person, role string) (recipient, bool) {
	first := q
	for range p.list {
		cover, away := q.coverOn(today)
		if !away {
			if q == first {
				return recipient{person: q.ID, why: "the " + role}, true
			}
			return recipient{person: q.ID, stead: first.ID, why: fmt.Sprintf("who covers for %s, the %s, who is away", first.ID, role)}, true
		}
		if q = p.byID[cover]; q == nil || q == first || q.outside() {
			break
		}
	}
	return recipient{}, false
}

// outside says whether a person has no role that hears of cases: of the
// committee, a minute-taker, an auditor or an administrator, and nothing else.
func (q *Person) outside() bool {
	return !slices.ContainsFunc(q.Roles, func(r string) bool { return slices.Contains(Roles, r) })
}

func (q *Person) coverOn(today deadline.Date) (cover string, away bool) {
	for _, a := range q.Away {
		if today >= a.From && today <= a.To {
			return a.Cover, true
		}
	}
	return "", false
}
