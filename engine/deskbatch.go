package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/store"
)

// Batched is what became of several events recorded together.
type Batched struct {
	Events   []string `json:"events"`   // ids, as the entries came
	CaseIDs  []string `json:"case_ids"` // opaque, as the entries came
	Repeated bool     `json:"repeated,omitempty"`
}

// mostInBatch is how many events are recorded at once at most.
const mostInBatch = 1000

// Batch records several events of one or several cases, all of them or none;
// each names its case by reference. A case that is not there begins with a
// case-assigned, to an authority that the viewer may record in. Errors:
// ErrNotAllowed; *Refused with every fault, by field and index, counted from 0
// ("events[3].on").
func (d *Desk) Batch(ctx context.Context, entries []Entry, key string) (Batched, error) {
	if !d.v.May(access.RecordEvents) {
		return Batched{}, ErrNotAllowed
	}
	var faults Refused
	if n := len(entries); n == 0 || n > mostInBatch {
		return Batched{}, refuse("events: %d; accepted are 1 to %d", n, mostInBatch)
	}
	b := batch{d: d, faults: &faults, cases: map[string]*batchCase{}}
	for i := range entries {
		if err := b.take(i, &entries[i]); err != nil {
			return Batched{}, err
		}
	}
	b.judge()
	answered, err := d.answered(key)
	if err != nil {
		return Batched{}, err
	}
	if err := faults.err(); err != nil && !answered {
		return Batched{}, err
	}
	w := store.Write{Events: b.events, Key: key, Asked: asked("batch", entries)}
	receipt, err := d.append(ctx, "record", fmt.Sprintf("%d events of %d cases", len(b.events), len(b.cases)), w, b.expected()...)
	if err != nil {
		return Batched{}, err
	}
	return Batched{receipt.Events, receipt.Cases, receipt.Repeated}, nil
}

// batch is several events on their way.
type batch struct {
	d      *Desk
	faults *Refused
	events []deadline.Event
	cases  map[string]*batchCase // by reference
}

// batchCase is one case of a batch.
type batchCase struct {
	expected
	c   *deadline.Case // nil: it is not there, or not the viewer's to see
	may bool           // record
	at  []int          // its events
}

// take reads one entry.
func (b *batch) take(i int, entry *Entry) error {
	prefix := fmt.Sprintf("events[%d].", i)
	ref := strings.TrimSpace(entry.Fields["case"])
	if ref == "" {
		b.faults.add("%scase: missing; accepted is the reference of a case", prefix)
	}
	if entry.Key != "" {
		b.faults.add("%skey: one idempotency key is for them all", prefix)
	}
	fields := map[string]string{}
	for k, v := range entry.Fields {
		if k != "case" {
			fields[k] = v
		}
	}
	event := b.d.readEntry(b.faults, prefix, fields, ref)
	event.By = b.d.v.ID
	k := b.cases[ref]
	if k == nil {
		var err error
		if k, err = b.d.batchCase(ref); err != nil {
			return err
		}
		b.cases[ref] = k
	}
	if k.c != nil {
		b.d.checkReplaces(b.faults, prefix, &event, k.c)
		b.d.e.checkTakingBack(b.faults, prefix, k.c, &event)
	} else if event.Replaces != "" {
		b.faults.add("%sreplaces: the case has no such event", prefix)
	}
	k.at = append(k.at, i)
	b.events = append(b.events, event)
	return nil
}

// batchCase looks a case up by its reference.
func (d *Desk) batchCase(ref string) (*batchCase, error) {
	k := &batchCase{expected: expected{ref: ref}}
	c, err := d.e.before(ref)
	if c == nil || err != nil {
		return k, err
	}
	part := responsibleFor(c, deadline.Moment{AsAt: d.e.Today()}).part()
	if !d.v.MayFor(access.SeeCases, part) {
		return k, nil
	}
	k.c, k.version, k.may = c, len(c.Facts), d.v.MayFor(access.RecordEvents, part)
	k.id, err = d.e.store.CaseID(ref)
	return k, err
}

// judge notes which cases the viewer may not record in, or not begin. A case
// that they may not see is answered as a reference that is not there, but where
// it would be begun anew.
func (b *batch) judge() {
	for i := range b.events {
		k := b.cases[b.events[i].Case]
		if k.at[0] != i || k.ref == "" {
			continue
		}
		if fault := b.judgeCase(k); fault != "" {
			b.faults.add("events[%d].%s", i, fault)
		}
	}
}

func (b *batch) judgeCase(k *batchCase) string {
	if k.c != nil {
		if !k.may {
			return "case: recording in it is not yours to do"
		}
		return ""
	}
	first := slices.IndexFunc(k.at, func(i int) bool { return b.events[i].Kind == deadline.CaseAssigned && b.events[i].Authority != "" })
	if first < 0 {
		return "case: there is no such case, or it is not yours to see; a new one begins with case-assigned, which names its authority"
	}
	authority := b.events[k.at[first]].Authority
	if !b.d.v.In(access.RecordEvents, authority) {
		return "authority: a case of it is not yours to begin"
	}
	var faults Refused
	b.d.checkNew(&faults, authority, k.ref)
	if len(faults.Faults) > 0 {
		return strings.Replace(faults.Faults[0], "reference: ", "case: ", 1)
	}
	return ""
}

// expected are the cases as they were looked at.
func (b *batch) expected() []expected {
	var all []expected
	for _, k := range b.cases {
		all = append(all, k.expected)
	}
	return all
}
