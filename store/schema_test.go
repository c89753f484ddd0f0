package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
)

// toOld makes a file what the program of an earlier version left.
func toOld(t *testing.T, path string, schema byte) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Update(func(tx *bolt.Tx) error {
		about := bytes.Clone(tx.Bucket([]byte(tHead.name)).Get(keyAbout))
		about[len(aboutMark)+3] = schema
		w := &writer{reader: newStore("", &Options{}).newReader(tx)}
		var lost error
		for _, table := range tables {
			if table.since > uint32(schema) {
				lost = errors.Join(lost, tx.DeleteBucket([]byte(table.name)))
				c := tx.Bucket([]byte(tSums.name)).Cursor()
				for k, _ := c.Seek([]byte{table.tag}); len(k) > 0 && k[0] == table.tag; k, _ = c.Seek([]byte{table.tag}) {
					lost = errors.Join(lost, c.Delete())
				}
			}
		}
		if schema < caseKeysSchema {
			h, err := w.readHead()
			h.leaves = 0
			lost = errors.Join(lost, err, w.put(tHead, keyHead, h.pack()))
		}
		lost = errors.Join(lost, w.putStored(tHead, keyAbout, about[:len(about)-hashBytes]),
			tx.Bucket([]byte(tHead.name)).Delete(keyTurn), tx.Bucket([]byte(tSums.name)).Delete(keyTurn))
		return errors.Join(lost, w.putTurn()) // where that version had it
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A store of a version before is read as it is, and is one of this version once
// it is opened for writing; then it is no longer for the older program.
func TestAStoreOfAVersionBefore(t *testing.T) {
	for old := 1; old < Schema; old++ {
		t.Run(fmt.Sprint(old), func(t *testing.T) { comesOfAge(t, old) })
	}
}

func wantSchema(t *testing.T, s *Store, want int) {
	t.Helper()
	st, err := s.Stats()
	if err != nil || st.Schema != want {
		t.Errorf("schema %d, %v; want %d", st.Schema, err, want)
	}
}

func comesOfAge(t *testing.T, old int) {
	s, c := newTestStore(t)
	path := s.Path()
	mustAppend(t, s, typicalCase("CP-1", "stirling", firstOf2026)...)
	was, err := s.Case("CP-1")
	if err != nil {
		t.Fatal(err)
	}
	if old < caseKeysSchema { // nothing hid its digests
		forge(t, s, false, func(f *forger) error {
			f.head.bare = f.head.entries
			return f.digestAnew(1)
		})
	}
	s.Close()
	toOld(t, path, byte(old))
	readsOld(t, path, c, old)
	s = openAt(t, path, c)
	wantSchema(t, s, Schema)
	mustVerify(t, s)
	if is, err := s.Case("CP-1"); err != nil || !cmp.Equal(was.Events, is.Events) {
		t.Errorf("%v: %s", err, cmp.Diff(was.Events, is.Events))
	}
	hasSecret(t, s, "CP-1")
	mustAppend(t, s, concern("CP-1", firstOf2026))
	mustShelve(t, s, onShelf(Sessions, "k", "v"))
	want := issueOf(c, "q", "d1")
	mustIssue(t, s, want)
	mustVerify(t, s)
	s.Close()
	s = openAt(t, path, c)
	asIssued(t, s, "q-2026Q1", want)
	if k, err := s.Shelved(Sessions, "k"); err != nil || string(k.Value) != "v" {
		t.Error(k, err)
	}
	mustVerify(t, s)
}

// readsOld reads a store of a version before without changing it.
func readsOld(t *testing.T, path string, c *clock, old int) {
	t.Helper()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(path, Options{Now: c.now, ReadOnly: true, Timeout: -1})
	if err != nil {
		t.Fatal(err)
	}
	mustVerify(t, s)
	wantSchema(t, s, old)
	if all, err := s.Issues(); len(all) != 0 || err != nil {
		t.Error(all, err)
	}
	if _, err := s.Issue("q"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	if k, err := s.Shelved(Sessions, "k"); !errors.Is(err, ErrNotFound) {
		t.Error(k, err)
	}
	if err := s.Shelf(bg, Sessions, func(Kept) error { return errors.New("there is one") }); err != nil {
		t.Error(err)
	}
	if n, err := s.Sweep(bg); n != 0 || err != nil {
		t.Error(n, err)
	}
	s.Close()
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Error("reading it changed it", err)
	}
}

// hasSecret makes sure that a case has a secret that is not empty.
func hasSecret(t *testing.T, s *Store, ref string) {
	t.Helper()
	id, err := s.CaseID(ref)
	if err != nil {
		t.Fatal(err)
	}
	k, _ := ParseCaseKey(id)
	err = s.view(func(r *reader) error {
		secret, err := r.caseSecret(k)
		if err == nil && secret == [32]byte{} {
			err = errors.New("it is empty")
		}
		return err
	})
	if err != nil {
		t.Errorf("the secret of %s: %v", ref, err)
	}
}

// A store of this version that lost a table is damaged, not old.
func TestALostTableIsDamage(t *testing.T) {
	s, c := newTestStore(t)
	path := s.Path()
	mustIssue(t, s, issueOf(c, "q", "d1"))
	s.Close()
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(db.Update(func(tx *bolt.Tx) error { return tx.DeleteBucket([]byte("issues")) }), s.renumber(db), db.Close())
	if err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path, c)
	if all, err := s.Issues(); !errors.Is(err, ErrDamaged) {
		t.Errorf("%v, %v", all, err)
	}
	if r, err := s.Verify(bg); err != nil || r.Err() == nil {
		t.Errorf("%v, %v", r.Faults, err)
	}
}
