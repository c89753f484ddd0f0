package engine

import (
	"context"
	"errors"
	"slices"
	"sync"

	"caseclock/access"
	"caseclock/deadline"
	"caseclock/store"
)

// board is every case as at today, in memory, so that lists are quick: what is
// on it follows from the store and is never kept. It is built by one pass over
// the store when it is first wanted, and anew when the day, the rulebook or very
// many cases have changed; a case that something was recorded of is read again.
// What is on it is not changed once there, only replaced.
type board struct {
	mu     sync.RWMutex
	day    deadline.Date // as at; none: not built
	book   *Book
	stale  bool
	events int // of all cases

	byID     map[string]*boardCase
	byRef    map[string]*boardCase
	folded   map[string][]*boardCase // by reference in lower case
	families map[string][]*boardCase
	troubled []*boardCase

	meetings map[string][]*boardCase // that have something to do from a meeting

	whole map[string]*caseload      // by authority
	hands map[access.Part]*caseload // by authority, chair and lead
	hot   order[hotRow]             // what is open, or needs a reason, of all cases
	rules []string                  // ids of the rules in force; the masks of a case count by them
}

// boardCase is one case on the board.
type boardCase struct {
	id, ref string
	who     Responsible
	version int        // how many events are recorded of it
	rows    []boardRow // first those that are open or need a reason, hot of them
	hot     int
	queries int
	trouble bool // it could not be evaluated, and has no rows

	next     deadline.Date // the first due day of what is open and counted
	late     int32         // the most days that any of the hot rows is late
	open     int
	needs    int // how many need a reason
	statuses [statuses]mask
	unsaid   mask // need a reason
	running  mask // are open
}

// mask is a set of rules, by their numbers on the board. Whatever is numbered
// beyond its bits shares the last.
type mask uint64

const (
	statuses = int(deadline.Unknown) + 1
	lastBit  = 63
)

// bit is the mask of one rule; empty: of them all.
func (b *board) bit(rule string) mask {
	if rule == "" {
		return ^mask(0)
	}
	i, _ := slices.BinarySearch(b.rules, rule)
	return 1 << min(i, lastBit)
}

// boardRow is a deadline on the board.
type boardRow struct {
	rule       *deadline.Rule
	authority  string
	meeting    string // that the conference which started it names
	start, due deadline.Date
	met, ended deadline.Date
	proposed   deadline.Date
	late       int32
	startedBy  int32
	conference deadline.Conference
	status     deadline.Status
	breach     bool
	explained  bool // it has a reason that holds
	counted    bool
}

func (r *boardRow) isOpen() bool { return r.met == 0 && r.ended == 0 }

// needsReason says whether it is out of timescale, binding, counted, and has no
// reason that holds.
func (r *boardRow) needsReason() bool { return r.breach && r.counted && !r.explained }

// isHot says whether anybody may still have to do something about it.
func (r *boardRow) isHot() bool { return r.isOpen() || r.breach && !r.explained }

func (r *boardRow) key() DeadlineKey { return DeadlineKey{r.rule.ID, r.start, r.conference} }

// onBoard reads the board as at today. It must not call the store.
func (e *Engine) onBoard(ctx context.Context, read func(b *board) error) error {
	b := &e.board
	for {
		today := e.Today()
		b.mu.RLock()
		if b.fresh(today, e.Book) {
			defer b.mu.RUnlock()
			return read(b)
		}
		b.mu.RUnlock()
		if err := e.buildBoard(ctx, today); err != nil {
			return err
		}
	}
}

func (b *board) fresh(today deadline.Date, book *Book) bool {
	return b.day == today && b.book == book && !b.stale
}

// mostTouched is how many cases are read again one by one; where more have
// changed, the board is built anew when it is next wanted.
var mostTouched = 256 // tests make it small

// touch brings cases on the board up to date, by their opaque ids, after
// something was recorded of them. What cannot be read makes the board stale.
func (e *Engine) touch(ids ...string) {
	b := &e.board
	b.mu.RLock()
	day, book, built := b.day, b.book, b.day != 0
	b.mu.RUnlock()
	if !built {
		return // what builds it reads what is recorded now
	}
	if len(ids) > mostTouched {
		e.staleBoard()
		return
	}
	builder := boardBuilder{e: e, book: book, moment: deadline.Moment{AsAt: day}, rules: book.RuleIDs()}
	for _, id := range ids {
		c, err := e.store.CaseByID(id)
		if err != nil {
			e.staleBoard()
			return
		}
		k := builder.guarded(id, &c)
		b.mu.Lock()
		if old := b.byID[id]; b.day == day && b.book == book && (old == nil || old.version <= k.version) {
			b.replace(old, k)
		}
		b.mu.Unlock()
	}
}

// touchRefs is touch by reference, for what may have been recorded.
func (e *Engine) touchRefs(refs []string) {
	if len(refs) > mostTouched {
		e.staleBoard()
		return
	}
	for _, ref := range refs {
		switch id, err := e.store.CaseID(ref); {
		case err == nil:
			e.touch(id)
		case !errors.Is(err, store.ErrNotFound):
			e.staleBoard()
			return
		}
	}
}

// append records, and brings the board up to date.
func (e *Engine) append(ctx context.Context, w store.Write) (store.Receipt, error) {
	receipt, err := e.store.Append(ctx, w)
	if err != nil {
		return receipt, err
	}
	e.touch(slices.Compact(slices.Sorted(slices.Values(receipt.Cases)))...)
	return receipt, nil
}

// staleBoard has the board built anew when it is next wanted.
func (e *Engine) staleBoard() {
	e.board.mu.Lock()
	defer e.board.mu.Unlock()
	e.board.stale = true
}

// wakeBoard builds the board where it is not as at today, and where it does not
// hold as many events as the store.
func (e *Engine) wakeBoard(ctx context.Context) error {
	stats, err := e.store.Stats()
	if err != nil {
		return err
	}
	e.board.mu.RLock()
	amiss := e.board.events != int(stats.Events)
	e.board.mu.RUnlock()
	if amiss {
		e.staleBoard()
	}
	return e.onBoard(ctx, func(*board) error { return nil })
}
