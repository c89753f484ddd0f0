package engine

import (
	"strings"
	"testing"
	"time"

	"caseclock/notify"

	"github.com/emersion/go-smtp"
)

// withCanaries is a bench whose engine sends canaries and gives a sign of life to p.
func withCanaries(t *testing.T, p *pinged) (b *bench, restart func()) {
	b = newBench(t, "2026-05-05")
	restart = func() {
		b.reopen(func(s *Settings) {
			s.Canary = notify.CanaryMail{To: "canary@council.example", Every: 6 * time.Hour}
			s.Pinger, s.Heartbeat = p, notify.Heartbeat{URL: "https://watch.example/x", Every: time.Hour}
		})
	}
	restart()
	return b, restart
}

func (b *bench) canary() *CanaryHealth {
	b.t.Helper()
	h, err := b.health(b.t.Context())
	if err != nil || h.Mail.Canary == nil {
		b.t.Fatalf("no canary in health: %v", err)
	}
	return h.Mail.Canary
}

// A canary is sent through the real store and server, kept with the server's words,
// and not sent again after a restart.
func TestCanaryIsKeptOverARestart(t *testing.T) {
	p := &pinged{}
	b, restart := withCanaries(t, p)
	s, mail := b.wake()
	if len(mail) != 1 || mail[0].to != "canary@council.example" || s.Unproven != "" || s.Owed+s.Sent+s.Failed != 0 || p.times != 1 {
		t.Fatalf("%+v, %v, %d signs of life", s, mail, p.times)
	}
	was := b.canary()
	if was.State != "sent" || was.Reply == "" || was.Server == "" || was.Attempts != 1 || !was.Taken.Equal(b.now()) || !strings.Contains(mail[0].body, was.MessageID) {
		t.Errorf("%+v", was)
	}
	restart()
	b.later(time.Hour)
	if _, mail := b.wake(); len(mail) != 0 || b.canary().MessageID != was.MessageID || p.times != 2 {
		t.Errorf("after a restart %v, %+v, %d signs of life", mail, b.canary(), p.times)
	}
	b.later(6 * time.Hour)
	if _, mail := b.wake(); len(mail) != 1 || p.times != 3 {
		t.Errorf("%d canaries after their time", len(mail))
	}
}

// A server that takes recipients and refuses every message: health says so, no sign
// of life is given, and of the canary's mailbox it is not said that a person's
// address is wrong.
func TestAServerThatRefusesEveryMessageIsLoud(t *testing.T) {
	p := &pinged{}
	b, restart := withCanaries(t, p)
	b.wake()
	b.box.refuse = &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "not today"}
	b.later(6 * time.Hour)
	for range 3 {
		s, _ := b.wake()
		if said := strings.Join(s.Warnings, "\n"); !strings.Contains(s.Unproven, "refused for good") || !strings.Contains(said, s.Unproven) || s.Refused != 0 || p.times != 1 {
			t.Errorf("%+v, %d signs of life", s, p.times)
		}
		restart()
		b.later(time.Minute)
	}
	h, err := b.health(t.Context())
	if err != nil || len(h.Mail.Dead) != 0 || h.Mail.Canary.State != "dead" || h.Mail.Canary.Attempts != 1 || !strings.Contains(h.Mail.Canary.Reply, "not today") {
		t.Errorf("%+v, %v", h.Mail.Canary, err)
	}
	b.box.refuse = nil
	b.overdueCase("CP-0001", "chair-1")
	if s, mail := b.wake(); len(mail) == 0 || s.Unproven != "" || p.times != 2 {
		t.Errorf("alerts were accepted, %d, and still %q, %d signs of life", len(mail), s.Unproven, p.times)
	}
}

// A canary that was accepted and came back shows that mail does not arrive.
func TestACanaryThatCameBack(t *testing.T) {
	b, _ := withCanaries(t, &pinged{})
	b.wake()
	b.later(time.Minute)
	bounce := notify.Bounce{Kind: notify.Bounced, MessageID: b.canary().MessageID, Code: 550, Reason: "5.1.1 no such mailbox"}
	if taken, err := b.Engine.reopen(t.Context(), b.now(), &bounce); !taken || err != nil {
		t.Fatal(taken, err)
	}
	if s, _ := b.wake(); !strings.Contains(s.Unproven, "refused for good") || !strings.Contains(s.Unproven, "came back") {
		t.Errorf("%q", s.Unproven)
	}
}

// The log and the trail name neither the address nor more than what was done.
func TestCanaryInTheTrail(t *testing.T) {
	b, _ := withCanaries(t, &pinged{})
	b.wake()
	var said []string
	for _, e := range b.trail() {
		if strings.Contains(e.Detail, notify.CanaryPerson) {
			said = append(said, e.Detail)
		}
		if strings.Contains(e.Detail, "canary@") {
			t.Error(e.Detail)
		}
	}
	if len(said) != 2 {
		t.Errorf("%q", said)
	}
}
