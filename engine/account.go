package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"caseclock/access"
	"caseclock/account"
	"caseclock/store"
)

// What comes of signing in. They say the same of an account that is not there,
// is disabled, or whose password or code is another.
var (
	ErrNotAdmitted = errors.New("the id, the password or the code is not right")
	ErrTooOften    = errors.New("there were too many tries; wait five minutes and try again")
	ErrCrowded     = account.ErrBusy // too many sign in at this moment
)

// InitialFor is how long a password that somebody else gave holds.
const InitialFor = 7 * 24 * time.Hour

// AccountOptions say how people sign in. The zero value asks local accounts for
// a second factor.
type AccountOptions struct {
	FactorOptional bool          // a second factor may be left out
	Idle           time.Duration // a session ends when it was not used for so long; 0: 15 minutes
	Longest        time.Duration // and after so long at most; 0: 8 hours
	Demo           bool          // addresses that let somebody in may be made (Invite)
}

// Accounts are who may sign in, their sessions and their tokens. What each may
// do comes from the configured people. It is safe for concurrent use.
type Accounts struct {
	AccountOptions
	e        *Engine
	hasher   *account.Hasher
	throttle *account.Throttle
	sessions *Sessions

	changing sync.Mutex // held from reading to keeping, by who changes

	mu      sync.RWMutex
	list    map[string]keptAccount // by the person's id
	tokens  map[string]keptToken   // by id
	invited map[[32]byte]string    // whom addresses of a demonstration are for
}

// keptAccount is what is kept of one person who may sign in.
type keptAccount struct {
	ID         string    `json:"id"`
	Hash       string    `json:"hash,omitempty"`    // argon2id; empty: no password, as of one who signs in with the council
	Secret     string    `json:"secret,omitempty"`  // of the second factor; empty: there is none yet
	Step       uint64    `json:"step,omitempty"`    // of the last code that was taken
	Initial    bool      `json:"initial,omitempty"` // the password was given by somebody else
	Set        time.Time `json:"set"`               // when the password was
	Disabled   bool      `json:"disabled,omitempty"`
	Generation int       `json:"generation"` // sessions of an earlier one are over
	Last       time.Time `json:"last"`       // when they last signed in

	stored []byte // as it lies on the shelf
}

// OpenAccounts reads who may sign in. An engine has one Accounts; the first call
// says how.
func (e *Engine) OpenAccounts(ctx context.Context, o AccountOptions) (*Accounts, error) {
	e.accounts.mu.Lock()
	defer e.accounts.mu.Unlock()
	if e.accounts.open != nil {
		return e.accounts.open, nil
	}
	if o.Idle == 0 {
		o.Idle = 15 * time.Minute
	}
	if o.Longest == 0 {
		o.Longest = 8 * time.Hour
	}
	a := &Accounts{AccountOptions: o, e: e, hasher: account.NewHasher(), throttle: account.NewThrottle(),
		list: map[string]keptAccount{}, tokens: map[string]keptToken{}, invited: map[[32]byte]string{}}
	a.sessions = &Sessions{a: a, seen: map[string]time.Time{}}
	err := errors.Join(
		readShelf(ctx, e.store, store.Accounts, func(k keptAccount, stored []byte) { k.stored = stored; a.list[k.ID] = k }),
		readShelf(ctx, e.store, store.Tokens, func(k keptToken, stored []byte) { k.stored = stored; a.tokens[k.ID] = k }))
	if err != nil {
		return nil, err
	}
	e.accounts.open = a
	return a, nil
}

// accountsOf holds the Accounts of an engine.
type accountsOf struct {
	mu   sync.Mutex
	open *Accounts
}

func readShelf[T any](ctx context.Context, st *store.Store, shelf store.Shelf, take func(v T, stored []byte)) error {
	return st.Shelf(ctx, shelf, func(k store.Kept) error {
		var v T
		if err := json.Unmarshal(k.Value, &v); err != nil {
			return fmt.Errorf("a record of shelf %q cannot be read: %w", byte(shelf), err)
		}
		take(v, k.Value)
		return nil
	})
}

// change changes what is kept of an account, with an entry of the audit trail,
// and keeps it before anybody sees it. Where fn is refused nothing is changed.
func (a *Accounts) change(ctx context.Context, entry store.Entry, id string, fn func(k *keptAccount, there bool) error) (keptAccount, error) {
	a.changing.Lock()
	defer a.changing.Unlock()
	k, there := a.kept(id)
	was, now := k, k
	if err := fn(&now, there); err != nil {
		return was, err
	}
	now.ID = id
	change := store.ShelfChange{Shelf: store.Accounts, Kept: store.Kept{Key: id}}
	var err error
	if change.Value, err = json.Marshal(now); err != nil {
		return was, err
	}
	if there {
		change.If, change.Was = store.IfSame, was.stored
	}
	now.stored = change.Value
	if err := a.e.store.Shelve(ctx, entry, change); err != nil {
		return was, err
	}
	a.mu.Lock()
	a.list[id] = now
	a.mu.Unlock()
	return now, nil
}

func (a *Accounts) kept(id string) (keptAccount, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	k, ok := a.list[id]
	return k, ok
}

// known is a configured person's name and what their roles give.
func (a *Accounts) known(id string) (name string, grants []access.Grant, ok bool) {
	p := a.e.person(id)
	if p == nil {
		return "", nil, false
	}
	for _, r := range p.Roles {
		if role := access.Role(r); role.Known() {
			grants = append(grants, access.Grant{Role: role, Authorities: slices.Clone(p.Authorities)})
		}
	}
	return p.Name, grants, true
}

// AccountLine is an account as a list shows it.
type AccountLine struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Roles    []string  `json:"roles"`
	State    string    `json:"state"` // one of AccountStates
	Factor   bool      `json:"factor"`
	LastSeen time.Time `json:"last_seen"` // when they last signed in; zero: never
}

// The states of an account: it may sign in; its first password was not yet
// changed; that password's seven days are over; it is disabled; the person is
// not in the configuration.
const (
	AccountOpen     = "open"
	AccountInitial  = "initial password"
	AccountLapsed   = "initial password lapsed"
	AccountDisabled = "disabled"
	AccountStranger = "not among the people"
)

// List gives every account in the order of the ids.
func (a *Accounts) List() []AccountLine {
	a.mu.RLock()
	defer a.mu.RUnlock()
	var lines []AccountLine
	for _, id := range slices.Sorted(maps.Keys(a.list)) {
		k := a.list[id]
		l := AccountLine{ID: id, State: a.state(&k), Factor: k.Secret != "", LastSeen: k.Last}
		if p := a.e.person(id); p != nil {
			l.Name, l.Roles = p.Name, p.Roles
		}
		lines = append(lines, l)
	}
	return lines
}

func (a *Accounts) state(k *keptAccount) string {
	switch {
	case k.Disabled:
		return AccountDisabled
	case a.e.person(k.ID) == nil:
		return AccountStranger
	case k.lapsed(a.e.Now()):
		return AccountLapsed
	case k.Initial:
		return AccountInitial
	}
	return AccountOpen
}

// lapsed says whether a password that somebody else gave was not used in time.
func (k *keptAccount) lapsed(now time.Time) bool { return k.Initial && now.Sub(k.Set) >= InitialFor }

// guessWords are what a guesser would try first for a person.
func (a *Accounts) guessWords(id string) []string {
	words := []string{id}
	if p := a.e.person(id); p != nil {
		before, _, _ := strings.Cut(p.Email, "@")
		words = append(words, p.Name, before)
	}
	return words
}
