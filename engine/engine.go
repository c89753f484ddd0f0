package engine

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"caseclock/deadline"
	"caseclock/notify"
	"caseclock/store"

	"github.com/rs/zerolog"
)

// Settings are what an engine is given beside its store.
type Settings struct {
	Book       *Book // the rulebook in force now
	People     []notify.Person
	Categories []string // reasons for lateness; nil: the published ones
	Alerts     notify.Config
	Heartbeat  notify.Heartbeat
	Canary     notify.CanaryMail
	Courier    notify.Courier       // nil: no mail is sent
	Returned   notify.Maildir       // where mail that came back is delivered; no path: nowhere
	Pinger     notify.Pinger        // nil: no URL is fetched
	Hooks      []Hook               // programs that are told of breaches
	HookPoster HookPoster           // nil: none is
	Random     func() float64       // in [0, 1), for the time of the next attempt
	Pace       notify.Pace          // of attempts to send; nil: they follow at once
	Product    string               // name and version, for reports
	Reporting  ReportSettings       // of every report
	Retention  map[string]Retention // of cases, by authority; absent: they are kept
	HeadKept   HeadSettings         // where the head of the store's log is kept besides
	Scheduled  []Scheduled          // reports that are made when a period has ended
	Now        func() time.Time     // the present instant
	Doubt      func() string        // why the machine's clock is not believed; empty: it is; nil: always
	Log        zerolog.Logger
	Master     func(file string) (store.Keys, error) // reads a master key that is to be the present one

	Installation
}

// Engine carries out the use cases over one store. It is safe for concurrent
// use.
type Engine struct {
	Settings
	store *store.Store

	mu    sync.Mutex
	books []keptBook // in the order in which they came into force

	waking   sync.Mutex              // one wake at a time
	told     map[string]bool         // marks of alerts that are known to be in the ledger
	hooks    *hookBook               // nil: not read yet
	lastPass bool                    // the pass of alerts after the store failed was made
	failed   map[string]failedReport // scheduled reports that could not be made, by id

	board    board  // every case as at today
	posted   posted // which sendings are about which case
	atDesks  atDesks
	accounts accountsOf
	plans    importPlans // imports that wait to be confirmed
	feeds    feeds       // calendars to fetch
}

// keptBook is a rulebook that was in force from an instant on.
type keptBook struct {
	since   time.Time
	digest  string
	content []byte
	book    *Book // nil until it is asked for
}

// New makes an engine that only reads: it answers questions about earlier
// instants by the rulebooks that the store holds.
func New(st *store.Store, s Settings) (*Engine, error) {
	if s.Categories == nil {
		s.Categories = deadline.Categories
	}
	e := &Engine{Settings: s, store: st}
	kept, err := st.Rulebooks()
	if err != nil {
		return nil, err
	}
	for _, r := range kept {
		e.books = append(e.books, keptBook{since: r.Since, digest: r.Digest, content: r.Content})
	}
	slices.SortStableFunc(e.books, func(a, b keptBook) int { return a.since.Compare(b.since) })
	return e, nil
}

// Open makes an engine that may record too. Where the rulebook given is not
// the one that was last in force, it is kept as in force from now on.
func Open(ctx context.Context, st *store.Store, s Settings) (*Engine, error) {
	e, err := New(st, s)
	if err != nil {
		return nil, err
	}
	content, digest, err := s.Book.Marshal()
	if err != nil {
		return nil, err
	}
	if n := len(e.books); n > 0 && e.books[n-1].digest == digest {
		return e, nil
	}
	now := s.Now().UTC()
	entry := store.Entry{Action: "rulebook", Door: "engine", Detail: "in force: " + digest}
	if err := st.PutRulebook(ctx, entry, store.Rulebook{Digest: digest, Since: now, Content: content}); err != nil {
		return nil, fmt.Errorf("the rulebook in force cannot be kept: %w", err)
	}
	e.books = append(e.books, keptBook{now, digest, content, s.Book})
	return e, nil
}

// Store is the store that the engine works on.
func (e *Engine) Store() *store.Store { return e.store }

// Today is the present day in London.
func (e *Engine) Today() deadline.Date { return deadline.DayOf(e.Now()) }

// bookAt is the rulebook in force at an instant; zero is now.
func (e *Engine) bookAt(known time.Time) (*Book, error) {
	if known.IsZero() {
		return e.Book, nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.books) == 0 {
		return e.Book, nil
	}
	k := 0
	for i := range e.books {
		if !e.books[i].since.After(known) {
			k = i
		}
	}
	if e.books[k].book == nil {
		b, err := ReadBook(e.books[k].content)
		if err != nil {
			return nil, err
		}
		e.books[k].book = b
	}
	return e.books[k].book, nil
}

// Who is behind a request: the person it is put down to and, where it came
// through the socket, the account at the other end.
type Who struct {
	By   string `json:"by"`
	Peer string `json:"-"`
	Door string `json:"-"` // "cli", "socket"
}

// named lets the account at the machine stand for the person where none is
// named.
func (w Who) named() Who {
	if w.By == "" {
		w.By = w.Peer
	}
	return w
}

// entry begins an entry of the audit trail.
func (w Who) entry(action, caseID, detail string) store.Entry {
	return store.Entry{By: w.By, Peer: w.Peer, Door: w.Door, Action: action, Case: caseID, Detail: detail}
}

// person finds a configured person, or nil.
func (e *Engine) person(id string) *notify.Person {
	i := slices.IndexFunc(e.People, func(p notify.Person) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	return &e.People[i]
}

// peopleIDs are the ids of everyone configured.
func (e *Engine) peopleIDs() []string {
	var ids []string
	for i := range e.People {
		ids = append(ids, e.People[i].ID)
	}
	return ids
}
