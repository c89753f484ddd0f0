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

// ReasonsAsk is one reason for one or several deadlines, of one or several
// cases: all of it is recorded, or nothing.
type ReasonsAsk struct {
	For      []ReasonFor   `json:"for"`
	Category string        `json:"category"`
	Text     string        `json:"text,omitempty"`
	Proposed deadline.Date `json:"proposed,omitzero"` // by when it will be done; needed while one of them is open
	AgreedBy string        `json:"agreed_by,omitempty"`
	Key      string        `json:"key,omitempty"` // idempotency key; empty: none
}

// ReasonFor names deadlines of one case, as it was shown.
type ReasonFor struct {
	CaseID    string        `json:"case_id"`
	Version   int           `json:"version"` // that was shown; 0: whatever it is now
	Deadlines []DeadlineKey `json:"deadlines"`
}

// ReasonsGiven is what became of it.
type ReasonsGiven struct {
	Repeated bool          `json:"repeated,omitempty"` // it was recorded before, and not again
	Given    []ReasonGiven `json:"given"`
}

// ReasonGiven is one reason recorded for one deadline.
type ReasonGiven struct {
	Event string    `json:"event"` // id
	Line  *WorkLine `json:"line"`  // the deadline as it stands now; none: it is no more
}

// mostAtOnce is how many deadlines one reason is given for at most.
const mostAtOnce = 100

// GiveReasons records why timescales were or will be missed. Whoever may only
// agree a delay in advance may do so while it is open and not past its due day,
// and is who agreed it. Errors: ErrNotThere, ErrNotAllowed, *Changed where a
// case changed since it was shown, *Refused with every fault, by field; then
// nothing was recorded.
func (d *Desk) GiveReasons(ctx context.Context, a ReasonsAsk) (ReasonsGiven, error) {
	if !d.v.May(access.GiveReasons) && !d.v.May(access.AgreeDelays) {
		return ReasonsGiven{}, ErrNotAllowed
	}
	repeat := a.asked()
	cases, err := d.reasonCases(a.For)
	if err != nil {
		return ReasonsGiven{}, err
	}
	if slices.ContainsFunc(cases, func(x reasonCase) bool { return x.inAdvance }) && a.AgreedBy == "" {
		a.AgreedBy = d.v.ID
	}
	answered, err := d.answered(a.Key)
	if err == nil && !answered {
		err = d.checkReasons(&a, cases)
	}
	if err != nil {
		return ReasonsGiven{}, err
	}
	return d.recordReasons(ctx, &a, cases, repeat)
}

// asked is the request without the versions that were shown.
func (a ReasonsAsk) asked() []byte {
	a.For = slices.Clone(a.For)
	for i := range a.For {
		a.For[i].Version = 0
	}
	return asked("reasons", a)
}

// reasonCase is one case that a reason is given for.
type reasonCase struct {
	expected
	c         deadline.Case
	inAdvance bool // the viewer may agree a delay in advance, and no more
	keys      []DeadlineKey
	ds        []deadline.Deadline
}

// reasonCases reads the cases, each once.
func (d *Desk) reasonCases(list []ReasonFor) ([]reasonCase, error) {
	var all []reasonCase
	for _, f := range list {
		if i := slices.IndexFunc(all, func(x reasonCase) bool { return x.id == f.CaseID }); i >= 0 {
			all[i].keys = append(all[i].keys, f.Deadlines...)
			continue
		}
		c, who, err := d.caseFor(f.CaseID, access.GiveReasons, access.AgreeDelays)
		if err != nil {
			return nil, err
		}
		x := reasonCase{expected: expected{f.CaseID, c.Ref, f.Version}, c: c, keys: slices.Clone(f.Deadlines),
			inAdvance: !d.v.MayFor(access.GiveReasons, who.part())}
		x.ds = deadline.Evaluate(&c, d.e.Book.Rulebook(), deadline.Moment{AsAt: d.e.Today()})
		all = append(all, x)
	}
	return all, nil
}

