package status_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"caseclock/notify"
)

// refusing is a mail server that refuses every message, or takes it.
type refusing struct{ takes bool }

func (r *refusing) Send(context.Context, *notify.Sending) notify.Attempt {
	if r.takes {
		return notify.Attempt{State: notify.Sent, Stage: notify.StageEnd, Code: 250, Reply: "2.0.0 Ok: queued as 4X"}
	}
	return notify.Attempt{State: notify.Dead, Stage: notify.StageEnd, Code: 554, Reply: "5.7.1 <b>no</b>", Error: "end: refused with 554"}
}

// IT sees what became of the canary mail, and is warned where it was refused; that
// none is sent is said too.
func TestStatusTellsOfTheCanary(t *testing.T) {
	s, server := site(t), &refusing{}
	if !strings.Contains(s.Get("admin-1", "/status").Body, "none is sent: a mail server that takes recipients") {
		t.Error("not said that none is sent")
	}
	s.Engine.Courier, s.Engine.Random = server, func() float64 { return 0 }
	s.Engine.Alerts = notify.Config{Hours: notify.Hours{To: 24 * 60}, From: "caseclock@council.example"}
	s.Engine.Canary = notify.CanaryMail{To: "canary@council.example", Every: time.Hour}
	wake := func() string {
		t.Helper()
		if _, err := s.Engine.Wake(t.Context(), s.Clock); err != nil {
			t.Fatal(err)
		}
		body := s.Get("admin-1", "/status").Body
		s.Clock = s.Clock.Add(time.Hour)
		return body
	}
	body := wake()
	for _, want := range []string{"every 1h0m0s; <strong>the canary mail was refused for good", "5.7.1 &lt;b&gt;no", "and is dead", `ds_warning-text__text">the canary mail was refused`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q:\n%s", want, body)
		}
	}
	server.takes = true
	if body := wake(); strings.Contains(body, "the canary mail was refused") || !strings.Contains(body, "a message was last accepted to its end") || !strings.Contains(body, "queued as 4X") {
		t.Error(body)
	}
}
