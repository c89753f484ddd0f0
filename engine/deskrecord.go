package engine

import (
	"context"
	"maps"
	"slices"
	"strings"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/store"
)

// Kept is what became of a request to record something of a case.
type Kept struct {
	CaseID   string   `json:"case_id"`
	Events   []string `json:"events"`  // ids, as the entries came
	Version  int      `json:"version"` // of the case
	Repeated bool     `json:"repeated,omitempty"`
	Changes  []Change `json:"changes,omitempty"` // what it does to the case's deadlines
	Notes    []string `json:"notes,omitempty"`   // doubts that it raises, and what else should be known
	Yours    bool     `json:"yours"`             // the viewer may still see the case
}

// Record records one event of a case, by the version that was shown (0:
// whatever it is now). An entry that replaces another corrects it. Errors:
// ErrNotThere, ErrNotAllowed, *Changed, *Refused with every fault, by field.
func (d *Desk) Record(ctx context.Context, id string, version int, entry Entry) (Kept, error) {
	c, _, err := d.caseFor(id, access.RecordEvents)
	if err != nil {
		return Kept{}, err
	}
	var faults Refused
	event := d.readEntry(&faults, "", entry.Fields, c.Ref)
	d.checkReplaces(&faults, "", &event, &c)
	event.By = d.v.ID
	d.e.checkTakingBack(&faults, "", &c, &event)
	return d.keep(ctx, "record", id, version, asking{entry.Key, asked("record", id, entry)}, &c, &faults, event)
}

// Withdraw takes an event of a case back; it stays in the history. Errors: as
// of Record.
func (d *Desk) Withdraw(ctx context.Context, id string, version int, w Withdrawal) (Kept, error) {
	c, _, err := d.caseFor(id, access.RecordEvents)
	if err != nil {
		return Kept{}, err
	}
	var faults Refused
	if strings.TrimSpace(w.Why) == "" {
		faults.add("why: missing; accepted is a short text that says what was wrong")
	}
	checkText(&faults, "why", w.Why)
	switch i := position(&c, w.Event); {
	case i < 0:
		faults.add("event: the case has no such event")
	case c.Facts[i].Kind == deadline.Withdrawn:
		faults.add("event: it is a withdrawal and cannot be withdrawn; record the event anew")
	case slices.ContainsFunc(c.Facts, func(f deadline.Fact) bool { return int(f.Withdraws) == i+1 }):
		faults.add("event: it was withdrawn already")
	}
	event := deadline.Event{Case: c.Ref, Kind: deadline.Withdrawn, On: d.e.Today(), Target: w.Event, Why: w.Why}
	return d.keep(ctx, "withdraw", id, version, asking{w.Key, asked("withdraw", id, w)}, &c, &faults, event)
}

// position is where an event lies in its case; -1: it is not there.
func position(c *deadline.Case, id string) int {
	return slices.IndexFunc(c.Events, func(e deadline.Event) bool { return e.ID == id })
}

// keep records one event of a case that was read before, where nothing is wrong
// with it, and says what it does.
func (d *Desk) keep(ctx context.Context, action, id string, version int, a asking, was *deadline.Case, faults *Refused, event deadline.Event) (Kept, error) {
	answered, err := d.answered(a.key)
	if err != nil {
		return Kept{}, err
	}
	if !answered {
		if x := d.changedSince(id, was, version); x != nil {
			return Kept{}, &Changed{Cases: []CaseChanged{*x}}
		}
		if err := faults.err(); err != nil {
			return Kept{}, err
		}
	}
	event.By = d.v.ID
	receipt, err := d.append(ctx, action, event.Kind.String(), store.Write{Events: []deadline.Event{event}, Key: a.key, Asked: a.repeat}, expected{id, was.Ref, len(was.Facts)})
	if err != nil {
		return Kept{}, err
	}
	return d.kept(&receipt, was, &event)
}

