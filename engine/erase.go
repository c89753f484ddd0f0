package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/store"
)

// EraseAsk says what is to be erased.
type EraseAsk struct {
	Cases     []string `json:"cases,omitempty"`     // references
	Due       bool     `json:"due,omitempty"`       // instead: every case whose time has passed
	Authority string   `json:"authority,omitempty"` // with Due: of this one only
	Reason    string   `json:"reason,omitempty"`    // needed, but for what is due
	Early     bool     `json:"early,omitempty"`     // also what is live or whose time has not passed
	AgreedBy  string   `json:"agreed_by,omitempty"` // with Early: a second person
	Confirm   bool     `json:"confirm,omitempty"`   // else nothing is changed, and only what would be is said
}

// Erasing is what an erasure did, or would do.
type Erasing struct {
	Cases   []Keeping   `json:"cases"`
	Done    bool        `json:"done"`
	Backups []time.Time `json:"backups,omitempty"` // copies of the whole store that were made while it held them
	Notes   []string    `json:"notes,omitempty"`
}

// mostErased is how many cases one erasure takes; the next takes the rest.
const mostErased = 1000

// Erase erases cases, or says what it would erase. It is refused for every case
// that is held back, for one that is not due unless it is early with a second
// person's agreement, and for whoever is neither coordinator nor admin of the
// case's authority.
func (c *Console) Erase(ctx context.Context, who Who, a EraseAsk) (Erasing, error) {
	e := c.Engine
	e.waking.Lock() // no wake tells of a case while it goes
	defer e.waking.Unlock()
	list, err := e.toErase(ctx, who, &a)
	if err != nil {
		return Erasing{}, err
	}
	out := Erasing{Cases: list}
	if err := c.looked(ctx, "look", "", fmt.Sprintf("retention: %d cases to erase", len(list))); err != nil {
		return Erasing{}, err
	}
	if !a.Confirm || len(list) == 0 {
		return out, nil
	}
	gone, err := e.store.Erase(ctx, e.erasure(who, &a, list))
	e.forget()
	switch {
	case errors.Is(err, store.ErrOnItsWay), errors.Is(err, store.ErrNotFound):
		return Erasing{}, refuse("%w; nothing was erased: try again later, or without that case", err)
	case err != nil:
		return Erasing{}, err
	}
	out.Done = true
	out.Cases = nil
	first := e.Now()
	for i := range gone {
		out.Cases = append(out.Cases, entombed(&gone[i]))
		if gone[i].First.Before(first) {
			first = gone[i].First
		}
	}
	if _, err := e.store.Scrub(context.WithoutCancel(ctx)); err != nil {
		out.Notes = append(out.Notes, "what they held is not yet overwritten in the file: "+err.Error()+"; the daemon goes on trying each time it wakes")
	}
	out.Backups, err = e.backupsSince(ctx, first)
	return out, err
}

