package engine

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"caseclock/deadline"
	"caseclock/store"
)

// Entry is one event as a person enters it: the fields by their JSON names.
type Entry struct {
	Fields map[string]string `json:"fields"`
	Key    string            `json:"key,omitempty"` // idempotency key; empty: none
}

// Record records one event by hand. It is refused where it cannot be read as
// an event of its kind or the person is not known; reasons and withdrawals have
// doors of their own. What is doubtful is recorded and noted in the answer.
func (e *Engine) Record(ctx context.Context, who Who, entry Entry) (Recorded, error) {
	event, err := e.readEntry(who, entry)
	if err != nil {
		return Recorded{}, err
	}
	was, err := e.before(event.Case)
	if err != nil {
		return Recorded{}, err
	}
	if was == nil && strings.ContainsAny(event.Case, " \t,;") {
		return Recorded{}, refuse("case: %q opens a new case and looks like a name; accepted is a reference without spaces, never a name", clip(event.Case))
	}
	event.By = who.By
	var faults Refused
	if e.checkTakingBack(&faults, "", was, &event); len(faults.Faults) > 0 {
		return Recorded{}, faults.err()
	}
	done, err := e.put(ctx, who.named(), "record", asking{entry.Key, asked("record", who.By, entry)}, event, was)
	if err == nil {
		done.Notes = append(done.Notes, e.unknownNames(&event)...)
		if was == nil {
			done.Notes = append(done.Notes, "this is the first event of the case")
		}
	}
	return done, err
}

func (e *Engine) readEntry(who Who, entry Entry) (deadline.Event, error) {
	var event deadline.Event
	var faults Refused
	e.checkPerson(&faults, "by", who.By, false)
	names := slices.Sorted(maps.Keys(entry.Fields))
	for _, name := range names {
		if name == "why" {
			event.Why = strings.TrimSpace(entry.Fields[name])
			continue
		}
		if err := event.Set(name, entry.Fields[name]); err != nil {
			faults.add("%w", err)
		}
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == "why" })
	checkCorrectionWhy(&faults, "", &event)
	switch {
	case len(faults.Faults) > 0 && event.Kind == 0:
	case event.Kind == deadline.ReasonRecorded:
		faults.add("event: a reason is recorded with caseclock reason CASE RULE, which checks what it needs")
	case event.Kind == deadline.Withdrawn:
		faults.add("event: what was entered in error is withdrawn with caseclock withdraw ID")
	case len(faults.Faults) == 0:
		for _, err := range event.Check(names, e.Categories) {
			faults.add("%w", err)
		}
	}
	if !event.Recorded.IsZero() {
		faults.add("recorded: it is given when the event is recorded")
	}
	if event.By != "" {
		faults.add("by: it is the person who records")
	}
	return event, faults.err()
}

// before is the case as it stands, or nil where nothing is recorded of it.
func (e *Engine) before(ref string) (*deadline.Case, error) {
	c, err := e.store.Case(ref)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &c, nil
}

// unknownNames says which people and authorities of an assignment the
// configuration does not know.
func (e *Engine) unknownNames(event *deadline.Event) []string {
	var notes []string
	if event.Authority != "" && e.Book.Authority(event.Authority) == nil {
		notes = append(notes, "the configuration has no authority "+clip(event.Authority)+"; its deadlines are counted by the default pack")
	}
	for _, id := range []string{event.Chair, event.Lead} {
		if id != "" && e.person(id) == nil {
			notes = append(notes, "the configuration has no person "+clip(id)+"; alerts go to the coordinator instead")
		}
	}
	return notes
}

// Withdrawal says that an event was entered in error.
type Withdrawal struct {
	Event string `json:"event"` // id
	Why   string `json:"why"`
	Key   string `json:"key,omitempty"`
}

// Withdraw takes an event back. It stays in the history.
func (e *Engine) Withdraw(ctx context.Context, who Who, w Withdrawal) (Recorded, error) {
	var faults Refused
	e.checkPerson(&faults, "by", who.By, false)
	if strings.TrimSpace(w.Why) == "" {
		faults.add("why: missing; accepted is a short text that says what was wrong")
	}
	checkText(&faults, "why", w.Why)
	found, err := e.store.Event(w.Event)
	switch {
	case errors.Is(err, store.ErrNotFound):
		faults.add("id: there is no event %q; caseclock case CASE shows the ids of its events", clip(w.Event))
	case err != nil:
		return Recorded{}, err
	case found.Kind == deadline.Withdrawn:
		faults.add("id: %s is a withdrawal and cannot be withdrawn; record the event anew", w.Event)
	}
	if err := faults.err(); err != nil {
		return Recorded{}, err
	}
	was, err := e.before(found.Event.Case)
	if err != nil {
		return Recorded{}, err
	}
	for i := range was.Facts {
		if int(was.Facts[i].Withdraws) == found.Position+1 {
			return Recorded{}, refuse("id: %s was withdrawn already, by %s", w.Event, was.Event(int32(i)).ID)
		}
	}
	event := deadline.Event{Case: found.Event.Case, Kind: deadline.Withdrawn, On: e.Today(), By: who.By, Target: found.Event.ID, Why: w.Why}
	if e.checkTakingBack(&faults, "", was, &event); len(faults.Faults) > 0 {
		return Recorded{}, faults.err()
	}
	return e.put(ctx, who.named(), "withdraw", asking{w.Key, asked("withdraw", who.By, w)}, event, was)
}

// putError words what the store refused.
func (e *Engine) putError(err error) error {
	for _, refused := range []error{store.ErrIDUsed, store.ErrNoTarget, store.ErrNotKept, store.ErrKeyReused, store.ErrErased} {
		if errors.Is(err, refused) {
			return refuse("%w", err)
		}
	}
	return err
}

// take adds what another check refused; other errors too.
func (r *Refused) take(err error) {
	var other *Refused
	switch {
	case err == nil:
	case errors.As(err, &other):
		r.Faults = append(r.Faults, other.Faults...)
	default:
		r.add("%w", err)
	}
}
