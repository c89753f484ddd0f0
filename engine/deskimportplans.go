package engine

import (
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"time"

	"caseclock/access"
)

// Limits of the plans that are kept.
const (
	planAge        = 30 * time.Minute
	mostPlans      = 20
	mostPlansEach  = 3
	mostPlansBytes = 200 << 20 // of files and their refused rows
)

// importPlans are the imports that wait to be confirmed or left, in memory
// alone. Where there are too many the oldest is forgotten.
type importPlans struct {
	mu   sync.Mutex
	list []*keptPlan // the oldest first

	keeping sync.Mutex // of the mappings
}

// keptPlan is a plan with the bytes that it is of.
type keptPlan struct {
	mu      sync.Mutex // of all below but who and since
	who     string
	since   time.Time
	bytes   int64 // when it was kept
	spool   *Spool
	rejects *Spool // nil: none
	ask     ImportAsk
	digest  [32]byte // of all that the plan tells
	marks   [][]byte // digests of what it tells up to each recording
	plan    ImportPlan
	closed  bool
}

// close gives the space of a plan back. The plan's lock is held, or nobody else
// has the plan.
func (p *keptPlan) close() error {
	p.closed = true
	var err error
	for _, s := range []*Spool{p.spool, p.rejects} {
		if s != nil {
			err = errors.Join(err, s.Close())
		}
	}
	p.spool, p.rejects = nil, nil
	return err
}

// keep takes a plan in, and gives it its id.
func (k *importPlans) keep(p *keptPlan, now time.Time) {
	p.since, p.bytes = now, p.plan.Size
	if p.rejects != nil {
		p.bytes += p.rejects.Size
	}
	p.plan.ID, p.plan.Planned, p.plan.Until = strings.ToLower(rand.Text()), now, now.Add(planAge)
	k.mu.Lock()
	k.list = append(k.list, p)
	gone := k.tooMany(p.who, now)
	k.mu.Unlock()
	closeAll(gone)
}

// sweep forgets the plans that are too old.
func (k *importPlans) sweep(now time.Time) {
	k.mu.Lock()
	gone := k.tooMany("", now)
	k.mu.Unlock()
	closeAll(gone)
}

func closeAll(gone []*keptPlan) {
	for _, p := range gone {
		p.mu.Lock()
		_ = p.close()
		p.mu.Unlock()
	}
}

// tooMany takes out of the list what is too old, and the oldest of what is too
// much: of one person's, of all, in bytes. The lock is held.
func (k *importPlans) tooMany(who string, now time.Time) (gone []*keptPlan) {
	each, all, bytes := 0, 0, int64(0)
	var left []*keptPlan
	for i := len(k.list) - 1; i >= 0; i-- {
		p := k.list[i]
		all, bytes = all+1, bytes+p.bytes
		if p.who == who {
			each++
		}
		if p.over(now) || all > mostPlans || bytes > mostPlansBytes || p.who == who && each > mostPlansEach {
			gone = append(gone, p)
			all, bytes = all-1, bytes-p.bytes
			continue
		}
		left = append([]*keptPlan{p}, left...)
	}
	k.list = left
	return gone
}

func (p *keptPlan) over(now time.Time) bool { return !now.Before(p.since.Add(planAge)) }

// drop takes one plan out of the list.
func (k *importPlans) drop(p *keptPlan) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := range k.list {
		if k.list[i] == p {
			k.list = append(k.list[:i:i], k.list[i+1:]...)
			return
		}
	}
}

// find gives the plan of an id, locked.
func (k *importPlans) find(id, who string, now time.Time) (*keptPlan, error) {
	k.sweep(now)
	k.mu.Lock()
	var found *keptPlan
	for _, p := range k.list {
		if p.who == who && p.plan.ID == id && id != "" {
			found = p
		}
	}
	k.mu.Unlock()
	if found == nil {
		return nil, ErrNotThere
	}
	found.mu.Lock()
	if found.closed {
		found.mu.Unlock()
		return nil, ErrNotThere
	}
	return found, nil
}

// planOf gives a plan of the viewer's, locked.
func (d *Desk) planOf(id string) (*keptPlan, error) {
	if !d.v.May(access.Import) {
		return nil, ErrNotAllowed
	}
	return d.e.plans.find(id, d.v.ID, d.e.Now())
}
