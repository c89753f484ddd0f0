package engine

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"caseclock/store"
)

// ProgramAnswer is what a program's request was answered with.
type ProgramAnswer struct {
	Request [32]byte        `json:"request"` // hash of what was asked for
	Status  int             `json:"status"`  // 0: it was begun, and the answer is not known
	Headers json.RawMessage `json:"headers,omitempty"`
	Body    []byte          `json:"body,omitempty"`
}

// answersKept is how long answers are given again. The store knows the keys of
// what it recorded for good.
const answersKept = 30 * 24 * time.Hour

// ErrUnderWay is a request whose idempotency key was claimed meanwhile.
var ErrUnderWay = errors.New("key: a request with this idempotency key is under way")

// ProgramAnswer is the answer to the viewer's idempotency key. Error:
// ErrNotThere.
func (d *Desk) ProgramAnswer(key string) (ProgramAnswer, error) {
	var a ProgramAnswer
	kept, err := d.e.store.Shelved(store.Answers, d.key(key))
	if errors.Is(err, store.ErrNotFound) {
		return a, ErrNotThere
	}
	if err == nil {
		err = json.Unmarshal(kept.Value, &a)
	}
	return a, err
}

// ClaimAnswer keeps that a request was begun. Error: ErrUnderWay.
func (d *Desk) ClaimAnswer(ctx context.Context, key string, request [32]byte) error {
	err := d.shelveAnswer(ctx, key, ProgramAnswer{Request: request}, store.IfNew)
	if errors.Is(err, store.ErrChanged) {
		return ErrUnderWay
	}
	return err
}

// KeepAnswer keeps an answer before it is given.
func (d *Desk) KeepAnswer(ctx context.Context, key string, a ProgramAnswer) error {
	return d.shelveAnswer(context.WithoutCancel(ctx), key, a, store.Whatever)
}

// DropAnswer forgets that a request was begun, which was refused.
func (d *Desk) DropAnswer(ctx context.Context, key string) error {
	return d.e.store.Shelve(context.WithoutCancel(ctx), store.Entry{}, store.ShelfChange{Shelf: store.Answers, Kept: store.Kept{Key: d.key(key)}, Remove: true, If: store.Whatever})
}

func (d *Desk) shelveAnswer(ctx context.Context, key string, a ProgramAnswer, when store.Condition) error {
	value, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return d.e.store.Shelve(ctx, store.Entry{}, store.ShelfChange{Shelf: store.Answers, If: when,
		Kept: store.Kept{Key: d.key(key), Value: value, Expires: d.e.Now().Add(answersKept)}})
}

// TakesNoMore says whether an error is that the store takes no more writes. It
// is not known then whether this one was kept.
func TakesNoMore(err error) bool {
	var stopped *Stopped
	return errors.As(err, &stopped) || errors.Is(err, store.ErrStopped)
}
