package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"caseclock/deadline"
	"caseclock/notify"
	"caseclock/store"
)

// ledger keeps sendings in the store for those who deliver.
type ledger struct {
	ctx    context.Context
	store  *store.Store
	told   map[string]bool // marks that were found or claimed; they are never forgotten
	failed error           // of a look that could not say so itself
	heard  func(person string, a *notify.Attempt)
	posted *posted
}

// ledger is used by one wake at a time.
func (e *Engine) ledger(ctx context.Context) *ledger {
	if e.told == nil {
		e.told = map[string]bool{}
	}
	return &ledger{ctx: ctx, store: e.store, told: e.told, heard: e.atDesks.vitals.tried, posted: &e.posted}
}

var _ notify.Ledger = (*ledger)(nil)

// Has says whether a sending that remembers the mark was ever claimed. A look
// that fails answers yes, so that nothing is sent twice by mistake, and the
// wake ends with the store's error.
//
// A sending of many alerts is read once and not for each of them.
func (l *ledger) Has(mark string) bool {
	if l.told[mark] {
		return true
	}
	sendings, err := l.store.SendingsOf(mark)
	if err != nil {
		l.failed = err
	}
	for i := range sendings {
		l.remember(sendings[i].Alerts)
	}
	return err != nil || len(sendings) > 0
}

func (l *ledger) remember(marks []string) {
	for _, m := range marks {
		l.told[m] = true
	}
}

// Claim keeps a sending and its marks.
func (l *ledger) Claim(s notify.Sending) (bool, error) {
	_, err := l.store.Sending(s.ID)
	if err == nil {
		return false, nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return false, err
	}
	kept, err := toStore(&s)
	if err != nil {
		return false, err
	}
	entry := store.Entry{By: "caseclock", Action: "claim", Door: "daemon", Detail: string(s.Kind) + " to " + s.Person}
	if err := l.store.PutSendings(l.ctx, entry, store.SendingChange{Sending: kept}); err != nil {
		return false, err
	}
	l.remember(s.Marks)
	l.posted.claimed(&s)
	return true, nil
}

