package store

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

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
		w := &writer{reader: (&Store{plain: true, seal: Plain{}}).newReader(tx)}
		var lost error
		for _, table := range tables {
			if table.since > uint32(schema) {
				lost = errors.Join(lost, tx.DeleteBucket([]byte(table.name)))
			}
		}
		lost = errors.Join(lost, w.putStored(tHead, keyAbout, about[:len(about)-hashBytes]),
			tx.Bucket([]byte(tHead.name)).Delete(keyTurn), tx.Bucket([]byte(tSums.name)).Delete(keyTurn))
		return errors.Join(lost, w.putTurn()) // where that version had it
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A store of a version before works as it is, and is one of this version with
// the next report or record of a shelf; then it is no longer for the older program.
func TestAStoreOfAVersionBefore(t *testing.T) {
	for old := 1; old < Schema; old++ {
		for _, shelf := range []bool{false, true} {
			t.Run(fmt.Sprint(old, shelf), func(t *testing.T) { comesOfAge(t, old, shelf) })
		}
	}
}

func comesOfAge(t *testing.T, old int, shelf bool) {
	s, c := newTestStore(t)
	path := s.Path()
	mustAppend(t, s, concern("CP-1", firstOf2026))
	s.Close()
	toOld(t, path, byte(old))
	schema := func(want int) {
		t.Helper()
		st, err := s.Stats()
		if err != nil || st.Schema != want {
			t.Errorf("schema %d, %v; want %d", st.Schema, err, want)
		}
	}
	s = openAt(t, path, c)
	mustVerify(t, s)
	if all, err := s.Issues(); len(all) != 0 || err != nil {
		t.Error(all, err)
	}
	if _, err := s.Issue("q"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	mustAppend(t, s, concern("CP-1", firstOf2026))
	if k, err := s.Shelved(Sessions, "k"); !errors.Is(err, ErrNotFound) {
		t.Error(k, err)
	}
	if err := s.Shelf(bg, Sessions, func(Kept) error { return errors.New("there is one") }); err != nil {
		t.Error(err)
	}
	if n, err := s.Sweep(bg); n != 0 || err != nil {
		t.Error(n, err)
	}
	schema(old)
	want := issueOf(c, "q", "d1")
	if shelf {
		mustShelve(t, s, onShelf(Sessions, "k", "v"))
		schema(Schema)
	}
	mustIssue(t, s, want)
	schema(Schema)
	mustVerify(t, s)
	s.Close()
	s = openAt(t, path, c)
	schema(Schema)
	asIssued(t, s, "q-2026Q1", want)
	if k, err := s.Shelved(Sessions, "k"); shelf && (err != nil || string(k.Value) != "v") {
		t.Error(k, err)
	}
	mustVerify(t, s)
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
