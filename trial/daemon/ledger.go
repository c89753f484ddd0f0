package daemon

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"sync"
)

// Ledger is what a driver that outlives the daemon was answered: each request is
// written down before it is sent and its answer before the next is asked. It is
// safe for concurrent use.
//
// The file is appended to without a sync: it shall survive the daemon, not the
// machine. Keep it where no fault is put in the way.
type Ledger struct {
	mu   sync.Mutex
	file *os.File
	by   map[string]*request
	keys []string // in the order asked
}

// Ask is a change that is asked of the API and the events that it brings.
type Ask struct {
	Path   string  `json:"path,omitempty"`  // empty: the events themselves are sent (POST /api/v1/events)
	Match  string  `json:"match,omitempty"` // If-Match
	Body   any     `json:"body,omitempty"`
	Events []Event `json:"events"` // with "case" by its reference; without "on": of any day
}

// request is a line of the ledger: first as asked, then as answered.
type request struct {
	Key string `json:"key"`
	Ask
	Status int      `json:"status,omitempty"` // 0: no answer came
	Kept   []string `json:"kept,omitempty"`   // ids of the events
}

// NewLedger begins a ledger in a new file.
func NewLedger(path string) (*Ledger, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	return &Ledger{file: f, by: map[string]*request{}}, err
}

// Close closes the file.
func (l *Ledger) Close() error { return l.file.Close() }

// Record asks for events to be recorded and writes down what was answered.
func (l *Ledger) Record(c *Client, key string, events ...Event) (Answer, error) {
	return l.Post(c, key, Ask{Events: events})
}

// Post asks for a change and writes down what was answered. A key that was asked
// before is asked again as it was then. The error says that no whole answer came,
// or another than before.
func (l *Ledger) Post(c *Client, key string, what Ask) (Answer, error) {
	r, err := l.ask(key, what)
	if err != nil {
		return Answer{}, err
	}
	var a Answer
	if r.Path == "" {
		a, err = c.Record(key, r.Events...)
	} else {
		a, err = c.changed(r.Path, key, r.Match, r.Body)
	}
	if err != nil {
		return a, err
	}
	return a, l.answered(r, &a)
}

// Saved writes down that events were answered as saved by another door than the
// API, such as an import; their ids are those that the events came with.
func (l *Ledger) Saved(key string, events ...Event) error {
	r, err := l.ask(key, Ask{Events: events})
	if err != nil {
		return err
	}
	a := Answer{Status: http.StatusCreated}
	for _, e := range events {
		a.Events = append(a.Events, Kept{ID: fmt.Sprint(e["id"])})
	}
	return l.answered(r, &a)
}

// Asked writes down that events are about to be brought by another door.
func (l *Ledger) Asked(key string, events ...Event) error {
	_, err := l.ask(key, Ask{Events: events})
	return err
}

func (l *Ledger) ask(key string, what Ask) (*request, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.by[key]
	if r == nil {
		r = &request{Key: key, Ask: what}
		l.by[key] = r
		l.keys = append(l.keys, key)
	}
	return r, l.note(r)
}

func (l *Ledger) answered(r *request, a *Answer) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var ids []string
	for _, k := range a.Events {
		ids = append(ids, k.ID)
	}
	if r.Status == http.StatusCreated && (a.Status != r.Status || !slices.Equal(ids, r.Kept)) {
		return fmt.Errorf("key %s was answered %v and is now answered %d %v", r.Key, r.Kept, a.Status, ids)
	}
	if a.Status == http.StatusCreated && len(ids) != len(r.Events) {
		return fmt.Errorf("key %s: %d events were answered as saved, where %d were sent", r.Key, len(ids), len(r.Events))
	}
	r.Status, r.Kept = a.Status, ids
	return l.note(r)
}

func (l *Ledger) note(r *request) error {
	line, err := json.Marshal(r)
	if err == nil {
		_, err = l.file.Write(append(line, '\n'))
	}
	return err
}

// Acknowledged is how many events were answered as saved.
func (l *Ledger) Acknowledged() int {
	return len(l.Events())
}

// Open are the keys of the requests that were not answered as saved.
func (l *Ledger) Open() (keys []string) {
	for _, r := range l.requests(func(r *request) bool { return r.Status != http.StatusCreated }) {
		keys = append(keys, r.Key)
	}
	return keys
}

func (l *Ledger) requests(is func(*request) bool) (list []request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, k := range l.keys {
		if r := l.by[k]; is(r) {
			list = append(list, *r)
		}
	}
	return list
}

// Events are those that were answered as saved.
func (l *Ledger) Events() (all []Event) {
	for _, r := range l.requests(func(r *request) bool { return r.Status == http.StatusCreated }) {
		all = append(all, r.Events...)
	}
	return all
}

// Retry asks again, under its key, whatever was not answered as saved; now each
// must be.
func (l *Ledger) Retry(c *Client) error {
	for _, key := range l.Open() {
		a, err := l.Post(c, key, Ask{})
		if err != nil {
			return fmt.Errorf("key %s, again: %w", key, err)
		}
		if a.Status != http.StatusCreated {
			return fmt.Errorf("key %s, again: status %d: %s", key, a.Status, a.Body)
		}
	}
	return nil
}
