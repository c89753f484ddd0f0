//go:build trial

package clock

import (
	"context"
	"fmt"
	"sync"
	"time"

	"caseclock/deadline"
	"caseclock/notify"
)

// post is a mail server that keeps what it accepted.
type post struct {
	now func() time.Time
	// answer, where set, comes before a sending is accepted: what it gives is the
	// outcome, unless it is nothing.
	answer func(*notify.Sending) notify.Attempt

	mu  sync.Mutex
	got []accepted
}

// accepted is a message with the instant at which it was taken, by the wall.
type accepted struct {
	at time.Time
	notify.Sending
}

// Send takes a message, unless there is another answer.
func (p *post) Send(_ context.Context, s *notify.Sending) notify.Attempt {
	if p.answer != nil {
		if a := p.answer(s); a.State != "" {
			return a
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.got = append(p.got, accepted{p.now(), *s})
	id := fmt.Sprintf("Q%06d", len(p.got))
	return notify.Attempt{State: notify.Sent, Stage: notify.StageEnd, Code: 250, Reply: "2.0.0 Ok: queued as " + id, QueueID: id, Host: "mail.trial"}
}

// all is what was accepted, in order.
func (p *post) all() []accepted {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]accepted(nil), p.got...)
}

// told is an alert as one can name it without the program: who was told of what
// step about which deadline.
func told(a *notify.Alert) string {
	return rungOf(a.Reference, a.Rule, a.Conference, a.Due, a.When, a.Moment, a.Person)
}

func rungOf(ref, rule, conference string, due deadline.Date, when notify.Occasion, moment deadline.Date, person string) string {
	return fmt.Sprintf("%s %s(%s) due %s: %s of %s to %s", ref, rule, conference, due, when, moment, person)
}

// tellings says when each alert was accepted.
func (p *post) tellings() map[string][]accepted {
	found := map[string][]accepted{}
	for _, m := range p.all() {
		if m.Kind == notify.Undelivered {
			continue // it tells of what another was not told
		}
		for i := range m.Alerts {
			k := told(&m.Alerts[i])
			found[k] = append(found[k], m)
		}
	}
	return found
}

// twice names an alert that was told more than once, or nothing.
func (p *post) twice() error {
	for k, ms := range p.tellings() {
		if len(ms) > 1 {
			return fmt.Errorf("told %d times, first %s, then %s: %s", len(ms), ms[0].at.Format(time.RFC3339), ms[1].at.Format(time.RFC3339), k)
		}
	}
	return nil
}
