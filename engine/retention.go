package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"caseclock/deadline"
	"caseclock/store"
)

// How long cases are kept is the council's own schedule, set for each authority.
// Without one they are kept. Nothing is ever erased by itself: a person looks at
// what is due, may hold a case back, and says what is to be erased.

// Retention is how long an authority keeps its cases, in calendar days; 0: until
// a person says otherwise.
type Retention struct {
	Registered int // after the child's registration ended
	Otherwise  int // after the last event of a case in which no child was registered
}

// LeastKept is how many days ago the last thing must have been recorded of a
// case that is erased in the ordinary way.
const LeastKept = 365

// Standings of a case under its authority's schedule.
const (
	StandsLive   = "live"   // the child is on the register, or something is open or unexplained
	StandsKept   = "kept"   // its time has not passed, or there is none
	StandsDue    = "due"    // its time has passed: a person may erase it
	StandsHeld   = "held"   // its time may have passed, and a person holds it back
	StandsErased = "erased" // of it a tombstone is left
)

// Keeping is how a case stands under its authority's schedule.
type Keeping struct {
	Case      string        `json:"case"` // opaque id
	Reference string        `json:"reference,omitempty"`
	Authority string        `json:"authority"`
	Standing  string        `json:"standing"`
	From      deadline.Date `json:"from,omitzero"`  // the day that its time is counted from
	Until     deadline.Date `json:"until,omitzero"` // the day on which its time ends; none: it is kept
	Why       string        `json:"why"`            // what it is counted from, and what stands against erasing it
	Hold      *Hold         `json:"hold,omitempty"`
	Erased    *Tombstone    `json:"erased,omitempty"`
}

// Hold is a case held back from being erased.
type Hold struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// Tombstone is what is left of an erased case.
type Tombstone struct {
	At         time.Time `json:"at"`
	By         string    `json:"by"`
	Why        string    `json:"why"`
	Events     int       `json:"events"`
	Entry      uint64    `json:"entry"` // of the audit trail
	Readmitted bool      `json:"readmitted,omitempty"`
}

// retaining reckons cases against the schedule of their authorities.
type retaining struct {
	e        *Engine
	today    deadline.Date
	holds    map[string]Hold
	reckoner deadline.Reckoner
}

func (e *Engine) retaining(ctx context.Context) (*retaining, error) {
	k := &retaining{e: e, today: e.Today(), holds: map[string]Hold{}}
	err := e.store.Shelf(ctx, store.Holds, func(r store.Kept) error {
		var h Hold
		if err := json.Unmarshal(r.Value, &h); err != nil {
			return fmt.Errorf("what holds case %s back cannot be read: %w", r.Key, err)
		}
		k.holds[r.Key] = h
		return nil
	})
	return k, err
}

// keeping reckons one case.
func (k *retaining) keeping(id string, c *deadline.Case) Keeping {
	m := deadline.Moment{AsAt: k.today}
	o := Keeping{Case: id, Reference: c.Ref, Authority: responsibleFor(c, m).Authority, Standing: StandsKept}
	limit := k.e.Retention[o.Authority]
	days, from := limit.Otherwise, "its last event"
	o.From = lastHappened(c)
	if spells := c.Register(m); len(spells) > 0 {
		days, from = limit.Registered, "the end of the last registration"
		o.From = spells[len(spells)-1].To
	}
	if o.From != 0 && days > 0 {
		o.Until = o.From + deadline.Date(days)
	}
	against := k.against(c, m, o.From == 0)
	switch {
	case against != "":
		o.Standing, o.Why = StandsLive, against
	case days == 0:
		o.Why = "its authority has no schedule for it"
	case o.Until > k.today:
		o.Why = fmt.Sprintf("%d days from %s have not passed", days, from)
	default:
		o.Why = fmt.Sprintf("%d days from %s have passed", days, from)
		o.Standing = StandsDue
		if last := lastRecorded(c); last+LeastKept > k.today {
			o.Standing, o.Why = StandsKept, fmt.Sprintf("something was recorded of it on %s, less than %d days ago", last, LeastKept)
		}
	}
	if h, held := k.holds[id]; held {
		o.Standing, o.Hold = StandsHeld, &h
	}
	return o
}

// against says what of a case is not at its end; empty: nothing.
func (k *retaining) against(c *deadline.Case, m deadline.Moment, registered bool) string {
	if registered {
		return "the child is on the register"
	}
	open, unexplained := 0, 0
	for _, d := range k.reckoner.Evaluate(c, k.e.Book.Rulebook(), m) {
		if d.Open() && d.Due != 0 {
			open++
		}
		if d.Breach() && !d.Explained() && k.e.Book.Counts(&d) {
			unexplained++
		}
	}
	switch {
	case open > 0:
		return fmt.Sprintf("%d deadlines are open", open)
	case unexplained > 0:
		return fmt.Sprintf("%d breaches have no reason", unexplained)
	}
	return ""
}

