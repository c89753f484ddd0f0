package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"caseclock/access"
	"caseclock/deadline"
)

// After is where a page of a list ends. The lists of programs are in the order
// of the opaque ids of cases, so that what is recorded between two pages moves
// nothing from one to the other. The zero value is before all.
type After struct {
	Case string // opaque id; it need not be one that there is
	Key  string // of the last deadline or query of that case that was given; empty: the case itself was
	Nth  int    // of those with the same key, from 1
}

// holds says whether a case, or a part of it, lies behind the place.
func (a After) holds(id string) bool { return id > a.Case || id == a.Case && a.Key != "" }

// CaseRow is a deadline as lists for programs give it.
type CaseRow struct {
	CaseID string `json:"case_id"` // opaque
	Row
}

// CaseQuery is a doubt about the data as lists for programs give it.
type CaseQuery struct {
	CaseID string `json:"case_id"` // opaque
	QueryRow
}

// CasesAfter lists cases by their opaque ids, up to a limit, from behind a
// place on; Sort, Page and Size of the question are not used. next is where the
// page ends, nil where nothing follows. Error: Refused, ErrNotAllowed.
func (d *Desk) CasesAfter(ctx context.Context, a CasesAsk, after After, limit int) (lines []CaseLine, next *After, err error) {
	if !d.v.May(access.SeeCases) {
		return nil, nil, ErrNotAllowed
	}
	a.Sort, a.Page, a.Size = "", 0, 0
	if err := a.check(d.e); err != nil {
		return nil, nil, err
	}
	err = d.e.onBoard(ctx, func(b *board) error {
		wanted := a.wanted(b)
		ids := d.idsAfter(b, after, func(c *boardCase) bool {
			return (a.Authority == "" || a.Authority == c.who.Authority) && (a.Chair == "" || a.Chair == c.who.Chair) && wanted(c)
		})
		if len(ids) > limit {
			ids = ids[:limit]
			next = &After{Case: ids[limit-1]}
		}
		for _, id := range ids {
			lines = append(lines, b.caseLine(b.byID[id]))
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	return lines, next, d.looked(ctx, "look", "", fmt.Sprintf("cases: %d listed", len(lines)))
}

// idsAfter are the opaque ids, in order and behind a place, of the cases that the
// viewer may see and that are asked for.
func (d *Desk) idsAfter(b *board, after After, wanted func(*boardCase) bool) []string {
	var ids []string
	for id, c := range b.byID {
		if after.holds(id) && d.sees(c) && wanted(c) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// DeadlinesAfter lists deadlines by the opaque id of the case, then rule, start
// and conference, up to a limit, from behind a place on. Of the question, Case
// is an opaque id. What may be seen is what the viewer may see today, whatever
// the day that is asked about. Error: Refused, ErrNotThere, ErrNotAllowed.
func (d *Desk) DeadlinesAfter(ctx context.Context, a Ask, after After, limit int) ([]CaseRow, *After, error) {
	p := pile[CaseRow]{after: after, limit: limit}
	err := d.pass(ctx, a, after, &p.full, func(l *look, id string, c *deadline.Case) {
		rows := l.deadlines(nil, c)
		key := func(r *Row) string { return DeadlineKey{r.Rule, r.Start, r.Conference}.String() }
		slices.SortStableFunc(rows, func(x, y Row) int { return strings.Compare(key(&x), key(&y)) })
		for i := range rows {
			p.add(id, key(&rows[i]), CaseRow{id, rows[i]})
		}
	})
	if err != nil {
		return nil, nil, err
	}
	return p.kept, p.next(), d.looked(ctx, "look", a.Case, fmt.Sprintf("deadlines: %d listed", len(p.kept)))
}

// QueriesAfter lists doubts about the data by the opaque id of the case, then
// the code and the event, up to a limit, from behind a place on. Error: as
// DeadlinesAfter.
func (d *Desk) QueriesAfter(ctx context.Context, a Ask, after After, limit int) ([]CaseQuery, *After, error) {
	p := pile[CaseQuery]{after: after, limit: limit}
	err := d.pass(ctx, a, after, &p.full, func(l *look, id string, c *deadline.Case) {
		rows := l.queries(nil, c)
		key := func(q *QueryRow) string { return q.Code + " " + q.Event }
		slices.SortStableFunc(rows, func(x, y QueryRow) int { return strings.Compare(key(&x), key(&y)) })
		for i := range rows {
			p.add(id, key(&rows[i]), CaseQuery{id, rows[i]})
		}
	})
	if err != nil {
		return nil, nil, err
	}
	return p.kept, p.next(), d.looked(ctx, "look", a.Case, fmt.Sprintf("queries: %d listed", len(p.kept)))
}

// pass puts a question to the cases behind a place, one after the other, until
// the page is full.
func (d *Desk) pass(ctx context.Context, a Ask, after After, full *bool, take func(*look, string, *deadline.Case)) error {
	if !d.v.May(access.SeeCases) {
		return ErrNotAllowed
	}
	one := a.Case
	if one != "" {
		if _, _, err := d.caseFor(one); err != nil {
			return err
		}
	}
	l, err := d.e.look(a)
	if err != nil {
		return err
	}
	var ids []string
	err = d.e.onBoard(ctx, func(b *board) error {
		ids = d.idsAfter(b, after, func(c *boardCase) bool { return (one == "" || c.id == one) && a.mayHold(c) })
		return nil
	})
	for _, id := range ids {
		if err = errors.Join(err, ctx.Err()); err != nil || *full {
			break
		}
		var c deadline.Case
		if c, err = d.e.store.CaseByID(id); err == nil {
			d.e.guarded(id, func() { take(l, id, &c) })
		}
	}
	return err
}

// mayHold says whether a case can have a deadline that is asked for: what the
// board knows as at today spares reading the others.
func (a *Ask) mayHold(c *boardCase) bool {
	return !a.Unexplained || a.AsAt != 0 || !a.KnownAt.IsZero() || c.trouble || c.needs > 0
}

// guarded does something with a case; a panic is that case's trouble alone, and
// the log names it by its opaque id.
func (e *Engine) guarded(id string, do func()) {
	defer func() {
		if r := recover(); r != nil {
			e.Log.Error().Str("case", id).Str("panic", panicText(r)).Msg("a case could not be evaluated; the list leaves it out")
		}
	}()
	do()
}

// pile is a page as it is filled.
type pile[R any] struct {
	after After
	limit int
	kept  []R
	last  After
	full  bool // more would follow

	id, key string // of what was offered last, and how often that key was
	times   int
}

// add takes what comes next, in the order of ids and, within one, of keys.
func (p *pile[R]) add(id, key string, r R) {
	if id != p.id || key != p.key {
		p.id, p.key, p.times = id, key, 0
	}
	p.times++
	switch {
	case p.full, id == p.after.Case && !p.behind():
	case len(p.kept) == p.limit:
		p.full = true
	default:
		p.kept, p.last = append(p.kept, r), After{id, key, p.times}
	}
}

// behind says whether what is offered, of the case that the last page ended in,
// comes after that end.
func (p *pile[R]) behind() bool {
	return p.key > p.after.Key || p.key == p.after.Key && p.times > p.after.Nth
}

// next is where the page ends, where something follows.
func (p *pile[R]) next() *After {
	if !p.full {
		return nil
	}
	return &p.last
}
