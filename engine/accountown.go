package engine

import (
	"context"
	"errors"
	"slices"

	"caseclock/access"
)

// OwnTokens lists the tokens that act for a person who is signed in.
func (a *Accounts) OwnTokens(v *access.Viewer) []TokenLine {
	if v == nil || v.ID == "" {
		return nil
	}
	return a.Tokens(v.ID)
}

// OwnActs are the acts that a token of a person's own may have. A token acts by
// the roles of the configuration; who signed in with fewer, as the council says,
// gives a token nothing that they may not do themselves. None: the person is not
// in the configuration.
func (a *Accounts) OwnActs(v *access.Viewer) []access.Act {
	t := a.ViewerOf(v.ID)
	if t == nil || v.Token != "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(access.Acts), func(act access.Act) bool { return !t.May(act) || !a.within(t, v, act) })
}

// within says whether one may do something nowhere but where the other may too.
func (a *Accounts) within(t, v *access.Viewer, act access.Act) bool {
	authorities := append([]string{""}, a.e.Book.authorityIDs()...)
	for _, id := range authorities {
		for _, part := range []access.Part{{Authority: id}, {Authority: id, Chair: t.ID}, {Authority: id, Lead: t.ID}} {
			if t.MayFor(act, part) && !v.MayFor(act, part) {
				return false
			}
		}
	}
	return true
}

// IssueOwn makes a token that acts for the person who asks (see IssueToken),
// whoever is named in q. Refused besides: an act that is not among OwnActs.
// ErrNotAllowed: a token asks.
func (a *Accounts) IssueOwn(ctx context.Context, v *access.Viewer, q TokenAsk) (IssuedToken, error) {
	if v == nil || v.Token != "" || v.ID == "" {
		return IssuedToken{}, ErrNotAllowed
	}
	q.Person = v.ID
	var faults Refused
	if r := (*Refused)(nil); errors.As(a.checkToken(&q, a.e.Now().UTC()), &r) {
		faults.Faults = r.Faults
	}
	if t := a.ViewerOf(v.ID); t != nil {
		for _, act := range q.Acts {
			if t.May(act) && !a.within(t, v, act) {
				faults.add("scope: %s is more than you may do as you are signed in, so no token of yours may", act)
			}
		}
	}
	if err := faults.err(); err != nil {
		return IssuedToken{}, err
	}
	return a.IssueToken(ctx, whoIs(v), q)
}

// RevokeOwn ends a token of the person who asks. Error: ErrNotThere.
func (a *Accounts) RevokeOwn(ctx context.Context, v *access.Viewer, id string) error {
	if t, ok := a.token(id); !ok || v == nil || v.ID == "" || t.Person != v.ID {
		return ErrNotThere
	}
	return a.RevokeToken(ctx, whoIs(v), id, v.ID)
}
