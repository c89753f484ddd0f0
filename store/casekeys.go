package store

import (
	"fmt"
	"io"
)

// Each case has a secret of its own: 32 random bytes, made in the transaction
// that begins the case and never changed. In a sealed store the case's value is
// sealed with a key made from it (see casevalue.go), so that the case cannot be
// read once its secret is destroyed, whatever else is kept. The secret itself is
// sealed like any other value. In a plain store both lie open.

// newCaseSecret draws the secret of a case and keeps it.
func (w *writer) newCaseSecret(k CaseKey) error {
	var secret [32]byte
	if _, err := io.ReadFull(w.s.rand, secret[:]); err != nil {
		return fmt.Errorf("random numbers for the secret of a new case: %w", err)
	}
	return w.put(tCaseKeys, k[:], secret[:])
}

// caseSecret gives the secret of a case; ErrErased where it was destroyed.
func (r *reader) caseSecret(k CaseKey) ([32]byte, error) {
	v, err := r.get(tCaseKeys, k[:])
	if err != nil {
		return [32]byte{}, err
	}
	if v == nil {
		if t, err := r.tombstone(k); t != nil {
			return [32]byte{}, t.erased()
		} else if err != nil {
			return [32]byte{}, err
		}
	}
	return secretOf(k[:], v)
}

// secretOf takes a record of the table of secrets for what it is.
func secretOf(key, plain []byte) (secret [32]byte, err error) {
	if plain == nil {
		return secret, tCaseKeys.damage(key, "it is missing")
	}
	if len(plain) != len(secret) {
		return secret, tCaseKeys.damage(key, "it is no secret of 32 bytes")
	}
	return [32]byte(plain), nil
}

// makeCaseSecrets gives every case of a store of a version before 5 its secret.
// Only plain stores are of such a version, so that no case's value changes.
func (w *writer) makeCaseSecrets() error {
	return w.walk(tCases, nil, func(key, _ []byte) error {
		if len(key) != len(CaseKey{}) {
			return tCases.damage(key, "its key is no case id")
		}
		return w.newCaseSecret(CaseKey(key))
	})
}