// checkReasons refuses what cannot be recorded: first what changed, then every
// fault.
func (d *Desk) checkReasons(a *ReasonsAsk, cases []reasonCase) error {
	var changed Changed
	for i := range cases {
		if x := d.changedSince(cases[i].id, &cases[i].c, cases[i].version); x != nil {
			changed.Cases = append(changed.Cases, *x)
		}
	}
	if len(changed.Cases) > 0 {
		return &changed
	}
	var faults Refused
	open, n := d.checkDeadlines(&faults, cases)
	switch {
	case n == 0:
		faults.add("deadlines: none; accepted is at least one")
	case n > mostAtOnce:
		faults.add("deadlines: %d; accepted are up to %d at once", n, mostAtOnce)
	}
	d.e.checkReasonWords(&faults, a.Category, a.Text, a.Proposed, open, d.e.Today())
	advance := slices.ContainsFunc(cases, func(x reasonCase) bool { return x.inAdvance })
	if advance && a.AgreedBy != d.v.ID {
		faults.add("agreed_by: whoever agrees a delay in advance is who agreed it; accepted is %s", d.v.ID)
	} else {
		d.e.checkPerson(&faults, "agreed_by", a.AgreedBy, false)
	}
	return faults.err()
}

// checkDeadlines says how many deadlines are named, and whether any is open.
func (d *Desk) checkDeadlines(faults *Refused, cases []reasonCase) (open bool, n int) {
	for i := range cases {
		x := &cases[i]
		for k, key := range x.keys {
			n++
			dl := key.in(x.ds)
			switch {
			case slices.Index(x.keys, key) < k:
				faults.add("deadlines: %s is named twice", key.words())
			case dl == nil:
				faults.add("deadlines: the case has no %s", key.words())
			case !dl.Open() && !dl.Status.OutOfTimescale():
				faults.add("deadlines: %s: %s, so no reason is needed", key.words(), inTime(dl))
			case x.inAdvance && (!dl.Open() || dl.Status.OutOfTimescale()):
				faults.add("deadlines: %s: a delay is agreed in advance while it is open and not past its due day, %s", key.words(), dueText(dl.Due))
			}
			open = open || dl != nil && dl.Open()
		}
	}
	return open, n
}

// checkReasonWords notes what is wrong with the reason itself; open says
// whether what it is for is still to be done.
func (e *Engine) checkReasonWords(faults *Refused, category, text string, proposed deadline.Date, open bool, today deadline.Date) {
	switch {
	case category == "":
		faults.add("category: missing; accepted is one of the reasons listed")
	case !slices.Contains(e.Categories, category):
		faults.add("category: %q is no category; accepted: %s", clip(category), strings.Join(e.Categories, ", "))
	}
	if category == "other" && strings.TrimSpace(text) == "" {
		faults.add("text: missing; the category other needs one")
	}
	checkText(faults, "text", text)
	switch {
	case proposed == 0 && open:
		faults.add("proposed: missing; while it is not done, the day by which it will be is needed")
	case proposed != 0 && proposed < today:
		faults.add("proposed: %s has passed; accepted is today, %s, or a later day", proposed.Long(), today.Long())
	}
}

// recordReasons records one event for each deadline, in one write.
func (d *Desk) recordReasons(ctx context.Context, a *ReasonsAsk, cases []reasonCase, repeat []byte) (ReasonsGiven, error) {
	w := store.Write{Key: a.Key, Asked: repeat}
	var as []expected
	type at struct {
		id  string
		key DeadlineKey
	}
	var places []at
	for i := range cases {
		x := &cases[i]
		as = append(as, expected{x.id, x.ref, len(x.c.Facts)})
		for _, k := range x.keys {
			places = append(places, at{x.id, k})
			w.Events = append(w.Events, deadline.Event{Case: x.ref, Kind: deadline.ReasonRecorded, On: d.e.Today(), By: d.v.ID,
				Rule: k.Rule, Start: k.Start, Conference: k.Conference, Category: a.Category, Text: a.Text, Proposed: a.Proposed, AgreedBy: a.AgreedBy})
		}
	}
	receipt, err := d.append(ctx, "reason", fmt.Sprintf("for %d deadlines of %d cases", len(w.Events), len(cases)), w, as...)
	if err != nil {
		return ReasonsGiven{}, err
	}
	done := ReasonsGiven{Repeated: receipt.Repeated}
	err = d.e.onBoard(ctx, func(b *board) error {
		for i, p := range places {
			done.Given = append(done.Given, ReasonGiven{receipt.Events[i], b.find(p.id, p.key)})
		}
		return nil
	})
	return done, err
}

// find is the line of one deadline, or nil.
func (b *board) find(id string, key DeadlineKey) *WorkLine {
	if c := b.byID[id]; c != nil {
		for i := range c.rows {
			if c.rows[i].key() == key {
				l := b.line(hotRow{c, &c.rows[i]})
				return &l
			}
		}
	}
	return nil
}
