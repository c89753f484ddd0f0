package engine

import (
	"context"
	"errors"
	"time"

	"caseclock/store"
)

// AfterEntry is where a page of the audit trail ends. The zero value is before
// all.
type AfterEntry struct {
	Seq   uint64
	At    time.Time // of that entry: the next page begins to look there
	Until uint64    // the last entry when the first page was given: reading pages makes entries too
}

var errPageFull = errors.New("the page is full")

// TrailAfter gives entries of the audit trail in its order, up to a limit, from
// behind a place on; Page and Size of the question are not used. It is in the
// trail itself. next is where the page ends, nil where nothing follows. What is
// shown, and the errors, are those of Trail.
func (d *Desk) TrailAfter(ctx context.Context, a TrailAsk, after AfterEntry, limit int) (lines []TrailLine, next *AfterEntry, err error) {
	a.Page, a.Size = 0, 0
	if err := d.checkTrail(&a); err != nil {
		return nil, nil, err
	}
	if err := d.looked(ctx, "look", a.Case, "who looked: "+d.trailWords(&a)); err != nil {
		return nil, nil, err
	}
	if after.Until == 0 {
		stats, err := d.e.store.Stats()
		if err != nil {
			return nil, nil, err
		}
		after.Until = stats.Entries
	}
	f := trailFilter{d: d, cases: map[string]seen{}}
	each := func(e store.Entry) error {
		if e.Seq <= after.Seq || e.Seq > after.Until || !f.shows(&e, &a) {
			return nil
		}
		if len(lines) == limit {
			last := &lines[limit-1]
			next = &AfterEntry{last.Seq, last.At, after.Until}
			return errPageFull
		}
		lines = append(lines, f.line(&e))
		return nil
	}
	if a.Case == "" && a.Person == "" && !after.At.IsZero() {
		before := d.e.Now().Add(time.Second)
		if a.To != 0 {
			before = startOf(a.To + 1)
		}
		err = d.e.store.TrailBetween(ctx, after.At, before, each)
	} else {
		err = d.trail(ctx, &a, each)
	}
	if errors.Is(err, errPageFull) {
		err = nil
	}
	return lines, next, err
}
