package engine

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"caseclock/deadline"
	"caseclock/notify"
	"caseclock/store"
)

// found is what an evaluation of all cases gave.
type found struct {
	Summary
	items []notify.Item
}

// evaluate reckons every case as at the day of an instant. A case that cannot
// be reckoned is left out, counted and logged by its opaque id.
func (e *Engine) evaluate(ctx context.Context, now time.Time) (found, error) {
	today := deadline.DayOf(now)
	f := found{Summary: Summary{BreachesByRule: map[string]int{}, Warnings: e.calendarWarnings(today)}}
	v := visitor{e: e, found: &f, moment: deadline.Moment{AsAt: today}}
	err := e.store.Scan(ctx, func(id store.CaseKey, c *deadline.Case) error {
		v.guarded(id, c)
		return nil
	})
	if f.CasesInTrouble > 0 {
		f.Warnings = append(f.Warnings, fmt.Sprintf("%d cases could not be evaluated; the log names them by their opaque ids", f.CasesInTrouble))
	}
	return f, err
}

// visitor takes one case after another.
type visitor struct {
	e        *Engine
	found    *found
	moment   deadline.Moment
	reckoner deadline.Reckoner
}

// guarded takes a case; a panic is that case's trouble alone.
func (v *visitor) guarded(id store.CaseKey, c *deadline.Case) {
	items := len(v.found.items)
	before := v.found.Summary
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		v.found.items, v.found.Summary = v.found.items[:items], before
		v.found.CasesInTrouble++
		v.reckoner = deadline.Reckoner{}
		where := make([]byte, 4096)
		where = where[:runtime.Stack(where, false)]
		v.e.Log.Error().Str("case", id.String()).Str("panic", panicText(r)).Bytes("stack", where).Msg("a case could not be evaluated; the others go on")
	}()
	v.visit(id, c)
}

// panicText says what a panic was, in the runtime's own words only: another's
// may name a child's reference.
func panicText(r any) string {
	if err, ok := r.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("a value of type %T", r)
}

// evaluating is called before each case is reckoned; tests make it panic.
var evaluating = func(*deadline.Case) {}

func (v *visitor) visit(id store.CaseKey, c *deadline.Case) {
	evaluating(c)
	book := v.e.Book
	v.found.Cases++
	ds := v.reckoner.Evaluate(c, book.Rulebook(), v.moment)
	var of *notify.Case
	item := func(it notify.Item) {
		if of == nil {
			of = v.caseOf(id, c)
		}
		it.Case = of
		v.found.items = append(v.found.items, it)
	}
	unborn := false
	for i := range ds {
		d := &ds[i]
		v.count(book, d)
		if !d.Open() && !d.Status.OutOfTimescale() || !book.Counts(d) {
			continue
		}
		undated := d.Open() && byPregnancy(d.Rule)
		unborn = unborn || undated
		item(notify.Item{Deadline: *d, Lineage: notify.Lineage(c, d.StartedBy), NoDeliveryDate: undated})
	}
	if unborn && deliveryDateKnown(c, v.moment) {
		for i := range v.found.items {
			if v.found.items[i].Case == of {
				v.found.items[i].NoDeliveryDate = false
			}
		}
	}
	if next := agreedReview(c, v.moment); next != 0 {
		item(notify.Item{AgreedReview: next})
	}
}

func (v *visitor) count(book *Book, d *deadline.Deadline) {
	if d.Open() {
		v.found.OpenDeadlines++
	}
	if !d.Breach() || !book.Counts(d) {
		return
	}
	v.found.BreachesByRule[d.Rule.ID]++
	if !d.Explained() {
		v.found.Unexplained++
	}
}

// caseOf is what an alert needs to know of a case.
func (v *visitor) caseOf(id store.CaseKey, c *deadline.Case) *notify.Case {
	who := responsibleFor(c, v.moment)
	k := &notify.Case{ID: id.String(), Reference: c.Ref, Authority: who.Authority, Chair: who.Chair, Lead: who.Lead, Died: died(c, v.moment)}
	if a := v.e.Book.Authority(who.Authority); a != nil {
		k.Since = a.Since
	}
	return k
}

func died(c *deadline.Case, m deadline.Moment) bool {
	return slices.ContainsFunc(counting(c, m, deadline.Closed), func(i int32) bool {
		return deadline.Cause(c.Facts[i].Sub) == deadline.Died
	})
}

// byPregnancy says whether a rule's limit is counted in weeks of pregnancy.
func byPregnancy(r *deadline.Rule) bool {
	return r.Limit.Unit == deadline.WeeksOfPregnancy || r.Limit.Other != nil && r.Limit.Other.Unit == deadline.WeeksOfPregnancy
}

func deliveryDateKnown(c *deadline.Case, m deadline.Moment) bool {
	for _, kind := range []deadline.Kind{deadline.ConcernNotified, deadline.EDDRevised} {
		for _, i := range counting(c, m, kind) {
			if c.Facts[i].A != 0 {
				return true
			}
		}
	}
	return false
}

// agreedReview is the review date that the chair agreed with the last
// conference, while the case goes on and no conference followed (FV 19).
func agreedReview(c *deadline.Case, m deadline.Moment) deadline.Date {
	var next, held deadline.Date
	for _, i := range counting(c, m, deadline.ConferenceHeld) {
		f := &c.Facts[i]
		if f.Outcome == deadline.Inquorate {
			continue
		}
		next, held = f.B, f.On
		if f.Outcome == deadline.Deregistered || f.Outcome == deadline.NotRegistered {
			next = 0
		}
	}
	if next <= held {
		return 0
	}
	for _, i := range counting(c, m, deadline.Closed) {
		if c.Facts[i].On >= held {
			return 0
		}
	}
	return next
}
