package notify

import (
	"context"
	"fmt"
	"time"
)

// Notifier joins the decisions to the ledger and the mail server.
type Notifier struct {
	Config    Config
	People    People
	Heartbeat Heartbeat
	Canary    CanaryMail
	Ledger    Ledger
	Courier   Courier // nil: no mail is sent, and nothing is claimed
	Pinger    Pinger
	Clock     func() time.Time
	Random    func() float64 // in [0, 1)
	Pace      Pace           // of attempts; nil: they follow at once
}

// Report is what a wake owed and did.
type Report struct {
	Owed     []Alert // found owed, those without a Person included
	Unrouted int     // of them, those that nobody is configured to receive
	Delivered
}

// Wake decides what is owed, claims it, and sends what waits; then it tells
// the coordinators of what was refused or not taken for hours. An error is the ledger's: nothing more
// was sent after it. All else that went wrong is among the report's problems.
func (n *Notifier) Wake(ctx context.Context, now time.Time, items []Item) (Report, error) {
	r := Report{Owed: Decide(now, items, n.People, n.Config, n.Ledger)}
	for i := range r.Owed {
		if r.Owed[i].Person == "" {
			r.Unrouted++
		}
	}
	if r.Unrouted > 0 {
		r.Problems = append(r.Problems, fmt.Sprintf("%d alerts have nobody who could be told of them", r.Unrouted))
	}
	if n.Courier == nil {
		return r, nil
	}
	sendings, err := Compose(now, r.Owed, items, n.People, n.Config, n.Ledger)
	r.note(err)
	if err := n.claim(sendings, &r); err != nil {
		return r, err
	}
	if err := n.deliver(ctx, &r); err != nil {
		return r, err
	}
	return r, n.tellOfUndelivered(ctx, now, &r)
}

// tellOfUndelivered tells of what was refused and of what has waited too long.
func (n *Notifier) tellOfUndelivered(ctx context.Context, now time.Time, r *Report) error {
	refused, err := n.Ledger.Refused()
	if err != nil {
		return fmt.Errorf("refused sendings: %w", err)
	}
	waiting, err := n.Ledger.Waiting(now.Add(LongestWait)) // all there are
	if err != nil {
		return fmt.Errorf("sendings that wait: %w", err)
	}
	notices, err := ComposeUndelivered(now, append(refused, waiting...), n.People, n.Config, n.Ledger)
	r.note(err)
	before := r.Claimed
	if err := n.claim(notices, r); err != nil || r.Claimed == before {
		return err
	}
	return n.deliver(ctx, r)
}

func (n *Notifier) claim(sendings []Sending, r *Report) error {
	for _, s := range sendings {
		isNew, err := n.Ledger.Claim(s)
		if err != nil {
			return fmt.Errorf("claim of a sending: %w", err)
		}
		if isNew {
			r.Claimed++
		}
	}
	return nil
}

func (n *Notifier) deliver(ctx context.Context, r *Report) error {
	d := n.delivery()
	return d.Deliver(ctx, &r.Delivered)
}

func (n *Notifier) delivery() Delivery {
	return Delivery{Ledger: n.Ledger, Courier: n.Courier, Clock: n.Clock, Random: n.Random, Config: n.Config, Pace: n.Pace}
}

func (r *Report) note(err error) {
	if err != nil {
		r.Problems = append(r.Problems, err.Error())
	}
}

// Beat gives the sign of life where one is due and would be true, and answers
// the vital signs as they are then. It is to be called after an evaluation of
// all cases has finished. Withheld says why a sign that was due was not given;
// an error is the ledger's.
func (n *Notifier) Beat(ctx context.Context, now time.Time, v Vital) (after Vital, withheld string, err error) {
	h := &n.Heartbeat
	unproven, err := n.unproven(now, v)
	if err != nil {
		return v, "", err
	}
	if n.Courier != nil && h.WellDue(now, &n.Config, n.Ledger) {
		n.revive(ctx, now, &v, wellWindow)
		ok, why := v.Alive(now, wellWindow)
		if unproven != "" {
			ok, why = false, unproven
		}
		if !ok {
			withheld = "daily mail: " + why
		} else if why, err = n.allIsWell(ctx, now, &v); err != nil {
			return v, why, err
		} else {
			withheld = why
		}
	}
	if n.Pinger == nil || !h.PingDue(now, v) {
		return v, withheld, nil
	}
	if unproven != "" {
		return v, "heartbeat: " + unproven, nil
	}
	// What was accepted earlier says nothing of a server that has died since: each
	// beat asks anew, or the last would come up to an interval after it.
	if p, ok := n.Courier.(Prober); ok && !n.probe(ctx, now, p, &v) {
		return v, "heartbeat: the mail server takes nothing at this moment", nil
	}
	if ok, why := v.Alive(now, h.Every); !ok {
		return v, "heartbeat: " + why, nil
	}
	if err := n.Pinger.Ping(ctx, h.URL); err != nil {
		return v, err.Error(), nil
	}
	v.Beat = now
	return v, withheld, nil
}

// allIsWell claims and sends the daily mail.
func (n *Notifier) allIsWell(ctx context.Context, now time.Time, v *Vital) (withheld string, err error) {
	to := n.People.Person(n.Heartbeat.MailTo)
	if to == nil {
		return "daily mail: " + n.Heartbeat.MailTo + " is not among the people", nil
	}
	s, err := ComposeAllIsWell(now, to, n.Config)
	if err != nil {
		return "daily mail: " + err.Error(), nil
	}
	var r Report
	if err := n.claim([]Sending{s}, &r); err != nil {
		return "", err
	}
	if err := n.deliver(ctx, &r); err != nil {
		return "", err
	}
	if !r.Accepted.IsZero() {
		v.Accepted, v.Taken = now, now
	}
	return "", nil
}
