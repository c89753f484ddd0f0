// Package people serves the pages of who may sign in: an administrator's, of
// everybody's accounts and tokens, and a person's own, of their tokens. A first
// password and a token are shown once, on the page that answers the form, and
// stand in no address. Nobody's cases are shown here, and what people may do is
// in the configuration, where alone it is changed.
package people

import (
	"embed"

	"caseclock/engine"
	"caseclock/web/page"
)

//go:embed pages/*
var pageFiles embed.FS

var pages = page.Parse(pageFiles)

// desk is the accounts that the pages are of.
type desk struct{ accounts *engine.Accounts }

// Routes are the pages of people and of one's own tokens.
func Routes(accounts *engine.Accounts) []page.Route {
	d := &desk{accounts}
	return []page.Route{
		{Pattern: "GET /people", Handle: d.kept(list)},
		{Pattern: "GET /people/{id}", Handle: d.kept(one)},
		{Pattern: "GET /people/{id}/{deed}", Handle: d.kept(ask)},
		{Pattern: "POST /people/{id}/{deed}", Handle: d.kept(do)},
		{Pattern: "GET /people/{id}/tokens/{token}", Handle: d.kept(askRevoke)},
		{Pattern: "POST /people/{id}/tokens/{token}", Handle: d.kept(revoke)},
		{Pattern: "GET /account/tokens", Handle: d.own},
		{Pattern: "POST /account/tokens", Handle: d.issue},
		{Pattern: "GET /account/tokens/{token}", Handle: d.askRevokeOwn},
		{Pattern: "POST /account/tokens/{token}", Handle: d.revokeOwn},
	}
}

// kept gives a page the accounts as the viewer may keep them.
func (d *desk) kept(handle func(*page.Exchange, *engine.Keeper) error) page.Handler {
	return func(x *page.Exchange) error {
		k, err := d.accounts.Keeper(x.Viewer)
		if err != nil {
			return err
		}
		return handle(x, k)
	}
}
