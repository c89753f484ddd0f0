package seal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"caseclock/deadline"
	"caseclock/seal"
	"caseclock/store"
)

var bg = context.Background()

func now() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }

func master(t testing.TB) *seal.Master {
	t.Helper()
	m, err := seal.CreateMaster(filepath.Join(t.TempDir(), "master.key"), now())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func keys(m *seal.Master, before ...*seal.Master) *seal.Keys {
	return &seal.Keys{Now: now, Present: m, Before: before}
}

func open(t testing.TB, path string, k *seal.Keys) *store.Store {
	t.Helper()
	s, err := tryOpen(path, k)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func tryOpen(path string, k *seal.Keys) (*store.Store, error) {
	o := store.Options{Now: now, Timeout: -1, AnyFilesystem: true}
	if k != nil {
		o.Keys = k
	}
	return store.Open(path, o)
}

func refOf(i int) string { return fmt.Sprintf("CANARY-%04d", i) }

// fill records cases and something in each other table.
func fill(t testing.TB, s *store.Store, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		ref := refOf(i)
		_, err := s.Append(bg, store.Write{Key: "CANARY key " + ref, Audit: store.Entry{By: "CANARY-clerk", Action: "record", Detail: "CANARY"},
			Events: []deadline.Event{
				{Case: ref, ID: "id-" + ref, Kind: deadline.CaseAssigned, On: 2461042, Authority: "CANARY-council", Chair: "CANARY-chair"},
				{Case: ref, Kind: deadline.ConcernNotified, On: 2461042, Source: "CANARY.csv:7"}},
			Rows:  []store.Row{{Source: "CANARY", Key: ref, Data: []byte("CANARY"), Events: []store.RowEvent{{Label: "CANARY"}}}},
			Shelf: []store.ShelfChange{{Shelf: store.Accounts, Kept: store.Kept{Key: "CANARY " + ref, Value: []byte("CANARY")}}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	err := errors.Join(s.Set(bg, "x", []byte("CANARY")), s.PutRulebook(bg, store.Entry{}, store.Rulebook{Digest: fmt.Sprint("CANARY", to), Content: []byte("CANARY")}),
		s.PutSendings(bg, store.Entry{}, store.SendingChange{Sending: store.Sending{ID: fmt.Sprint("CANARY", to), Alerts: []string{"CANARY"}, State: store.Sent, Message: []byte("CANARY")}}))
	if err != nil {
		t.Fatal(err)
	}
}

func sound(t testing.TB, s *store.Store) {
	t.Helper()
	if r, err := s.Verify(bg); err != nil || r.Err() != nil {
		t.Fatal(err, r.Err())
	}
}

func all(t testing.TB, s *store.Store) map[string][]deadline.Event {
	t.Helper()
	got := map[string][]deadline.Event{}
	err := s.Scan(bg, func(_ store.CaseKey, c *deadline.Case) error {
		for i := range c.Facts {
			got[c.Ref] = append(got[c.Ref], c.Event(int32(i)))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// found counts the canaries that lie open in the files of a folder.
func found(t testing.TB, folder string) (n int) {
	t.Helper()
	list, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		b, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		n += bytes.Count(b, []byte("CANARY"))
	}
	return n
}

func TestANewStoreIsSealed(t *testing.T) {
	folder, m := t.TempDir(), master(t)
	path := filepath.Join(folder, "caseclock.db")
	s := open(t, path, keys(m))
	fill(t, s, 0, 50)
	sound(t, s)
	want := all(t, s)
	if _, err := s.BackupFile(bg, filepath.Join(folder, "backup.db")); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if n := found(t, folder); n > 0 {
		t.Errorf("%d canaries lie open", n)
	}
	s = open(t, path, keys(m))
	if d := cmp.Diff(want, all(t, s)); d != "" {
		t.Error(d)
	}
	sound(t, s)
}

// Without the key, or with another, nothing opens, and the refusal says which
// key is asked for and which was there.
func TestWithoutTheKey(t *testing.T) {
	m, other := master(t), master(t)
	path := filepath.Join(t.TempDir(), "caseclock.db")
	s := open(t, path, keys(m))
	fill(t, s, 0, 1)
	s.Close()
	if _, err := tryOpen(path, nil); !errors.Is(err, store.ErrNoKey) {
		t.Errorf("no key: %v", err)
	}
	_, err := tryOpen(path, keys(other))
	if !errors.Is(err, store.ErrNoKey) || !strings.Contains(err.Error(), m.ID) || !strings.Contains(err.Error(), other.ID) ||
		!strings.Contains(err.Error(), other.From) {
		t.Errorf("another key: %v", err)
	}
	sound(t, open(t, path, keys(other, m)))
}

func TestAPlainStoreBecomesSealed(t *testing.T) {
	folder, m := t.TempDir(), master(t)
	path := filepath.Join(folder, "caseclock.db")
	s := open(t, path, nil)
	fill(t, s, 0, 100)
	want := all(t, s)
	s.Close()
	if n := found(t, folder); n == 0 {
		t.Fatal("a plain store tells no canary: the search finds nothing")
	}
	again, err := os.Open(path) // the old file, after its name is gone
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	s = open(t, path, keys(m))
	if !s.Sealed() {
		t.Error("it is not sealed")
	}
	sound(t, s)
	if d := cmp.Diff(want, all(t, s)); d != "" {
		t.Error(d)
	}
	if n := found(t, folder); n > 0 {
		t.Errorf("%d canaries lie open", n)
	}
	old := make([]byte, 1<<20)
	n, _ := again.ReadAt(old, 0)
	if n == 0 || bytes.Contains(old[:n], []byte("CANARY")) {
		t.Error("the old file still holds what it held")
	}
	fill(t, s, 100, 110)
	sound(t, s)
}

// A new key: all is sealed anew, the old key is dropped, and what was backed up
// before is read as before.
func TestANewDataKey(t *testing.T) {
	folder, m := t.TempDir(), master(t)
	path, backup := filepath.Join(folder, "caseclock.db"), filepath.Join(folder, "backup.db")
	s := open(t, path, keys(m))
	fill(t, s, 0, 400)
	want := all(t, s)
	if _, err := s.BackupFile(bg, backup); err != nil {
		t.Fatal(err)
	}
	if err := s.NewKey(bg, store.Entry{Action: "keys"}); err != nil {
		t.Fatal(err)
	}
	if !s.Stale() {
		t.Error("nothing is to be sealed anew")
	}
	fill(t, s, 400, 410)
	sound(t, s)
	s.Close()
	s = open(t, path, keys(m)) // in the middle
	if ids := dataKeys(t, s); len(ids) != 2 || !s.Stale() {
		t.Errorf("keys %v", ids)
	}
	if err := s.Reseal(bg); err != nil {
		t.Fatal(err)
	}
	if ids := dataKeys(t, s); len(ids) != 1 || s.Stale() {
		t.Errorf("keys %v", ids)
	}
	sound(t, s)
	s.Close()
	s = open(t, path, keys(m))
	sound(t, s)
	got := all(t, s)
	for ref, events := range want {
		if d := cmp.Diff(events, got[ref]); d != "" {
			t.Error(d)
		}
	}
	old := open(t, backup, keys(m))
	if d := cmp.Diff(want, all(t, old)); d != "" {
		t.Error(d)
	}
}

func dataKeys(t testing.TB, s *store.Store) (ids []uint32) {
	t.Helper()
	b, err := s.KeyRecord()
	if err != nil {
		t.Fatal(err)
	}
	r, err := seal.ReadRecord(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range r.Keys {
		ids = append(ids, k.ID)
	}
	return ids
}

// A new master key: the store opens with it alone, a backup with the old.
func TestANewMasterKey(t *testing.T) {
	folder, m, next := t.TempDir(), master(t), master(t)
	path, backup := filepath.Join(folder, "caseclock.db"), filepath.Join(folder, "backup.db")
	s := open(t, path, keys(m))
	fill(t, s, 0, 5)
	if _, err := s.BackupFile(bg, backup); err != nil {
		t.Fatal(err)
	}
	if err := s.NewMaster(bg, store.Entry{Action: "keys"}, keys(next, m)); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if _, err := tryOpen(path, keys(m)); !errors.Is(err, store.ErrNoKey) {
		t.Errorf("with the old key: %v", err)
	}
	s = open(t, path, keys(next))
	sound(t, s)
	s.Close()
	if _, err := tryOpen(backup, keys(next)); !errors.Is(err, store.ErrNoKey) {
		t.Errorf("a backup of before, with the new key alone: %v", err)
	}
	open(t, backup, keys(m)).Close()
	open(t, backup, keys(next, m)).Close() // which locks it with the new one
	open(t, backup, keys(next)).Close()
}

// A value in another record's place, and a record of keys that was changed, do
// not open.
func TestARecordOfAnotherStore(t *testing.T) {
	m := master(t)
	id, other := [16]byte{1}, [16]byte{2}
	record, ring, err := keys(m).New(id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keys(m).Open(other, record); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("another store's: %v", err)
	}
	changed := bytes.Replace(record, []byte("2026"), []byte("2027"), 1)
	if _, err := keys(m).Open(id, changed); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("with another date: %v", err)
	}
	sealed, err := ring.Seal(nil, []byte("value"), []byte("a"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ring.Open(nil, sealed, []byte("b")); err == nil {
		t.Error("a value opens in another's place")
	}
}
