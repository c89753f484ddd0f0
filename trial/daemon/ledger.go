package daemon

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"sync"

	"caseclock/deadline"
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

// request is a line of the ledger: first as asked, then as answered.
type request struct {
	Key    string  `json:"key"`
	Events []Event `json:"events"`
	Status int     `json:"status,omitempty"` // 0: no answer came
	Kept   []Kept  `json:"kept,omitempty"`
}

// NewLedger begins a ledger in a new file.
func NewLedger(path string) (*Ledger, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	return &Ledger{file: f, by: map[string]*request{}}, err
}

// Close closes the file.
func (l *Ledger) Close() error { return l.file.Close() }

// Record asks for events to be recorded and writes down what was answered. A
// key that was asked before is asked again as it was: the events are those then
// given. The error is that of Client.Record.
func (l *Ledger) Record(c *Client, key string, events ...Event) (Answer, error) {
	r, err := l.ask(key, events)
	if err != nil {
		return Answer{}, err
	}
	a, failed := c.Record(key, r.Events...)
	if failed != nil {
		return a, failed
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.Status == http.StatusCreated && (a.Status != r.Status || !slices.Equal(a.Events, r.Kept)) {
		return a, fmt.Errorf("key %s was answered %v and is now answered %d %v", key, r.Kept, a.Status, a.Events)
	}
	r.Status, r.Kept = a.Status, a.Events
	return a, l.note(r)
}

func (l *Ledger) ask(key string, events []Event) (*request, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.by[key]
	if r == nil {
		r = &request{Key: key, Events: events}
		l.by[key] = r
		l.keys = append(l.keys, key)
	}
	return r, l.note(r)
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
	n := 0
	for _, r := range l.requests(func(r *request) bool { return r.Status == http.StatusCreated }) {
		n += len(r.Events)
	}
	return n
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

// Retry asks again, under its key, whatever was not answered as saved; now each
// must be.
func (l *Ledger) Retry(c *Client) error {
	for _, key := range l.Open() {
		a, err := l.Record(c, key)
		if err != nil {
			return fmt.Errorf("key %s, again: %w", key, err)
		}
		if a.Status != http.StatusCreated {
			return fmt.Errorf("key %s, again: status %d: %s", key, a.Status, a.Body)
		}
	}
	return nil
}

// Check looks whether the daemon has what the ledger says: every event that was
// answered as saved, with its id, as it was sent and once; of each other request
// all events or none; and nothing else in these cases.
func (l *Ledger) Check(c *Client) error {
	return l.check(c, func(request) bool { return true })
}

// CheckOf is Check for the cases of some requests alone, by their keys.
func (l *Ledger) CheckOf(c *Client, keys ...string) error {
	return l.check(c, func(r request) bool { return slices.Contains(keys, r.Key) })
}

func (l *Ledger) check(c *Client, of func(request) bool) error {
	var faults []error
	seen := newSeen(c)
	for _, r := range l.requests(func(*request) bool { return true }) {
		if !of(r) {
			continue
		}
		faults = append(faults, seen.check(&r))
	}
	return errors.Join(append(faults, seen.rest())...)
}

// seen are the cases as the daemon gives them, less what a request explains.
type seen struct {
	client *Client
	cases  map[string]*Case // by reference; nil: there is none
}

func newSeen(c *Client) *seen { return &seen{c, map[string]*Case{}} }

func (s *seen) of(ref string) (*Case, error) {
	if k, known := s.cases[ref]; known {
		return k, nil
	}
	id, err := s.client.Find(ref)
	if err != nil || id == "" {
		s.cases[ref] = nil
		return nil, err
	}
	k, err := s.client.Case(id)
	s.cases[ref] = &k
	return &k, err
}

// check takes what a request recorded out of the cases.
func (s *seen) check(r *request) error {
	found := 0
	for i, e := range r.Events {
		k, err := s.of(fmt.Sprint(e["case"]))
		if err != nil {
			return err
		}
		id := ""
		if r.Status == http.StatusCreated {
			id = r.Kept[i].ID
		}
		switch took, err := take(k, e, id); {
		case err != nil:
			return err
		case took:
			found++
		case id != "":
			return fmt.Errorf("key %s: event %s was answered as saved and is not there as it was sent", r.Key, id)
		}
	}
	if found != 0 && found != len(r.Events) {
		return fmt.Errorf("key %s: %d of %d events are there", r.Key, found, len(r.Events))
	}
	return nil
}

// take removes the event from the case where it is there as sent; an id names
// the one it must be.
func take(k *Case, e Event, id string) (bool, error) {
	want, err := said(e)
	if err != nil || k == nil {
		return false, err
	}
	for i, h := range k.Events {
		if (id == "" || h.ID == id) && h.Kind == want.Kind && h.On == want.On && h.Text == want.Text {
			k.Events = slices.Delete(k.Events, i, i+1)
			return true, nil
		}
	}
	return false, nil
}

// rest says what is in the cases that no request explains.
func (s *seen) rest() error {
	for ref, k := range s.cases {
		if k != nil && len(k.Events) > 0 {
			return fmt.Errorf("case %s has %d events that nobody sent, the first %+v", ref, len(k.Events), k.Events[0])
		}
	}
	return nil
}

// said is an event as a case's history words it.
func said(e Event) (h CaseEvent, err error) {
	var d deadline.Event
	for field, value := range e {
		err = cmp.Or(err, d.Set(field, fmt.Sprint(value)))
	}
	h = CaseEvent{Kind: d.Kind.String(), On: d.On.String(), Text: d.Plain()}
	for _, f := range []struct{ name, value string }{{"authority", d.Authority}, {"chair", d.Chair}, {"lead", d.Lead}, {"family", d.Family}} {
		if f.value != "" {
			h.Text += ", " + f.name + " " + f.value
		}
	}
	return h, err
}

// CheckTrail looks whether the audit trail has no gap and its entries brought as
// many events as are told.
func CheckTrail(auditor *Client, events int) error {
	all, err := auditor.Trail()
	if err != nil {
		return err
	}
	n := 0
	for i, e := range all {
		if e.Seq != uint64(i+1) {
			return fmt.Errorf("entry %d of the trail has the number %d", i+1, e.Seq)
		}
		n += e.Events
	}
	if n != events {
		return fmt.Errorf("the entries of the trail brought %d events, and there are %d", n, events)
	}
	return nil
}
