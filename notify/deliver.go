package notify

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// Delivery is one pass over the sendings that wait.
type Delivery struct {
	Ledger  Ledger
	Courier Courier
	Clock   func() time.Time // the instant, asked after each attempt
	Random  func() float64   // in [0, 1), for the time of the next attempt
	Config  Config
	Pace    Pace // nil: attempts follow at once
}

// Delivered counts what a pass did. Problems are in words, without a case
// reference.
type Delivered struct {
	Claimed     int       // new sendings
	Attempts    int       // conversations
	Sent        int       // accepted
	Retry       int       // to be tried again: nothing was accepted
	Unknown     int       // no answer to the final dot: the same message will be repeated
	Dead        int       // refused for good
	AlertsSent  int       // alerts in what was accepted
	Accepted    time.Time // when a server last accepted something in this pass; zero: nothing
	Problems    []string
	Unavailable bool // the server would not speak with us; the rest waits
}

// failuresInAPass is how many attempts may fail before the rest is left to the
// next wake.
const failuresInAPass = 30

// Deliver tries the sendings whose time has come, in the order of their due
// days, within the hours and at its pace. Where the server will not speak with us
// at all, the rest waits for the next wake: a dead server is asked once a wake.
// An error is the ledger's; it ends the pass.
func (d *Delivery) Deliver(ctx context.Context, sum *Delivered) error {
	now := d.Clock()
	if !d.Config.Open(now) {
		return nil
	}
	waiting, err := d.Ledger.Waiting(now)
	if err != nil {
		return fmt.Errorf("sendings that wait: %w", err)
	}
	waiting = slices.DeleteFunc(waiting, func(w Waiting) bool { return w.Sending.Kind == Canary }) // these go last, see SendCanary
	slices.SortStableFunc(waiting, func(a, b Waiting) int {
		return cmp.Or(noneLast(a.Sending.Due, b.Sending.Due), a.Sending.Claimed.Compare(b.Sending.Claimed))
	})
	failed := 0
	for i := range waiting {
		if sum.Unavailable || failed >= failuresInAPass || d.Clock().Sub(now) > passLasts || d.Pace.wait(ctx) != nil ||
			ctx.Err() != nil || !d.Config.Open(d.Clock()) {
			return nil
		}
		a := d.try(ctx, &waiting[i])
		if err := d.Ledger.Outcome(waiting[i].Sending.ID, a); err != nil {
			return fmt.Errorf("outcome of a sending: %w", err)
		}
		sum.add(&waiting[i].Sending, &a)
		if a.State != Sent {
			failed++
		}
	}
	return nil
}

func (d *Delivery) try(ctx context.Context, w *Waiting) Attempt {
	a := d.Courier.Send(ctx, &w.Sending)
	a.At = d.Clock().UTC()
	a.Number = w.Attempts + 1
	if a.State == Pending && w.Last.State == Unknown {
		a.State = Unknown // an earlier one may still have been accepted
	}
	if a.State == Pending || a.State == Unknown {
		a.Next = a.At.Add(backoff(a.Number, d.Random()))
	}
	return a
}

func (sum *Delivered) add(s *Sending, a *Attempt) {
	sum.Attempts++
	switch a.State {
	case Sent:
		sum.Sent++
		sum.AlertsSent += len(s.Alerts)
		sum.Accepted = a.At
		return
	case Dead:
		sum.Dead++
	case Unknown:
		sum.Unknown++
	default:
		sum.Retry++
	}
	sum.Unavailable = a.Stage == StageConnect
	sum.Problems = append(sum.Problems, fmt.Sprintf("message to %s, attempt %d: %s; it is %s", s.Person, a.Number, a.Error, a.State))
}
