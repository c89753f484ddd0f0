package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"time"
)

// SendingChange is what becomes of a sending: Was is the state it is taken to
// be in, zero where it is new.
type SendingChange struct {
	Was State
	Sending
}

func (st State) known() bool { return st >= Claimed && st <= Dropped }

var stateWords = [...]string{"", "claimed", "retry", "unknown", "sent", "dead", "dropped"}

func (st State) String() string {
	if int(st) < len(stateWords) {
		return stateWords[st]
	}
	return fmt.Sprintf("unknown-%d", st)
}

// PutSendings writes new sendings and what became of earlier ones, together
// with an audit entry where it names an action. It is on the disk when it
// returns. ErrConflict: one was not in the state that the caller took it to be
// in, or its message, its alerts, whom it is for, when it was owed and claimed,
// or an earlier attempt were changed; then none is written.
func (s *Store) PutSendings(ctx context.Context, e Entry, list ...SendingChange) error {
	e.Events = 0
	if err := e.check(); err != nil {
		return err
	}
	for i := range list {
		if list[i].ID == "" || !list[i].State.known() {
			return fmt.Errorf("a sending without an id or a known state %w", ErrNotKept)
		}
	}
	return s.write(ctx, func(w *writer) error {
		before := make([]*ledgered, len(list))
		for i := range list {
			var err error
			if before[i], err = w.allowed(list, i); err != nil {
				return fmt.Errorf("sending %d of %d: %w", i+1, len(list), err)
			}
		}
		if e.Action != "" {
			if _, err := w.enter(e); err != nil {
				return err
			}
		}
		for i := range list {
			if err := w.putSending(before[i], &list[i].Sending); err != nil {
				return err
			}
		}
		return nil
	})
}

// allowed finds the sending as it is and says whether it may change so.
func (w *writer) allowed(list []SendingChange, i int) (*ledgered, error) {
	c := &list[i]
	for _, other := range list[:i] {
		if other.ID == c.ID {
			return nil, fmt.Errorf("it is named twice: %w", ErrConflict)
		}
	}
	k := w.s.keyed('m', c.ID)
	v, err := w.get(tSendings, k[:])
	if err != nil {
		return nil, err
	}
	if v == nil {
		if c.Was != 0 {
			return nil, fmt.Errorf("%w: it is not there", ErrConflict)
		}
		return nil, nil
	}
	old, err := unpackSending(k[:], v)
	if err != nil {
		return nil, err
	}
	if old.State != c.Was {
		return nil, fmt.Errorf("%w: it is %s", ErrConflict, old.State)
	}
	return &old, old.mayBecome(&c.Sending)
}

// mayBecome holds what never changes against what is to be written.
func (old *Sending) mayBecome(next *Sending) error {
	switch {
	case !slices.Equal(old.Alerts, next.Alerts) || old.Person != next.Person ||
		!old.Due.Equal(next.Due) || !old.Claimed.Equal(next.Claimed):
		return fmt.Errorf("%w: what it tells or whom may not change", ErrConflict)
	case old.MessageID != next.MessageID || !bytes.Equal(old.Message, next.Message):
		return fmt.Errorf("%w: its message may not change", ErrConflict)
	case len(next.Attempts) < len(old.Attempts) || !slices.EqualFunc(old.Attempts, next.Attempts[:len(old.Attempts)], sameAttempt):
		return fmt.Errorf("%w: an attempt that was made may not change", ErrConflict)
	}
	return nil
}

func sameAttempt(a, b Attempt) bool {
	if !a.At.Equal(b.At) {
		return false
	}
	a.At = b.At
	return a == b
}

func (w *writer) putSending(before *ledgered, next *Sending) error {
	k := w.s.keyed('m', next.ID)
	now := ledgered{*next, 1}
	if before != nil {
		now.states = before.states + 1
		if err := w.remove(tStates, stateKey(&before.Sending, k)); err != nil {
			return err
		}
	} else if err := w.putAlerts(next, k); err != nil {
		return err
	}
	if err := w.put(tStates, stateKey(next, k), nil); err != nil {
		return err
	}
	plain := now.pack()
	if err := w.put(tSendings, k[:], plain); err != nil {
		return err
	}
	return w.addLeaf(leafID{kind: leafSending, number: now.states, key: k}, plain)
}

func (w *writer) putAlerts(next *Sending, k [16]byte) error {
	alerts := slices.Compact(slices.Sorted(slices.Values(next.Alerts)))
	for _, a := range alerts {
		alert := w.s.keyed('a', a)
		if err := w.put(tAlerts, append(alert[:], k[:]...), nil); err != nil {
			return err
		}
	}
	return nil
}

