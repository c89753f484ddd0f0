package store

import (
	"bytes"
	"errors"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// toOld makes a file what the program before issued reports left.
func toOld(t *testing.T, path string) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Update(func(tx *bolt.Tx) error {
		about := bytes.Clone(tx.Bucket([]byte(tHead.name)).Get(keyAbout))
		about[len(aboutMark)+3] = 1
		w := &writer{reader: (&Store{plain: true, seal: Plain{}}).newReader(tx)}
		return errors.Join(tx.DeleteBucket([]byte("issues")), tx.DeleteBucket([]byte("forms")), w.putStored(tHead, keyAbout, about[:len(about)-hashBytes]))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A store of the version before works as it is, and has the new tables with
// the first report; then it is no longer for the older program.
func TestAStoreOfTheVersionBefore(t *testing.T) {
	s, c := newTestStore(t)
	path := s.Path()
	mustAppend(t, s, concern("CP-1", firstOf2026))
	s.Close()
	toOld(t, path)
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
	schema(1)
	want := issueOf(c, "q", "d1")
	mustIssue(t, s, want)
	schema(2)
	mustVerify(t, s)
	s.Close()
	s = openAt(t, path, c)
	schema(2)
	asIssued(t, s, "q-2026Q1", want)
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
	err = errors.Join(db.Update(func(tx *bolt.Tx) error { return tx.DeleteBucket([]byte("issues")) }), db.Close())
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
