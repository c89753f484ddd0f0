package engine

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"caseclock/access"
	"caseclock/store"
)

// TokenMark begins every token, so that one that was left somewhere is known
// for what it is.
const TokenMark = "cck_"

// LongestToken is how long a token holds at most.
const LongestToken = 366 * 24 * time.Hour

// ErrNoToken: a token is not known, has expired or was revoked, or its person is
// no longer there.
var ErrNoToken = errors.New("this token is not valid")

// TokenAsk is what a token is asked for.
type TokenAsk struct {
	Person  string       `json:"person"` // for whom it acts
	Acts    []access.Act `json:"acts"`   // what it is narrowed to
	Expires time.Time    `json:"expires"`
	Note    string       `json:"note,omitempty"` // where it is used; no secret
}

// TokenLine is a token as lists show it. The token itself is nowhere.
type TokenLine struct {
	ID       string       `json:"id"`
	Person   string       `json:"person"`
	Acts     []access.Act `json:"acts"`
	Note     string       `json:"note,omitempty"`
	Issued   time.Time    `json:"issued"`
	IssuedBy string       `json:"issued_by"`
	Expires  time.Time    `json:"expires"`
	Revoked  time.Time    `json:"revoked,omitzero"`
	Used     time.Time    `json:"used,omitzero"` // last, to a minute
	UsedFrom string       `json:"used_from,omitempty"`
}

// keptToken is a token as it is kept: by a hash.
type keptToken struct {
	TokenLine
	Hash string `json:"hash"` // SHA-256, in hex

	stored []byte // as it lies on the shelf
}

// IssuedToken is a token when it is made, and never again.
type IssuedToken struct {
	Token string `json:"token"`
	TokenLine
}

// IssueToken makes a token that acts for a person, as far as their roles and the
// acts go. Refused: who is nobody of the configuration or disabled, acts that
// are none or not theirs, and more than a year.
func (a *Accounts) IssueToken(ctx context.Context, who Who, q TokenAsk) (IssuedToken, error) {
	now := a.e.Now().UTC()
	if err := a.checkToken(&q, now); err != nil {
		return IssuedToken{}, err
	}
	var secret [32]byte
	_, _ = rand.Read(secret[:]) // never fails
	token := TokenMark + base64.RawURLEncoding.EncodeToString(secret[:])
	id, hash := tokenHash(token)
	who = who.named()
	k := keptToken{TokenLine: TokenLine{ID: id, Person: q.Person, Acts: q.Acts, Note: q.Note, Issued: now, IssuedBy: who.By, Expires: q.Expires.UTC()}, Hash: hash}
	entry := who.entry("token-issued", "", fmt.Sprintf("%s for %s, until %s: %s", id, q.Person, k.Expires.Format(time.RFC3339), joinActs(q.Acts)))
	if err := a.changeToken(ctx, entry, nil, k); err != nil {
		return IssuedToken{}, err
	}
	return IssuedToken{token, k.TokenLine}, nil
}

// checkToken refuses what a token may not be.
func (a *Accounts) checkToken(q *TokenAsk, now time.Time) error {
	var faults Refused
	v := a.ViewerOf(q.Person)
	if v == nil {
		faults.add("person: %q is nobody of the configuration, or disabled; accepted is the id of one of its people", clip(q.Person))
	}
	if len(q.Acts) == 0 {
		faults.add("scope: missing; accepted: %s", joinActs(access.Acts))
	}
	for _, act := range q.Acts {
		switch {
		case !slices.Contains(access.Acts, act):
			faults.add("scope: %q is unknown; accepted: %s", clip(string(act)), joinActs(access.Acts))
		case v != nil && !v.May(act):
			faults.add("scope: %s is not %s's to do, so no token of theirs may", act, q.Person)
		}
	}
	switch span := q.Expires.Sub(now); {
	case span <= 0:
		faults.add("expires: it is past; accepted is a time from now to a year ahead")
	case span > LongestToken:
		faults.add("expires: %s is more than a year ahead; accepted is up to a year", q.Expires.UTC().Format(time.DateOnly))
	}
	if len(q.Note) > 100 {
		faults.add("note: %d characters; accepted are up to 100", len(q.Note))
	}
	return faults.err()
}

