package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"caseclock/deadline"
)

// Append records what a Write says, whole or not at all, and answers when it is
// on the disk. Errors: ErrIDUsed, ErrNoTarget, ErrNotKept, ErrGrown and ErrKeyReused
// refuse the Write and leave the store as it was; ErrStopped means that it is
// not known whether the Write was kept: ask again with the same Key once the
// store was opened anew.
func (s *Store) Append(ctx context.Context, in Write) (Receipt, error) {
	var out Receipt
	if err := checkWrite(&in); err != nil {
		return out, err
	}
	var hash [16]byte
	if in.Key != "" {
		hash = in.asked()
	}
	err := s.write(ctx, func(w *writer) (err error) {
		if in.Key != "" {
			var known bool
			if out, known, err = w.answered(in.Key, hash, in.hash()); known || err != nil {
				return err
			}
		}
		p, audit, err := w.append(&in, hash)
		if err == nil {
			out = p.receipt(audit)
		}
		return err
	})
	if err != nil {
		return Receipt{}, err
	}
	return out, nil
}

// checkWrite refuses what can be refused without looking into the store.
func checkWrite(in *Write) error {
	in.Audit.Events = len(in.Events)
	if err := in.Audit.check(); err != nil {
		return err
	}
	for i := range in.Events {
		if err := checkEvent(&in.Events[i]); err != nil {
			return fmt.Errorf("event %d of %d: %w", i+1, len(in.Events), err)
		}
	}
	for i := range in.Rows {
		if err := in.Rows[i].check(len(in.Events)); err != nil {
			return err
		}
	}
	for i := range in.Shelf {
		if err := in.Shelf[i].check(); err != nil {
			return err
		}
	}
	return nil
}

// checkEvent refuses an event that would not be read back as it was given.
func checkEvent(e *deadline.Event) error {
	f := deadline.FactOf(e)
	if e.Case == "" {
		return fmt.Errorf("case: missing; an event without it %w", ErrNotKept)
	}
	if !fitsFact(&f) {
		return fmt.Errorf("event: %s %w", e.Kind, ErrNotKept)
	}
	if (e.Kind == deadline.Withdrawn) != (e.Target != "") {
		return fmt.Errorf("target: %s names %q; a withdrawal names one event and nothing else does: %w", e.Kind, clip(e.Target), ErrNoTarget)
	}
	again := deadline.Event{Case: e.Case, Recorded: e.Recorded, Target: e.Target, Replaces: e.Replaces}
	unfold(&f, &again)
	again.Recorded = e.Recorded
	if !e.Recorded.IsZero() && (e.Recorded.Unix() <= 0 || e.Recorded.Year() > 2200) {
		return fmt.Errorf("recorded: %s %w; accepted are instants from 1970 on", e.Recorded.Format(time.RFC3339), ErrNotKept)
	}
	size := len(e.Case)
	given, back := textsOf(e), textsOf(&again)
	for i := range given {
		*back[i].at = *given[i].at
		size += len(*given[i].at)
	}
	if again != *e {
		return fmt.Errorf("%s says something that its kind does not carry; accepted: what deadline.Fields lists: it %w", e.Kind, ErrNotKept)
	}
	if size > longestTexts {
		return fmt.Errorf("%s of %d bytes %w; accepted are up to %d", e.Kind, size, ErrNotKept, longestTexts)
	}
	return nil
}

// asked is the hash by which a repeat is told from another request. What a Write
// says may differ from one attempt to the next, though the same was asked for: the
// day on which a reason is recorded, say, or whether its case was there.
func (in *Write) asked() [16]byte {
	if in.Asked == nil {
		return in.hash()
	}
	sum := sha256.Sum256(in.Asked)
	return [16]byte(sum[:16])
}

// hash is over what a Write says.
func (in *Write) hash() [16]byte {
	p := packer{make([]byte, 0, 256*len(in.Events)+64)}
	p.uint(uint64(len(in.Events)))
	for i := range in.Events {
		p.canonical(&in.Events[i], in.Events[i].Recorded.UnixNano())
	}
	p.text(in.Audit.Action)
	p.text(in.Audit.Case)
	for i := range in.Rows {
		in.Rows[i].canonical(&p)
	}
	sum := sha256.Sum256(p.b)
	return [16]byte(sum[:16])
}

