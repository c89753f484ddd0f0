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
	c := r.s.ciphers.find(key)
	if c == nil {
		v, err := r.get(tCaseKeys, key)
		if err != nil {
			return nil, err
		}
		if c, err = r.makeCipher(key, v); err != nil {
			return nil, err
		}
	}
	return openWith(c, dst, key, stored)
}

// makeCipher makes a case's cipher of its secret, and keeps it for the next time.
func (r *reader) makeCipher(key, secretValue []byte) (cipher.AEAD, error) {
	secret, err := secretOf(key, secretValue)
	if err != nil {
		return nil, err
	}
	c, err := caseCipher(&secret)
	if err == nil {
		r.s.ciphers.keep(key, c)
	}
	return c, err
}

func openWith(c cipher.AEAD, dst, key, stored []byte) ([]byte, error) {
	plain, err := c.Open(dst, nil, stored, tCases.id(make([]byte, 0, 1+len(CaseKey{})), key))
	if err != nil {
		return nil, tCases.damage(key, "it does not open: "+err.Error())
	}
	return plain, nil
}

// caseOpener opens the cases that a walk passes, in the order of their keys. The
// secrets lie in the same order, so that it walks beside.
type caseOpener struct {
	r       *reader
	secrets *bolt.Cursor // nil: none was needed yet
	k, v    []byte       // where the cursor stands
	buffer  []byte
}

func (r *reader) newCaseOpener() *caseOpener { return &caseOpener{r: r} }

// open gives a case's plain value, which lives until the next is opened.
func (o *caseOpener) open(key, stored []byte) (plain []byte, err error) {
	if o.r.plain {
		return stored, nil
	}
	c := o.r.s.ciphers.find(key)
	if c == nil {
		if c, err = o.cipher(key); err != nil {
			return nil, err
		}
	}
	if plain, err = openWith(c, o.buffer[:0], key, stored); err == nil {
		o.buffer = plain
	}
	return plain, err
}

// cipher moves on to a case's secret.
func (o *caseOpener) cipher(key []byte) (cipher.AEAD, error) {
	if o.secrets == nil {
		b, err := o.r.bucket(tCaseKeys)
		if err != nil {
			return nil, err
		}
		o.secrets = b.Cursor()
		o.k, o.v = o.secrets.Seek(key)
	}
	for o.k != nil && string(o.k) < string(key) {
		o.k, o.v = o.secrets.Next()
	}
	if string(o.k) != string(key) {
		v, err := o.r.get(tCaseKeys, key) // which tells an erased one from a lost one
		if err != nil {
			return nil, err
		}
		return o.r.makeCipher(key, v)
	}
	sealed, _, err := tCaseKeys.split(key, o.v)
	if err != nil {
		return nil, err
	}
	secret, err := o.r.open(tCaseKeys, nil, key, sealed)
	if err != nil {
		return nil, err
	}
	return o.r.makeCipher(key, secret)
}
