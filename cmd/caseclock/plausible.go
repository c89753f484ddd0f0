package main

import (
	"fmt"
	"time"

	"caseclock/store"
)

// longestRest is how long a store may have lain before a clock that says so has
// to be confirmed: what is recorded is dated for good, so that a clock that is
// years ahead would leave records that no report counts until then.
const longestRest = 400 * 24 * time.Hour

// plausible refuses a clock that is far after the store's last record.
func plausible(st *store.Store, now time.Time) error {
	s, err := st.Stats()
	if err != nil {
		return err
	}
	last := s.LastRecorded
	if now.Sub(last) <= longestRest {
		return nil
	}
	return fmt.Errorf("the clock: it says %s, and the last record is of %s, %d days before; set the clock, or, where it is right, start once with caseclock serve --clock-is-right",
		now.UTC().Format(time.DateOnly), last.Format(time.DateOnly), int(now.Sub(last).Hours()/24))
}

func (s *service) plausible() error {
	if s.clockIsRight {
		return nil
	}
	return plausible(s.store, s.app.now())
}