// lastHappened is the last day on which something happened.
func lastHappened(c *deadline.Case) (last deadline.Date) {
	for i := range c.Facts {
		last = max(last, c.Facts[i].On)
	}
	return last
}

// lastRecorded is the day on which something was last recorded.
func lastRecorded(c *deadline.Case) (last deadline.Date) {
	for i := range c.Facts {
		last = max(last, deadline.DayOf(time.Unix(0, c.Facts[i].Recorded)))
	}
	return last
}

// RetentionAsk says which cases to list.
type RetentionAsk struct {
	Standing  string `json:"standing,omitempty"` // empty: those due and those held
	Authority string `json:"authority,omitempty"`
}

// Retention lists how cases stand under the schedule.
func (c *Console) Retention(ctx context.Context, a RetentionAsk, each func(Keeping) error) error {
	if a.Authority != "" && c.Book.Authority(a.Authority) == nil {
		return refuse("authority: %q is no authority of the configuration", clip(a.Authority))
	}
	var all []Keeping
	var err error
	if a.Standing == StandsErased {
		all, err = c.tombstones()
	} else {
		all, err = c.keepings(ctx, a)
	}
	if err != nil {
		return err
	}
	if err := c.looked(ctx, "look", "", fmt.Sprintf("retention: %d cases listed", len(all))); err != nil {
		return err
	}
	return giveAll(all, each)
}

func (e *Engine) keepings(ctx context.Context, a RetentionAsk) ([]Keeping, error) {
	k, err := e.retaining(ctx)
	if err != nil {
		return nil, err
	}
	var all []Keeping
	err = e.store.Scan(ctx, func(id store.CaseKey, c *deadline.Case) error {
		o := k.keeping(id.String(), c)
		if a.Authority != "" && o.Authority != a.Authority {
			return nil
		}
		if o.Standing == a.Standing || a.Standing == "" && (o.Standing == StandsDue || o.Standing == StandsHeld) {
			all = append(all, o)
		}
		return nil
	})
	slices.SortFunc(all, func(a, b Keeping) int {
		return cmp.Or(cmp.Compare(a.Until, b.Until), cmp.Compare(a.Reference, b.Reference))
	})
	return all, err
}

func (e *Engine) tombstones() ([]Keeping, error) {
	list, err := e.store.Tombstones()
	var all []Keeping
	for i := range list {
		all = append(all, entombed(&list[i]))
	}
	return all, err
}

func entombed(t *store.Tombstone) Keeping {
	o := Keeping{Case: t.Case, Standing: StandsErased, Why: t.Why,
		Erased: &Tombstone{At: t.At, By: t.By, Why: t.Why, Events: t.Events, Entry: t.Audit, Readmitted: t.Readmitted}}
	if n := len(t.Authorities); n > 0 {
		o.Authority = t.Authorities[n-1]
	}
	return o
}

// HoldAsk holds a case back, or lets it go.
type HoldAsk struct {
	Case   string `json:"case"` // its reference
	Reason string `json:"reason"`
}

// HoldBack keeps a case from being erased until it is let go.
func (c *Console) HoldBack(ctx context.Context, who Who, a HoldAsk) error {
	return c.changeHold(ctx, who, "hold", a, func(id string) (store.ShelfChange, error) {
		value, err := json.Marshal(Hold{By: who.named().By, At: c.Now().UTC(), Reason: a.Reason})
		return store.ShelfChange{Shelf: store.Holds, Kept: store.Kept{Key: id, Value: value}, If: store.IfNew}, err
	})
}

// LetGo ends it.
func (c *Console) LetGo(ctx context.Context, who Who, a HoldAsk) error {
	return c.changeHold(ctx, who, "release", a, func(id string) (store.ShelfChange, error) {
		return store.ShelfChange{Shelf: store.Holds, Kept: store.Kept{Key: id}, Remove: true, If: store.IfThere}, nil
	})
}

func (c *Console) changeHold(ctx context.Context, who Who, action string, a HoldAsk, change func(id string) (store.ShelfChange, error)) error {
	var faults Refused
	checkWhy(&faults, a.Reason)
	found, err := c.caseOf(a.Case)
	faults.take(err)
	if err == nil {
		c.checkKeeper(&faults, "by", who.By, responsibleFor(&found, deadline.Moment{AsAt: c.Today()}).Authority)
	}
	if err := faults.err(); err != nil {
		return err
	}
	id, err := c.store.CaseID(a.Case)
	if err != nil {
		return err
	}
	x, err := change(id)
	if err == nil {
		err = c.store.Shelve(ctx, who.entry(action, id, ""), x)
	}
	if errors.Is(err, store.ErrChanged) {
		return refuse("case: %s is %s already", clip(a.Case), map[string]string{"hold": "held back", "release": "let go"}[action])
	}
	return err
}
