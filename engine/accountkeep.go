package engine

import (
	"context"
	"fmt"

	"caseclock/account"
)

// AccountAsk is what an administrator does to an account.
type AccountAsk struct {
	Do       string `json:"do"`                 // one of AccountDeeds
	ID       string `json:"id"`                 // of a configured person
	Password string `json:"password,omitempty"` // to add and to reset: the first one, which the person changes
	Version  int    `json:"version,omitempty"`  // of the account as it was shown (PersonLine); 0: it is not compared
}

// AccountDeeds are what can be done to an account: add one; give it another
// first password and take its second factor away; keep it from signing in, at
// once; let it sign in again. Who signs in with the council can be disabled too.
var AccountDeeds = []string{"add", "reset", "disable", "enable"}

// Keep does something to an account. Every session of the person is over with
// it, and while they are disabled none of their tokens is valid. Refused: who is
// nobody of the configuration, an account that is there already or is not, and a
// password that is not accepted. ErrAccountChanged.
func (a *Accounts) Keep(ctx context.Context, who Who, q AccountAsk) error {
	deed, known := deeds[q.Do]
	if !known {
		return refuse("do: %q is unknown; accepted: add, reset, disable, enable", clip(q.Do))
	}
	var faults Refused
	if a.e.person(q.ID) == nil && q.Do != "disable" {
		faults.add("id: %q is nobody of the configuration; accepted is the id of one of its people", clip(q.ID))
	}
	hash := ""
	if deed.password {
		for _, f := range account.Faults(q.Password, a.guessWords(q.ID)...) {
			faults.add("password: %s", f)
		}
	}
	if err := faults.err(); err != nil {
		return err
	}
	if deed.password {
		var err error
		if hash, err = a.hasher.Hash(ctx, q.Password); err != nil {
			return err
		}
	}
	entry := who.named().entry("account", "", fmt.Sprintf("%s %s", q.Do, q.ID))
	_, err := a.change(ctx, entry, q.ID, func(k *keptAccount, there bool) error {
		if q.Version != 0 && q.Version != k.Generation {
			return ErrAccountChanged
		}
		if err := deed.do(k, there); err != nil {
			return err
		}
		k.Generation++
		if deed.password {
			*k = keptAccount{Hash: hash, Initial: true, Set: a.e.Now().UTC(), Generation: k.Generation, Last: k.Last}
		}
		return nil
	})
	return err
}

// deed is something that is done to an account.
type deed struct {
	password bool // it gives a new one
	do       func(k *keptAccount, there bool) error
}

var deeds = map[string]deed{
	"add": {true, func(k *keptAccount, there bool) error {
		if there && (k.Hash != "" || k.Disabled) { // one without a password is of who signs in with the council
			return refuse("id: there is an account already; caseclock user reset gives it a new password, and enable lets it sign in again")
		}
		return nil
	}},
	"reset": {true, func(k *keptAccount, there bool) error {
		switch {
		case !there:
			return refuse("id: there is no account; caseclock user add makes one")
		case k.Disabled:
			return refuse("id: the account is disabled; caseclock user enable comes first")
		}
		return nil
	}},
	"disable": {false, func(k *keptAccount, _ bool) error {
		k.Disabled = true
		return nil
	}},
	"enable": {false, func(k *keptAccount, there bool) error {
		if !there || !k.Disabled {
			return refuse("id: the account is not disabled")
		}
		k.Disabled = false
		return nil
	}},
}

// ChangePassword gives a person's own account the password that they chose. All
// their other sessions are over; the pass given back is of this one. Refused: a
// new one that is not accepted, or is the old. ErrNotAdmitted: the old one is
// not right.
func (a *Accounts) ChangePassword(ctx context.Context, p Pass, old, fresh, from string) (Pass, error) {
	if p.Way != WayPassword {
		return p, refuse("password: you sign in with the council, which keeps your password")
	}
	if err := a.holds(ctx, p, old, from); err != nil {
		return p, err
	}
	var faults Refused
	for _, f := range account.Faults(fresh, a.guessWords(p.Person)...) {
		faults.add("password: %s", f)
	}
	if fresh == old {
		faults.add("password: it is the one you have; accepted is another")
	}
	if err := faults.err(); err != nil {
		return p, err
	}
	hash, err := a.hasher.Hash(ctx, fresh)
	if err != nil {
		return p, err
	}
	entry := Who{By: p.Person, Peer: from, Door: "web"}.entry("account", "", "password "+p.Person)
	k, err := a.change(ctx, entry, p.Person, func(k *keptAccount, there bool) error {
		if !there || k.Disabled || k.Generation != p.Generation {
			return ErrNotAdmitted
		}
		k.Hash, k.Initial, k.Set = hash, false, a.e.Now().UTC()
		k.Generation++
		return nil
	})
	p.Generation = k.Generation
	return p, err
}

// holds makes sure that a password is the person's, as often as one may guess.
func (a *Accounts) holds(ctx context.Context, p Pass, password, from string) error {
	if !a.throttle.Allow(p.Person, from, a.e.Now()) {
		return ErrTooOften
	}
	k, _ := a.kept(p.Person)
	fits, err := a.hasher.Fits(ctx, k.Hash, password)
	switch {
	case err != nil:
		return err
	case !fits:
		return ErrNotAdmitted
	}
	a.throttle.TakeBack(p.Person, from)
	return nil
}
