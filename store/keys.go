package store

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// CaseKey is a case's opaque id: two bytes name the authority it began with,
// four a block of 32 cases in the order in which they were begun, fourteen are
// random.
type CaseKey [20]byte

const casesInBlock = 32

var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// String writes the id as 32 letters and digits.
func (k CaseKey) String() string { return letters.EncodeToString(k[:]) }

// ParseCaseKey reads what String writes.
func ParseCaseKey(s string) (CaseKey, error) {
	var k CaseKey
	b, err := letters.DecodeString(s)
	if err != nil || len(b) != len(k) {
		return k, fmt.Errorf("%q is no case id; accepted are 32 letters and digits, as the case's page shows them: %w", clip(s), ErrNotFound)
	}
	return CaseKey(b), nil
}

func (k CaseKey) home() uint16 { return binary.BigEndian.Uint16(k[:]) }

// newCaseKey draws an id for the nth case of this writer that is not yet
// counted in the head. Should the source of random numbers repeat itself, it
// draws again rather than write over a case.
func (w *writer) newCaseKey(home uint16, nth uint64) (CaseKey, error) {
	var k CaseKey
	b, err := w.bucket(tCases)
	if err != nil {
		return k, err
	}
	binary.BigEndian.PutUint16(k[:], home)
	binary.BigEndian.PutUint32(k[2:], uint32((w.head.cases+nth)/casesInBlock))
	for range mostDraws {
		if _, err := io.ReadFull(w.s.rand, k[6:]); err != nil {
			return k, fmt.Errorf("random numbers for a new case: %w", err)
		}
		if b.Get(k[:]) == nil {
			return k, nil
		}
	}
	return k, errors.New("random numbers for a new case: they repeat themselves")
}

const mostDraws = 100

// eventID names an event that came without an id.
func (s *Store) eventID(k CaseKey, position int, recorded int64) string {
	b := make([]byte, 0, 80)
	b = append(append(b, s.about.secret[:]...), 'e')
	b = append(b, k[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(position))
	b = binary.BigEndian.AppendUint64(b, uint64(recorded))
	sum := sha256.Sum256(b)
	id := letters.AppendEncode(make([]byte, 0, 48), k[:])
	id = strconv.AppendInt(append(id, '-'), int64(position+1), 10)
	check := letters.EncodeToString(sum[:5])[:4]
	return string(append(append(id, '-'), check...))
}

var errNoOwnID = errors.New("not an id given by the store")

// splitEventID reads the case and position out of an id that the store gave.
func splitEventID(id string) (CaseKey, int, error) {
	parts := strings.Split(id, "-")
	if len(parts) != 3 || len(parts[0]) != 32 || len(parts[2]) != 4 {
		return CaseKey{}, 0, errNoOwnID
	}
	b, err := letters.DecodeString(parts[0])
	if err != nil || len(b) != len(CaseKey{}) {
		return CaseKey{}, 0, errNoOwnID
	}
	n, err := strconv.Atoi(parts[1])
	if err != nil || n < 1 || strconv.Itoa(n) != parts[1] {
		return CaseKey{}, 0, errNoOwnID
	}
	return CaseKey(b), n - 1, nil
}

// clip keeps a value quoted in an error short.
func clip(s string) string {
	if len(s) <= 40 {
		return s
	}
	return s[:40] + "…"
}