// open counts the alerts that no mail server has accepted: those of sendings
// that wait, whenever they are tried again, and those found owed that were not
// claimed.
func (l *ledger) open(owed []notify.Alert) (int, error) {
	n := 0
	for i := range owed {
		if !l.Has(owed[i].ID) {
			n++
		}
	}
	for _, state := range unsettled {
		err := l.store.Sendings(l.ctx, state, func(k store.Sending) error {
			s, err := fromStore(&k)
			n += len(s.Alerts)
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	return n, nil
}

// refusedFor is how long a message that the mail server refused for good is
// told of by health: long enough to be seen and the address put right.
const refusedFor = 7 * 24 * time.Hour

// refused names the persons whose messages were refused for good of late, and
// counts the messages. A canary is told of by itself, until the next is taken.
func (l *ledger) refused(now time.Time) (persons []string, n int, err error) {
	err = l.store.Sendings(l.ctx, store.Dead, func(k store.Sending) error {
		if now.Sub(k.Claimed) > refusedFor || k.Person == notify.CanaryPerson {
			return nil
		}
		n++
		if !slices.Contains(persons, k.Person) {
			persons = append(persons, k.Person)
		}
		return nil
	})
	slices.Sort(persons)
	return persons, n, err
}

// unsettled are the states in which a sending is still to be tried.
var unsettled = []store.State{store.Claimed, store.Retry, store.Unknown}

// Waiting gives the sendings whose next attempt is not after now.
func (l *ledger) Waiting(now time.Time) ([]notify.Waiting, error) {
	var all []notify.Waiting
	for _, state := range unsettled {
		err := l.store.Sendings(l.ctx, state, func(k store.Sending) error {
			if k.Next.After(now) {
				return nil
			}
			w, err := waiting(&k)
			all = append(all, w)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Find gives a sending.
func (l *ledger) Find(id string) (notify.Waiting, bool, error) {
	k, err := l.store.Sending(id)
	if errors.Is(err, store.ErrNotFound) {
		return notify.Waiting{}, false, nil
	}
	if err != nil {
		return notify.Waiting{}, false, err
	}
	w, err := waiting(&k)
	return w, err == nil, err
}

// Refused gives the sendings that are dead.
func (l *ledger) Refused() ([]notify.Waiting, error) {
	var all []notify.Waiting
	err := l.store.Sendings(l.ctx, store.Dead, func(k store.Sending) error {
		w, err := waiting(&k)
		all = append(all, w)
		return err
	})
	return all, err
}

// Outcome adds an attempt to a sending.
func (l *ledger) Outcome(id string, a notify.Attempt) error {
	k, err := l.store.Sending(id)
	if err != nil {
		return err
	}
	l.heard(k.Person, &a)
	was := k.State
	k.State, k.Next = stateOf(a.State), a.Next
	k.Attempts = append(k.Attempts, store.Attempt{At: a.At, Outcome: outcomeText(&a), Reply: a.Reply, QueueID: a.QueueID, Server: a.Server, TLS: a.TLS})
	entry := store.Entry{By: "caseclock", Action: "sending", Door: "daemon", Detail: fmt.Sprintf("attempt %d to %s: %s", a.Number, k.Person, a.State)}
	return l.store.PutSendings(l.ctx, entry, store.SendingChange{Was: was, Sending: k})
}

// toStore shapes a sending as the store keeps it: what it says of itself
// beside its bytes is kept as JSON.
func toStore(s *notify.Sending) (store.Sending, error) {
	plain := *s
	plain.Bytes, plain.Marks = nil, nil
	facts, err := json.Marshal(plain)
	if err != nil {
		return store.Sending{}, fmt.Errorf("a sending cannot be kept: %w", err)
	}
	return store.Sending{ID: s.ID, Alerts: s.Marks, State: store.Claimed, Person: s.Person, Due: s.Claimed, Claimed: s.Claimed,
		MessageID: s.MessageID, Message: s.Bytes, Facts: facts}, nil
}

func fromStore(k *store.Sending) (notify.Sending, error) {
	var s notify.Sending
	if err := json.Unmarshal(k.Facts, &s); err != nil {
		return s, fmt.Errorf("sending %s cannot be read: %w", k.ID, err)
	}
	s.Bytes, s.Marks = k.Message, k.Alerts
	return s, nil
}

func waiting(k *store.Sending) (notify.Waiting, error) {
	s, err := fromStore(k)
	w := notify.Waiting{Sending: s, Attempts: len(k.Attempts)}
	if n := len(k.Attempts); n > 0 {
		w.Last = attemptOf(&k.Attempts[n-1], n)
		w.Last.Next = k.Next
	}
	return w, err
}

// outcomeText is an attempt's result in words: state, how far it came, the
// server's code, and after a colon what went wrong.
func outcomeText(a *notify.Attempt) string {
	s := fmt.Sprintf("%s %s %d", a.State, a.Stage, a.Code)
	if a.Error != "" {
		s += ": " + a.Error
	}
	return s
}

func attemptOf(k *store.Attempt, number int) notify.Attempt {
	a := notify.Attempt{At: k.At, Reply: k.Reply, QueueID: k.QueueID, Server: k.Server, TLS: k.TLS, Number: number}
	words, what, _ := strings.Cut(k.Outcome, ": ")
	a.Error = what
	_, _ = fmt.Sscanf(words, "%s %s %d", &a.State, &a.Stage, &a.Code)
	return a
}

func stateOf(s notify.State) store.State {
	switch s {
	case notify.Sent:
		return store.Sent
	case notify.Dead:
		return store.Dead
	case notify.Unknown:
		return store.Unknown
	}
	return store.Retry
}

// Told is a sending as a case's story tells it.
type Told struct {
	Sending   string    `json:"sending"` // id
	MessageID string    `json:"message_id"`
	Person    string    `json:"person"`
	Claimed   time.Time `json:"claimed"`
	State     string    `json:"state"`
	Reply     string    `json:"reply,omitempty"`
	QueueID   string    `json:"queue_id,omitempty"`
	Tried     time.Time `json:"tried,omitzero"`   // when it was last tried
	Server    string    `json:"server,omitempty"` // who answered then, as it names itself
	TLS       string    `json:"tls,omitempty"`    // version and cipher; empty: plain
	Attempts  int       `json:"attempts"`
	About     []About   `json:"about"`
}

// About is one alert of a sending.
type About struct {
	Rule string        `json:"rule"`
	Due  deadline.Date `json:"due"`
	When string        `json:"when"`
	Why  string        `json:"why"`
}

// sendingsOf gives what was sent about a case, in the order of the claims.
func (e *Engine) sendingsOf(ctx context.Context, caseID string) ([]Told, error) {
	var all []Told
	for _, state := range []store.State{store.Claimed, store.Retry, store.Unknown, store.Sent, store.Dead, store.Dropped} {
		err := e.store.Sendings(ctx, state, func(k store.Sending) error {
			s, err := fromStore(&k)
			if err != nil {
				return err
			}
			if t := told(&k, &s, caseID); len(t.About) > 0 {
				all = append(all, t)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	sortByClaim(all)
	return all, nil
}

func told(k *store.Sending, s *notify.Sending, caseID string) Told {
	t := Told{Sending: k.ID, MessageID: k.MessageID, Person: k.Person, Claimed: k.Claimed, State: k.State.String(), Attempts: len(k.Attempts)}
	if n := len(k.Attempts); n > 0 {
		last := &k.Attempts[n-1]
		t.Reply, t.QueueID, t.Tried, t.Server, t.TLS = last.Reply, last.QueueID, last.At, last.Server, last.TLS
	}
	for i := range s.Alerts {
		if a := &s.Alerts[i]; a.Case == caseID {
			t.About = append(t.About, About{Rule: a.Rule, Due: a.Due, When: string(a.When), Why: a.Why})
		}
	}
	return t
}

func sortByClaim(all []Told) {
	slices.SortStableFunc(all, func(a, b Told) int { return a.Claimed.Compare(b.Claimed) })
}
