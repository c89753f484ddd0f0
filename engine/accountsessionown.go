package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"caseclock/store"
)

// MostSessions is how many sessions one person has at once. One that begins
// beyond that ends the one that began first. Those of a demonstration's addresses
// are not counted.
const MostSessions = 5

// ConfirmFor is how long after the council's sign-in a person who came by it may
// end their other sessions.
const ConfirmFor = 5 * time.Minute

// ErrConfirm is of who came by the council's sign-in longer ago than ConfirmFor.
var ErrConfirm = errors.New("you signed in too long ago; sign in with your council again")

// SessionLine is a session of a person's own, as they are shown it.
type SessionLine struct {
	Mark    string // names it in a form; it opens nothing, and no cookie can be made of it
	Begun   time.Time
	Used    time.Time // when it was last used, to the minute
	OrLater bool      // it may have been used after Used too, as its last minutes have begun
	From    string    // address that it was begun from; empty: not kept
	Here    bool      // it is the one that asks
}

// ownSession is one as it is kept.
type ownSession struct {
	SessionLine
	key string
}

// Own lists the sessions of the person of a pass that are not over, the first
// begun first. token is that of the session that asks.
func (s *Sessions) Own(ctx context.Context, p Pass, token string) ([]SessionLine, error) {
	all, err := s.of(ctx, p)
	var lines []SessionLine
	for _, o := range all {
		o.Here = o.key == sessionKey(token)
		lines = append(lines, o.SessionLine)
	}
	return lines, err
}

// of finds a person's sessions.
func (s *Sessions) of(ctx context.Context, p Pass) ([]ownSession, error) {
	var all []ownSession
	err := s.a.e.store.Shelf(ctx, store.Sessions, func(k store.Kept) error {
		if len(k.Value) < 8 {
			return nil
		}
		q, ok := passOf(k.Value[8:])
		if !ok || q.Person != p.Person || q.Generation != p.Generation || (q.Way == WayInvited) != (p.Way == WayInvited) {
			return nil
		}
		o := ownSession{SessionLine{Mark: sessionKey("mark of " + k.Key)[:16], Begun: begunOf(k.Value), From: q.From}, k.Key}
		o.OrLater = !k.Expires.Before(o.Begun.Add(s.a.Longest))
		if o.Used = k.Expires.Add(-s.a.Idle); o.Used.Before(o.Begun) {
			o.Used = o.Begun
		}
		all = append(all, o)
		return nil
	})
	slices.SortFunc(all, func(a, b ownSession) int { return a.Begun.Compare(b.Begun) })
	return all, err
}

// EndOwn ends those sessions of a person's own that are marked, or all but the
// one that asks, once they have proved again that it is they: with the password,
// or by having come from the council's sign-in within ConfirmFor. It says how
// many it ended, and puts that down. Errors: ErrNotAdmitted, ErrTooOften,
// ErrCrowded, ErrConfirm.
func (s *Sessions) EndOwn(ctx context.Context, p Pass, token, password, from string, all bool, marks ...string) (int, error) {
	if err := s.a.proves(ctx, p, password, from); err != nil {
		return 0, err
	}
	own, err := s.of(ctx, p)
	if err != nil {
		return 0, err
	}
	own = slices.DeleteFunc(own, func(o ownSession) bool {
		return o.key == sessionKey(token) || !all && !slices.Contains(marks, o.Mark)
	})
	if len(own) == 0 {
		return 0, nil // they were over meanwhile
	}
	entry := Who{By: p.Person, Peer: from, Door: "web"}.entry("account", "", fmt.Sprintf("sessions %s: %d ended", p.Person, len(own)))
	return len(own), s.a.e.store.Shelve(ctx, entry, ending(own)...)
}

// proves makes sure that it is the person who asks.
func (a *Accounts) proves(ctx context.Context, p Pass, password, from string) error {
	switch p.Way {
	case WayPassword:
		return a.holds(ctx, p, password, from)
	case WayInvited:
		return nil // a demonstration, where nobody has anything to prove with
	}
	if !a.Confirmed(p) {
		return ErrConfirm
	}
	return nil
}

// Confirmed says whether who came by the council's sign-in did so within
// ConfirmFor.
func (a *Accounts) Confirmed(p Pass) bool {
	since := a.e.Now().Sub(p.Proved)
	return p.Way == WayCouncil && since >= 0 && since < ConfirmFor
}

// ending takes sessions away.
func ending(list []ownSession) (changes []store.ShelfChange) {
	for _, o := range list {
		changes = append(changes, store.ShelfChange{Shelf: store.Sessions, Kept: store.Kept{Key: o.key}, Remove: true, If: store.Whatever})
	}
	return changes
}

// begin keeps a session that is new. In the same transaction the first begun are
// ended where the person has too many with it. Where they cannot be read the
// session begins all the same: one damaged record must not keep everybody out.
func (s *Sessions) begin(ctx context.Context, fresh store.ShelfChange) error {
	s.beginning.Lock()
	defer s.beginning.Unlock()
	var entry store.Entry
	changes := []store.ShelfChange{fresh}
	if p, ok := passOf(fresh.Value[8:]); ok && p.Way != WayInvited {
		own, err := s.of(ctx, p)
		if err != nil {
			s.a.e.Log.Error().Err(err).Msg("the sessions could not be read, so none was ended for being too many")
			own = nil
		}
		if n := len(own) + 1 - MostSessions; n > 0 {
			changes = append(changes, ending(own[:n])...)
			entry = Who{By: p.Person, Peer: p.From, Door: "web"}.entry("account", "", fmt.Sprintf("sessions %s: %d ended, as %d at once are the most", p.Person, n, MostSessions))
		}
	}
	return s.a.e.store.Shelve(ctx, entry, changes...)
}
