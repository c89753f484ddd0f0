package store

import "fmt"

// asExpected makes sure that the cases hold as many events as the Write was
// meant for.
func (p *plan) asExpected(events map[string]int) error {
	for _, c := range p.cases {
		if n, asked := events[c.ref]; asked && n != c.first {
			return fmt.Errorf("case %q holds %d events, not %d: %w", clip(c.ref), c.first, n, ErrGrown)
		}
	}
	return nil
}

// Answered says whether a Write with this idempotency key was recorded.
func (s *Store) Answered(key string) (bool, error) {
	known := false
	err := s.view(func(r *reader) error {
		k := s.keyed('k', key)
		v, err := r.get(tKeys, k[:])
		known = v != nil
		return err
	})
	return known, err
}
