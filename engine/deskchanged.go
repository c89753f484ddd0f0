package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"caseclock/deadline"
	"caseclock/store"
)

// ErrKeyReused is a request whose idempotency key was used for something else.
var ErrKeyReused = errors.New("key: the idempotency key was used for something else; accepted is a new one")

// Changed is a request about cases that have changed since they were shown.
// Nothing of it was recorded.
type Changed struct {
	Cases []CaseChanged `json:"cases"`
}

// CaseChanged is what was recorded of a case since it was shown.
type CaseChanged struct {
	CaseID    string      `json:"case_id"` // opaque
	Reference string      `json:"case"`
	Shown     int         `json:"shown"`   // the version that the request is about
	Version   int         `json:"version"` // the version now
	Since     []Happening `json:"since"`   // in the order recorded
	Words     []string    `json:"words"`   // the same as sentences, one each
}

// Error says what was recorded, by whom and when, without a reference.
func (c *Changed) Error() string {
	var said []string
	for i := range c.Cases {
		said = append(said, c.Cases[i].Words...)
	}
	return "the case has changed since it was shown: " + strings.Join(said, " ")
}

// changedSince compares a case with the version that was shown; nil: it is the
// same. A version of 0 is not compared.
func (d *Desk) changedSince(id string, c *deadline.Case, shown int) *CaseChanged {
	if shown == 0 || shown == len(c.Facts) {
		return nil
	}
	x := &CaseChanged{CaseID: id, Reference: c.Ref, Shown: shown, Version: len(c.Facts)}
	by := map[string]Happening{}
	for _, h := range timeline(c, deadline.Moment{AsAt: d.e.Today()}) {
		by[h.Event] = h
	}
	for i := max(0, min(shown, len(c.Facts))); i < len(c.Facts); i++ {
		h := by[c.Event(int32(i)).ID]
		x.Since = append(x.Since, h)
		x.Words = append(x.Words, d.e.happened(&h))
	}
	if len(x.Since) == 0 {
		x.Words = []string{"Less is recorded of it than the request says."}
	}
	return x
}

// happened says what was recorded, by whom and when.
func (e *Engine) happened(h *Happening) string {
	s := fmt.Sprintf("%s on %s, recorded", strings.ToUpper(h.Text[:min(1, len(h.Text))])+h.Text[min(1, len(h.Text)):], h.On.Long())
	switch p := e.person(h.By); {
	case p != nil && p.Name != "":
		s += " by " + p.Name
	case h.By != "":
		s += " by " + h.By
	}
	if h.Source != "" {
		s += " by an import"
	}
	at := h.Recorded.In(deadline.London)
	return s + " on " + deadline.DayOf(h.Recorded).Long() + " at " + at.Format("15:04") + "."
}

// append records for the viewer. Where a case is no longer as the Write expects,
// the error is Changed.
func (d *Desk) append(ctx context.Context, action, detail string, w store.Write, cases ...expected) (store.Receipt, error) {
	about := ""
	if len(cases) == 1 {
		about = cases[0].id // none: the case begins with this
	}
	w.Audit = d.entry(action, about, detail)
	w.Key = d.key(w.Key)
	w.If = map[string]int{}
	for _, x := range cases {
		w.If[x.ref] = x.version
	}
	receipt, err := d.e.append(ctx, w)
	switch {
	case errors.Is(err, store.ErrGrown):
		return receipt, d.grown(cases)
	case errors.Is(err, store.ErrKeyReused):
		return receipt, ErrKeyReused
	case err != nil:
		return receipt, d.e.putError(err)
	}
	d.e.Log.Info().Strs("cases", slices.Compact(slices.Sorted(slices.Values(receipt.Cases)))).Str("action", action).
		Bool("repeated", receipt.Repeated).Msg("recorded")
	return receipt, nil
}

// expected is a case as a request takes it to be.
type expected struct {
	id, ref string
	version int // 0: it is not there
}

// grown says what was recorded of cases between looking and recording.
func (d *Desk) grown(cases []expected) error {
	var all Changed
	for _, x := range cases {
		if x.version == 0 {
			continue
		}
		c, err := d.e.store.CaseByID(x.id)
		if err != nil {
			return err
		}
		if y := d.changedSince(x.id, &c, x.version); y != nil {
			all.Cases = append(all.Cases, *y)
		}
	}
	if len(all.Cases) == 0 {
		return refuse(referenceTaken)
	}
	return &all
}

// answered says whether a request with this idempotency key of the viewer's was
// recorded.
func (d *Desk) answered(key string) (bool, error) {
	if key == "" {
		return false, nil
	}
	return d.e.store.Answered(d.key(key))
}

// key keeps the idempotency keys of one viewer apart from those of others.
func (d *Desk) key(key string) string {
	if key == "" {
		return ""
	}
	return "desk/" + d.v.ID + "/" + key
}
