package engine

import (
	"context"
)

// What the commands do with accounts and tokens, on the file or through the
// socket. Whoever may use the socket or the file may do all of it; the audit
// trail has their account at the machine.

// KeepAccount does something to an account (see Accounts.Keep).
func (e *Engine) KeepAccount(ctx context.Context, who Who, q AccountAsk) error {
	return e.withAccounts(ctx, func(a *Accounts) error { return a.Keep(ctx, who, q) })
}

// ListAccounts gives every account.
func (e *Engine) ListAccounts(ctx context.Context, each func(AccountLine) error) error {
	return e.withAccounts(ctx, func(a *Accounts) error { return eachOf(a.List(), each) })
}

// IssueToken makes a token (see Accounts.IssueToken).
func (e *Engine) IssueToken(ctx context.Context, who Who, q TokenAsk) (k IssuedToken, err error) {
	err = e.withAccounts(ctx, func(a *Accounts) (err error) {
		k, err = a.IssueToken(ctx, who, q)
		return err
	})
	return k, err
}

// TokenName names a token by its id, or the person whose tokens are meant.
type TokenName struct {
	ID     string `json:"id,omitempty"`
	Person string `json:"person,omitempty"`
}

// RevokeToken ends a token (see Accounts.RevokeToken).
func (e *Engine) RevokeToken(ctx context.Context, who Who, n TokenName) error {
	return e.withAccounts(ctx, func(a *Accounts) error { return a.RevokeToken(ctx, who, n.ID, n.Person) })
}

// ListTokens gives the tokens of a person, or all.
func (e *Engine) ListTokens(ctx context.Context, n TokenName, each func(TokenLine) error) error {
	return e.withAccounts(ctx, func(a *Accounts) error { return eachOf(a.Tokens(n.Person), each) })
}

// withAccounts opens the accounts where nobody did.
func (e *Engine) withAccounts(ctx context.Context, do func(*Accounts) error) error {
	a, err := e.OpenAccounts(ctx, AccountOptions{})
	if err != nil {
		return err
	}
	return do(a)
}

func eachOf[T any](list []T, each func(T) error) error {
	for _, v := range list {
		if err := each(v); err != nil {
			return err
		}
	}
	return nil
}

// answerAccounts answers what is asked of accounts and tokens.
func (e *Engine) answerAccounts(answer func(name string, h func(context.Context, *exchange) (any, error))) {
	type done = struct{}
	answer("account", answerOne(func(ctx context.Context, w Who, q AccountAsk) (done, error) { return done{}, e.KeepAccount(ctx, w, q) }))
	answer("token", answerOne(e.IssueToken))
	answer("token-revoke", answerOne(func(ctx context.Context, w Who, n TokenName) (done, error) { return done{}, e.RevokeToken(ctx, w, n) }))
	answer("accounts", func(ctx context.Context, x *exchange) (any, error) {
		return done{}, e.ListAccounts(ctx, func(l AccountLine) error { return x.row(l) })
	})
	answer("tokens", func(ctx context.Context, x *exchange) (any, error) {
		var n TokenName
		if err := x.ask(&n); err != nil {
			return nil, err
		}
		return done{}, e.ListTokens(ctx, n, func(l TokenLine) error { return x.row(l) })
	})
}
