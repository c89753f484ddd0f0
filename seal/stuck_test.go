package seal_test

import (
	"path/filepath"
	"strings"
	"testing"

	"caseclock/store"
)

// stuck is keys under which one value always seems to be under an earlier one.
type stuck struct{ store.Keys }

type stuckRing struct{ store.Ring }

func (s stuck) Add(id [16]byte, record []byte) ([]byte, store.Ring, error) {
	changed, ring, err := s.Keys.Add(id, record)
	return changed, stuckRing{ring}, err
}

func (stuckRing) Stale([]byte) bool { return true }

// What can never be sealed anew is said, and the earlier key stays.
func TestSealingAnewEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "caseclock.db")
	s, err := store.Open(path, store.Options{Now: now, Timeout: -1, AnyFilesystem: true, Keys: stuck{keys(master(t))}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	fill(t, s, 0, 3)
	if err := s.NewKey(bg, store.Entry{Action: "keys"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Reseal(bg); err == nil || !strings.Contains(err.Error(), "the earlier keys are kept") {
		t.Error(err)
	}
	if ids := dataKeys(t, s); len(ids) != 2 {
		t.Errorf("keys %v", ids)
	}
	sound(t, s)
}
