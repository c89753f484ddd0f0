package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// What a new hash is made with.
const (
	memory  = 19 << 10 // KiB
	passes  = 2
	threads = 1
	saltLen = 16
	hashLen = 32
)

// mostMemory and mostPasses bound what a kept hash may ask for.
const (
	mostMemory = 256 << 10 // KiB
	mostPasses = 16
)

// ErrBusy: too many passwords are being looked at already.
var ErrBusy = errors.New("too many people sign in at once; try again in a moment")

// mostWaiting is how many may wait for their turn to hash.
const mostWaiting = 64

// Hasher hashes passwords, a few at a time: each takes its memory.
type Hasher struct {
	turns   chan struct{}
	waiting atomic.Int64
	Hashed  atomic.Int64 // how many hashes were ever computed
	dummy   string       // of no password: what an unknown account is held against
}

// NewHasher makes one that hashes at most as many at once as there are
// processors, and never more than four.
func NewHasher() *Hasher {
	salt, key := make([]byte, saltLen), make([]byte, hashLen)
	_, _ = rand.Read(salt) // never fails
	_, _ = rand.Read(key)
	return &Hasher{turns: make(chan struct{}, min(4, runtime.GOMAXPROCS(0))), dummy: write(salt, key)}
}

// Hash gives what is kept of a password: $argon2id$v=19$m=19456,t=2,p=1$salt$hash.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLen)
	_, _ = rand.Read(salt)
	key, err := h.key(ctx, password, parts{memory, passes, threads, salt, make([]byte, hashLen)})
	if err != nil {
		return "", err
	}
	return write(salt, key), nil
}

// Fits says whether a password is the one that is kept. Nothing kept ("", for
// an account that is not there) is held against a hash of no password, so that
// it takes as long.
func (h *Hasher) Fits(ctx context.Context, kept, password string) (bool, error) {
	known := kept != ""
	if !known {
		kept = h.dummy
	}
	p, err := read(kept)
	if err != nil {
		return false, err
	}
	key, err := h.key(ctx, password, p)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(key, p.hash) == 1 && known, nil
}

// Stale says whether a kept hash was made with less than new ones are.
func Stale(kept string) bool {
	p, err := read(kept)
	return err == nil && (p.memory < memory || p.passes < passes)
}

// key waits for its turn and hashes.
func (h *Hasher) key(ctx context.Context, password string, p parts) ([]byte, error) {
	if h.waiting.Add(1) > mostWaiting {
		h.waiting.Add(-1)
		return nil, ErrBusy
	}
	defer h.waiting.Add(-1)
	select {
	case h.turns <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.turns }()
	h.Hashed.Add(1)
	return argon2.IDKey(norm.NFC.AppendString(nil, password), p.salt, p.passes, p.memory, p.threads, uint32(len(p.hash))), nil
}

// parts are what a kept hash is made of.
type parts struct {
	memory, passes uint32
	threads        uint8
	salt, hash     []byte
}

func write(salt, key []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, threads, b.EncodeToString(salt), b.EncodeToString(key))
}

var errNoHash = errors.New("what is kept of a password cannot be read; caseclock user reset gives a new one")

func read(kept string) (parts, error) {
	var p parts
	f := strings.Split(kept, "$")
	if len(f) != 6 || f[1] != "argon2id" || f[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, errNoHash
	}
	if _, err := fmt.Sscanf(f[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.threads); err != nil {
		return p, errNoHash
	}
	var err1, err2 error
	p.salt, err1 = base64.RawStdEncoding.DecodeString(f[4])
	p.hash, err2 = base64.RawStdEncoding.DecodeString(f[5])
	switch {
	case err1 != nil || err2 != nil || len(p.salt) < 8 || len(p.hash) < 16 || len(p.hash) > 64,
		p.memory > mostMemory || p.passes < 1 || p.passes > mostPasses || p.threads < 1 || p.memory < 8*uint32(p.threads):
		return p, errNoHash
	}
	return p, nil
}
