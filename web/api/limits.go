package api

import (
	"math"
	"strconv"
	"sync"
	"time"

	"caseclock/access"

	"golang.org/x/time/rate"
)

// How many requests a token may send: so many a second in the long run, and so
// many at once.
const (
	perSecond = 20
	atOnce    = 200
)

// limits are what is left to each token.
type limits struct {
	mu sync.Mutex
	of map[string]*allowance
}

// allowance is what is left to one token.
type allowance struct {
	*rate.Limiter
	last time.Time
}

// mostAllowances is how many tokens are remembered before those that were idle
// are forgotten.
const mostAllowances = 1000

// take takes one request of a token's, or says how long to wait.
func (l *limits) take(v *access.Viewer, now time.Time) *Problem {
	l.mu.Lock()
	defer l.mu.Unlock()
	id := v.ID + "/" + v.Token
	x := l.of[id]
	if x == nil {
		if len(l.of) >= mostAllowances {
			l.forget(now)
		}
		x = &allowance{Limiter: rate.NewLimiter(perSecond, atOnce)}
		l.of[id] = x
	}
	x.last = now
	if x.AllowN(now, 1) {
		return nil
	}
	p := problem("too-many")
	wait := math.Ceil((1 - x.TokensAt(now)) / perSecond)
	p.headers.Set("Retry-After", strconv.Itoa(max(1, int(wait))))
	return p
}

// forget drops those whose allowance is whole again.
func (l *limits) forget(now time.Time) {
	for id, x := range l.of {
		if now.Sub(x.last) > atOnce/perSecond*time.Second {
			delete(l.of, id)
		}
	}
}
