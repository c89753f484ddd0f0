package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"caseclock/notify"
	"caseclock/store"
)

// Bounces counts the messages that came back to us.
type Bounces struct {
	Reopened int       `json:"reopened"` // of messages of ours: their alerts are owed again
	Delayed  int       `json:"delayed"`  // still being tried elsewhere
	Ignored  int       `json:"ignored"`  // automatic answers, forged or not of ours, unreadable
	Last     time.Time `json:"last,omitzero"`
}

const bouncesSetting = "bounces"

// bounces is how many there were, as it was last kept.
func (e *Engine) bounces() Bounces {
	var b Bounces
	content, err := e.store.Setting(bouncesSetting)
	if err != nil || json.Unmarshal(content, &b) != nil {
		return Bounces{}
	}
	return b
}

// bounceFor is how long after its acceptance a message may still come back:
// mail systems try for five days, and some for longer.
const bounceFor = 30 * 24 * time.Hour

// takeBounces reads what came back and takes messages of ours that were refused
// for good out of those that count as told: they are dead, like one that the
// relay itself refused, and the coordinators hear of it in the same wake. A
// folder that cannot be read is a warning; an error is the store's.
func (e *Engine) takeBounces(ctx context.Context, now time.Time) (warning string, err error) {
	if e.Returned.Path == "" {
		return "", nil
	}
	count := e.bounces()
	before := count
	failed := e.Returned.Take(func(f *os.File) error {
		b := notify.ReadBounce(f)
		reopened, err := e.reopen(ctx, now, &b)
		switch {
		case err != nil:
			return &bounceStore{err}
		case reopened:
			count.Reopened++
		case b.Kind == notify.Delayed:
			count.Delayed++
		default:
			count.Ignored++
		}
		count.Last = now
		return nil
	})
	if count != before {
		content, marshal := json.Marshal(count)
		if err := errors.Join(marshal, e.store.Set(context.WithoutCancel(ctx), bouncesSetting, content)); err != nil {
			return "", fmt.Errorf("what came back cannot be kept: %w", err)
		}
	}
	var broken *bounceStore
	switch {
	case errors.As(failed, &broken):
		return "", broken.err
	case failed != nil:
		return failed.Error() + "; accepted is a maildir that the daemon may read and write", nil
	}
	return "", nil
}

// bounceStore is a fault of the store while a bounce was taken.
type bounceStore struct{ err error }

func (b *bounceStore) Error() string { return b.err.Error() }

// reopen marks the message that a bounce is of as refused for good, where it is
// one of ours that was accepted. A repeat changes nothing.
func (e *Engine) reopen(ctx context.Context, now time.Time, b *notify.Bounce) (bool, error) {
	k, err := e.store.Sending(b.SendingID())
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	s, err := fromStore(&k)
	if err != nil {
		return false, err
	}
	if k.State != store.Sent || !b.Refuses(&s) || len(k.Attempts) == 0 || now.Sub(k.Attempts[len(k.Attempts)-1].At) > bounceFor {
		return false, nil
	}
	a := b.Attempt()
	a.At, a.Number = now.UTC(), len(k.Attempts)+1
	e.atDesks.vitals.hear(k.Person, &a)
	k.State = store.Dead
	k.Attempts = append(k.Attempts, store.Attempt{At: a.At, Outcome: outcomeText(&a), Reply: a.Reply})
	entry := store.Entry{By: "caseclock", Action: "sending", Door: "daemon", Detail: fmt.Sprintf("the message to %s came back: refused with %d", k.Person, a.Code)}
	return true, e.store.PutSendings(context.WithoutCancel(ctx), entry, store.SendingChange{Was: store.Sent, Sending: k})
}