// canonical writes every field of an event, whatever the store's own layout: an
// id only where the event came with one, and the instant (nanoseconds since
// 1970) that it is recorded with.
func (p *packer) canonical(e *deadline.Event, recorded int64) {
	p.uint(uint64(e.Kind))
	p.int(recorded)
	for _, d := range [...]deadline.Date{e.On, e.RegisteredOn, e.LastReview, e.LastCoreGroup, e.EDD,
		e.Planned, e.Until, e.Next, e.Of, e.Start, e.Proposed} {
		p.int(int64(d))
	}
	p.fixed([]byte{byte(e.Subject), byte(e.Direction), byte(e.Conference), byte(e.Outcome), byte(e.Cause)})
	for _, s := range [...]string{e.ID, e.Case, e.By, e.Source, e.Replaces, e.Authority, e.Chair, e.Lead,
		e.Family, e.Meeting, e.Rule, e.Category, e.Text, e.AgreedBy, e.Target, e.Why} {
		p.text(s)
	}
}

// append plans a Write, which may refuse it, and then does it.
func (w *writer) append(in *Write, hash [16]byte) (p *plan, audit uint64, err error) {
	if p, err = w.plan(in.Events); err != nil {
		return nil, 0, err
	}
	if err = p.asExpected(in.If); err != nil {
		return nil, 0, err
	}
	rows, err := w.planRows(p, in.Rows)
	if err != nil {
		return nil, 0, err
	}
	shelf, err := w.planShelf(in.Shelf)
	if err != nil {
		return nil, 0, err
	}
	if err := p.complete(w.head.entries + 1); err != nil {
		return nil, 0, err
	}
	in.Audit.Events, in.Audit.Digest = p.events, p.digest
	audit, err = w.enter(in.Audit)
	if err != nil {
		return nil, 0, err
	}
	if err := p.put(audit); err != nil {
		return nil, 0, err
	}
	if err := cmp.Or(w.putRows(rows), w.putShelf(shelf)); err != nil {
		return nil, 0, err
	}
	if in.Key != "" {
		err = w.putAnswer(in.Key, hash, audit, p)
	}
	return p, audit, err
}

func (p *plan) receipt(audit uint64) Receipt {
	out := Receipt{Recorded: p.w.instant(), Audit: audit}
	for _, at := range p.order {
		c := p.cases[at.file]
		out.Cases = append(out.Cases, c.key.String())
		out.Events = append(out.Events, c.idAt(at.event))
	}
	return out
}

// answered looks an idempotency key up, which came before with any of the hashes.
func (w *writer) answered(key string, hashes ...[16]byte) (out Receipt, known bool, err error) {
	k := w.s.keyed('k', key)
	v, err := w.get(tKeys, k[:])
	if err != nil || v == nil {
		return out, false, err
	}
	a, err := unpackAnswer(k[:], v)
	if err != nil {
		return out, false, err
	}
	if !slices.Contains(hashes, a.hash) {
		return out, false, fmt.Errorf("key %q: %w", clip(key), ErrKeyReused)
	}
	out = Receipt{Recorded: time.Unix(0, a.recorded).UTC(), Audit: a.audit, Repeated: true}
	for _, at := range a.events {
		f, err := w.listed(a.cases[at.file])
		if err != nil {
			return out, false, err
		}
		if at.event >= len(f.facts) {
			return out, false, tKeys.damage(k[:], "it leads past the end of a case")
		}
		id, err := f.id(at.event)
		if err != nil {
			return out, false, err
		}
		out.Cases, out.Events = append(out.Cases, f.key.String()), append(out.Events, id)
	}
	return out, true, nil
}

// answer is what an idempotency key was answered with.
type answer struct {
	hash     [16]byte
	audit    uint64
	recorded int64
	cases    []CaseKey
	events   []where
}

func (w *writer) putAnswer(key string, hash [16]byte, audit uint64, p *plan) error {
	k := w.s.keyed('k', key)
	q := packer{make([]byte, 0, 64)}
	q.fixed(hash[:])
	q.uint(audit)
	q.int(w.now)
	q.uint(uint64(len(p.cases)))
	for _, c := range p.cases {
		q.fixed(c.key[:])
	}
	q.uint(uint64(len(p.order)))
	for _, at := range p.order {
		q.uint(uint64(at.file))
		q.uint(uint64(at.event))
	}
	return w.put(tKeys, k[:], q.b)
}

func unpackAnswer(k, v []byte) (a answer, err error) {
	u := unpacker{b: v}
	copy(a.hash[:], u.fixed(16))
	a.audit, a.recorded = u.uint(), u.int()
	for range u.count(len(CaseKey{})) {
		a.cases = append(a.cases, CaseKey(u.fixed(uint64(len(CaseKey{})))))
	}
	for range u.count(2) {
		at := where{int(u.uint()), int(u.uint())}
		if at.file < 0 || at.file >= len(a.cases) || at.event < 0 {
			u.fail()
		}
		a.events = append(a.events, at)
	}
	if !u.done() {
		return a, tKeys.damage(k, "it cannot be read")
	}
	return a, nil
}
