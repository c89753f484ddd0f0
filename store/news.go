package store

import (
	"errors"
	"fmt"

	"caseclock/deadline"
)

// news is what of an import the store does not have yet.
type news struct {
	w    *writer
	in   Write
	done Imported
	refs map[string]bool
}

func newNews(w *writer, batch []CaseWrite) *news {
	n := &news{w: w, refs: make(map[string]bool, len(batch))}
	events := 0
	for i := range batch {
		events += len(batch[i].Events)
	}
	n.in.Events = make([]deadline.Event, 0, events)
	return n
}

// take adds what is new of a case.
func (n *news) take(c *CaseWrite) error {
	known := make([]bool, len(c.Rows))
	out := make([]bool, len(c.Events))
	for j := range c.Rows {
		var err error
		if known[j], err = n.w.saysTheSame(&c.Rows[j]); err != nil {
			return err
		}
	}
	standing(c, known, out)
	for j := range c.Events {
		if out[j] || c.Events[j].ID == "" {
			continue
		}
		var err error
		if out[j], err = n.w.has(&c.Events[j]); err != nil {
			return err
		}
	}
	n.add(c, known, out)
	return nil
}

// standing marks the events that stand in known rows only.
func standing(c *CaseWrite, known, out []bool) {
	for pass, want := range [2]bool{true, false} {
		for j := range c.Rows {
			for _, e := range c.Rows[j].Events {
				if e.ID == "" && known[j] == want {
					out[e.New] = pass == 0
				}
			}
		}
	}
}

// add takes over what is not left out, with the rows' positions moved.
func (n *news) add(c *CaseWrite, known, out []bool) {
	at := make([]int, len(c.Events))
	for j := range c.Events {
		if out[j] {
			n.done.Unchanged++
			continue
		}
		at[j] = len(n.in.Events)
		n.in.Events = append(n.in.Events, c.Events[j])
		n.done.Events++
		if !n.refs[c.Ref] {
			n.refs[c.Ref] = true
			n.done.Cases++
		}
	}
	for j := range c.Rows {
		if known[j] {
			continue
		}
		row := c.Rows[j]
		row.Events = make([]RowEvent, len(c.Rows[j].Events))
		for i, e := range c.Rows[j].Events {
			if e.ID == "" && out[e.New] {
				e.ID = c.Events[e.New].ID
			} else if e.ID == "" {
				e.New = at[e.New]
			}
			row.Events[i] = e
		}
		n.in.Rows = append(n.in.Rows, row)
		n.done.Rows++
	}
}

// saysTheSame says whether a row is kept with this content already.
func (w *writer) saysTheSame(r *Row) (bool, error) {
	k := w.s.rowKey(r.Source, r.Key)
	v, err := w.get(tRows, k)
	if err != nil || v == nil {
		return false, err
	}
	old, _, err := w.unpackRow(k, v)
	return err == nil && old.Hash == r.Hash && old.Gone == r.Gone, err
}

// has says whether an event with this id and content is there; one with this id
// and other content is ErrIDUsed.
func (w *writer) has(e *deadline.Event) (bool, error) {
	f, i, err := w.locate(e.ID)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	old, _, err := f.event(i)
	if err != nil {
		return false, err
	}
	given := *e
	given.Recorded = old.Recorded
	if given != old {
		return false, fmt.Errorf("id %q: %w, with other content", clip(e.ID), ErrIDUsed)
	}
	return true, nil
}

// growMark counts a batch that is being written.
func (w *writer) growMark(m *ImportMark, got Imported) error {
	if m.Begun.IsZero() {
		old, ok, err := w.readMark(m.Key)
		if err != nil {
			return err
		}
		m.Begun = w.instant()
		if ok && old.Finished.IsZero() {
			m.Begun, m.Cases, m.Events = old.Begun, old.Cases, old.Events
		}
	}
	m.Cases, m.Events = m.Cases+got.Cases, m.Events+got.Events
	return w.putMark(m)
}

// finishMark says that all of an import is there. An import that found nothing
// new leaves no mark.
func (w *writer) finishMark(m *ImportMark) error {
	old, ok, err := w.readMark(m.Key)
	if err != nil || !ok || !old.Finished.IsZero() {
		return err
	}
	old.Finished = w.instant()
	return w.putMark(&old)
}

func (w *writer) putMark(m *ImportMark) error {
	k := w.s.keyed('z', m.Key)
	var p packer
	p.text(m.Key)
	p.text(m.By)
	p.instant(m.Begun)
	p.instant(m.Finished)
	p.uint(uint64(m.Cases))
	p.uint(uint64(m.Events))
	return w.put(tImports, k[:], p.b)
}

func unpackMark(key, plain []byte) (ImportMark, error) {
	u := unpacker{b: plain}
	m := ImportMark{Key: u.text(), By: u.text(), Begun: u.instant(), Finished: u.instant()}
	m.Cases, m.Events = int(u.uint()), int(u.uint())
	if !u.done() {
		return m, tImports.damage(key, "it cannot be read")
	}
	return m, nil
}

func (r *reader) readMark(key string) (m ImportMark, ok bool, err error) {
	k := r.s.keyed('z', key)
	v, err := r.get(tImports, k[:])
	if err != nil || v == nil {
		return m, false, err
	}
	m, err = unpackMark(k[:], v)
	return m, err == nil, err
}

// Imports lists the imports of more than one transaction; one whose Finished is
// zero was broken off.
func (s *Store) Imports() ([]ImportMark, error) {
	var list []ImportMark
	err := s.view(func(r *reader) (err error) {
		list, err = r.marks()
		return err
	})
	return list, err
}

func (r *reader) marks() ([]ImportMark, error) {
	var list []ImportMark
	err := r.walk(tImports, nil, func(key, stored []byte) error {
		plain, err := r.open(tImports, nil, key, stored)
		if err != nil {
			return err
		}
		m, err := unpackMark(key, plain)
		list = append(list, m)
		return err
	})
	return list, err
}
