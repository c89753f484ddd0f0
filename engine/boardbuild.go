package engine

import (
	"context"
	"runtime"
	"slices"
	"strings"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/store"
)

// buildBoard builds the board as at a day.
func (e *Engine) buildBoard(ctx context.Context, day deadline.Date) error {
	b := &e.board
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fresh(day, e.Book) {
		return nil
	}
	all, err := e.allOnBoard(ctx, day)
	if err != nil {
		return err
	}
	b.fill(all)
	b.day, b.book, b.stale, b.rules = day, e.Book, false, e.Book.RuleIDs()
	return nil
}

// allOnBoard reckons every case for the board.
func (e *Engine) allOnBoard(ctx context.Context, day deadline.Date) ([]*boardCase, error) {
	builder := boardBuilder{e: e, book: e.Book, moment: deadline.Moment{AsAt: day}, rules: e.Book.RuleIDs()}
	var all []*boardCase
	err := e.store.Scan(ctx, func(id store.CaseKey, c *deadline.Case) error {
		all = append(all, builder.guarded(id.String(), c))
		return nil
	})
	return all, err
}

// boardBuilder reckons one case after another for the board.
type boardBuilder struct {
	e        *Engine
	book     *Book
	moment   deadline.Moment
	rules    []string // ids of those in force, in order
	reckoner deadline.Reckoner
}

// guarded takes a case; a panic is that case's trouble alone.
func (x *boardBuilder) guarded(id string, c *deadline.Case) (k *boardCase) {
	k = &boardCase{id: id, ref: c.Ref, version: len(c.Facts)}
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		k = &boardCase{id: id, ref: c.Ref, version: len(c.Facts), who: k.who, trouble: true}
		x.reckoner = deadline.Reckoner{}
		where := make([]byte, 4096)
		where = where[:runtime.Stack(where, false)]
		x.e.Log.Error().Str("case", id).Str("panic", panicText(r)).Bytes("stack", where).Msg("a case could not be evaluated; the lists name it as in trouble")
	}()
	x.take(k, c)
	return k
}

func (x *boardBuilder) take(k *boardCase, c *deadline.Case) {
	k.who = responsibleFor(c, x.moment)
	evaluating(c)
	ds, qs := x.reckoner.Look(c, x.book.Rulebook(), x.moment)
	k.queries = len(qs) + len(takenBack(x.book, c, x.moment, ds))
	k.rows = make([]boardRow, 0, len(ds))
	for _, hot := range []bool{true, false} {
		for i := range ds {
			if r := rowOnBoard(x.book, &ds[i]); r.isHot() == hot {
				k.rows = append(k.rows, r)
			}
		}
		if hot {
			k.hot = len(k.rows)
		}
	}
	for i := range k.rows {
		r := &k.rows[i]
		if i < k.hot && r.startedBy >= 0 && c.Facts[r.startedBy].Kind == deadline.ConferenceHeld {
			r.meeting = c.Meeting(r.startedBy)
		}
		k.add(r, x.bit(r.rule.ID))
	}
}

// bit is as the board's.
func (x *boardBuilder) bit(rule string) mask {
	b := board{rules: x.rules}
	return b.bit(rule)
}

func rowOnBoard(book *Book, d *deadline.Deadline) boardRow {
	r := boardRow{rule: d.Rule, authority: d.Authority, start: d.Start, due: d.Due, met: d.Met, ended: d.Ended, late: d.DaysLate,
		startedBy: d.StartedBy, conference: d.Conference, status: d.Status, breach: d.Breach(), explained: d.Explained(), counted: book.Counts(d)}
	if d.Reason != nil {
		r.proposed = d.Reason.Proposed
	}
	return r
}

// add takes a row into the case's sums.
func (k *boardCase) add(r *boardRow, rule mask) {
	k.statuses[r.status] |= rule
	if r.isOpen() {
		k.open++
		k.running |= rule
		if r.counted && r.due != 0 && (k.next == 0 || r.due < k.next) {
			k.next = r.due
		}
	}
	if r.needsReason() {
		k.needs++
		k.unsaid |= rule
	}
	if r.isHot() && r.breach && r.counted {
		k.late = max(k.late, r.late)
	}
}

// fill makes the board of these cases.
func (b *board) fill(all []*boardCase) {
	b.byID, b.byRef = make(map[string]*boardCase, len(all)), make(map[string]*boardCase, len(all))
	b.folded, b.families, b.meetings = make(map[string][]*boardCase, len(all)), map[string][]*boardCase{}, map[string][]*boardCase{}
	b.whole, b.hands = map[string]*caseload{}, map[access.Part]*caseload{}
	b.events, b.troubled = 0, nil
	b.hot = order[hotRow]{less: lessHot}
	for _, k := range all {
		b.index(k)
		for i := range k.rows[:k.hot] {
			b.hot.list = append(b.hot.list, hotRow{k, &k.rows[i]})
		}
		for _, l := range b.loads(k) {
			l.heap(k)
		}
	}
	b.hot.sort()
	for _, l := range b.whole {
		l.sort()
	}
	for _, l := range b.hands {
		l.sort()
	}
}

// index makes a case findable.
func (b *board) index(k *boardCase) {
	b.events += k.version
	b.byID[k.id], b.byRef[k.ref] = k, k
	low := strings.ToLower(k.ref)
	b.folded[low] = append(b.folded[low], k)
	if f := k.who.Family; f != "" {
		b.families[f] = append(b.families[f], k)
	}
	for _, m := range k.meetings() {
		b.meetings[m] = append(b.meetings[m], k)
	}
	if k.trouble {
		b.troubled = append(b.troubled, k)
	}
}

// meetings are those that started what the case has to do, each once.
func (k *boardCase) meetings() []string {
	var all []string
	for i := range k.rows[:k.hot] {
		if m := k.rows[i].meeting; m != "" && !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	return all
}

// replace puts a case in the place of what it was; old is nil for a new one.
func (b *board) replace(old, k *boardCase) {
	if old != nil {
		b.remove(old)
	}
	b.index(k)
	for i := range k.rows[:k.hot] {
		b.hot.insert(hotRow{k, &k.rows[i]})
	}
	for _, l := range b.loads(k) {
		l.put(k)
	}
}

func (b *board) remove(old *boardCase) {
	b.events -= old.version
	drop(b.folded, strings.ToLower(old.ref), old)
	drop(b.families, old.who.Family, old)
	for _, m := range old.meetings() {
		drop(b.meetings, m, old)
	}
	b.troubled = slices.DeleteFunc(b.troubled, func(o *boardCase) bool { return o == old })
	for i := range old.rows[:old.hot] {
		b.hot.remove(hotRow{old, &old.rows[i]})
	}
	for _, l := range b.loads(old) {
		if l.take(old); len(l.cases[inReference].list) > 0 {
			continue
		}
		if l == b.hands[l.part] {
			delete(b.hands, l.part)
		} else {
			delete(b.whole, l.part.Authority)
		}
	}
}

func drop(of map[string][]*boardCase, key string, k *boardCase) {
	if of[key] = slices.DeleteFunc(of[key], func(o *boardCase) bool { return o == k }); len(of[key]) == 0 {
		delete(of, key)
	}
}
