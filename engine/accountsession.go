package engine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"maps"
	"sync"
	"time"

	"caseclock/store"
)

// Sessions keeps what a browser's cookie leads to, under a hash of the cookie.
// It has the methods that a session manager wants of a store. A session is over
// when it was not used for AccountOptions.Idle, and AccountOptions.Longest after
// it began, by the engine's clock, whatever the manager says.
type Sessions struct {
	a  *Accounts
	mu sync.Mutex
	// seen are when the sessions began that were found or kept, by their hashes:
	// one that is over is not brought back by an answer that was under way
	// meanwhile.
	seen map[string]time.Time

	beginning sync.Mutex // held while one begins, so that those of a person are counted
}

// Sessions are those of the accounts; one for all callers.
func (a *Accounts) Sessions() *Sessions { return a.sessions }

// renewAfter is by how much the end of a session moves before that is kept: so
// a look at a page is no write. A session may so end that much early.
const renewAfter = time.Minute

func sessionKey(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// FindCtx gives the data of a session that is not over. An error says that it
// could not be found out whether there is one.
func (s *Sessions) FindCtx(_ context.Context, token string) ([]byte, bool, error) {
	k, err := s.a.e.store.Shelved(store.Sessions, sessionKey(token))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, false, nil
	case err != nil:
		return nil, false, err
	case len(k.Value) < 8:
		return nil, false, errors.New("a session's record is too short to be one")
	}
	s.saw(k.Key, begunOf(k.Value))
	return k.Value[8:], true, nil
}

// saw remembers a session as long as it can last.
func (s *Sessions) saw(key string, begun time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.seen[key]; !known {
		now := s.a.e.Now()
		maps.DeleteFunc(s.seen, func(_ string, at time.Time) bool { return now.Sub(at) > s.a.Longest })
	}
	s.seen[key] = begun
}

func (s *Sessions) known(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, known := s.seen[key]
	return known
}

// begunOf is when a session began: the first eight bytes of what is kept.
func begunOf(value []byte) time.Time {
	if len(value) < 8 {
		return time.Time{}
	}
	return time.Unix(0, int64(binary.BigEndian.Uint64(value)))
}

// CommitCtx keeps the data of a session. It writes where the data is another or
// the end moved by more than a minute. One that was ended stays so, and of two
// at once the last counts.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	key := sessionKey(token)
	for {
		err := s.commit(ctx, key, data)
		if !errors.Is(err, store.ErrChanged) {
			return err
		}
	}
}

func (s *Sessions) commit(ctx context.Context, key string, data []byte) error {
	change := store.ShelfChange{Shelf: store.Sessions, Kept: store.Kept{Key: key}}
	now := s.a.e.Now()
	begun := now
	was, err := s.a.e.store.Shelved(store.Sessions, key)
	switch {
	case errors.Is(err, store.ErrNotFound) && s.known(key):
		return nil // it is over
	case errors.Is(err, store.ErrNotFound):
	case err != nil:
		return err
	default:
		change.If, change.Was = store.IfSame, was.Value
		begun = begunOf(was.Value)
	}
	defer s.saw(key, begun)
	change.Value = append(binary.BigEndian.AppendUint64(nil, uint64(begun.UnixNano())), data...)
	change.Expires = now.Add(s.a.Idle)
	if end := begun.Add(s.a.Longest); end.Before(change.Expires) {
		change.Expires = end
	}
	if errors.Is(err, store.ErrNotFound) {
		return s.begin(ctx, change)
	}
	if bytes.Equal(change.Value, was.Value) && change.Expires.Sub(was.Expires).Abs() <= renewAfter {
		return nil
	}
	return s.a.e.store.Shelve(ctx, store.Entry{}, change)
}

// DeleteCtx ends a session.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	if token == "" {
		return nil
	}
	return s.a.e.store.Shelve(ctx, store.Entry{}, store.ShelfChange{Shelf: store.Sessions, Kept: store.Kept{Key: sessionKey(token)}, Remove: true, If: store.Whatever})
}

// AllCtx gives the data of all sessions that are not over, by their hashes.
func (s *Sessions) AllCtx(ctx context.Context) (map[string][]byte, error) {
	all := map[string][]byte{}
	return all, s.a.e.store.Shelf(ctx, store.Sessions, func(k store.Kept) error {
		if len(k.Value) >= 8 {
			all[k.Key] = k.Value[8:]
		}
		return nil
	})
}

// Find is FindCtx.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx.
func (s *Sessions) Commit(token string, data []byte, end time.Time) error {
	return s.CommitCtx(context.Background(), token, data, end)
}

// Delete is DeleteCtx.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// All is AllCtx.
func (s *Sessions) All() (map[string][]byte, error) { return s.AllCtx(context.Background()) }
