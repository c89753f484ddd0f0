package engine

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
	"time"

	"caseclock/access"
	"caseclock/account"
)

// Pass says who signed in, and how. A session keeps it and Viewer reads it, so
// that a person who is disabled is out at their next request.
type Pass struct {
	Person     string
	Generation int
	Way        Way
	From       string    `json:",omitempty"` // address that they signed in from
	Proved     time.Time `json:",omitzero"`  // when the council's sign-in last asked them who they are
	// Of who signed in with the council: what it says of them.
	Name   string
	Grants []access.Grant
}

// Way is how somebody signed in.
type Way string

// The ways.
const (
	WayPassword Way = "password"
	WayCouncil  Way = "council" // by the council's own identity provider
	WayInvited  Way = "invited" // by an address of a demonstration
)

// Must is what a person has to do before anything else.
type Must string

// What a person may have to do first.
const (
	MustNothing  Must = ""
	MustFactor   Must = "factor"   // set up a second factor
	MustPassword Must = "password" // put a password of their own in place of the first
)

// SignIn lets a person with a local account in. Errors: ErrNotAdmitted, in the
// same words and after the same work for everything that is not right;
// ErrTooOften; ErrCrowded. Each outcome is in the audit trail, what was typed as
// the id is not.
func (a *Accounts) SignIn(ctx context.Context, id, password, code, from string) (Pass, error) {
	id = strings.TrimSpace(id)
	if !a.throttle.Allow(id, from, a.e.Now()) {
		return Pass{}, ErrTooOften
	}
	was, step, fits, err := a.proved(ctx, id, password, code)
	if err != nil {
		return Pass{}, err
	}
	if !fits {
		return Pass{}, a.refused(ctx, was.ID, from)
	}
	hash := was.Hash
	if account.Stale(hash) {
		if hash, err = a.hasher.Hash(ctx, password); err != nil {
			return Pass{}, err
		}
	}
	entry := Who{By: id, Peer: from, Door: "web"}.entry("sign-in", "", "")
	k, err := a.change(ctx, entry, id, func(k *keptAccount, there bool) error {
		if !there || k.Generation != was.Generation || k.Hash != was.Hash || k.Secret != was.Secret || k.Secret != "" && step <= k.Step {
			return ErrNotAdmitted // it changed meanwhile, or the code was taken by another
		}
		k.Hash, k.Last, k.Step = hash, a.e.Now().UTC(), max(k.Step, step)
		return nil
	})
	if errors.Is(err, ErrNotAdmitted) {
		return Pass{}, a.refused(ctx, was.ID, from)
	}
	if err != nil {
		return Pass{}, err
	}
	a.throttle.TakeBack(id, from)
	return Pass{Person: id, Generation: k.Generation, Way: WayPassword, From: from}, nil
}

// proved says whether a password and, where there is a second factor, a code are
// an account's, and the step of the code. It computes one hash, whoever it is.
func (a *Accounts) proved(ctx context.Context, id, password, code string) (k keptAccount, step uint64, fits bool, err error) {
	k, _ = a.kept(id)
	if fits, err = a.hasher.Fits(ctx, a.usable(&k), password); err == nil && fits && k.Secret != "" {
		step, fits = account.CodeFits(k.Secret, code, a.e.Now(), k.Step)
	}
	return k, step, fits, err
}

// usable is the hash of an account that may sign in; none for any other.
func (a *Accounts) usable(k *keptAccount) string {
	if k.Disabled || k.lapsed(a.e.Now()) || a.e.person(k.ID) == nil {
		return ""
	}
	return k.Hash
}

// refused puts down that somebody was not let in: whose account it was, where
// there is one, and never what was typed, which may have been a password.
func (a *Accounts) refused(ctx context.Context, id, from string) error {
	detail := "no account of that id"
	if id != "" {
		detail = "account " + id
	}
	if err := a.e.store.Record(ctx, Who{Peer: from, Door: "web"}.entry("sign-in-refused", "", detail)); err != nil {
		return err
	}
	return ErrNotAdmitted
}

// SignedOut puts down that a person signed out.
func (a *Accounts) SignedOut(ctx context.Context, p Pass, from string) error {
	return a.e.store.Record(ctx, Who{By: p.Person, Peer: from, Door: "web"}.entry("sign-out", "", ""))
}

// NewFactor makes the secret of a second factor, in base32, and the address
// that an app reads it from as a picture. It counts once ConfirmFactor took a
// code made with it.
func (a *Accounts) NewFactor(p Pass) (secret, address string) {
	secret = account.NewSecret()
	return secret, FactorAddress(p, secret)
}

// FactorAddress is what an app reads as a picture.
func FactorAddress(p Pass, secret string) string {
	return account.SecretAddress("Caseclock", p.Person, secret)
}

