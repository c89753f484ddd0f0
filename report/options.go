package report

import (
	"fmt"
	"time"

	"caseclock/deadline"
)

// Options say what is counted.
type Options struct {
	From, To  deadline.Date // the period, both days included
	Authority string        // only this one; empty: all
	AsAt      deadline.Date // the day on which the deadlines are looked at
	KnownAt   time.Time     // the instant whose knowledge they are looked at with; zero: all that is recorded

	// Since is, by authority, the day its counting begins. What fell due
	// before it is not counted.
	Since map[string]deadline.Date
}

// Check says what keeps the options from making sense.
func (o Options) Check() error {
	switch {
	case o.From == 0 || o.To == 0:
		return fmt.Errorf("period: a day is missing; accepted is a first and a last day, 2026-01-01 and 2026-03-31")
	case o.From > o.To:
		return fmt.Errorf("period: %s is after %s; accepted is a first day on or before the last", o.From, o.To)
	case o.AsAt == 0:
		return fmt.Errorf("as-at: missing; accepted is a day, 2026-04-15")
	}
	return nil
}

func (o Options) inPeriod(d deadline.Date) bool { return d >= o.From && d <= o.To }

func (o Options) wants(authority string) bool {
	return o.Authority == "" || o.Authority == authority
}
