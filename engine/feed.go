package engine

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"time"

	"caseclock/access"
	"caseclock/account"
	"caseclock/store"
)

// Feed is a person's calendar to fetch: its address is a secret that is shown
// when it is made and kept by a hash alone.
type Feed struct {
	Made time.Time
	Used time.Time // last; zero: never
}

// keptFeed is a feed as it is kept.
type keptFeed struct {
	Person string    `json:"person"`
	Made   time.Time `json:"made"`
	// Grants narrow the feed to what its maker saw, where that was other than
	// what the configuration gives them: they signed in with the council.
	Grants []access.Grant `json:"grants,omitempty"`
}

// feeds are what is not kept of feeds.
type feeds struct {
	making sync.Mutex // one at a time makes or revokes

	mu       sync.Mutex
	throttle *account.Throttle
	used     map[string]time.Time // by the person
}

// allow says whether a feed may be fetched, or an address that is none be
// tried, once more: ten times in five minutes.
func (f *feeds) allow(what string, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.throttle == nil {
		f.throttle = account.NewThrottle()
	}
	return f.throttle.Allow(what, what, now)
}

// Feed says whether the viewer has a calendar to fetch.
func (d *Desk) Feed(ctx context.Context) (Feed, bool, error) {
	if !d.v.May(access.SeeCases) {
		return Feed{}, false, ErrNotAllowed
	}
	all, err := d.e.feedsOf(ctx, d.v.ID)
	if err != nil || len(all) == 0 {
		return Feed{}, false, err
	}
	var k keptFeed
	if err := json.Unmarshal(all[0].Value, &k); err != nil {
		return Feed{}, false, err
	}
	d.e.feeds.mu.Lock()
	defer d.e.feeds.mu.Unlock()
	return Feed{k.Made, d.e.feeds.used[d.v.ID]}, true, nil
}

// feedsOf are the feeds of a person: one, or none.
func (e *Engine) feedsOf(ctx context.Context, person string) (all []store.Kept, err error) {
	err = e.store.Shelf(ctx, store.Feeds, func(k store.Kept) error {
		var f keptFeed
		if err := json.Unmarshal(k.Value, &f); err != nil {
			return fmt.Errorf("a calendar's record cannot be read: %w", err)
		}
		if f.Person == person {
			all = append(all, k)
		}
		return nil
	})
	return all, err
}

// MakeFeed makes the viewer's calendar and gives the secret of its address, 256
// bits, which is not shown again. The one they had is no more. Refused: who is
// nobody of the configuration, since nothing would end it when they go.
func (d *Desk) MakeFeed(ctx context.Context) (secret string, err error) {
	if !d.v.May(access.SeeCases) || d.v.Token != "" {
		return "", ErrNotAllowed
	}
	now, err := d.e.viewerNow(ctx, d.v.ID)
	if err != nil {
		return "", err
	}
	if now == nil {
		return "", refuse("you are nobody of the configuration, so a calendar of yours would not end when you go; ask who keeps the configuration to add you")
	}
	k := keptFeed{Person: d.v.ID, Made: d.e.Now().UTC()}
	if !reflect.DeepEqual(now.Grants, d.v.Grants) {
		k.Grants = d.v.Grants
	}
	content, err := json.Marshal(k)
	if err != nil {
		return "", err
	}
	var bits [32]byte
	_, _ = rand.Read(bits[:]) // never fails
	secret = base64.RawURLEncoding.EncodeToString(bits[:])
	return secret, d.changeFeed(ctx, "feed-made", store.ShelfChange{Shelf: store.Feeds, Kept: store.Kept{Key: feedHash(secret), Value: content}})
}

// RevokeFeed ends the viewer's calendar at once.
func (d *Desk) RevokeFeed(ctx context.Context) error {
	return d.changeFeed(ctx, "feed-revoked")
}

// changeFeed takes away the calendar that the viewer has, and puts another in
// its place where there is one.
func (d *Desk) changeFeed(ctx context.Context, action string, put ...store.ShelfChange) error {
	d.e.feeds.making.Lock()
	defer d.e.feeds.making.Unlock()
	all, err := d.e.feedsOf(ctx, d.v.ID)
	if err != nil {
		return err
	}
	changes := put
	for _, k := range all {
		changes = append(changes, store.ShelfChange{Shelf: store.Feeds, Kept: store.Kept{Key: k.Key}, Remove: true, If: store.Whatever})
	}
	if len(changes) == 0 {
		return nil
	}
	if err := d.e.store.Shelve(ctx, d.Who().entry(action, "", d.v.ID), changes...); err != nil {
		return err
	}
	d.e.feeds.mu.Lock()
	defer d.e.feeds.mu.Unlock()
	delete(d.e.feeds.used, d.v.ID)
	return nil
}

func feedHash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// viewerNow is a configured person as they may look today; nil where they are
// disabled or nobody.
func (e *Engine) viewerNow(ctx context.Context, person string) (*access.Viewer, error) {
	a, err := e.OpenAccounts(ctx, AccountOptions{})
	if err != nil {
		return nil, err
	}
	return a.ViewerOf(person), nil
}

// FetchFeed gives the calendar of a secret, to whom has it: what its person may
// see and nothing more, as at this moment. ErrNotThere: there is no such
// calendar, it was revoked, or its person is gone or disabled. ErrTooOften.
func (e *Engine) FetchFeed(ctx context.Context, secret, from string) (string, error) {
	now := e.Now()
	key := feedHash(secret)
	k, v, err := e.feedViewer(ctx, key)
	switch {
	case errors.Is(err, ErrNotThere) && !e.feeds.allow("from "+from, now):
		return "", ErrTooOften
	case err != nil:
		return "", err
	case !e.feeds.allow("feed "+key, now):
		return "", ErrTooOften
	}
	v.Door, v.From = "calendar", from
	d := e.Desk(v)
	text, n, err := d.calendar(ctx, AheadAsk{}, k.Grants)
	if err != nil {
		return "", err
	}
	if err := d.looked(ctx, "feed", "", fmt.Sprintf("%d deadlines", n)); err != nil {
		return "", err
	}
	e.feeds.mu.Lock()
	defer e.feeds.mu.Unlock()
	if e.feeds.used == nil {
		e.feeds.used = map[string]time.Time{}
	}
	e.feeds.used[k.Person] = now
	return text, nil
}

// feedViewer is the feed of a key and its person as they may look today.
func (e *Engine) feedViewer(ctx context.Context, key string) (k keptFeed, v *access.Viewer, err error) {
	kept, err := e.store.Shelved(store.Feeds, key)
	if errors.Is(err, store.ErrNotFound) {
		return k, nil, ErrNotThere
	}
	if err != nil {
		return k, nil, err
	}
	if err := json.Unmarshal(kept.Value, &k); err != nil {
		return k, nil, fmt.Errorf("a calendar's record cannot be read: %w", err)
	}
	v, err = e.viewerNow(ctx, k.Person)
	if err == nil && !v.May(access.SeeCases) {
		err = ErrNotThere
	}
	return k, v, err
}
