package store

import (
	"context"
	"errors"
	"fmt"
)

// A source's rows are kept under a hash of the source's name and one of the
// row's key, both keyed: a row's key may well be a child's reference.

func (s *Store) sourceKey(source string) []byte {
	k := s.keyed('s', source)
	return k[:8:8]
}

func (s *Store) rowKey(source, key string) []byte {
	k := s.keyed('r', source, key)
	return append(s.sourceKey(source), k[:]...)
}

func (r *Row) check(events int) error {
	if r.Source == "" || r.Key == "" {
		return fmt.Errorf("a row without its source and key %w", ErrNotKept)
	}
	size := len(r.Source) + len(r.Key) + len(r.Data)
	for _, e := range r.Events {
		size += len(e.Label)
		if e.ID == "" && (e.New < 0 || e.New >= events) {
			return fmt.Errorf("a row that stands for event %d of %d %w", e.New+1, events, ErrNotKept)
		}
	}
	if size > longestTexts {
		return fmt.Errorf("a row of %d bytes %w; accepted are up to %d", size, ErrNotKept, longestTexts)
	}
	return nil
}

func (r *Row) canonical(p *packer) {
	p.text(r.Source)
	p.text(r.Key)
	p.fixed(r.Hash[:])
	p.text(string(r.Data))
	p.byte(bit(r.Gone))
	p.uint(uint64(len(r.Events)))
	for _, e := range r.Events {
		p.text(e.Label)
		p.text(e.ID)
		p.uint(uint64(max(e.New, 0)))
	}
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// rowPlan is a row with its events found.
type rowPlan struct {
	row    *Row
	events []rowPlace
}

type rowPlace struct {
	label string
	key   CaseKey
	at    int
}

// planRows finds the events that the rows stand for.
func (w *writer) planRows(p *plan, rows []Row) ([]rowPlan, error) {
	list := make([]rowPlan, len(rows))
	for i := range rows {
		r := &rows[i]
		list[i].row = r
		for _, e := range r.Events {
			place, err := p.placeOf(e)
			if err != nil {
				return nil, fmt.Errorf("row %d of %d: %w", i+1, len(rows), err)
			}
			list[i].events = append(list[i].events, place)
		}
	}
	return list, nil
}

func (p *plan) placeOf(e RowEvent) (rowPlace, error) {
	if e.ID == "" {
		at := p.order[e.New]
		return rowPlace{e.Label, p.cases[at.file].key, at.event}, nil
	}
	if at, ok := p.given[e.ID]; ok {
		return rowPlace{e.Label, p.cases[at.file].key, at.event}, nil
	}
	f, i, err := p.w.locate(e.ID)
	if errors.Is(err, ErrNotFound) {
		return rowPlace{}, fmt.Errorf("event %q: %w", clip(e.ID), ErrNoTarget)
	}
	if err != nil {
		return rowPlace{}, err
	}
	return rowPlace{e.Label, f.key, i}, nil
}

func (w *writer) putRows(rows []rowPlan) error {
	list := make([]record, len(rows))
	for i := range rows {
		r := rows[i].row
		list[i] = record{w.s.rowKey(r.Source, r.Key), rows[i].pack(w)}
	}
	return w.putSorted(tRows, list)
}

func (r *rowPlan) pack(w *writer) []byte {
	p := packer{make([]byte, 0, 96)}
	p.word(w, r.row.Source)
	p.text(r.row.Key)
	p.fixed(r.row.Hash[:])
	p.byte(bit(r.row.Gone))
	p.text(string(r.row.Data))
	var cases []CaseKey
	index := map[CaseKey]int{}
	for _, e := range r.events {
		if _, known := index[e.key]; !known {
			index[e.key] = len(cases)
			cases = append(cases, e.key)
		}
	}
	p.uint(uint64(len(cases)))
	for _, k := range cases {
		p.fixed(k[:])
	}
	p.uint(uint64(len(r.events)))
	for _, e := range r.events {
		p.word(w, e.label)
		p.uint(uint64(index[e.key]))
		p.uint(uint64(e.at))
	}
	return p.b
}

func (r *reader) unpackRow(key, plain []byte) (row Row, places []rowPlace, err error) {
	u := unpacker{b: plain}
	row.Source, row.Key = u.word(r), u.text()
	copy(row.Hash[:], u.fixed(32))
	row.Gone = u.byte() == 1
	row.Data = u.copied()
	cases := make([]CaseKey, u.count(len(CaseKey{})))
	for i := range cases {
		copy(cases[i][:], u.fixed(uint64(len(CaseKey{}))))
	}
	for range u.count(3) {
		label, i, at := u.word(r), u.uint(), u.uint()
		if i >= uint64(len(cases)) || at >= mostEvents {
			u.fail()
			break
		}
		places = append(places, rowPlace{label, cases[i], int(at)})
	}
	if !u.done() {
		return row, nil, tRows.damage(key, "it cannot be read")
	}
	return row, places, nil
}

// row reads a row with the ids of its events.
func (r *reader) row(key, plain []byte) (Row, error) {
	row, places, err := r.unpackRow(key, plain)
	if err != nil {
		return row, err
	}
	var f *casefile
	for _, p := range places {
		if f == nil || f.key != p.key {
			if f, err = r.listed(p.key); err != nil {
				return row, err
			}
		}
		if p.at >= len(f.facts) {
			return row, tRows.damage(key, "it stands for an event that is not there")
		}
		id, err := f.id(p.at)
		if err != nil {
			return row, err
		}
		row.Events = append(row.Events, RowEvent{Label: p.label, ID: id})
	}
	return row, nil
}

// Row gives what is kept of one row of a source; ErrNotFound where there is
// nothing.
func (s *Store) Row(source, key string) (Row, error) {
	var row Row
	err := s.view(func(r *reader) error {
		k := s.rowKey(source, key)
		v, err := r.get(tRows, k)
		if err != nil {
			return err
		}
		if v == nil {
			return fmt.Errorf("row of %q: %w", clip(source), ErrNotFound)
		}
		row, err = r.row(k, v)
		return err
	})
	return row, err
}

// Rows gives every row of a source, also those that are gone, in no order that
// means anything.
func (s *Store) Rows(ctx context.Context, source string, fn func(Row) error) error {
	return s.view(func(r *reader) error {
		return r.walk(tRows, s.sourceKey(source), func(key, stored []byte) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			plain, err := r.open(tRows, nil, key, stored)
			if err != nil {
				return err
			}
			row, err := r.row(key, plain)
			if err != nil {
				return err
			}
			return call(func() error { return fn(row) })
		})
	})
}

// Vanished gives the rows of a source that were in it when it was last read and
// that seen does not know.
func (s *Store) Vanished(ctx context.Context, source string, seen func(key string) bool, fn func(Row) error) error {
	return s.Rows(ctx, source, func(row Row) error {
		if row.Gone || seen(row.Key) {
			return nil
		}
		return fn(row)
	})
}