// kept says what was recorded and what it does to the case. Of a repeat, it
// says what became of it then.
func (d *Desk) kept(receipt *store.Receipt, was *deadline.Case, event *deadline.Event) (Kept, error) {
	done := Kept{CaseID: receipt.Cases[0], Events: receipt.Events, Repeated: receipt.Repeated}
	is, err := d.e.store.CaseByID(done.CaseID)
	if err != nil {
		return done, err
	}
	m := deadline.Moment{AsAt: d.e.Today()}
	done.Version = len(is.Facts)
	done.Yours = d.v.MayFor(access.SeeCases, responsibleFor(&is, m).part())
	done.Notes = d.e.unknownNames(event)
	if !done.Repeated {
		done.Changes = changes(d.e.Book, was, &is, m)
		for _, q := range newQueries(d.e.Book, was, &is, m) {
			done.Notes = append(done.Notes, q.Text)
		}
	}
	return done, nil
}

// readEntry reads the fields of an event of a case; faults name the field
// behind the prefix.
func (d *Desk) readEntry(faults *Refused, prefix string, fields map[string]string, ref string) deadline.Event {
	event := deadline.Event{Case: ref}
	before := len(faults.Faults)
	names := []string{"case"}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		switch {
		case name == "case":
			if fields[name] != ref {
				faults.add("%scase: it is another case than the one in hand", prefix)
			}
			continue
		case slices.Contains(notEntered, name) && name != "event":
			faults.add("%s%s: it is given when the event is recorded", prefix, name)
			continue
		}
		if name == "why" {
			event.Why = strings.TrimSpace(fields[name])
			continue
		}
		if err := event.Set(name, strings.TrimSpace(fields[name])); err != nil {
			faults.add("%s%w", prefix, err)
		} else if strings.TrimSpace(fields[name]) != "" {
			names = append(names, name)
		}
	}
	checkCorrectionWhy(faults, prefix, &event)
	switch {
	case event.Kind == deadline.ReasonRecorded:
		faults.add("%sevent: a reason is given for a deadline, which checks what it needs", prefix)
	case event.Kind == deadline.Withdrawn:
		faults.add("%sevent: what was entered in error is withdrawn where it stands in the history", prefix)
	default:
		d.checkEntry(faults, prefix, &event, names, faults.Faults[before:])
	}
	return event
}

// checkEntry adds what Check finds, but for fields that are already faulted, and
// refuses a day so far ahead that it is a slip of the year.
func (d *Desk) checkEntry(faults *Refused, prefix string, event *deadline.Event, names, already []string) {
	for _, err := range event.Check(names, d.e.Categories) {
		name, _, _ := strings.Cut(err.Error(), ":")
		if !slices.ContainsFunc(already, func(f string) bool { return strings.HasPrefix(f, prefix+name+":") }) {
			faults.add("%s%w", prefix, err)
		}
	}
	if last := d.e.Today().AddMonths(12); event.On > last {
		faults.add("%son: %s is more than a year ahead; accepted is a day until %s", prefix, event.On, last)
	}
}

// checkReplaces refuses to correct what is not an event of the case, or was
// corrected or withdrawn already: both corrections would count.
func (d *Desk) checkReplaces(faults *Refused, prefix string, event *deadline.Event, c *deadline.Case) {
	if event.Replaces == "" {
		return
	}
	switch i := position(c, event.Replaces); {
	case i < 0:
		faults.add("%sreplaces: the case has no such event", prefix)
	case c.Facts[i].Kind == deadline.Withdrawn:
		faults.add("%sreplaces: it is a withdrawal and cannot be replaced", prefix)
	case slices.ContainsFunc(c.Facts, func(f deadline.Fact) bool { return int(f.Withdraws) == i+1 }):
		faults.add("%sreplaces: it was withdrawn already; record the event anew", prefix)
	case slices.ContainsFunc(c.Facts, func(f deadline.Fact) bool { return int(f.Replaces) == i+1 }):
		faults.add("%sreplaces: it was corrected already; accepted is the correction, which the history shows", prefix)
	}
}