func joinActs(acts []access.Act) string {
	var words []string
	for _, a := range acts {
		words = append(words, string(a))
	}
	return strings.Join(words, ", ")
}

// tokenHash is what is kept of a token, and the id that it is known by.
func tokenHash(token string) (id, hash string) {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:6]), hex.EncodeToString(sum[:])
}

// changeToken keeps a token, in the place of what it was.
func (a *Accounts) changeToken(ctx context.Context, entry store.Entry, was *keptToken, k keptToken) error {
	change := store.ShelfChange{Shelf: store.Tokens, Kept: store.Kept{Key: k.ID, Expires: k.Expires.Add(listedAfter)}}
	var err error
	if change.Value, err = json.Marshal(k); err != nil {
		return err
	}
	if was != nil {
		change.If, change.Was = store.IfSame, was.stored
	}
	k.stored = change.Value
	if err := a.e.store.Shelve(ctx, entry, change); err != nil {
		return err
	}
	a.mu.Lock()
	a.tokens[k.ID] = k
	a.mu.Unlock()
	return nil
}

// listedAfter is how long an expired token is still listed.
const listedAfter = 30 * 24 * time.Hour

// RevokeToken ends a token at once. Refused: there is none of that id. person,
// where one is named, must be the token's.
func (a *Accounts) RevokeToken(ctx context.Context, who Who, id, person string) error {
	a.changing.Lock()
	defer a.changing.Unlock()
	k, ok := a.token(id)
	if !ok || person != "" && k.Person != person {
		return refuse("id: there is no token %q; caseclock token list shows them", clip(id))
	}
	if !k.Revoked.IsZero() {
		return nil
	}
	was := k
	k.Revoked = a.e.Now().UTC()
	return a.changeToken(ctx, who.named().entry("token-revoked", "", id+" of "+k.Person), &was, k)
}

// Tokens lists the tokens of a person, or of all where none is named, in the
// order in which they were issued.
func (a *Accounts) Tokens(person string) []TokenLine {
	a.mu.RLock()
	defer a.mu.RUnlock()
	var lines []TokenLine
	for k := range maps.Values(a.tokens) {
		if (person == "" || k.Person == person) && a.e.Now().Before(k.Expires.Add(listedAfter)) {
			lines = append(lines, k.TokenLine)
		}
	}
	slices.SortFunc(lines, func(x, y TokenLine) int {
		if c := x.Issued.Compare(y.Issued); c != 0 {
			return c
		}
		return strings.Compare(x.ID, y.ID)
	})
	return lines
}

func (a *Accounts) token(id string) (keptToken, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	k, ok := a.tokens[id]
	return k, ok
}

// Check is whom a token acts for, narrowed to what it may do; ErrNoToken. Its
// use is put down once a minute at most.
func (a *Accounts) Check(ctx context.Context, token, from string) (*access.Viewer, error) {
	id, hash := tokenHash(token)
	k, _ := a.token(id)
	now := a.e.Now()
	if subtle.ConstantTimeCompare([]byte(hash), []byte(k.Hash)) != 1 || !strings.HasPrefix(token, TokenMark) || !k.Revoked.IsZero() || !now.Before(k.Expires) {
		return nil, ErrNoToken
	}
	v := a.ViewerOf(k.Person)
	if v == nil {
		return nil, ErrNoToken
	}
	v.Only, v.Token, v.Door, v.From = slices.Clone(k.Acts), k.ID, "api", from
	if now.Sub(k.Used).Abs() < time.Minute {
		return v, nil
	}
	return v, a.used(ctx, id, from, now)
}

// used puts down that a token was used.
func (a *Accounts) used(ctx context.Context, id, from string, now time.Time) error {
	a.changing.Lock()
	defer a.changing.Unlock()
	k, ok := a.token(id)
	if !ok || !k.Revoked.IsZero() {
		return ErrNoToken
	}
	if now.Sub(k.Used).Abs() < time.Minute {
		return nil // by another, meanwhile
	}
	was := k
	k.Used, k.UsedFrom = now.UTC(), from
	return a.changeToken(ctx, Who{By: k.Person, Peer: from, Door: "api"}.entry("token-used", "", id), &was, k)
}
