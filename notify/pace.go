package notify

import (
	"context"
	"time"

	"golang.org/x/time/rate"
)

// Apart is the least time between the beginnings of two attempts: a mail server
// that has just come back is not run down by all that has waited.
const Apart = time.Second

// passLasts is how long a pass goes on beginning attempts. What is left waits
// for the next wake, so that evaluating never waits long for mail.
const passLasts = 45 * time.Second

// Pace waits until the next attempt may begin. An error means that it may not
// begin at all.
type Pace func(context.Context) error

// Steady is a pace of one attempt in the time Apart, for as long as it is used.
func Steady() Pace { return rate.NewLimiter(rate.Every(Apart), 1).Wait }

// wait is the pace's, where there is one.
func (p Pace) wait(ctx context.Context) error {
	if p == nil {
		return nil
	}
	return p(ctx)
}
