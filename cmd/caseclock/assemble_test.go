package main

import (
	"testing"

	"caseclock/cmd/caseclock/config"
	"caseclock/notify"

	"github.com/google/go-cmp/cmp"
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
