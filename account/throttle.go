package account

import (
	"net/netip"
	"sync"
	"time"
)

// How often somebody may guess.
const (
	MostGuesses = 10
	GuessWindow = 5 * time.Minute
)

// mostKeys is how many names, and how many addresses, are counted at once. Once
// so many have guessed within five minutes, no other may.
const mostKeys = 20_000

// Throttle counts guesses, by the name that was typed and by address.
type Throttle struct {
	mu        sync.Mutex
	names     map[string][]time.Time
	addresses map[string][]time.Time
}

// NewThrottle makes one that has seen nothing.
func NewThrottle() *Throttle {
	return &Throttle{names: map[string][]time.Time{}, addresses: map[string][]time.Time{}}
}

// Allow counts a guess and says whether it may be made: at most ten within five
// minutes for a name, and for an address. One that may not is not counted.
func (t *Throttle) Allow(name, address string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	name, address = nameKey(name), addressKey(address)
	if !room(t.names, name, now) || !room(t.addresses, address, now) {
		return false
	}
	t.names[name] = append(t.names[name], now)
	t.addresses[address] = append(t.addresses[address], now)
	return true
}

// TakeBack uncounts one guess that was right: all of the name's, and one of the
// address's, from which others may guess.
func (t *Throttle) TakeBack(name, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	name, address = nameKey(name), addressKey(address)
	delete(t.names, name)
	if list := t.addresses[address]; len(list) > 1 {
		t.addresses[address] = list[:len(list)-1]
	} else {
		delete(t.addresses, address)
	}
}

// room forgets what is past and says whether one more guess may be counted.
func room(m map[string][]time.Time, key string, now time.Time) bool {
	list, known := m[key]
	list = recent(list, now)
	if known {
		if m[key] = list; len(list) == 0 {
			delete(m, key)
		}
		return len(list) < MostGuesses
	}
	if len(m) < mostKeys {
		return true
	}
	for k, l := range m {
		if l = recent(l, now); len(l) == 0 {
			delete(m, k)
		}
	}
	return len(m) < mostKeys
}

// recent are the instants within the window. A clock that was set back leaves
// them within it until it has caught up, and no longer than the window.
func recent(list []time.Time, now time.Time) []time.Time {
	kept := list[:0]
	for _, at := range list {
		if d := now.Sub(at); d < GuessWindow && d > -GuessWindow {
			kept = append(kept, at)
		}
	}
	return kept
}

// longestName is how much of a typed name is looked at.
const longestName = 128

func nameKey(name string) string { return name[:min(len(name), longestName)] }

// addressKey takes the addresses of one network of IPv6 together, since one
// customer has them all. An address that is none stands for itself.
func addressKey(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return nameKey(address)
	}
	if a = a.Unmap(); a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
