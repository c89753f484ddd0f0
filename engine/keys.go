package engine

import (
	"context"
	"fmt"

	"caseclock/store"
)

// KeyState is how the store is sealed.
type KeyState struct {
	Record []byte `json:"record"` // what the store keeps of its keys; none: it is plain
	Stale  bool   `json:"stale"`  // values remain that an earlier key sealed
}

// KeyChange asks for a new key.
type KeyChange struct {
	Data   bool   `json:"data"`   // a further key of the values
	Master string `json:"master"` // the file of the master key that locks them from now on; empty: the same
}

// Keys says how the store is sealed.
func (e *Engine) Keys(context.Context) (KeyState, error) { return KeysOf(e.store) }

// KeysOf says how a store is sealed.
func KeysOf(s *store.Store) (KeyState, error) {
	record, err := s.KeyRecord()
	return KeyState{Record: record, Stale: s.Stale()}, err
}

// ChangeKeys makes a further key of the values, or locks them with another
// master key, while the store is used. What an earlier key sealed is left to
// store.Reseal.
func ChangeKeys(ctx context.Context, s *store.Store, w Who, c KeyChange, master func(file string) (store.Keys, error)) (KeyState, error) {
	if c.Master != "" {
		keys, err := master(c.Master)
		if err != nil {
			return KeyState{}, err
		}
		if err := s.NewMaster(ctx, w.named().entry("keys", "", "a new master key"), keys); err != nil {
			return KeyState{}, fmt.Errorf("the master key is as it was: %w", err)
		}
	}
	if c.Data {
		if err := s.NewKey(ctx, w.named().entry("keys", "", "a new key of the values")); err != nil {
			return KeyState{}, fmt.Errorf("the key of the values is as it was: %w", err)
		}
	}
	return KeysOf(s)
}

// answerKeys answers commands about the keys.
func (e *Engine) answerKeys(answer func(string, func(context.Context, *exchange) (any, error))) {
	answer("keys", answerOne(func(ctx context.Context, _ Who, _ struct{}) (KeyState, error) { return e.Keys(ctx) }))
	answer("change-keys", answerOne(func(ctx context.Context, w Who, c KeyChange) (KeyState, error) {
		return ChangeKeys(ctx, e.store, w, c, e.Master)
	}))
}
