package notify

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// CanaryMail is a message that tells nothing of any case and of nobody, and goes
// to a mailbox that may throw it away. It shows whether mail gets out: a server may
// take every recipient and then refuse every message, and with few alerts nobody
// would notice for days.
type CanaryMail struct {
	To    string        // its address; empty: none is sent
	Every time.Duration // how often one is begun, at any hour
}

// Window is for how long a message that was accepted shows that mail gets out:
// until the next canary, and half as long again, an hour at most, in which one that
// is put off is tried again.
func (c *CanaryMail) Window() time.Duration { return c.Every + min(time.Hour, c.Every/2) }

// due says whether the time has come for another, counted from when the last was
// accepted or refused, so that after an outage it is one, however long that was. One
// in the future does not count: the clock has been set back.
func (c *CanaryMail) due(now time.Time, last *Waiting) bool {
	return last.Last.At.After(now) || now.Sub(last.Last.At) >= c.Every
}

// CanaryPerson stands where other sendings have the id of a person. No id has a
// blank.
const CanaryPerson = "canary mailbox"

// canaryLasts is how long a conversation about a canary may take: the next wake,
// and with it every alert, waits for its end.
const canaryLasts = 2 * time.Minute

// ComposeCanary makes the mail of an instant; for the same instant and address it
// is the same.
func ComposeCanary(begun time.Time, to string, cfg Config) (Sending, error) {
	s := Sending{ID: digest(string(Canary), to, begun.UTC().Format(time.RFC3339Nano)), Kind: Canary}
	s.Marks = []string{s.ID}
	p := page{Day: begun.UTC().Format("2006-01-02 15:04 UTC")}
	return s, s.write(begun, &cfg, &Person{ID: CanaryPerson, Email: to}, &letter{subject: SubjectCanary}, &p)
}

// Settled says whether nothing more is tried.
func (w *Waiting) Settled() bool { return w.State() == Sent || w.State() == Dead }

// LastCanary is the canary that was last begun for the address in force, as the
// ledger has it; nil: there is none.
func (n *Notifier) LastCanary(v Vital) (*Waiting, error) {
	if v.Canary == "" {
		return nil, nil
	}
	w, found, err := n.Ledger.Find(v.Canary)
	if err != nil || !found || w.Sending.To != n.Canary.To {
		return nil, err
	}
	return &w, nil
}

// SendCanary begins a canary where one is due, or tries the last again where it
// waits; it is for the end of a wake, when all alerts that could go have gone. The
// vital signs are kept before it is claimed, so that a restart neither forgets it
// nor sends another. A problem is in words; an error is the ledger's or keep's.
func (n *Notifier) SendCanary(ctx context.Context, now time.Time, v Vital, keep func(Vital) error) (after Vital, problem string, err error) {
	if n.Courier == nil {
		return v, "", nil
	}
	if err := n.dropCanary(now, v); err != nil || n.Canary.To == "" {
		return v, "", err
	}
	last, err := n.LastCanary(v)
	if err != nil {
		return v, "", err
	}
	begins := last == nil || last.Settled() && n.Canary.due(now, last)
	if !begins && (last.Settled() || last.laterThan(now)) {
		return v, "", nil
	}
	if busy, err := n.busy(now); busy || err != nil {
		return v, "", err
	}
	if begins {
		s, err := ComposeCanary(now, n.Canary.To, n.Config)
		if err != nil {
			return v, "canary mail: " + err.Error(), nil
		}
		if v, err = n.claimCanary(&s, v, keep); err != nil {
			return v, "", err
		}
		last = &Waiting{Sending: s}
	}
	return n.tryCanary(ctx, now, v, last)
}

// laterThan says whether the next attempt is still to come. One farther away than any
// wait was set by a clock that has been set back since.
func (w *Waiting) laterThan(now time.Time) bool {
	wait := w.Last.Next.Sub(now)
	return wait > 0 && wait <= LongestWait
}

// busy says whether alerts, or other messages to people, wait to be tried at this
// instant: they go first, and what comes of them shows as much.
func (n *Notifier) busy(now time.Time) (bool, error) {
	if !n.Config.Open(now) {
		return false, nil
	}
	waiting, err := n.Ledger.Waiting(now)
	return slices.ContainsFunc(waiting, func(w Waiting) bool { return w.Sending.Kind != Canary }), err
}

// claimCanary keeps that one was begun, and claims it.
func (n *Notifier) claimCanary(s *Sending, v Vital, keep func(Vital) error) (Vital, error) {
	v.Canary = s.ID
	if err := keep(v); err != nil {
		return v, err
	}
	if _, err := n.Ledger.Claim(*s); err != nil {
		return v, fmt.Errorf("claim of the canary mail: %w", err)
	}
	return v, nil
}

// tryCanary is one attempt, at the pace of all. A server that does not speak with us
// is asked again with the next wake, as for alerts: once it is back, a sign of life
// is not kept waiting.
func (n *Notifier) tryCanary(ctx context.Context, now time.Time, v Vital, w *Waiting) (Vital, string, error) {
	if n.Pace.wait(ctx) != nil || ctx.Err() != nil {
		return v, "", nil
	}
	ctx, stop := context.WithTimeout(ctx, canaryLasts)
	defer stop()
	d := n.delivery()
	a := d.try(ctx, w)
	if a.Stage == StageConnect && !a.Next.IsZero() {
		a.Next = a.At.Add(ShortestWait)
	}
	if err := n.Ledger.Outcome(w.Sending.ID, a); err != nil {
		return v, "", fmt.Errorf("outcome of the canary mail: %w", err)
	}
	if a.State == Sent {
		v.Accepted, v.Taken = now, now
		return v, "", nil
	}
	return v, fmt.Sprintf("canary mail, attempt %d: %s; it is %s", a.Number, a.Error, a.State), nil
}

// dropCanary gives up one that still waits for an address that is not in force any
// more.
func (n *Notifier) dropCanary(now time.Time, v Vital) error {
	if v.Canary == "" {
		return nil
	}
	w, found, err := n.Ledger.Find(v.Canary)
	if err != nil || !found || w.Settled() || w.Sending.To == n.Canary.To {
		return err
	}
	return n.Ledger.Outcome(w.Sending.ID, Attempt{At: now.UTC(), State: Dead, Stage: StageConnect, Number: w.Attempts + 1,
		Error: "given up: the configuration names another address, or none"})
}

// Unproven says why nothing shows that mail gets out; empty: something does, or no
// canary is sent. Any message that a server took to its end shows it, a canary's
// or another's; one that was refused for good, or came back, shows the contrary
// until another is taken.
func (c *CanaryMail) Unproven(now time.Time, v Vital, last *Waiting) string {
	switch {
	case c.To == "":
		return ""
	case last != nil && last.State() == Dead && !v.Taken.After(last.Last.At):
		return "the canary mail was refused for good, so that alerts may be too: " + last.Last.Error
	case within(v.Taken, now, c.Window()), last != nil && last.State() == Sent && within(last.Last.At, now, c.Window()):
		return ""
	}
	return "no message was accepted to its end within " + c.Window().String() + ", so that nothing shows whether mail gets out"
}

// unproven looks up the canary for Unproven.
func (n *Notifier) unproven(now time.Time, v Vital) (string, error) {
	if n.Courier == nil {
		return "", nil
	}
	last, err := n.LastCanary(v)
	return n.Canary.Unproven(now, v, last), err
}
