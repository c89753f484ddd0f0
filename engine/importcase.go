package engine

import (
	"cmp"
	"fmt"
	"slices"

	"caseclock/deadline"
	"caseclock/intake"
	"caseclock/store"
)

// take holds an item of the plan until its case is written.
func (b *bringing) take(item intake.Item) error {
	if refused, err := b.refuseErased(&item); refused || err != nil {
		return err
	}
	if b.desk != nil {
		if err := b.desk.guard(&item); err != nil {
			return err
		}
	}
	if err := b.tellItem(&item); err != nil {
		return err
	}
	if len(item.Events) == 0 && !item.Remember {
		return nil
	}
	for i := range item.Events {
		e := item.Events[i]
		if e.By == "" {
			e.By = b.who.By
		}
		if e.By == "" && (e.Target != "" || e.Replaces != "") {
			e.By = b.who.named().By // who takes an entry back is named, if only by account
		}
		b.notice(&e)
		w := b.caseWrite(e.Case)
		w.Events = append(w.Events, e)
		b.events++
	}
	if item.Remember {
		row, err := keepBooks(b.sourceName(), &item)
		if err != nil {
			return err
		}
		w := b.caseWrite(item.Last.Case)
		w.Rows = append(w.Rows, row)
	}
	if b.events < batchEvents || len(item.Events) == 0 {
		return nil
	}
	if err := b.begun(b.ctx); err != nil {
		return err
	}
	return b.flush()
}

// changeErased is the plan's word for a row of a case that was erased.
const changeErased = "erased"

// refuseErased passes over what a source still says of a case that was erased,
// and tells it.
func (b *bringing) refuseErased(item *intake.Item) (bool, error) {
	ref := cmp.Or(item.Last.Case, item.Was.Case)
	if !b.erased || ref == "" {
		return false, nil
	}
	note, err := b.e.erasedNote(ref)
	if note == "" || err != nil {
		return false, err
	}
	b.done.Counts[changeErased]++
	return true, b.tell(ImportNews{Item: &PlanItem{Change: changeErased, File: item.File, Line: item.Line, Row: item.Key.Row,
		Column: item.Key.Column, Case: ref, Note: note}})
}

func (b *bringing) caseWrite(ref string) *store.CaseWrite {
	if b.cases == nil {
		b.cases = map[string]*store.CaseWrite{}
	}
	w := b.cases[ref]
	if w == nil {
		w = &store.CaseWrite{Ref: ref}
		b.cases[ref] = w
		b.order = append(b.order, ref)
	}
	return w
}

func (b *bringing) tellItem(item *intake.Item) error {
	b.done.Counts[item.Change.String()]++
	if item.Change == intake.Unchanged && item.Note == "" && !b.ask.Items {
		return nil
	}
	p := PlanItem{Change: item.Change.String(), File: item.File, Line: item.Line, Row: item.Key.Row, Column: item.Key.Column,
		Case: item.Last.Case, Note: item.Note}
	if p.Case == "" {
		p.Case = item.Was.Case
	}
	if n := len(item.Events); n > 0 {
		p.Event, p.On = item.Events[n-1].Kind.String(), item.Events[n-1].On
	}
	return b.tell(ImportNews{Item: &p})
}

// flush tells what the cases held do to deadlines and, unless it is a dry run,
// records them.
func (b *bringing) flush() error {
	slices.Sort(b.order)
	for _, ref := range b.order {
		if err := b.tellCase(b.cases[ref]); err != nil {
			return err
		}
	}
	if b.desk != nil {
		if err := b.desk.told(); err != nil {
			return err
		}
	}
	if !b.ask.DryRun && len(b.order) > 0 {
		if err := b.write(); err != nil {
			return err
		}
	}
	b.cases, b.order, b.events = nil, nil, 0
	return nil
}

// tellCase compares a case with what it will be.
func (b *bringing) tellCase(w *store.CaseWrite) error {
	if len(w.Events) == 0 {
		return nil
	}
	b.done.Cases++
	b.done.Events += len(w.Events)
	was, err := b.e.before(w.Ref)
	if err != nil {
		return err
	}
	is := b.e.with(was, w.Ref, w.Events)
	for _, c := range changes(b.e.Book, was, &is, b.moment) {
		b.done.Deadlines[c.What]++
		if err := b.tell(ImportNews{Change: &c}); err != nil {
			return err
		}
	}
	for _, q := range newQueries(b.e.Book, was, &is, b.moment) {
		b.done.Queried++
		if err := b.tell(ImportNews{Query: &q}); err != nil {
			return err
		}
	}
	return nil
}

// with is a case with further events, as it will stand once they are recorded.
func (e *Engine) with(was *deadline.Case, ref string, more []deadline.Event) deadline.Case {
	var events []deadline.Event
	if was != nil {
		for i := range was.Facts {
			events = append(events, was.Event(int32(i)))
		}
	}
	now := e.Now().UTC()
	for _, m := range more {
		if m.Recorded.IsZero() {
			m.Recorded = now
		}
		events = append(events, m)
	}
	return deadline.NewCase(ref, events)
}

func (b *bringing) write() error {
	b.parts++
	detail := fmt.Sprintf("%s, part %d: %d cases", b.sourceName(), b.parts, len(b.order))
	im := store.Import{Audit: b.who.entry("import", "", detail), Progress: func(cases int) {
		_ = b.tell(ImportNews{Progress: &ImportProgress{Stage: "recording", Rows: cases, Total: int64(len(b.order))}})
	}}
	_, err := b.e.store.AppendMany(b.ctx, im, func(yield func(store.CaseWrite, error) bool) {
		for _, ref := range b.order {
			if !yield(*b.cases[ref], nil) {
				return
			}
		}
	})
	b.e.touchRefs(b.order)
	if err != nil {
		return b.e.putError(err)
	}
	b.done.Applied = true
	return nil
}
