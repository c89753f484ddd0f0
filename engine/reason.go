package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"caseclock/deadline"
	"caseclock/store"
)

// LongestText is how many characters a reason's text, or why something was
// withdrawn, may have.
const LongestText = 500

// TextWarning is shown to whoever writes a text.
const TextWarning = "the text is for the committee: it must not describe the child or the harm, nor name anybody"

// Reason is why a timescale was or will be missed, as a person records it.
type Reason struct {
	Which
	Category string        `json:"category"`
	Text     string        `json:"text,omitempty"`
	Proposed deadline.Date `json:"proposed,omitzero"`
	AgreedBy string        `json:"agreed_by,omitempty"`
	Key      string        `json:"key,omitempty"` // idempotency key; empty: none
}

// Recorded is what became of a request to record.
type Recorded struct {
	Event    string   `json:"event"`   // id
	Case     string   `json:"case_id"` // opaque id
	Repeated bool     `json:"repeated,omitempty"`
	Changes  []Change `json:"changes,omitempty"` // what it does to the case's deadlines
	Notes    []string `json:"notes,omitempty"`   // doubts about the data that it raises, and what else should be known
	Deadline *Row     `json:"deadline,omitempty"`
}

// RecordReason records why a timescale was or will be missed. It is refused
// with every fault at once: a category or a person that nobody configured, a
// text that is missing or too long, a proposed date that is missing while the
// thing is not done, or has passed; a deadline that does not exist, that was
// met in time, or of which there are several.
func (e *Engine) RecordReason(ctx context.Context, who Who, r Reason) (Recorded, error) {
	if err := r.check(); err != nil {
		return Recorded{}, err
	}
	c, err := e.caseOf(r.Case)
	if err != nil {
		return Recorded{}, err
	}
	today := e.Today()
	ds := deadline.Evaluate(&c, e.Book.Rulebook(), deadline.Moment{AsAt: today})
	d, err := r.pick(e.Book, ds)
	var faults Refused
	faults.take(err)
	e.checkReason(&faults, who, &r, d, today)
	if err := faults.err(); err != nil {
		return Recorded{}, err
	}
	return e.put(ctx, who, "reason", asking{r.Key, asked("reason", who.By, r)}, r.event(d, today), &c)
}

// checkReason notes what is wrong with a reason for a deadline, which is nil
// where none was found.
func (e *Engine) checkReason(faults *Refused, who Who, r *Reason, d *deadline.Deadline, today deadline.Date) {
	e.checkPerson(faults, "by", who.By, true)
	e.checkPerson(faults, "agreed-by", r.AgreedBy, false)
	if !slices.Contains(e.Categories, r.Category) {
		faults.add("category: %q is no category; accepted: %s", clip(r.Category), strings.Join(e.Categories, ", "))
	}
	if r.Category == "other" && strings.TrimSpace(r.Text) == "" {
		faults.add("text: missing; the category other needs one")
	}
	checkText(faults, "text", r.Text)
	switch {
	case r.Proposed == 0 && d != nil && d.Open():
		faults.add("proposed: missing; while %s is not done, the day by which it will be is needed", r.Rule)
	case r.Proposed != 0 && r.Proposed < today:
		faults.add("proposed: %s has passed; accepted is today, %s, or a later day", r.Proposed, today)
	}
}

// checkPerson refuses who is nobody of the configuration. Where that names no
// people there is nothing to check against.
func (e *Engine) checkPerson(faults *Refused, field, id string, required bool) {
	switch {
	case id == "" && required:
		faults.add("%s: missing; accepted is the id of a person of the configuration", field)
	case id != "" && e.person(id) == nil && len(e.People) > 0:
		faults.add("%s: %q is nobody of the configuration; accepted: %s", field, clip(id), strings.Join(e.peopleIDs(), ", "))
	}
}

func checkText(faults *Refused, field, text string) {
	if n := utf8.RuneCountInString(text); n > LongestText {
		faults.add("%s: %d characters; accepted are %d at most", field, n, LongestText)
	}
	if i := strings.IndexFunc(text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' }); i >= 0 || !utf8.ValidString(text) {
		faults.add("%s: holds a control character or is no UTF-8; accepted is plain text", field)
	}
}

// pick finds the one deadline that a reason can be recorded for.
func (r *Reason) pick(book *Book, ds []deadline.Deadline) (*deadline.Deadline, error) {
	named, err := r.find(book, ds)
	if err != nil {
		return nil, err
	}
	var fit []*deadline.Deadline
	for _, d := range named {
		if d.Open() || d.Status.OutOfTimescale() {
			fit = append(fit, d)
		}
	}
	switch {
	case len(fit) == 1:
		return fit[0], nil
	case len(fit) > 1:
		return nil, refuse("%s: the case has %d deadlines that a reason could be for; say which by --start or --conference: %s", r.Rule, len(fit), choices(fit))
	case len(named) > 1:
		return nil, refuse("%s: none of the case's deadlines is open or out of timescale, so no reason is needed; it has: %s", r.Rule, choices(named))
	}
	return nil, refuse("%s: %s, so no reason is needed", r.Rule, inTime(named[0]))
}

func inTime(d *deadline.Deadline) string {
	if d.Met != 0 {
		return fmt.Sprintf("it was met in time, on %s", d.Met)
	}
	return fmt.Sprintf("it fell away in time, on %s", d.Ended)
}

func (r *Reason) event(d *deadline.Deadline, today deadline.Date) deadline.Event {
	return deadline.Event{Case: r.Case, Kind: deadline.ReasonRecorded, On: today, Rule: d.Rule.ID, Start: d.Start,
		Conference: d.Conference, Category: r.Category, Text: r.Text, Proposed: r.Proposed, AgreedBy: r.AgreedBy}
}

// put records one event of a case that was read before, and says what it does
// to the case.
func (e *Engine) put(ctx context.Context, who Who, action string, a asking, event deadline.Event, was *deadline.Case) (Recorded, error) {
	event.By = who.By
	receipt, err := e.append(ctx, store.Write{Events: []deadline.Event{event}, Audit: who.entry(action, "", event.Kind.String()), Key: a.key, Asked: a.repeat})
	if err != nil {
		return Recorded{}, e.putError(err)
	}
	done := Recorded{Event: receipt.Events[0], Case: receipt.Cases[0], Repeated: receipt.Repeated}
	is, err := e.store.Case(event.Case)
	if err != nil {
		return done, fmt.Errorf("recorded as %s, but the case cannot be read back: %w", done.Event, err)
	}
	e.Log.Info().Str("case", done.Case).Str("kind", event.Kind.String()).Msg("recorded")
	m := deadline.Moment{AsAt: e.Today()}
	done.Changes = changes(e.Book, was, &is, m)
	for _, q := range newQueries(e.Book, was, &is, m) {
		done.Notes = append(done.Notes, q.Text)
	}
	if event.Kind == deadline.ReasonRecorded {
		done.Deadline = e.reasoned(&is, &event, m)
	}
	return done, nil
}

// reasoned is the row of the deadline that a reason was recorded for.
func (e *Engine) reasoned(c *deadline.Case, event *deadline.Event, m deadline.Moment) *Row {
	ds := deadline.Evaluate(c, e.Book.Rulebook(), m)
	for i := range ds {
		if d := &ds[i]; d.Rule.ID == event.Rule && d.Start == event.Start && d.Conference == event.Conference {
			r := e.Book.row(c, d, responsibleFor(c, m))
			return &r
		}
	}
	return nil
}