// ConfirmFactor makes a secret the second factor of a person who has none, where
// the code was made with it. ErrNotAdmitted: it was not. ErrNotAllowed: there is
// one already, which only an administrator takes away.
func (a *Accounts) ConfirmFactor(ctx context.Context, p Pass, secret, code, from string) error {
	if !a.throttle.Allow(p.Person, from, a.e.Now()) {
		return ErrTooOften
	}
	step, fits := account.CodeFits(secret, code, a.e.Now(), 0)
	if !fits {
		return ErrNotAdmitted
	}
	entry := Who{By: p.Person, Peer: from, Door: "web"}.entry("account", "", "factor "+p.Person)
	_, err := a.change(ctx, entry, p.Person, func(k *keptAccount, there bool) error {
		if !there || k.Secret != "" || k.Disabled || k.Generation != p.Generation {
			return ErrNotAllowed
		}
		k.Secret, k.Step = secret, step
		return nil
	})
	if err == nil {
		a.throttle.TakeBack(p.Person, from)
	}
	return err
}

// Viewer is who a pass is of, as they are at this moment, and what they must do
// first; nil where the pass is over. A viewer who must do something first is
// nil too.
func (a *Accounts) Viewer(p Pass, from string) (*access.Viewer, Must) {
	k, there := a.kept(p.Person)
	if k.Disabled || k.Generation != p.Generation || p.Way == WayPassword && !there || p.Way == WayInvited && !a.Demo {
		return nil, MustNothing
	}
	v := &access.Viewer{ID: p.Person, Name: p.Name, Grants: p.Grants, Door: "web", From: from}
	if p.Way != WayCouncil {
		var known bool
		if v.Name, v.Grants, known = a.known(p.Person); !known {
			return nil, MustNothing
		}
	}
	switch {
	case p.Way != WayPassword:
		return v, MustNothing
	case k.Secret == "" && !a.FactorOptional:
		return nil, MustFactor
	case k.Initial:
		return nil, MustPassword
	}
	return v, MustNothing
}

// ViewerOf is a configured person as they sit at a desk; nil for anybody else.
func (a *Accounts) ViewerOf(id string) *access.Viewer {
	name, grants, known := a.known(id)
	if k, _ := a.kept(id); !known || k.Disabled {
		return nil
	}
	return &access.Viewer{ID: id, Name: name, Grants: grants, Door: "web"}
}

// Invite makes the token of an address that lets a person in without a
// password, as often as they like and until the process ends: of a demonstration
// alone.
func (a *Accounts) Invite(person string) (string, error) {
	if !a.Demo {
		return "", refuse("addresses that let somebody in are for a demonstration; accepted is signing in")
	}
	if _, _, known := a.known(person); !known {
		return "", refuse("person: %q is nobody of the configuration", clip(person))
	}
	token := rand.Text() + rand.Text()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.invited[sha256.Sum256([]byte(token))] = person
	return token, nil
}

// SignInInvited lets in whom Invite made the token for. ErrNotAdmitted.
func (a *Accounts) SignInInvited(ctx context.Context, token, from string) (Pass, error) {
	a.mu.Lock()
	sum := sha256.Sum256([]byte(token))
	person, ok := a.invited[sum]
	a.mu.Unlock()
	if !ok || !a.Demo {
		return Pass{}, ErrNotAdmitted
	}
	k, _ := a.kept(person)
	return Pass{Person: person, Generation: k.Generation, Way: WayInvited, From: from},
		a.e.store.Record(ctx, Who{By: person, Peer: from, Door: "web"}.entry("sign-in", "", "by an address of the demonstration"))
}

// External is what the council's identity provider says of a person.
type External struct {
	Person string // their id or mail address, by the claim that is configured
	Name   string
	Grants []access.Grant // by the roles that are configured
	Asked  time.Time      // when it last asked them who they are, where it says so; zero: now
}

// Admit lets in a person whom the council's identity provider vouches for. They
// are the configured person with that id or mail address, where there is one.
// ErrNotAllowed: they have no role here, or are disabled.
func (a *Accounts) Admit(ctx context.Context, x External, from string) (Pass, error) {
	p := Pass{Person: x.Person, Way: WayCouncil, Name: x.Name, Grants: slices.Clone(x.Grants), From: from, Proved: x.Asked}
	if now := a.e.Now().UTC(); p.Proved.IsZero() || p.Proved.After(now) {
		p.Proved = now
	}
	for i := range a.e.People {
		if q := &a.e.People[i]; q.ID == x.Person || strings.EqualFold(q.Email, x.Person) {
			p.Person, p.Name = q.ID, q.Name
			for i := range p.Grants {
				if len(p.Grants[i].Authorities) == 0 {
					p.Grants[i].Authorities = slices.Clone(q.Authorities)
				}
			}
			break
		}
	}
	k, _ := a.kept(p.Person)
	if p.Person == "" || len(p.Person) > longestPerson || len(p.Grants) == 0 || k.Disabled {
		if err := a.e.store.Record(ctx, Who{Peer: from, Door: "web"}.entry("sign-in-refused", "", "by the council's sign-in: no role, or disabled")); err != nil {
			return Pass{}, err
		}
		return Pass{}, ErrNotAllowed
	}
	p.Generation = k.Generation
	return p, a.e.store.Record(ctx, Who{By: p.Person, Peer: from, Door: "web"}.entry("sign-in", "", "by the council's sign-in"))
}

const longestPerson = 254

// HasFactor says whether who signed in with a password has a second factor.
func (a *Accounts) HasFactor(p Pass) bool {
	k, _ := a.kept(p.Person)
	return p.Way == WayPassword && k.Secret != ""
}
