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

	// Trend are more periods, counted beside the other in the same pass.
	Trend []Period

	// By is what an authority's figures are parted by: ByChair, ByTeam, or
	// nothing. Teams is, by person, the team of a lead professional or a chair.
	By    string
	Teams map[string]string
}

// What an authority's figures can be parted by.
const (
	ByChair = "chair"
	ByTeam  = "team"
)

// Check says what keeps the options from making sense.
func (o Options) Check() error {
	switch {
	case o.From == 0 || o.To == 0:
		return fmt.Errorf("period: a day is missing; accepted is a first and a last day, 2026-01-01 and 2026-03-31")
	case o.From > o.To:
		return fmt.Errorf("period: %s is after %s; accepted is a first day on or before the last", o.From, o.To)
	case o.AsAt == 0:
		return fmt.Errorf("as-at: missing; accepted is a day, 2026-04-15")
	case o.By != "" && o.By != ByChair && o.By != ByTeam:
		return fmt.Errorf("by: %q is nothing that figures are parted by; accepted: %s, %s", short(o.By), ByChair, ByTeam)
	}
	for _, p := range o.Trend {
		if p.From == 0 || p.From > p.To {
			return fmt.Errorf("trend: %s to %s is no period; accepted is a first day on or before the last", p.From, p.To)
		}
	}
	return nil
}

// Period is the period that is reported on.
func (o Options) Period() Period { return PeriodOf(o.From, o.To) }

// Ahead is the period looked ahead to: the three months after the end of the
// period or the as-at day, whichever is later.
func (o Options) Ahead() Period { return months(max(o.To, o.AsAt)+1, 3) }

func (o Options) inPeriod(d deadline.Date) bool { return d >= o.From && d <= o.To }

func (o Options) wants(authority string) bool {
	return o.Authority == "" || o.Authority == authority
}
