package config

import (
	"slices"

	"caseclock/notify"
)

// AlertSettings are the alerts as package notify takes them.
func (c *Config) AlertSettings() notify.Config {
	s := notify.Config{DigestAt: notify.Clock(c.Alerts.DigestAt), From: c.Mail.From, Link: c.Link, Upcoming: c.Alerts.Upcoming,
		Hours: notify.Hours{From: notify.Clock(c.Alerts.Hours.From), To: notify.Clock(c.Alerts.Hours.To)}}
	for _, r := range c.Alerts.Ladder {
		s.Ladder = append(s.Ladder, r.settings())
	}
	return s
}

// Recipients are the people as package notify takes them.
func (c *Config) Recipients() []notify.Person {
	var people []notify.Person
	for _, p := range c.People {
		q := notify.Person{ID: p.ID, Name: p.Name, Email: p.Email, Roles: []string{p.Role}, Authorities: slices.Clone(p.Authorities)}
		for _, a := range p.Away {
			q.Away = append(q.Away, notify.Away{From: a.From, To: a.To, Cover: a.Cover})
		}
		people = append(people, q)
	}
	return people
}

// HeartbeatSettings are the heartbeat as package notify takes it.
func (c *Config) HeartbeatSettings() notify.Heartbeat {
	return notify.Heartbeat{URL: c.Heartbeat.URL, Every: c.Heartbeat.Every, MailTo: c.Heartbeat.MailTo}
}

func (r Rung) settings() notify.Rung {
	return notify.Rung{When: notify.Occasion(r.When), Days: r.Days, Every: r.Every, To: slices.Clone(r.To)}
}

func rungOf(r notify.Rung) Rung { return Rung{string(r.When), r.Days, r.Every, r.To} }

// defaultLadder is notify's own.
func defaultLadder() []Rung {
	var l []Rung
	for _, r := range notify.DefaultLadder() {
		l = append(l, rungOf(r))
	}
	return l
}

// String writes a rung as a sentence, as the configuration takes it.
func (r Rung) String() string { return r.settings().String() }
