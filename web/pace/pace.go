// Package pace says how fast one token, or one session of a person, may ask: so
// many requests a second in the long run, and so many at once. A person in a
// hurry never comes near it; a script that takes everything away does.
package pace

import (
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How many requests one may send.
const (
	PerSecond = 20
	AtOnce    = 200
)

// most is how many are remembered. Beyond that those that were idle are forgotten
// first, and then any.
const most = 1000

// Pace is what is left to each. The zero value is ready, and safe for concurrent use.
type Pace struct {
	mu sync.Mutex
	of map[string]*allowance
}

// allowance is what is left to one.
type allowance struct {
	*rate.Limiter
	last time.Time
	told time.Time // when it was last said that it is used up
}

// Take takes one request. It gives 0, or after how many seconds another is
// taken; news says that this was not said in the last minute.
func (p *Pace) Take(who string, now time.Time) (wait int, news bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	x := p.of[who]
	if x == nil {
		p.makeRoom(now)
		x = &allowance{Limiter: rate.NewLimiter(PerSecond, AtOnce)}
		p.of[who] = x
	}
	x.last = now
	if x.AllowN(now, 1) {
		return 0, false
	}
	if news = x.told.IsZero() || now.Sub(x.told) >= time.Minute; news {
		x.told = now
	}
	return max(1, int(math.Ceil((1-x.TokensAt(now))/PerSecond))), news
}

// makeRoom forgets those whose allowance is whole again, where there are too
// many, and any where they all are in use.
func (p *Pace) makeRoom(now time.Time) {
	if p.of == nil {
		p.of = map[string]*allowance{}
	}
	if len(p.of) < most {
		return
	}
	for who, x := range p.of {
		if now.Sub(x.last) > AtOnce/PerSecond*time.Second {
			delete(p.of, who)
		}
	}
	for who := range p.of {
		if len(p.of) < most {
			return
		}
		delete(p.of, who)
	}
}
