package entrance

import (
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"
)

// begun are the sign-ins with the council that have begun and not come back:
// kept in memory, since nothing is known yet of who began them. A restart
// forgets them, and the person begins again.
type begun struct {
	now func() time.Time
	mu  sync.Mutex
	way map[[32]byte]wayBack
}

// wayBack is what is needed when somebody comes back.
type wayBack struct {
	at                     time.Time
	state, nonce, verifier string
	to                     string
}

const (
	begunFor  = 10 * time.Minute
	mostBegun = 10_000
)

func newBegun(now func() time.Time) *begun { return &begun{now: now, way: map[[32]byte]wayBack{}} }

// put keeps what one began with, under a new token for their browser. Where too
// many have begun, the oldest is forgotten.
func (b *begun) put(w wayBack) (token string) {
	token = rand.Text() + rand.Text()
	b.mu.Lock()
	defer b.mu.Unlock()
	w.at = b.now()
	if len(b.way) >= mostBegun {
		b.forget(w.at)
	}
	b.way[sha256.Sum256([]byte(token))] = w
	return token
}

// forget takes away what is over, and the oldest where nothing is.
func (b *begun) forget(now time.Time) {
	var oldest [32]byte
	var at time.Time
	for k, w := range b.way {
		switch {
		case now.Sub(w.at) >= begunFor:
			delete(b.way, k)
		case at.IsZero() || w.at.Before(at):
			oldest, at = k, w.at
		}
	}
	if len(b.way) >= mostBegun {
		delete(b.way, oldest)
	}
}

// take gives what a token was kept for, once.
func (b *begun) take(token string) (wayBack, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := sha256.Sum256([]byte(token))
	w, ok := b.way[k]
	delete(b.way, k)
	return w, ok && b.now().Sub(w.at) < begunFor
}
