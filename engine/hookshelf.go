package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"caseclock/store"
)

// hookBook is what hooks know and what waits to be told to them, as the store
// has it. One wake at a time uses it.
type hookBook struct {
	store   *store.Store
	begun   map[string]bool                // hooks that have been told of, from a day on
	told    map[string]map[string]hookCase // by hook and case
	waiting []*hookSending                 // in the order found
	last    uint64                         // number of the last message
}

// hookSending is one message on its way.
type hookSending struct {
	ID       string          `json:"id"` // stays the same however often it is sent
	Number   uint64          `json:"number"`
	Hook     string          `json:"hook"`
	Case     string          `json:"case"`
	Body     json.RawMessage `json:"body"`
	Found    time.Time       `json:"found"`
	Attempts int             `json:"attempts"`
	Next     time.Time       `json:"next,omitzero"`
	Dead     bool            `json:"dead,omitempty"` // given up
}

// deadKept is how long a message that was given up is remembered.
const deadKept = 30 * 24 * time.Hour

func (m *hookSending) shelved() (store.ShelfChange, error) {
	value, err := json.Marshal(m)
	c := store.ShelfChange{Shelf: store.Hooks, Kept: store.Kept{Key: "message/" + m.ID, Value: value}, If: store.Whatever}
	c.Expires = m.Found.Add(hookLife + deadKept)
	return c, err
}

// readHooks reads the book.
func readHooks(ctx context.Context, st *store.Store) (*hookBook, error) {
	b := &hookBook{store: st, begun: map[string]bool{}, told: map[string]map[string]hookCase{}}
	err := st.Shelf(ctx, store.Hooks, func(k store.Kept) error { return b.read(k) })
	slices.SortFunc(b.waiting, func(x, y *hookSending) int { return cmp.Compare(x.Number, y.Number) })
	if n := len(b.waiting); n > 0 {
		b.last = b.waiting[n-1].Number
	}
	return b, err
}

func (b *hookBook) read(k store.Kept) error {
	kind, rest, _ := strings.Cut(k.Key, "/")
	switch kind {
	case "begun":
		b.begun[rest] = true
	case "told":
		hook, id, _ := strings.Cut(rest, "/")
		var c hookCase
		if err := json.Unmarshal(k.Value, &c); err != nil {
			return err
		}
		b.of(hook)[id] = c
	case "message":
		m := &hookSending{}
		if err := json.Unmarshal(k.Value, m); err != nil {
			return err
		}
		b.waiting = append(b.waiting, m)
	}
	return nil
}

// of is what a hook knows.
func (b *hookBook) of(hook string) map[string]hookCase {
	if b.told[hook] == nil {
		b.told[hook] = map[string]hookCase{}
	}
	return b.told[hook]
}

// knows is the change that keeps what a hook knows of a case.
func knows(hook, id string, c hookCase) (store.ShelfChange, error) {
	x := store.ShelfChange{Shelf: store.Hooks, Kept: store.Kept{Key: "told/" + hook + "/" + id}, If: store.Whatever}
	if len(c) == 0 {
		x.Remove = true
		return x, nil
	}
	var err error
	x.Value, err = json.Marshal(c)
	return x, err
}

// shelve does changes of hooks.
func (b *hookBook) shelve(ctx context.Context, changes ...store.ShelfChange) error {
	return b.store.Shelve(context.WithoutCancel(ctx), store.Entry{}, changes...)
}

// claim keeps what is to be told of a case with what the hook then knows, in
// one write, before anything is sent.
func (b *hookBook) claim(ctx context.Context, hook, id string, after hookCase, sendings []*hookSending) error {
	x, err := knows(hook, id, after)
	if err != nil {
		return err
	}
	changes := []store.ShelfChange{x}
	for _, m := range sendings {
		x, err := m.shelved()
		if err != nil {
			return err
		}
		changes = append(changes, x)
	}
	if err := b.shelve(ctx, changes...); err != nil {
		return err
	}
	b.of(hook)[id] = after
	b.waiting = append(b.waiting, sendings...)
	return nil
}

// begin keeps what is so when a hook is first told of: it is told of what
// changes from now on.
func (b *hookBook) begin(ctx context.Context, hook string, is map[string]hookCase) error {
	var changes []store.ShelfChange
	for id, c := range is {
		x, err := knows(hook, id, c)
		if err != nil {
			return err
		}
		if changes = append(changes, x); len(changes) == 500 {
			if err := b.shelve(ctx, changes...); err != nil {
				return err
			}
			changes = nil
		}
	}
	changes = append(changes, store.ShelfChange{Shelf: store.Hooks, Kept: store.Kept{Key: "begun/" + hook, Value: []byte("{}")}, If: store.Whatever})
	if err := b.shelve(ctx, changes...); err != nil {
		return err
	}
	b.begun[hook], b.told[hook] = true, is
	return nil
}

// settle keeps what became of an attempt. A message that was accepted is
// forgotten.
func (b *hookBook) settle(ctx context.Context, m *hookSending, accepted bool) error {
	x, err := m.shelved()
	if err != nil {
		return err
	}
	x.Remove = accepted
	if err := b.shelve(ctx, x); err != nil {
		return err
	}
	if accepted {
		b.waiting = slices.DeleteFunc(b.waiting, func(o *hookSending) bool { return o == m })
	}
	return nil
}
