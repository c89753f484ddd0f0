package store

import (
	"context"
	"fmt"
	"iter"
)

// An import of up to wholeEvents events is one transaction. A larger one is
// written in batches of batchCases under a mark that says it is unfinished, and
// can be run again from the start: what is there already is passed over.
const (
	wholeEvents = 100_000
	batchCases  = 10_000
	boundless   = 1 << 62
)

// AppendMany brings many cases in. An event whose id is there already with the
// same content, and a row that says what it said before (same Hash, same Gone)
// with the events that are new in it, are passed over; an id that is there with
// other content is ErrIDUsed. Up to 100,000 events all are recorded or none;
// beyond, each event must have an id or stand in a row, so that a broken import
// can be run again. An error that the series yields ends the import.
func (s *Store) AppendMany(ctx context.Context, im Import, series iter.Seq2[CaseWrite, error]) (Imported, error) {
	m := &importing{s: s, ctx: ctx, Import: im, mark: ImportMark{Key: im.Key, By: im.Audit.By}}
	next, stop := iter.Pull2(series)
	defer stop()
	batch, events, err := m.take(next, wholeEvents+1, boundless)
	if err != nil {
		return m.done, err
	}
	if events <= wholeEvents {
		err = m.write(batch, false)
	} else {
		err = m.inBatches(batch, next)
	}
	return m.done, err
}

type nextCase func() (CaseWrite, error, bool)

// importing is one import on its way.
type importing struct {
	s   *Store
	ctx context.Context
	Import
	done Imported
	mark ImportMark
	seen int // cases written or passed over
	sure []bool
}

// take reads cases until there are so many events or cases.
func (m *importing) take(next nextCase, events, cases int) (batch []CaseWrite, n int, err error) {
	for n < events && len(batch) < cases {
		c, err, ok := next()
		if !ok || err != nil {
			return batch, n, err
		}
		if err := m.check(&c); err != nil {
			return nil, 0, fmt.Errorf("case %q: %w", clip(c.Ref), err)
		}
		batch = append(batch, c)
		n += len(c.Events)
	}
	return batch, n, nil
}

func (m *importing) check(c *CaseWrite) error {
	for i := range c.Events {
		if c.Events[i].Case == "" {
			c.Events[i].Case = c.Ref
		}
		if c.Events[i].Case != c.Ref {
			return fmt.Errorf("event %d is of another case, which %w", i+1, ErrNotKept)
		}
	}
	return checkWrite(&Write{Events: c.Events, Rows: c.Rows, Audit: m.Audit})
}

// inBatches writes a large import under its mark.
func (m *importing) inBatches(batch []CaseWrite, next nextCase) error {
	if m.Key == "" {
		return fmt.Errorf("an import of more than %d events without a key %w", wholeEvents, ErrNotKept)
	}
	for len(batch) > 0 {
		part := batch[:min(len(batch), batchCases)]
		if err := repeatable(part); err != nil {
			return err
		}
		if err := m.write(part, true); err != nil {
			return err
		}
		if batch = batch[len(part):]; len(batch) == 0 {
			var err error
			if batch, _, err = m.take(next, boundless, batchCases); err != nil {
				return err
			}
		}
	}
	return m.s.write(m.ctx, func(w *writer) error { return w.finishMark(&m.mark) })
}

// repeatable says whether running the import again would find what it wrote.
func repeatable(batch []CaseWrite) error {
	for i := range batch {
		c := &batch[i]
		stands := make([]bool, len(c.Events))
		for _, r := range c.Rows {
			for _, e := range r.Events {
				if e.ID == "" {
					stands[e.New] = true
				}
			}
		}
		for j := range c.Events {
			if c.Events[j].ID == "" && !stands[j] {
				return fmt.Errorf("case %q, event %d: in an import of more than %d events one without an id or a row %w", clip(c.Ref), j+1, wholeEvents, ErrNotKept)
			}
		}
	}
	return nil
}

// write records a batch in one transaction.
func (m *importing) write(batch []CaseWrite, marked bool) error {
	if err := m.makeSure(len(batch)); err != nil {
		return err
	}
	var got Imported
	err := m.s.write(m.ctx, func(w *writer) (err error) {
		w.sure = m.sure
		defer func() { w.sure = nil }()
		got, err = w.importBatch(m, batch, marked)
		return err
	})
	if err != nil {
		return err
	}
	m.done.Cases += got.Cases
	m.done.Events += got.Events
	m.done.Unchanged += got.Unchanged
	m.done.Rows += got.Rows
	m.done.Recorded = got.Recorded
	m.seen += len(batch)
	if m.Progress != nil {
		m.Progress(m.seen)
	}
	return nil
}

// makeSure compares the sums of the look-ups once, before many of them.
func (m *importing) makeSure(cases int) error {
	if cases < 100 || m.sure != nil {
		return nil
	}
	sure := make([]bool, len(tables))
	err := m.s.view(func(r *reader) error {
		for _, t := range []*table{tRefs, tIDs, tRows} {
			if err := r.walk(t, nil, func(_, _ []byte) error { return nil }); err != nil {
				return err
			}
			sure[t.number] = true
		}
		return nil
	})
	m.sure = sure
	return err
}

func (w *writer) importBatch(m *importing, batch []CaseWrite, marked bool) (Imported, error) {
	n := newNews(w, batch)
	for i := range batch {
		if err := n.take(&batch[i]); err != nil {
			return Imported{}, fmt.Errorf("case %q: %w", clip(batch[i].Ref), err)
		}
	}
	n.done.Recorded = w.instant()
	if len(n.in.Events) == 0 && len(n.in.Rows) == 0 {
		return n.done, nil
	}
	w.fillTight()
	n.in.Audit = m.Audit
	if _, _, err := w.append(&n.in, [16]byte{}); err != nil {
		return Imported{}, err
	}
	if !marked {
		return n.done, nil
	}
	return n.done, w.growMark(&m.mark, n.done)
}

// fillTight packs pages full where keys come in order, and leaves some room
// where they do not.
func (w *writer) fillTight() {
	for t, fill := range map[*table]float64{tCases: 1, tCaseKeys: 1, tAudit: 1, tTiles: 1, tRefs: 0.8, tIDs: 0.8, tRows: 0.8} {
		if b, err := w.bucket(t); err == nil {
			b.FillPercent = fill
		}
	}
}
