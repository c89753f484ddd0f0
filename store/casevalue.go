package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// caseCipher seals the value of one case: AES-256-GCM with a random nonce in
// front. Its key is HKDF-Expand (RFC 5869, SHA-256) of the case's secret, so that
// what else is made from the secret tells nothing about it.
func caseCipher(secret *[32]byte) (cipher.AEAD, error) {
	key, err := hkdf.Expand(sha256.New, secret[:], "caseclock case value", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// putCase writes a case's value.
func (w *writer) putCase(k CaseKey, plain []byte) error {
	if w.plain {
		return w.putStored(tCases, k[:], plain)
	}
	secret, err := w.caseSecret(k)
	if err != nil {
		return err
	}
	c, err := caseCipher(&secret)
	if err != nil {
		return fmt.Errorf("%s: sealing: %w", tCases.name, err)
	}
	return w.putStored(tCases, k[:], c.Seal(nil, nil, plain, tCases.id(nil, k[:])))
}

// openCase gives a case's plain value, in dst where it has room.
func (r *reader) openCase(dst, key, stored []byte) ([]byte, error) {
	if r.plain {
		return stored, nil
	}
	v, err := r.get(tCaseKeys, key)
	if err != nil {
		return nil, err
	}
	return openWith(dst, key, v, stored)
}

func openWith(dst, key, secretValue, stored []byte) ([]byte, error) {
	secret, err := secretOf(key, secretValue)
	if err != nil {
		return nil, err
	}
	c, err := caseCipher(&secret)
	if err != nil {
		return nil, err
	}
	plain, err := c.Open(dst, nil, stored, tCases.id(make([]byte, 0, 1+len(key)), key))
	if err != nil {
		return nil, tCases.damage(key, "it does not open: "+err.Error())
	}
	return plain, nil
}

// caseOpener opens the cases that a walk passes, in the order of their keys. The
// secrets lie in the same order, so that it walks beside.
type caseOpener struct {
	r       *reader
	secrets *bolt.Cursor
	k, v    []byte // where the cursor stands
	buffer  []byte
}

func (r *reader) newCaseOpener(from []byte) (*caseOpener, error) {
	o := &caseOpener{r: r}
	if r.plain {
		return o, nil
	}
	b, err := r.bucket(tCaseKeys)
	if err != nil {
		return nil, err
	}
	o.secrets = b.Cursor()
	o.k, o.v = seek(o.secrets, from)
	return o, nil
}

// open gives a case's plain value, which lives until the next is opened.
func (o *caseOpener) open(key, stored []byte) ([]byte, error) {
	if o.secrets == nil {
		return stored, nil
	}
	for o.k != nil && string(o.k) < string(key) {
		o.k, o.v = o.secrets.Next()
	}
	if string(o.k) != string(key) {
		return o.r.openCase(nil, key, stored) // which tells an erased one from a lost one
	}
	sealed, _, err := tCaseKeys.split(key, o.v)
	if err != nil {
		return nil, err
	}
	secret, err := o.r.open(tCaseKeys, nil, key, sealed)
	if err != nil {
		return nil, err
	}
	plain, err := openWith(o.buffer[:0], key, secret, stored)
	if err == nil {
		o.buffer = plain
	}
	return plain, err
}
