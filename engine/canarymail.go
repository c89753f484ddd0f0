package engine

import (
	"context"
	"errors"
	"time"

	"caseclock/notify"
)

// sendCanary has the canary mail sent where it is due, after all that is for
// people, and finds whether anything shows that mail gets out.
func (e *Engine) sendCanary(ctx context.Context, now time.Time, did *wakeReport) error {
	if e.doubt() != "" { // at which instant it would be is not known
		return nil
	}
	l := e.ledger(context.WithoutCancel(ctx))
	n := e.notifier(l)
	before := did.vital
	after, problem, err := n.SendCanary(ctx, now, before, func(v notify.Vital) error { return e.keepVital(ctx, v) })
	did.vital = after
	if problem != "" {
		did.Problems = append(did.Problems, problem)
	}
	if err = errors.Join(err, l.failed); err == nil && after != before {
		err = e.keepVital(ctx, after)
	}
	if err != nil || e.Courier == nil {
		return err
	}
	last, err := n.LastCanary(after)
	did.unproven = e.Canary.Unproven(now, after, last)
	return err
}

// CanaryHealth is what became of the canary mail: whether mail gets out at all.
type CanaryHealth struct {
	Every    time.Duration `json:"every"`
	Window   time.Duration `json:"window"`   // for how long what was accepted counts
	Taken    time.Time     `json:"taken"`    // when a server last took a message to its end, a canary or another; zero: never
	Unproven string        `json:"unproven"` // why nothing shows that mail gets out; empty: something does

	Begun     time.Time `json:"begun"` // the last canary's; zero: there was none
	State     string    `json:"state"`
	Attempts  int       `json:"attempts"`
	Tried     time.Time `json:"tried"`
	Next      time.Time `json:"next"`  // when it is tried again; zero: it is not
	Reply     string    `json:"reply"` // the server's own words
	Error     string    `json:"error"` // what went wrong, in ours
	Server    string    `json:"server"`
	TLS       string    `json:"tls"` // empty: plain
	MessageID string    `json:"message_id"`
}

// canaryHealth is nil where no canary is sent.
func (e *Engine) canaryHealth(ctx context.Context) (*CanaryHealth, error) {
	if e.Courier == nil || e.Canary.To == "" {
		return nil, nil
	}
	v := e.vital()
	last, err := e.notifier(&ledger{ctx: ctx, store: e.store}).LastCanary(v)
	if err != nil {
		return nil, err
	}
	h := &CanaryHealth{Every: e.Canary.Every, Window: e.Canary.Window(), Taken: v.Taken, Unproven: e.Canary.Unproven(e.Now(), v, last)}
	if last == nil {
		return h, nil
	}
	a := &last.Last
	h.Begun, h.State, h.Attempts, h.MessageID = last.Sending.Claimed, string(last.State()), last.Attempts, last.Sending.MessageID
	h.Tried, h.Next, h.Reply, h.Error, h.Server, h.TLS = a.At, a.Next, a.Reply, a.Error, a.Server, a.TLS
	if last.State() == notify.Sent && a.At.After(h.Taken) {
		h.Taken = a.At
	}
	return h, nil
}
