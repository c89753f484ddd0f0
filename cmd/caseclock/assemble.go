package main

import (
	"crypto/x509"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"

	"caseclock/cmd/caseclock/config"
	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/notify"
	"caseclock/report/document"

	"github.com/rs/zerolog"
)

// engineSettings shapes the configuration as the engine takes it.
func (a *app) engineSettings(c *config.Config, log zerolog.Logger) (engine.Settings, error) {
	book, err := effectiveBook(c)
	if err != nil {
		return engine.Settings{}, err
	}
	return engine.Settings{
		Book: book, People: people(c), Categories: c.AllCategories(), Alerts: alerts(c),
		Heartbeat: notify.Heartbeat{URL: c.Heartbeat.URL, Every: c.Heartbeat.Every, MailTo: c.Heartbeat.MailTo},
		Canary:    notify.CanaryMail{To: c.Mail.CanaryTo, Every: c.Mail.CanaryEvery},
		Random:    rand.Float64, Product: "caseclock " + version(), Now: a.now, Log: log, Master: nextMaster(c, a.now),
		Reporting:    engine.ReportSettings{Target: document.Tenths(10 * c.Report.Target), Threshold: c.Report.Threshold, Trend: c.Report.Trend},
		Scheduled:    scheduled(c),
		Retention:    retention(c),
		HeadKept:     engine.HeadSettings{Folder: c.Head.Folder, MailTo: c.Head.MailTo, At: notify.Clock(c.Head.At)},
		Installation: engine.Installation{Config: c.Show(), NextWake: c.Wakes().Next, Chromium: c.Report.Chromium},
	}, nil
}

// effectiveBook reads the packs, the holidays and the closure days.
func effectiveBook(c *config.Config) (*engine.Book, error) {
	calendar, err := c.Calendar()
	if err != nil {
		return nil, err
	}
	var authorities []engine.AuthorityRules
	for _, a := range c.Authorities {
		r := engine.AuthorityRules{ID: a.ID, Name: a.Name, Since: a.Since, Closed: a.Closed}
		for _, p := range a.Rules {
			r.Rules = append(r.Rules, engine.PackFrom{Pack: p.Pack, File: p.File, From: p.From})
		}
		authorities = append(authorities, r)
	}
	return engine.BuildBook(authorities, calendar)
}

func people(c *config.Config) []notify.Person {
	var list []notify.Person
	for _, p := range c.People {
		q := notify.Person{ID: p.ID, Name: p.Name, Email: p.Email, Roles: p.AllRoles(), Authorities: p.Authorities, Team: p.Team}
		for _, w := range p.Away {
			q.Away = append(q.Away, notify.Away{From: w.From, To: w.To, Cover: w.Cover})
		}
		list = append(list, q)
	}
	return list
}

func scheduled(c *config.Config) []engine.Scheduled {
	var list []engine.Scheduled
	for _, s := range c.Reports {
		list = append(list, engine.Scheduled{ID: s.ID, Authority: s.Authority, Period: engine.PeriodKind(s.Period), Day: s.Day,
			For: document.Audience(s.For), To: s.To})
	}
	return list
}

// retention is how long each authority keeps its cases.
func retention(c *config.Config) map[string]engine.Retention {
	all := map[string]engine.Retention{}
	for i := range c.Authorities {
		all[c.Authorities[i].ID] = engine.Retention(c.Authorities[i].Retention)
	}
	return all
}

// hooks are the programs that are told of breaches.
func hooks(c *config.Config) ([]engine.Hook, error) {
	var list []engine.Hook
	for i := range c.Webhooks {
		w := &c.Webhooks[i]
		secret, err := w.Secret()
		if err != nil {
			return nil, fmt.Errorf("webhooks[%d].secret_file: %w", i, err)
		}
		list = append(list, engine.Hook{URL: w.URL, Secret: secret, Authorities: w.Authorities, Private: w.Private})
	}
	return list, nil
}

func alerts(c *config.Config) notify.Config {
	n := notify.Config{DigestAt: notify.Clock(c.Alerts.DigestAt), From: c.Mail.From, Link: c.Link, Upcoming: c.Alerts.Upcoming,
		Hours: notify.Hours{From: notify.Clock(c.Alerts.Hours.From), To: notify.Clock(c.Alerts.Hours.To)}}
	for _, r := range c.Alerts.Ladder {
		n.Ladder = append(n.Ladder, notify.Rung{When: notify.Occasion(r.When), Days: r.Days, Every: r.Every, To: r.To})
	}
	return n
}

// courier speaks to the configured relay; nil where there is none.
func courier(c *config.Config) (notify.Courier, error) {
	if c.Mail.Host == "" {
		return nil, nil
	}
	r := notify.Relay{Host: c.Mail.Host, Port: c.Mail.Port, TLS: c.Mail.TLS, Username: c.Mail.Username}
	if c.Mail.PasswordFile != "" {
		content, err := os.ReadFile(c.Mail.PasswordFile)
		if err != nil {
			return nil, fmt.Errorf("mail.password_file: %w", err)
		}
		r.Password = firstLine(content)
	}
	if c.Mail.CAFile != "" {
		content, err := os.ReadFile(c.Mail.CAFile)
		if err != nil {
			return nil, fmt.Errorf("mail.ca_file: %w", err)
		}
		r.RootCAs = x509.NewCertPool()
		if !r.RootCAs.AppendCertsFromPEM(content) {
			return nil, errors.New("mail.ca_file: it holds no certificate; accepted are PEM certificates")
		}
	}
	return notify.NewSender(r)
}

// dateWord reads a date of a flag; empty is none.
func dateWord(flag, value string) (deadline.Date, error) {
	if value == "" {
		return 0, nil
	}
	d, err := deadline.ParseDate(value)
	if err != nil {
		return 0, wrongWords("--%s: %w", flag, err)
	}
	return d, nil
}
