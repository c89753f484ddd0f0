package engine

import (
	"context"
	"errors"
	"slices"
	"strings"

	"caseclock/deadline"
	"caseclock/store"
)

// Deadlines gives the deadlines asked for, in the order of the command
// contract. An error of each ends it.
func (e *Engine) Deadlines(ctx context.Context, a Ask, each func(Row) error) error {
	l, err := e.look(a)
	if err != nil {
		return err
	}
	var rows []Row
	err = e.scan(ctx, a.Case, func(c *deadline.Case) error {
		rows = l.deadlines(rows, c)
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(rows, func(a, b Row) int { return a.Line.Compare(b.Line) })
	return giveAll(rows, each)
}

// Queries gives the doubts about the data, by case and in the order of their
// events.
func (e *Engine) Queries(ctx context.Context, a Ask, each func(QueryRow) error) error {
	l, err := e.look(a)
	if err != nil {
		return err
	}
	var rows []QueryRow
	err = e.scan(ctx, a.Case, func(c *deadline.Case) error {
		rows = l.queries(rows, c)
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(rows, func(a, b QueryRow) int { return strings.Compare(a.Case, b.Case) })
	return giveAll(rows, each)
}

func giveAll[R any](rows []R, each func(R) error) error {
	for _, r := range rows {
		if err := each(r); err != nil {
			return err
		}
	}
	return nil
}

// QueryRow is a doubt about the data as lists print it.
type QueryRow struct {
	deadline.Query
	Authority *string `json:"authority"`
	Chair     *string `json:"chair"`
}

// look is one question put to cases, one after the other.
type look struct {
	ask      Ask
	book     *Book
	moment   deadline.Moment
	reckoner deadline.Reckoner
}

func (e *Engine) look(a Ask) (*look, error) {
	book, err := e.bookAt(a.KnownAt)
	if err != nil {
		return nil, err
	}
	if err := a.check(book); err != nil {
		return nil, err
	}
	return &look{ask: a, book: book, moment: a.moment(e.Today())}, nil
}

func (l *look) deadlines(rows []Row, c *deadline.Case) []Row {
	var who *Responsible
	ds := l.reckoner.Evaluate(c, l.book.Rulebook(), l.moment)
	for i := range ds {
		if !l.ask.wants(l.book, &ds[i]) {
			continue
		}
		if who == nil {
			r := responsibleFor(c, l.moment)
			who = &r
		}
		if l.ask.Chair == "" || l.ask.Chair == who.Chair {
			rows = append(rows, l.book.row(c, &ds[i], *who))
		}
	}
	return rows
}

func (l *look) queries(rows []QueryRow, c *deadline.Case) []QueryRow {
	ds, qs := l.reckoner.Look(c, l.book.Rulebook(), l.moment)
	qs = append(qs, takenBack(l.book, c, l.moment, ds)...)
	if len(qs) == 0 {
		return rows
	}
	who := responsibleFor(c, l.moment)
	for _, q := range qs {
		if l.ask.Code != "" && q.Code != l.ask.Code ||
			l.ask.Authority != "" && who.Authority != l.ask.Authority ||
			l.ask.Chair != "" && who.Chair != l.ask.Chair {
			continue
		}
		rows = append(rows, QueryRow{q, some(who.Authority), some(who.Chair)})
	}
	return rows
}

// scan puts one case or, where none is named, every case to see.
func (e *Engine) scan(ctx context.Context, ref string, see func(*deadline.Case) error) error {
	if ref == "" {
		return e.store.Scan(ctx, func(_ store.CaseKey, c *deadline.Case) error { return see(c) })
	}
	c, err := e.caseOf(ref)
	if err != nil {
		return err
	}
	return see(&c)
}

// caseOf finds a case by its reference.
func (e *Engine) caseOf(ref string) (deadline.Case, error) {
	c, err := e.store.Case(ref)
	if errors.Is(err, store.ErrNotFound) {
		return c, refuse("case: there is no case %q; accepted is the reference of a case that something was recorded of", clip(ref))
	}
	return c, err
}
