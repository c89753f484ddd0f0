//go:build trial

package mail

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"caseclock/notify"
	"caseclock/store"
)

const canaryAddress = "canary@council.example"

// canaryDies lets the first daemon of a council die while it sends its first
// canary, at a point before its outcome is recorded.
func (c *council) canaryDies(point int) error {
	at := points[point%5]
	if err := os.WriteFile(c.die, []byte(at.name+"/1"), 0o600); err != nil {
		return err
	}
	d, err := c.site.Launch()
	if err != nil {
		return err
	}
	if status, err := d.Wait(time.Minute); err != nil || status != -1 {
		return fmt.Errorf("the daemon did not die with its canary %s: status %d, %v: %s", at.name, status, err, d.Errors())
	}
	c.twice = at.repeat
	return os.Remove(c.die)
}

// takeCanaries parts the canaries from what the sink wrote down of cases.
func (c *council) takeCanaries(got []dump) []dump {
	return slices.DeleteFunc(got, func(d dump) bool {
		canary := d.to == canaryAddress
		if canary {
			c.canaries = append(c.canaries, d)
		}
		return canary
	})
}

// joinCanaries ends the daemon and holds the ledger's canaries against the sink's:
// over all its lives there was one, accepted once, or twice as the same message
// where it died between; and the ledger has the proof.
func (c *council) joinCanaries() error {
	if c.d == nil {
		return nil // it did not begin, which was told
	}
	if _, err := c.d.Stop(time.Minute); err != nil {
		return err
	}
	got, err := c.sink.fresh()
	if err != nil {
		return err
	}
	c.takeCanaries(slices.DeleteFunc(got, func(d dump) bool { return !d.whole }))
	kept, err := c.keptCanaries()
	if err != nil {
		return err
	}
	most := 1
	if c.twice {
		most = 2
	}
	if len(kept) != 1 || len(c.canaries) < 1 || len(c.canaries) > most {
		return fmt.Errorf("%d canaries in the ledger and %d in the dump; there is one of each, and at most %d copies", len(kept), len(c.canaries), most)
	}
	k := &kept[0]
	for _, d := range c.canaries {
		if d.id != k.MessageID || d.body != c.canaries[0].body || strings.Contains(d.body, "CP-") {
			return fmt.Errorf("a canary of the dump is not the ledger's %s: %s", k.MessageID, d.body)
		}
	}
	if len(k.Attempts) == 0 {
		return fmt.Errorf("the ledger has no attempt of the canary")
	}
	last := k.Attempts[len(k.Attempts)-1]
	if k.State != store.Sent || !strings.HasPrefix(last.Reply, "2.0.0 Ok") && last.Reply != "Ok" || last.Server != "mx.example" || !strings.HasPrefix(last.TLS, "TLS 1.3 ") {
		return fmt.Errorf("the proof of the canary is not whole: %s, %+v", k.State, last)
	}
	c.mails++
	return nil
}

// keptCanaries are those of the ledger.
func (c *council) keptCanaries() (list []store.Sending, err error) {
	st, err := store.Open(c.site.Data, store.Options{Now: time.Now, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer st.Close()
	for _, state := range []store.State{store.Claimed, store.Retry, store.Unknown, store.Sent, store.Dead, store.Dropped} {
		err := st.Sendings(context.Background(), state, func(k store.Sending) error {
			if k.Person == notify.CanaryPerson {
				list = append(list, k)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}
