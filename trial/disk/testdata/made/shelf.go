package main

import (
	"context"

	"caseclock/store"
)

func shelves(ctx context.Context, s *store.Store) {
	check(s.Shelve(ctx, store.Entry{By: "admin-1", Action: "account"}, store.ShelfChange{Shelf: store.Accounts, Kept: store.Kept{Key: "anna", Value: []byte("hash")}, If: store.Whatever}))
}
