package engine

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"caseclock/deadline"
	"caseclock/intake"
	"caseclock/store"
)

// known tells an import what earlier ones left in the store.
type known struct {
	ctx    context.Context
	store  *store.Store
	failed error // of the walk over all rows, which cannot say so itself
	// byHand is what persons undid, by case, of the cases looked at last: the
	// events of a case lie all over a file.
	byHand map[string]map[int32]intake.Undone
}

// mostByHand is of how many cases it is kept at once.
const mostByHand = 100_000

var _ intake.Known = (*known)(nil)

// Imported says whether an import of a source was once finished. One that was
// broken off in the middle is not, so that the next one still takes the
// children it did not come to as they stand, as a first import does.
func (k *known) Imported(source string) (bool, error) {
	done, err := k.store.Setting(finishedName(source))
	return done != nil, err
}

// finished keeps that an import of a source came to its end.
func (k *known) finished(source string) error {
	return k.store.Set(k.ctx, finishedName(source), []byte("finished"))
}

func finishedName(source string) string { return "imported/" + sourceName(source) }

// Last gives what a source said last under a key.
func (k *known) Last(source string, key intake.Key) (intake.Last, bool, error) {
	r, err := k.store.Row(sourceName(source), key.String())
	if errors.Is(err, store.ErrNotFound) {
		return intake.Last{}, false, nil
	}
	if err != nil {
		return intake.Last{}, false, err
	}
	b, err := readBooks(r)
	return b.Last, err == nil, err
}

// All gives every key of a source. What cannot be read ends it, and failed
// says why.
func (k *known) All(source string) iter.Seq2[intake.Key, intake.Last] {
	return func(yield func(intake.Key, intake.Last) bool) {
		enough := errors.New("enough")
		err := k.store.Rows(k.ctx, sourceName(source), func(r store.Row) error {
			b, err := readBooks(r)
			if err == nil && !yield(b.Key, b.Last) {
				err = enough
			}
			return err
		})
		if err != nil && !errors.Is(err, enough) {
			k.failed = err
		}
	}
}

// Event gives a stored event and what a person did to it.
func (k *known) Event(id string) (deadline.Event, intake.Undone, bool, error) {
	found, err := k.store.Event(id)
	if errors.Is(err, store.ErrNotFound) {
		return deadline.Event{}, intake.Stands, false, nil
	}
	if err != nil {
		return deadline.Event{}, intake.Stands, false, err
	}
	undone, err := k.undone(&found)
	return found.Event, undone, err == nil, err
}

// Undone says what a person did to an event.
func (k *known) Undone(id string) (intake.Undone, error) {
	_, undone, _, err := k.Event(id)
	return undone, err
}

// undone looks for what withdraws or replaces an event. What an import made
// names the file and line it came from; what a person recorded does not.
func (k *known) undone(found *store.Found) (intake.Undone, error) {
	by, ok := k.byHand[found.CaseID]
	if !ok {
		c, err := k.store.CaseByID(found.CaseID)
		if err != nil {
			return intake.Stands, err
		}
		if by = undoneByHand(&c); len(k.byHand) >= mostByHand || k.byHand == nil {
			k.byHand = map[string]map[int32]intake.Undone{}
		}
		k.byHand[found.CaseID] = by
	}
	return by[int32(found.Position+1)], nil
}

// undoneByHand is what persons undid in a case, by position from 1; nil where
// nothing was.
func undoneByHand(c *deadline.Case) (by map[int32]intake.Undone) {
	set := func(position int32, u intake.Undone) {
		if by == nil {
			by = map[int32]intake.Undone{}
		}
		if by[position] != intake.WithdrawnByHand {
			by[position] = u
		}
	}
	for i := range c.Facts {
		f := &c.Facts[i]
		if f.Withdraws|f.Replaces == 0 || c.Event(int32(i)).Source != "" {
			continue
		}
		if f.Withdraws > 0 {
			set(f.Withdraws, intake.WithdrawnByHand)
		}
		if f.Replaces > 0 {
			set(f.Replaces, intake.ReplacedByHand)
		}
	}
	return by
}

// unnamedSource stands for files of events that name no source.
const unnamedSource = "events"

func sourceName(source string) string {
	if source == "" {
		return unnamedSource
	}
	return source
}

// books is what is kept of a key of a source.
type books struct {
	Key intake.Key `json:"key"`
	intake.Last
}

func readBooks(r store.Row) (books, error) {
	var b books
	if err := json.Unmarshal(r.Data, &b); err != nil {
		return b, fmt.Errorf("what was imported before from %s cannot be read: %w", r.Source, err)
	}
	return b, nil
}

func keepBooks(source string, item *intake.Item) (store.Row, error) {
	data, err := json.Marshal(books{item.Key, item.Last})
	if err != nil {
		return store.Row{}, err
	}
	return store.Row{Source: source, Key: item.Key.String(), Hash: sha256.Sum256(data), Data: data}, nil
}
