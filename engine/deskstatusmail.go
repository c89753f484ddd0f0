package engine

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"caseclock/access"
	"caseclock/notify"
	"caseclock/store"
)

// Letter is a message as the status shows it: whom it is for and what became of
// it, and not what it tells.
type Letter struct {
	ID       string    `json:"id"`     // of the sending; it names no case
	Person   string    `json:"person"` // id
	Kind     string    `json:"kind"`
	Claimed  time.Time `json:"claimed"`
	Attempts int       `json:"attempts"`
	Last     time.Time `json:"last"`  // when it was last tried
	Next     time.Time `json:"next"`  // when it is tried again
	Reply    string    `json:"reply"` // the server's own words
	Error    string    `json:"error"` // what went wrong, in ours
	Mend     bool      `json:"mend"`  // the viewer may have it tried again
}

// letters adds the messages in a state, for people whom the viewer may know of. Of
// canaries that were refused the last alone counts, and is told of apart.
func (d *Desk) letters(ctx context.Context, state store.State, all []Letter) ([]Letter, error) {
	err := d.e.store.Sendings(ctx, state, func(k store.Sending) error {
		if !d.mayFor(access.SeeStatus, k.Person) || state == store.Dead && k.Person == notify.CanaryPerson {
			return nil
		}
		w, err := waiting(&k)
		if err != nil {
			return err
		}
		all = append(all, Letter{ID: k.ID, Person: k.Person, Kind: string(w.Sending.Kind), Claimed: k.Claimed, Attempts: len(k.Attempts),
			Last: w.Last.At, Next: k.Next, Reply: w.Last.Reply, Error: w.Last.Error, Mend: state == store.Dead && d.mayFor(access.MendMail, k.Person)})
		return nil
	})
	slices.SortStableFunc(all, func(a, b Letter) int { return b.Claimed.Compare(a.Claimed) })
	return all, err
}

// TryAgain takes a message that was refused for good back to those that wait, so
// that the next wake tries it: the same message with the same Message-ID, to the
// address that the configuration has for the person now. Errors: ErrNotThere;
// Refused where it waits already, was accepted, or nobody of that id has an
// address any more.
func (d *Desk) TryAgain(ctx context.Context, id string) error {
	if !d.v.May(access.MendMail) {
		return ErrNotAllowed
	}
	k, err := d.e.store.Sending(id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !d.mayFor(access.MendMail, k.Person) {
		return ErrNotThere
	}
	if err != nil {
		return err
	}
	if k.State != store.Dead {
		return refuse("message: it is not among those that were refused for good any more")
	}
	p := d.e.person(k.Person)
	if p == nil || p.Email == "" {
		return refuse("message: the configuration names no address for %s; accepted is a person who has one", clip(k.Person))
	}
	if k.Facts, err = readdressed(&k, p.Email); err != nil {
		return err
	}
	k.State, k.Next = store.Retry, d.e.Now().UTC()
	entry := d.Who().entry("mend", "", "a refused message to "+k.Person+" is to be tried again")
	err = d.e.store.PutSendings(ctx, entry, store.SendingChange{Was: store.Dead, Sending: k})
	if errors.Is(err, store.ErrConflict) {
		return refuse("message: it is not among those that were refused for good any more")
	}
	return err
}

// readdressed is what a sending says of itself with another address on the
// envelope; the message itself stays as it was claimed.
func readdressed(k *store.Sending, to string) ([]byte, error) {
	var s notify.Sending
	if err := json.Unmarshal(k.Facts, &s); err != nil {
		return nil, err
	}
	s.To = to
	return json.Marshal(s)
}
