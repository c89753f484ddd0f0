package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"

	"caseclock/deadline"
)

func TestABackupUnderLoadIsWholeAndRestores(t *testing.T) {
	s, c := newTestStore(t)
	dir := t.TempDir()
	stop := make(chan bool)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var answered []string
	for n := range 4 {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				r, err := s.Append(bg, Write{Events: []deadline.Event{concern(refOf(n*100+i%30), firstOf2026)}})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				answered = append(answered, r.Events[0])
				mu.Unlock()
			}
		})
	}
	for i := range 5 {
		mu.Lock()
		known := slices.Clone(answered)
		mu.Unlock()
		path := filepath.Join(dir, "backup.db")
		report, err := s.BackupFile(bg, path)
		if err != nil {
			t.Fatal(err)
		}
		if int(report.Events) < len(known) {
			t.Errorf("backup %d has %d events, %d were answered before it", i, report.Events, len(known))
		}
		to := filepath.Join(dir, "restored.db")
		if _, err := Restore(bg, path, to, Options{Now: c.now, Timeout: -1}); err != nil {
			t.Fatal(err)
		}
		restored := openAt(t, to, c)
		mustVerify(t, restored)
		for _, id := range known {
			if _, err := restored.Event(id); err != nil {
				t.Error(err)
			}
		}
		restored.Close()
	}
	close(stop)
	wg.Wait()
}

func TestRestoreVerifiesFirst(t *testing.T) {
	s, c := newTestStore(t)
	path, bad := s.Path(), filepath.Join(t.TempDir(), "bad.db")
	mustAppend(t, s, concern("CP-1", firstOf2026))
	backup := filepath.Join(t.TempDir(), "good.db")
	if _, err := s.BackupFile(bg, backup); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, s, concern("CP-2", firstOf2026))
	if _, err := s.BackupFile(bg, path); err == nil {
		t.Error("a backup over the store itself")
	}
	s.Close()
	before, _ := os.ReadFile(path)
	b, _ := os.ReadFile(backup)
	b[bytes.Index(b, []byte("CP-1"))] ^= 1
	os.WriteFile(bad, b, 0o600)
	o := Options{Now: c.now, Timeout: -1}
	if _, err := Restore(bg, bad, path, o); !errors.Is(err, ErrDamaged) {
		t.Errorf("a damaged backup: %v", err)
	}
	if now, _ := os.ReadFile(path); !bytes.Equal(before, now) {
		t.Error("the store changed")
	}
	report, err := Restore(bg, backup, path, o)
	if err != nil || report.Events != 1 {
		t.Fatal(report, err)
	}
	if aside, _ := os.ReadFile(path + ".before-restore"); !bytes.Equal(before, aside) {
		t.Error("the store that was replaced is not kept")
	}
	s = openAt(t, path, c)
	if _, err := s.Case("CP-2"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
}

func TestCompactKeepsEverything(t *testing.T) {
	c := newClock()
	path := filepath.Join(t.TempDir(), "caseclock.db")
	s := fullStore(t, path, c)
	want := dumpRecords(t, s)
	s.Close()
	before, after, err := Compact(bg, path, Options{Now: c.now, Timeout: -1})
	if err != nil || after >= before {
		t.Fatalf("%d to %d bytes: %v", before, after, err)
	}
	s = openAt(t, path, c)
	if d := cmp.Diff(want, dumpRecords(t, s)); d != "" {
		t.Error(d)
	}
	mustVerify(t, s)
	mustAppend(t, s, concern("CP-new", firstOf2026))
	mustVerify(t, s)
}

func TestANewerSchemaIsRefused(t *testing.T) {
	s, c := newTestStore(t)
	path := s.Path()
	s.Close()
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		w := &writer{reader: s.newReader(tx)}
		w.sums = map[string]*sum{}
		b := tx.Bucket([]byte(tHead.name))
		v := bytes.Clone(b.Get(keyAbout))
		v[len(aboutMark)+3] = Schema + 1
		return w.putStored(tHead, keyAbout, v[:len(v)-hashBytes])
	})
	db.Close()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, Options{Now: c.now, Timeout: -1}); !errors.Is(err, ErrNewer) {
		t.Error(err)
	}
}

func TestWhatIsNoStoreIsRefused(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	other := filepath.Join(dir, "other.db")
	db, err := bolt.Open(other, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	db.Update(func(tx *bolt.Tx) error { _, err := tx.CreateBucket([]byte("mine")); return err })
	db.Close()
	text := filepath.Join(dir, "text")
	os.WriteFile(text, bytes.Repeat([]byte("not a store\n"), 4000), 0o600)
	for _, path := range []string{other, text} {
		if _, err := Open(path, Options{Now: c.now, Timeout: -1}); !errors.Is(err, ErrNotStore) {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, o := range []Options{{ReadOnly: true}, {Existing: true}} {
		o.Now, o.Timeout = c.now, -1
		if _, err := Open(filepath.Join(dir, "none.db"), o); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a missing store, %+v: %v", o, err)
		}
	}
}

func TestANewStoreIsPrivateAndLeavesNothingHalfMade(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	path := filepath.Join(dir, "caseclock.db")
	os.WriteFile(path+".new", []byte("left by a crash"), 0o600)
	s := openAt(t, path, c)
	mustVerify(t, s)
	for _, name := range []string{path, path + ".lock"} {
		st, err := os.Stat(name)
		if err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, st.Mode(), err)
		}
	}
	if _, err := os.Stat(path + ".new"); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	if !s.Created().Equal(c.now()) {
		t.Error(s.Created())
	}
}
