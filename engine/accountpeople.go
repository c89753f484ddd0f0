package engine

import (
	"context"
	"errors"
	"slices"
	"time"

	"caseclock/access"
	"caseclock/account"
)

// ErrAccountChanged: an account was changed after it was shown to who would
// change it. Nothing was done.
var ErrAccountChanged = errors.New("the account was changed since it was shown")

// Keeper is the accounts as one administrator may keep them. Who keeps people
// for some authorities alone has those whose authorities all are among them:
// nobody who is for another authority too, or for all. Anybody else is answered
// as who is not there (ErrNotThere). Nobody keeps their own account, and what a
// person may do is in the configuration and cannot be changed by a keeper.
type Keeper struct {
	a *Accounts
	v *access.Viewer
}

// Keeper is the accounts as a person may keep them. Error: ErrNotAllowed.
func (a *Accounts) Keeper(v *access.Viewer) (*Keeper, error) {
	if !v.May(access.KeepPeople) {
		return nil, ErrNotAllowed
	}
	return &Keeper{a, v}, nil
}

// PersonLine is a person with how they sign in.
type PersonLine struct {
	ID          string
	Name        string
	Roles       []string
	Authorities []string  // ids; none is all of them
	Place       int       // in the list of the configuration, from 0; -1: not there
	Password    bool      // there is a local account
	State       string    // one of AccountStates; empty: nothing is kept of them
	Factor      bool      // a second factor is set up
	Last        time.Time // when they last signed in with their password; zero: never
	Version     int       // of what is kept of them; 0: nothing is
	Deeds       []string  // what the keeper can do (see AccountDeeds)
}

// People gives everybody whom the keeper may keep: the configured people in
// their order, then whoever else something is kept of, by id.
func (k *Keeper) People() []PersonLine {
	var lines []PersonLine
	for i := range k.a.e.People {
		if id := k.a.e.People[i].ID; k.keeps(id) {
			lines = append(lines, k.line(id))
		}
	}
	for _, l := range k.a.List() {
		if k.a.e.person(l.ID) == nil && k.keeps(l.ID) {
			lines = append(lines, k.line(l.ID))
		}
	}
	return lines
}

// Person gives one of People. Error: ErrNotThere.
func (k *Keeper) Person(id string) (PersonLine, error) {
	if _, kept := k.a.kept(id); k.a.e.person(id) == nil && !kept || !k.keeps(id) {
		return PersonLine{}, ErrNotThere
	}
	return k.line(id), nil
}

func (k *Keeper) keeps(id string) bool { return k.a.e.Desk(k.v).mayFor(access.KeepPeople, id) }

func (k *Keeper) line(id string) PersonLine {
	l := PersonLine{ID: id, Name: id, Place: -1}
	for i := range k.a.e.People {
		if p := &k.a.e.People[i]; p.ID == id {
			l.Place, l.Name, l.Roles, l.Authorities = i, p.Name, slices.Clone(p.Roles), slices.Clone(p.Authorities)
			break
		}
	}
	if x, kept := k.a.kept(id); kept {
		l.State, l.Password, l.Factor, l.Last, l.Version = k.a.state(&x), x.Hash != "", x.Secret != "", x.Last, x.Generation
	}
	if id != k.v.ID {
		l.Deeds = l.deeds()
	}
	return l
}

// deeds are what can be done, whoever does it.
func (l *PersonLine) deeds() []string {
	switch l.State {
	case AccountDisabled:
		if l.Place < 0 {
			return nil
		}
		return []string{"enable"}
	case AccountStranger:
		return []string{"disable"}
	}
	if l.Password {
		return []string{"reset", "disable"}
	}
	return []string{"add", "disable"}
}

// Keep does something to an account (see Accounts.Keep) and gives the first
// password that was made for it, where one was: it is nowhere else. The version
// is that which the keeper was shown. Errors besides: ErrNotThere; ErrNotAllowed
// for their own; ErrAccountChanged.
func (k *Keeper) Keep(ctx context.Context, q AccountAsk) (password string, err error) {
	l, err := k.Person(q.ID)
	switch {
	case err != nil:
		return "", err
	case q.ID == k.v.ID:
		return "", ErrNotAllowed
	case q.Version != l.Version:
		return "", ErrAccountChanged
	}
	if q.Password = ""; deeds[q.Do].password {
		q.Password = k.a.firstPassword(q.ID)
	}
	return q.Password, k.a.Keep(ctx, whoIs(k.v), q)
}

// firstPassword makes a password that is accepted for a person. Of those made by
// chance one in thousands holds a part of their name.
func (a *Accounts) firstPassword(id string) string {
	password := account.Generate()
	for range 20 {
		if len(account.Faults(password, a.guessWords(id)...)) == 0 {
			break
		}
		password = account.Generate()
	}
	return password
}

// Tokens lists the tokens of one of People, or of all of them where none is
// named.
func (k *Keeper) Tokens(person string) []TokenLine {
	return slices.DeleteFunc(k.a.Tokens(person), func(t TokenLine) bool { return !k.keeps(t.Person) })
}

// Revoke ends a token of a person. Error: ErrNotThere.
func (k *Keeper) Revoke(ctx context.Context, person, id string) error {
	if t, ok := k.a.token(id); !ok || t.Person != person || !k.keeps(person) {
		return ErrNotThere
	}
	return k.a.RevokeToken(ctx, whoIs(k.v), id, person)
}

// whoIs is a viewer as the audit trail names them.
func whoIs(v *access.Viewer) Who { return Who{By: v.ID, Peer: v.From, Door: v.Door} }
