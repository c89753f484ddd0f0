package status_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"caseclock/notify"
)

// deaf is a mail server that speaks with nobody, until it does.
type deaf struct{ back bool }

func (d *deaf) Send(context.Context, *notify.Sending) notify.Attempt {
	if d.back {
		return notify.Attempt{State: notify.Sent, Stage: notify.StageEnd, Code: 250}
	}
	return notify.Attempt{State: notify.Pending, Stage: notify.StageConnect, Error: "connection refused"}
}

// Who sees cases is told on every page that no mail gets out, from the first
// wake that finds it so until the first that does not; the committee is not.
func TestNoMailIsSaidAtOnce(t *testing.T) {
	s, server := site(t), &deaf{}
	s.Engine.Courier, s.Engine.Random = server, func() float64 { return 0 }
	s.Engine.Alerts = notify.Config{Ladder: notify.DefaultLadder(), Hours: notify.Hours{To: 24 * 60}, From: "caseclock@council.example"}
	said := func(as string) bool { return strings.Contains(s.Get(as, "/status").Body, "No mail gets out") }
	if said("admin-1") {
		t.Error("said before anything was tried")
	}
	wake := func() {
		t.Helper()
		if _, err := s.Engine.Wake(t.Context(), s.Clock); err != nil {
			t.Fatal(err)
		}
		s.Clock = s.Clock.Add(time.Hour)
	}
	wake()
	if !said("admin-1") || said("committee-1") {
		t.Error("not said to who should know, or to the committee")
	}
	server.back = true
	wake()
	if said("admin-1") {
		t.Error("said when mail gets out again")
	}
}