// stateKey orders sendings by state and next try.
func stateKey(x *Sending, k [16]byte) []byte {
	b := append(make([]byte, 0, 25), byte(x.State))
	next := int64(math.MinInt64)
	if !x.Next.IsZero() {
		next = x.Next.UnixNano()
	}
	b = binary.BigEndian.AppendUint64(b, uint64(next)^1<<63) // so that bytes order as instants do
	return append(b, k[:]...)
}

// ledgered is a sending as it is kept.
type ledgered struct {
	Sending
	states uint64 // that it has gone through, this one counted; each is a leaf of the log
}

func (x *ledgered) pack() []byte {
	p := packer{make([]byte, 0, 256+len(x.Message)+len(x.Facts))}
	p.byte(byte(x.State))
	p.text(x.ID)
	p.text(x.Person)
	p.text(x.MessageID)
	p.text(string(x.Message))
	p.text(string(x.Facts))
	for _, t := range [...]time.Time{x.Due, x.Next, x.Claimed} {
		p.instant(t)
	}
	p.uint(uint64(len(x.Alerts)))
	for _, a := range x.Alerts {
		p.text(a)
	}
	p.uint(uint64(len(x.Attempts)))
	for _, a := range x.Attempts {
		p.instant(a.At)
		for _, s := range [...]string{a.Outcome, a.Reply, a.QueueID, a.Server, a.TLS} {
			p.text(s)
		}
	}
	if x.states > 1 { // the first is as in stores without the log
		p.uint(x.states)
	}
	return p.b
}

func unpackSending(key, plain []byte) (x ledgered, err error) {
	u := unpacker{b: plain}
	x.State = State(u.byte())
	x.ID, x.Person, x.MessageID = u.text(), u.text(), u.text()
	x.Message, x.Facts = u.copied(), u.copied()
	for _, t := range [...]*time.Time{&x.Due, &x.Next, &x.Claimed} {
		*t = u.instant()
	}
	for range u.count(1) {
		x.Alerts = append(x.Alerts, u.text())
	}
	for range u.count(6) {
		a := Attempt{At: u.instant()}
		for _, s := range [...]*string{&a.Outcome, &a.Reply, &a.QueueID, &a.Server, &a.TLS} {
			*s = u.text()
		}
		x.Attempts = append(x.Attempts, a)
	}
	x.states = 1
	if len(u.b) > 0 {
		x.states = u.uint()
	}
	if !u.done() || !x.State.known() || x.states == 0 {
		return x, tSendings.damage(key, "it cannot be read")
	}
	return x, nil
}

// Sending gives one by its id; ErrNotFound where there is none.
func (s *Store) Sending(id string) (Sending, error) {
	var x Sending
	err := s.view(func(r *reader) error {
		k := s.keyed('m', id)
		v, err := r.get(tSendings, k[:])
		if err != nil {
			return err
		}
		if v == nil {
			return fmt.Errorf("sending %q: %w", clip(id), ErrNotFound)
		}
		kept, err := unpackSending(k[:], v)
		x = kept.Sending
		return err
	})
	return x, err
}

// SendingsOf gives the sendings that tell an alert.
func (s *Store) SendingsOf(alert string) ([]Sending, error) {
	var list []Sending
	err := s.view(func(r *reader) error {
		k := s.keyed('a', alert)
		b, err := r.bucket(tAlerts)
		if err != nil {
			return err
		}
		if err := r.addUp(tAlerts, k[:]); err != nil { // none is missing
			return err
		}
		c := b.Cursor()
		for key, _ := c.Seek(k[:]); bytes.HasPrefix(key, k[:]); key, _ = c.Next() {
			x, err := r.listedSending(key[16:])
			if err != nil {
				return err
			}
			list = append(list, x)
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b Sending) int { return a.Claimed.Compare(b.Claimed) })
	return list, err
}

// listedSending reads one that a look-up points to.
func (r *reader) listedSending(key []byte) (Sending, error) {
	v, err := r.get(tSendings, key)
	if err != nil {
		return Sending{}, err
	}
	if v == nil {
		return Sending{}, tSendings.damage(key, "it is missing")
	}
	x, err := unpackSending(key, v)
	return x.Sending, err
}

// Sendings gives those in a state, the one to be tried next first.
func (s *Store) Sendings(ctx context.Context, st State, fn func(Sending) error) error {
	return s.view(func(r *reader) error {
		return r.walk(tStates, []byte{byte(st)}, func(key, _ []byte) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if len(key) != 25 {
				return tStates.damage(key, "it leads nowhere")
			}
			x, err := r.listedSending(key[9:])
			if err != nil {
				return err
			}
			if x.State != st {
				return tStates.damage(key, "it leads to a sending in another state")
			}
			return call(func() error { return fn(x) })
		})
	})
}
