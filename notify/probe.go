package notify

import (
	"context"
	"time"
)

// Prober is a Courier that can ask whether the server would take a message.
type Prober interface {
	Probe(ctx context.Context, from, to string) Attempt
}

// Probe goes through a conversation up to where the server accepts the
// recipient, and leaves without a message. The attempt's state is sent where it
// did. A quiet week, in which nothing is owed to anyone, is thus told from a
// week in which nothing could have been sent.
func (s *Sender) Probe(ctx context.Context, from, to string) Attempt {
	c := conversation{sender: s, stage: StageConnect, attempt: Attempt{Host: s.address()}}
	defer c.end()
	err := c.greet(ctx, from, to)
	if err != nil {
		a := c.outcome(err)
		a.State = Pending
		return a
	}
	if c.client.UpdateDeadline(quitLimit) == nil {
		_ = c.client.Reset()
		_ = c.client.Quit()
	}
	a := c.attempt
	a.Stage, a.State, a.Code = c.stage, Sent, 250
	return a
}

// probeAddress is to whom a probe asks to write: who gets the daily mail, else
// a coordinator, else anyone.
func (n *Notifier) probeAddress() string {
	if p := n.People.Person(n.Heartbeat.MailTo); p != nil {
		return p.Email
	}
	for i := range n.People.list {
		for _, r := range n.People.list[i].Roles {
			if r == Coordinator {
				return n.People.list[i].Email
			}
		}
	}
	if len(n.People.list) > 0 {
		return n.People.list[0].Email
	}
	return n.Config.From
}

// probe asks a server, at the pace of attempts, whether it would take a message at
// this moment.
func (n *Notifier) probe(ctx context.Context, now time.Time, p Prober, v *Vital) bool {
	if n.Pace.wait(ctx) != nil || p.Probe(ctx, n.Config.From, n.probeAddress()).State != Sent {
		return false
	}
	v.Accepted = now
	return true
}

// revive asks the server, where nothing was accepted within the window.
func (n *Notifier) revive(ctx context.Context, now time.Time, v *Vital, window time.Duration) {
	if p, ok := n.Courier.(Prober); ok && !within(v.Accepted, now, window) {
		n.probe(ctx, now, p, v)
	}
}
