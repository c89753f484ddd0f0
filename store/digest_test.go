package store

import (
	"bytes"
	"crypto/sha256"
	"testing"
)

// Who holds the store and its key cannot hold a guess at an erased case against
// the digest of the entry that it came with: the case's secret hid it.
func TestAnErasedCaseCannotBeGuessed(t *testing.T) {
	s, _ := newTestStore(t)
	e := concern("CP-1", firstOf2026)
	r := mustAppend(t, s, e)
	entry := func() (c chained) {
		t.Helper()
		err := s.view(func(r *reader) (err error) { c, err = r.entry(1); return err })
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	key, err := ParseCaseKey(r.Cases[0])
	if err != nil {
		t.Fatal(err)
	}
	guess := func(hidden []byte) []byte {
		var p packer
		digestHead(&p, [32]byte{}, key, 0, hidden)
		p.canonical(&e, r.Recorded.UnixNano())
		sum := sha256.Sum256(p.b)
		return sum[:]
	}
	var hidden []byte
	err = s.view(func(r *reader) error {
		leaves, err := r.leavesOf(key)
		h := head{}
		hidden = h.hidden(1, leaves)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	is := entry().Digest
	if !bytes.Equal(guess(hidden), is[:]) {
		t.Fatal("the guess is not made as the digest is, so this test shows nothing")
	}
	if bytes.Equal(guess(nil), is[:]) {
		t.Error("a right guess can be told from a wrong one")
	}
}
