package main

import (
	"testing"

	"caseclock/cmd/caseclock/config"
	"caseclock/engine"
	"caseclock/notify"
	"caseclock/report/document"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"
)

// Every setting of the alerts reaches who sends them.
func TestSettingsReachTheAlerts(t *testing.T) {
	c := config.Default()
	c.Mail.From, c.Link = "caseclock@council.example", "https://caseclock.council.example"
	c.Alerts = config.Alerts{DigestAt: config.At(8, 0), Hours: config.Hours{From: config.At(6, 0), To: config.At(20, 0)}, Upcoming: 7,
		Ladder: []config.Rung{{When: "unexplained", Days: 8, Every: 4, To: []string{"manager"}}}}
	want := notify.Config{DigestAt: 480, Hours: notify.Hours{From: 360, To: 1200}, From: c.Mail.From, Link: c.Link, Upcoming: 7,
		Ladder: notify.Ladder{{When: notify.Unexplained, Days: 8, Every: 4, To: []string{notify.Manager}}}}
	if diff := cmp.Diff(want, alerts(&c)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Every setting of the reports reaches who makes them, and the words of the
// configuration are theirs.
func TestSettingsReachTheReports(t *testing.T) {
	c := config.Default()
	c.Report = config.Report{Target: 90, Threshold: 10, Trend: 4}
	c.Reports = []config.Scheduled{{ID: "q", Authority: "fife", Period: "quarter", Day: 20, For: "publication", To: []string{"cpc-1"}}}
	c.People = []config.Person{{ID: "cpc-1", Role: "committee", Team: "north"}}
	a := &app{now: now}
	s, err := a.engineSettings(&c, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	want := []engine.Scheduled{{ID: "q", Authority: "fife", Period: engine.Quarter, Day: 20, For: document.Publication, To: []string{"cpc-1"}}}
	if diff := cmp.Diff(want, s.Scheduled); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s.Reporting != (engine.ReportSettings{Target: 900, Threshold: 10, Trend: 4}) || s.People[0].Team != "north" {
		t.Errorf("%+v, team %q", s.Reporting, s.People[0].Team)
	}
	var periods, readers []string
	for _, k := range engine.PeriodKinds {
		periods = append(periods, string(k))
	}
	for _, r := range document.Audiences {
		readers = append(readers, string(r))
	}
	if diff := cmp.Diff(config.Periods, periods) + cmp.Diff(config.Audiences, readers); diff != "" {
		t.Errorf("words of the configuration (-) and of reports (+):\n%s", diff)
	}
}
