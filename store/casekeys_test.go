package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"caseclock/deadline"
)

// Without its secret a case of a sealed store opens no more, and the others do.
func TestACaseWithoutItsSecret(t *testing.T) {
	c := newClock()
	path := filepath.Join(t.TempDir(), "caseclock.db")
	s, err := Open(path, Options{Now: c.now, Timeout: -1, Seal: newSealer(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var keys []CaseKey
	for i := range 3 {
		r := mustAppend(t, s, typicalCase(refOf(i), "stirling", firstOf2026)...)
		k, _ := ParseCaseKey(r.Cases[0])
		keys = append(keys, k)
	}
	mustVerify(t, s)
	err = s.write(bg, func(w *writer) error { return w.takeOut(tCaseKeys, keys[1][:]) })
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []error{nil, ErrDamaged, nil} {
		if _, err := s.Case(refOf(i)); !errors.Is(err, want) {
			t.Errorf("case %d: %v, want %v", i, err, want)
		}
	}
	if err := s.Scan(bg, func(CaseKey, *deadline.Case) error { return nil }); !errors.Is(err, ErrDamaged) {
		t.Errorf("a scan: %v", err)
	}
	if r, err := s.Verify(bg); err != nil || r.Err() == nil {
		t.Errorf("verify misses it: %v", err)
	}
	err = s.view(func(r *reader) error { _, err := r.caseSecret(keys[1]); return err })
	if want := fmt.Sprintf("%s: casekeys %s: it is missing", ErrDamaged, keys[1]); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// Each case has a secret of its own, which stays when the case grows.
func TestSecretsAreOfOneCaseEach(t *testing.T) {
	s, _ := newTestStore(t)
	secrets := map[[32]byte]CaseKey{}
	for range 2 {
		for i := range 40 {
			r := mustAppend(t, s, concern(refOf(i), firstOf2026))
			k, _ := ParseCaseKey(r.Cases[0])
			var secret [32]byte
			if err := s.view(func(r *reader) (err error) { secret, err = r.caseSecret(k); return err }); err != nil {
				t.Fatal(err)
			}
			if other, used := secrets[secret]; used && other != k {
				t.Errorf("%s and %s have one secret", k, other)
			}
			secrets[secret] = k
		}
	}
	if len(secrets) != 40 {
		t.Errorf("%d secrets of 40 cases", len(secrets))
	}
}