// toErase finds the cases and checks each.
func (e *Engine) toErase(ctx context.Context, who Who, a *EraseAsk) ([]Keeping, error) {
	var faults Refused
	if why := e.doubt(); why != "" {
		faults.add("clock: it is not believed, so it is not known what is due: %s", why)
	}
	if a.Due == (len(a.Cases) > 0) {
		faults.add("cases: accepted is either the references of cases, or all that are due")
	}
	if !a.Due || a.Reason != "" {
		checkWhy(&faults, a.Reason)
	}
	if a.Early && (a.AgreedBy == "" || a.AgreedBy == who.By) {
		faults.add("agreed-by: missing or the same person; what is not due is erased only with a second person's agreement")
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	list, err := e.named(ctx, a)
	if err != nil {
		return nil, err
	}
	if len(list) > mostErased {
		list = list[:mostErased]
	}
	for i := range list {
		e.mayErase(&faults, who, a, &list[i])
	}
	return list, faults.err()
}

// named finds the cases that were asked for.
func (e *Engine) named(ctx context.Context, a *EraseAsk) ([]Keeping, error) {
	if a.Due {
		return e.keepings(ctx, RetentionAsk{Standing: StandsDue, Authority: a.Authority})
	}
	k, err := e.retaining(ctx)
	if err != nil {
		return nil, err
	}
	var list []Keeping
	var faults Refused
	for _, ref := range a.Cases {
		id, err := e.store.CaseID(ref)
		var c deadline.Case
		if err == nil {
			c, err = e.store.CaseByID(id)
		}
		switch {
		case errors.Is(err, store.ErrErased):
			faults.add("case: %q was erased already", clip(ref))
		case errors.Is(err, store.ErrNotFound):
			faults.add("case: there is no case %q", clip(ref))
		case err != nil:
			return nil, err
		default:
			list = append(list, k.keeping(id, &c))
		}
	}
	return list, faults.err()
}

func (e *Engine) mayErase(faults *Refused, who Who, a *EraseAsk, k *Keeping) {
	switch {
	case k.Standing == StandsHeld:
		faults.add("case: %s is held back by %s since %s: %s; caseclock retention release lets it go", clip(k.Reference), k.Hold.By, deadline.DayOf(k.Hold.At), k.Hold.Reason)
	case k.Standing != StandsDue && !a.Early:
		faults.add("case: %s is not due: %s; accepted before its time is --early, with a reason and --agreed-by", clip(k.Reference), k.Why)
	}
	e.checkKeeper(faults, "by", who.By, k.Authority)
	if a.Early {
		e.checkKeeper(faults, "agreed-by", a.AgreedBy, k.Authority)
	}
}

// keepers are the roles that may hold back and erase.
var keepers = []string{string(access.Coordinator), string(access.Admin)}

// checkKeeper notes that a person may not decide how long cases of an authority
// are kept.
func (e *Engine) checkKeeper(faults *Refused, field, id, authority string) {
	before := len(faults.Faults)
	e.checkPerson(faults, field, id, true)
	p := e.person(id)
	if len(faults.Faults) > before || p == nil {
		return
	}
	for _, r := range p.Roles {
		if slices.Contains(keepers, r) && (len(p.Authorities) == 0 || slices.Contains(p.Authorities, authority)) {
			return
		}
	}
	fault := fmt.Sprintf("%s: %s may not decide how long cases of %s are kept; accepted is one of its coordinators or an admin", field, id, authority)
	if !slices.Contains(faults.Faults, fault) {
		faults.add("%s", fault)
	}
}

func checkWhy(faults *Refused, reason string) {
	if strings.TrimSpace(reason) == "" {
		faults.add("reason: missing; accepted is a short text, which is kept and must not describe the child nor name anybody")
	}
	checkText(faults, "reason", reason)
}

// erasure shapes the request as the store takes it.
func (e *Engine) erasure(who Who, a *EraseAsk, list []Keeping) store.Erasure {
	x := store.Erasure{Why: a.Reason, Audit: who.named().entry("erase", "", ""), About: rowAbout, Tells: shelfTells, Redact: redact}
	if a.Due && x.Why == "" {
		x.Why = "the time for which it is kept has passed"
	}
	if a.Early {
		x.Why += " (before its time, agreed by " + a.AgreedBy + ")"
	}
	for i := range list {
		x.Cases = append(x.Cases, list[i].Case)
	}
	return x
}

// forget drops what is held in memory of cases.
func (e *Engine) forget() {
	e.staleBoard()
	e.hooks = nil
	e.posted.mu.Lock()
	e.posted.about = nil
	e.posted.mu.Unlock()
}

// scrub overwrites what an erasure left, where that was not done at once.
func (e *Engine) scrub(ctx context.Context) {
	owed, err := e.store.Unscrubbed()
	if err == nil && owed {
		_, err = e.store.Scrub(ctx)
	}
	if err != nil && ctx.Err() == nil {
		e.Log.Error().Err(err).Msg("what erased cases held is not yet overwritten in the file; it is tried again")
	}
}

// backupsSince are the instants of the backups that the trail tells of.
func (e *Engine) backupsSince(ctx context.Context, first time.Time) ([]time.Time, error) {
	var list []time.Time
	want := BackupEntry(Who{})
	err := e.store.TrailBetween(ctx, first, e.Now().Add(time.Minute), func(x store.Entry) error {
		if x.Action == want.Action && x.Detail == want.Detail {
			list = append(list, x.At)
		}
		return nil
	})
	return list, err
}

// Readmit lets the reference of an erased case be used again, for a new case.
func (c *Console) Readmit(ctx context.Context, who Who, a HoldAsk) error {
	var faults Refused
	checkWhy(&faults, a.Reason)
	t, err := c.store.Buried(a.Case)
	if errors.Is(err, store.ErrNotFound) {
		faults.add("case: no case %q was erased", clip(a.Case))
	} else if err != nil {
		return err
	} else {
		c.checkKeeper(&faults, "by", who.By, entombed(&t).Authority)
	}
	if err := faults.err(); err != nil {
		return err
	}
	return c.store.Readmit(ctx, who.entry("readmit", "", ""), t.Case)
}

// erasedNote says of a reference that its case was erased, or nothing.
func (e *Engine) erasedNote(ref string) (string, error) {
	t, err := e.store.Buried(ref)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return fmt.Sprintf("the case was erased on %s; nothing more is recorded of it unless it is readmitted", deadline.DayOf(t.At)), err
}
