package intake

import (
	"fmt"
	"slices"
	"strings"

	"caseclock/deadline"
)

// eventFields gathers the fields of one event and what is wrong with them.
type eventFields struct {
	rec    *record
	event  *deadline.Event
	given  []string // names of the fields that have a value
	set64  uint64   // the same by their numbers
	failed []string // names of those that could not be read
	words  words
}

// words are the ones that a run accepts besides the event's own.
type words struct {
	rules, categories []string
	needRecorded      bool
}

func (f *eventFields) begin(rec *record) {
	rec.facts = append(rec.facts[:0], fact{})
	rec.flaws = rec.flaws[:0]
	rec.target = place{}
	f.rec, f.event = rec, &rec.facts[0].event
	f.given, f.failed, f.set64 = f.given[:0], f.failed[:0], 0
}

func (f *eventFields) wrong(at place, format string, args ...any) {
	f.rec.flaws = append(f.rec.flaws, flaw{line: at.line, column: at.column, what: fmt.Sprintf(format, args...)})
}

// set gives the event a field from text.
func (f *eventFields) set(name, value string, at place) {
	if value == "" {
		return
	}
	f.given = append(f.given, name)
	f.set64 |= 1 << fieldNumber[name]
	if err := f.event.Set(name, value); err != nil {
		f.failed = append(f.failed, name)
		f.wrong(at, "%v", err)
	}
	if name == "target" || name == "replaces" {
		f.rec.target = at
	}
}

// finish says what is wrong with the event as a whole. What could not be read
// is not also said to be missing.
func (f *eventFields) finish(at place) {
	e := f.event
	if !f.plain() {
		for _, err := range e.Check(f.given, f.words.categories) {
			name, _, _ := strings.Cut(err.Error(), ":")
			if !slices.Contains(f.failed, name) {
				f.wrong(at, "%v", err)
			}
		}
	}
	if f.words.rules != nil && e.Rule != "" && !slices.Contains(f.words.rules, e.Rule) {
		f.wrong(at, "rule: %s is no rule of any pack; accepted: %s", quote(e.Rule), strings.Join(f.words.rules, ", "))
	}
	if f.words.needRecorded && e.Recorded.IsZero() && !slices.Contains(f.failed, "recorded") {
		f.wrong(at, "recorded: missing; what was known at an instant needs it of every event")
	}
}

// plain says, quickly, that the event has what its kind needs, and nothing
// that its kind does not carry; where it is not so, Check says why.
func (f *eventFields) plain() bool {
	k := f.event.Kind
	if k == 0 || k == deadline.ReasonRecorded || len(f.failed) > 0 {
		return false
	}
	s := &shapes[k]
	return f.set64&^s.carried == 0 && s.required&^f.set64 == 0
}

// shape is what an event of one kind carries and needs, as sets of field
// numbers.
type shape struct{ carried, required uint64 }

var shapes = func() [deadline.Withdrawn + 1]shape {
	var all [deadline.Withdrawn + 1]shape
	for k := range all {
		for _, f := range deadline.Fields(deadline.Kind(k)) {
			all[k].carried |= 1 << fieldNumber[f.Name]
			if f.Required {
				all[k].required |= 1 << fieldNumber[f.Name]
			}
		}
	}
	return all
}()

// fieldNumber numbers the fields of all events; there are fewer than 64.
var fieldNumber = func() map[string]int {
	m := map[string]int{}
	for i, n := range deadline.FieldNames() {
		m[n] = i
	}
	return m
}()

func isField(name string) bool {
	_, ok := fieldNumber[name]
	return ok
}
