package store

import (
	"crypto/cipher"
	"sync"
)

// caseCiphers keeps the ciphers of cases that were opened, since making one takes
// longer than opening a case with it. One that was destroyed is never kept again.
type caseCiphers struct {
	mu   sync.RWMutex
	made map[CaseKey]cipher.AEAD // nil: the case's secret was destroyed
}

// mostCiphers is how many are kept, at about a kilobyte each.
const mostCiphers = 1 << 15

func (c *caseCiphers) find(key []byte) cipher.AEAD {
	if len(key) != len(CaseKey{}) {
		return nil
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.made[CaseKey(key)]
}

func (c *caseCiphers) keep(key []byte, made cipher.AEAD) {
	if len(key) != len(CaseKey{}) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.made[CaseKey(key)]; known || len(c.made) >= mostCiphers {
		return
	}
	if c.made == nil {
		c.made = map[CaseKey]cipher.AEAD{}
	}
	c.made[CaseKey(key)] = made
}

func (c *caseCiphers) destroy(key []byte) {
	if len(key) != len(CaseKey{}) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.made == nil {
		c.made = map[CaseKey]cipher.AEAD{}
	}
	c.made[CaseKey(key)] = nil
}
