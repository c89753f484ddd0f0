package main

import (
	"context"

	"caseclock/engine"
)

// KeepAccount does something to an account.
func (d *daemonDesk) KeepAccount(ctx context.Context, w engine.Who, q engine.AccountAsk) error {
	_, err := askDaemon[struct{}](ctx, d, "account", w, q, noRows)
	return err
}

// ListAccounts lists accounts.
func (d *daemonDesk) ListAccounts(ctx context.Context, each func(engine.AccountLine) error) error {
	_, err := askDaemon[struct{}](ctx, d, "accounts", engine.Who{}, struct{}{}, rowsTo(each))
	return err
}

// IssueToken makes a token.
func (d *daemonDesk) IssueToken(ctx context.Context, w engine.Who, q engine.TokenAsk) (engine.IssuedToken, error) {
	return askDaemon[engine.IssuedToken](ctx, d, "token", w, q, noRows)
}

// RevokeToken ends a token.
func (d *daemonDesk) RevokeToken(ctx context.Context, w engine.Who, n engine.TokenName) error {
	_, err := askDaemon[struct{}](ctx, d, "token-revoke", w, n, noRows)
	return err
}

// ListTokens lists tokens.
func (d *daemonDesk) ListTokens(ctx context.Context, n engine.TokenName, each func(engine.TokenLine) error) error {
	_, err := askDaemon[struct{}](ctx, d, "tokens", engine.Who{}, n, rowsTo(each))
	return err
}
