package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// keptHeads are what was kept elsewhere while a store was filled: heads of three
// dates, and all leaves.
type keptHeads struct {
	path  string
	clock *clock
	heads []LogCopy // without leaves
	whole LogCopy
}

func keepHeads(t *testing.T) keptHeads {
	t.Helper()
	c := newClock()
	k := keptHeads{path: filepath.Join(t.TempDir(), "caseclock.db"), clock: c}
	s := fullStore(t, k.path, c)
	for i := range 60 {
		if i%20 == 0 {
			h, err := s.LogCopy(0)
			if err != nil {
				t.Fatal(err)
			}
			h.From, h.List = h.Leaves, nil
			k.heads = append(k.heads, h)
			c.add(24 * time.Hour)
		}
		if err := s.Record(bg, Entry{By: fmt.Sprintf("p%d", i%5), Action: "look", Detail: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.PutSendings(bg, Entry{}, SendingChange{Claimed, Sending{ID: "m1", Alerts: []string{"a1", "a2"}, State: Sent, Message: []byte("To: x")}}); err != nil {
		t.Fatal(err)
	}
	var err error
	if k.whole, err = s.LogCopy(0); err != nil {
		t.Fatal(err)
	}
	mustVerify(t, s)
	if faults := k.whole.Against(append(k.heads, k.whole)...); len(faults) > 0 {
		t.Fatal(faults)
	}
	return k
}

// A forger who owns the file and makes every hash in it anew is found by a head
// that was kept elsewhere, and by its leaves the record is named.
func TestForgery(t *testing.T) {
	k := keepHeads(t)
	for i := range *forgeries {
		chance := rand.New(rand.NewPCG(*forgeSeed, uint64(i)))
		x := forgeriesOf[i%len(forgeriesOf)]
		if i/len(forgeriesOf)%3 == 2 && x.name != "move a leaf" { // which alters nothing else
			if err := k.lazilyForged(t, x, chance); err != nil {
				t.Errorf("forgery %d, lazily, %s: %v", i, x.name, err)
			}
			continue
		}
		if err := k.forgedAndFound(t, x, chance); err != nil {
			t.Errorf("forgery %d, %s: %v", i, x.name, err)
		}
	}
	t.Logf("%d forgeries", *forgeries)
}

// forged is a copy of the store that a forger has been at, and the records of
// which one must be named.
func (k *keptHeads) forged(t *testing.T, x forgery, lazy bool, chance *rand.Rand) (s *Store, ids []leafID, err error) {
	path := filepath.Join(t.TempDir(), "forged.db")
	b, err := os.ReadFile(k.path)
	if err == nil {
		err = os.WriteFile(path, b, 0o600)
	}
	if err != nil {
		return nil, nil, err
	}
	s = openAt(t, path, k.clock)
	forge(t, s, lazy, func(f *forger) (err error) { ids, err = x.do(f, chance); return err })
	return s, ids, nil
}

func named(faults []Fault, ids []leafID) error {
	for _, id := range ids {
		if slices.ContainsFunc(faults, func(f Fault) bool { return f.Record == id.String() }) {
			return nil
		}
	}
	return fmt.Errorf("%s is not named: %v", ids, faults)
}

// A forger who does not make the log anew is found without any head.
func (k *keptHeads) lazilyForged(t *testing.T, x forgery, chance *rand.Rand) error {
	s, ids, err := k.forged(t, x, true, chance)
	if err != nil {
		return err
	}
	defer os.Remove(s.Path())
	defer s.Close()
	r, err := s.Verify(bg)
	if err != nil {
		return err
	}
	return named(r.Faults, ids)
}

func (k *keptHeads) forgedAndFound(t *testing.T, x forgery, chance *rand.Rand) error {
	s, ids, err := k.forged(t, x, false, chance)
	if err != nil {
		return err
	}
	defer os.Remove(s.Path())
	defer s.Close()
	r, err := s.Verify(bg)
	if err != nil || r.Err() != nil {
		return fmt.Errorf("the forger left a trace, so that it proves nothing: %v, %v", r.Faults, err)
	}
	now, err := s.LogCopy(0)
	if err != nil {
		return err
	}
	heads := append(slices.Clone(k.heads), k.whole)
	heads[len(heads)-1].From, heads[len(heads)-1].List = k.whole.Leaves, nil
	if faults := now.Against(heads...); len(faults) == 0 {
		return errors.New("no head finds it")
	}
	return named(now.Against(append(slices.Clone(k.heads), k.whole)...), ids)
}

// A file put back as it was some time ago, with nothing beside it that knows of a
// later one, is found by the number of leaves.
func TestAnEarlierFileIsFound(t *testing.T) {
	c := newClock()
	path := filepath.Join(t.TempDir(), "caseclock.db")
	fullStore(t, path, c).Close()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := openAt(t, path, c)
	mustAppend(t, s, concern(refOf(7), firstOf2026))
	head, err := s.LogHead()
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	if err := errors.Join(os.Remove(path+".lock"), os.WriteFile(path, b, 0o600)); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path, c)
	mustVerify(t, s)
	now, err := s.LogCopy(0)
	if err != nil {
		t.Fatal(err)
	}
	if faults := now.Against(LogCopy{LogHead: head}); len(faults) != 1 || !strings.Contains(faults[0].Text, "records are gone") {
		t.Error(faults)
	}
}
