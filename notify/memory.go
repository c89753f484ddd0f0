package notify

import (
	"sync"
	"time"
)

// MemoryLedger is a Ledger that lasts as long as the process. It is for the
// pass of alerts after the store has failed, which is better sent unrecorded
// than not at all.
type MemoryLedger struct {
	mu    sync.Mutex
	base  Memory
	marks Marks
	order []string
	all   map[string]*Waiting
}

// NewMemoryLedger makes an empty ledger that also remembers what base does;
// nil is nothing.
func NewMemoryLedger(base Memory) *MemoryLedger {
	return &MemoryLedger{base: base, marks: Marks{}, all: map[string]*Waiting{}}
}

// Has says whether a mark is remembered.
func (l *MemoryLedger) Has(mark string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.marks[mark] || l.base != nil && l.base.Has(mark)
}

// Claim keeps a sending.
func (l *MemoryLedger) Claim(s Sending) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all[s.ID] != nil {
		return false, nil
	}
	l.all[s.ID] = &Waiting{Sending: s}
	l.order = append(l.order, s.ID)
	for _, m := range s.Marks {
		l.marks[m] = true
	}
	return true, nil
}

// Waiting gives the sendings to be tried now.
func (l *MemoryLedger) Waiting(now time.Time) ([]Waiting, error) {
	return l.where(func(w *Waiting) bool {
		return w.State() != Sent && w.State() != Dead && !w.Last.Next.After(now)
	}), nil
}

// Find gives a sending.
func (l *MemoryLedger) Find(id string) (Waiting, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.all[id]
	if w == nil {
		return Waiting{}, false, nil
	}
	return *w, true, nil
}

// Refused gives the sendings that are dead.
func (l *MemoryLedger) Refused() ([]Waiting, error) {
	return l.where(func(w *Waiting) bool { return w.State() == Dead }), nil
}

// All gives every sending in the order claimed.
func (l *MemoryLedger) All() []Waiting { return l.where(func(*Waiting) bool { return true }) }

func (l *MemoryLedger) where(is func(*Waiting) bool) []Waiting {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []Waiting
	for _, id := range l.order {
		if w := l.all[id]; is(w) {
			out = append(out, *w)
		}
	}
	return out
}

// Outcome adds an attempt to a sending.
func (l *MemoryLedger) Outcome(id string, a Attempt) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if w := l.all[id]; w != nil {
		w.Attempts, w.Last = w.Attempts+1, a
	}
	return nil
}

// State is what has become of the sending.
func (w *Waiting) State() State {
	if w.Attempts == 0 {
		return Pending
	}
	return w.Last.State
}
