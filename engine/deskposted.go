package engine

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"caseclock/notify"
	"caseclock/store"
)

// posted says which sendings are about a case, so that a case's page need not
// read them all. It is made by one reading of the ledger, and every claim is
// added; how a sending stands is read each time.
type posted struct {
	mu    sync.Mutex
	about map[string][]string // ids of sendings by opaque id of the case; nil: not made yet
}

// states are all that a sending can be in.
var states = []store.State{store.Claimed, store.Retry, store.Unknown, store.Sent, store.Dead, store.Dropped}

// claimed adds a sending that was kept.
func (p *posted) claimed(s *notify.Sending) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.about != nil {
		p.add(s)
	}
}

func (p *posted) add(s *notify.Sending) {
	for i := range s.Alerts {
		id := s.Alerts[i].Case
		if id != "" && !slices.Contains(p.about[id], s.ID) {
			p.about[id] = append(p.about[id], s.ID)
		}
	}
}

// make reads the ledger once.
func (p *posted) make(ctx context.Context, st *store.Store) error {
	if p.about != nil {
		return nil
	}
	p.about = map[string][]string{}
	for _, state := range states {
		err := st.Sendings(ctx, state, func(k store.Sending) error {
			s, err := fromStore(&k)
			s.ID = k.ID
			p.add(&s)
			return err
		})
		if err != nil {
			p.about = nil
			return err
		}
	}
	return nil
}

// sentAbout gives to whom something was sent about a case, how it stands and
// since when, in the order of the claims, then of the people.
func (e *Engine) sentAbout(ctx context.Context, caseID string) ([]SentTo, error) {
	p := &e.posted
	p.mu.Lock()
	err := p.make(ctx, e.store)
	ids := slices.Clone(p.about[caseID])
	p.mu.Unlock()
	if err != nil {
		return nil, err
	}
	all := []SentTo{}
	for _, id := range ids {
		k, err := e.store.Sending(id)
		if err != nil {
			return nil, err
		}
		all = append(all, SentTo{k.Person, k.State.String(), k.Claimed})
	}
	slices.SortStableFunc(all, func(a, b SentTo) int { return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Person, b.Person)) })
	return all, nil
}
