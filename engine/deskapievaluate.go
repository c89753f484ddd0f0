package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/intake"
	"caseclock/rules"
)

// Reckoning asks for the deadlines of events that are not stored.
type Reckoning struct {
	Events  []map[string]string // fields of each by their JSON names
	Pack    string              // id of one in force or built in; empty: the rulebook in force, by each case's authority
	AsAt    deadline.Date       // none: today
	KnownAt time.Time           // zero: all of the events; else each needs the instant of its recording
}

// Reckoned is what became of it.
type Reckoned struct {
	AsAt      deadline.Date
	Deadlines []deadline.Line  // in the order of the command contract
	Queries   []deadline.Query // doubts about the data, by case
}

// Reckon works out the deadlines of events without storing anything. Error:
// ErrNotAllowed, *Refused with every fault, "events[3].on: ...".
func (d *Desk) Reckon(ctx context.Context, a Reckoning) (Reckoned, error) {
	if !d.v.May(access.SeeRules) {
		return Reckoned{}, ErrNotAllowed
	}
	var faults Refused
	book, err := d.e.bookOf(a.Pack)
	faults.take(err)
	cases, err := d.e.gather(&a)
	faults.take(err)
	if err := faults.err(); err != nil {
		return Reckoned{}, err
	}
	done := Reckoned{AsAt: a.AsAt}
	if done.AsAt == 0 {
		done.AsAt = d.e.Today()
	}
	m := deadline.Moment{AsAt: done.AsAt, KnownAt: a.KnownAt}
	var r deadline.Reckoner
	for i := range cases {
		if err := ctx.Err(); err != nil {
			return Reckoned{}, err
		}
		c := &cases[i]
		ds, qs := r.Look(c, book, m)
		for k := range ds {
			done.Deadlines = append(done.Deadlines, c.Line(&ds[k]))
		}
		done.Queries = append(done.Queries, qs...)
	}
	slices.SortFunc(done.Deadlines, deadline.Line.Compare)
	return done, nil
}

// bookOf is the rulebook in force, or one of a single pack.
func (e *Engine) bookOf(pack string) (*deadline.Rulebook, error) {
	if pack == "" {
		return e.Book.Rulebook(), nil
	}
	var calendar *deadline.Calendar
	for _, p := range e.Book.periods() {
		if calendar = p.Calendar; p.Pack.ID == pack {
			return deadline.NewRulebook(deadline.Period{Pack: p.Pack, Calendar: p.Calendar}), nil
		}
	}
	p, err := rules.Builtin(pack)
	if err != nil {
		return nil, refuse("pack: %q is no pack; accepted: %s", clip(pack), strings.Join(e.packIDs(), ", "))
	}
	return deadline.NewRulebook(deadline.Period{Pack: p.Pack, Calendar: calendar}), nil
}

// gather makes cases of events, in the order of their references.
func (e *Engine) gather(a *Reckoning) ([]deadline.Case, error) {
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	for _, fields := range a.Events {
		if err := encoder.Encode(fields); err != nil {
			return nil, err
		}
	}
	by := map[string][]deadline.Event{}
	r := intake.NewReader(intake.Options{Rules: e.Book.KnownRules(), Categories: e.Categories, NeedRecorded: !a.KnownAt.IsZero()})
	f := intake.File{Name: "events.jsonl", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(lines.Bytes())), nil }}
	err := r.Read(f, func(x *deadline.Event, _ int) error {
		x.Source = ""
		by[x.Case] = append(by[x.Case], *x)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if bad := r.Faults(); bad.Err() != nil {
		return nil, faultsOfEvents(bad)
	}
	var all []deadline.Case
	for ref, events := range by {
		all = append(all, deadline.NewCase(ref, events))
	}
	slices.SortFunc(all, func(x, y deadline.Case) int { return strings.Compare(x.Ref, y.Ref) })
	return all, nil
}

// faultsOfEvents names each fault by the event's place in the list, from 0.
func faultsOfEvents(bad *intake.Faults) error {
	var faults Refused
	for _, f := range bad.Kept {
		field, rest, ok := strings.Cut(f.What, ": ")
		if !ok || !slices.Contains(deadline.FieldNames(), field) {
			faults.add("events[%d]: %s", f.Line-1, f.What)
			continue
		}
		faults.add("events[%d].%s: %s", f.Line-1, field, rest)
	}
	if more := bad.Total - len(bad.Kept); more > 0 {
		faults.add("events: %d faults more", more)
	}
	return faults.err()
}

// packIDs are the ids of the packs in force and of those built in.
func (e *Engine) packIDs() []string {
	ids := rules.List()
	for _, p := range e.Book.periods() {
		ids = append(ids, p.Pack.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
