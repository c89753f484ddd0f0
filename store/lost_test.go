package store

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"caseclock/deadline"
)

// behind writes past the store, as a disk does that loses a write of records
// and none of the transaction's number.
func behind(t *testing.T, s *Store, change func(*bolt.Tx)) {
	t.Helper()
	err := s.db.Update(func(tx *bolt.Tx) error {
		change(tx)
		w := &writer{reader: s.newReader(tx)}
		return w.putTurn()
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestALostWriteIsNotServed(t *testing.T) {
	ways := map[string]func(s *Store) error{
		"case":    func(s *Store) error { _, err := s.Case(refOf(1)); return err },
		"case id": func(s *Store) error { _, err := s.CaseID(refOf(1)); return err },
		"scan":    func(s *Store) error { return s.Scan(bg, func(CaseKey, *deadline.Case) error { return nil }) },
		"parallel": func(s *Store) error {
			return s.ScanParallel(bg, 2, func(int, CaseKey, *deadline.Case) error { return nil })
		},
		"fife": func(s *Store) error {
			return s.ScanAuthority(bg, "fife", func(CaseKey, *deadline.Case) error { return nil })
		},
		"append": func(s *Store) error {
			_, err := s.Append(bg, Write{Events: []deadline.Event{concern(refOf(1), 1)}})
			return err
		},
		"event": func(s *Store) error { _, err := s.Event("given-1"); return err },
		"repeat": func(s *Store) error {
			_, err := s.Append(bg, Write{Key: "k"})
			if errors.Is(err, ErrKeyReused) {
				return nil
			}
			return err
		},
		"row":       func(s *Store) error { _, err := s.Row("register", "r1"); return err },
		"rows":      func(s *Store) error { return s.Rows(bg, "register", func(Row) error { return nil }) },
		"sending":   func(s *Store) error { _, err := s.Sending("m1"); return err },
		"alert":     func(s *Store) error { _, err := s.SendingsOf("a1"); return err },
		"state":     func(s *Store) error { return s.Sendings(bg, Claimed, func(Sending) error { return nil }) },
		"trail":     func(s *Store) error { return s.Trail(bg, func(Entry) error { return nil }) },
		"person":    func(s *Store) error { return s.TrailOfPerson(bg, "auditor", func(Entry) error { return nil }) },
		"setting":   func(s *Store) error { _, err := s.Setting("last evaluated"); return err },
		"imports":   func(s *Store) error { _, err := s.Imports(); return err },
		"rulebooks": func(s *Store) error { _, err := s.Rulebooks(); return err },
		"issues":    func(s *Store) error { _, err := s.Issues(); return err },
		"shelf":     func(s *Store) error { return s.Shelf(bg, Accounts, func(Kept) error { return nil }) },
		"shelved":   func(s *Store) error { _, err := s.Shelved(Accounts, "anna"); return err },
		"shelve":    func(s *Store) error { return s.Shelve(bg, Entry{}, again(Accounts, "anna", "one")) },
		"sweep":     func(s *Store) error { _, err := s.Sweep(bg); return err },
		"issue":     func(s *Store) error { _, err := s.Issue("q-2026Q1"); return err },
	}
	// Which ways of reading must notice that a table lost its records.
	lost := map[*table]string{
		tCases: "case scan parallel append", tRefs: "case", tIDs: "event", tMembers: "fife", tAudit: "trail person", tTrails: "person",
		tKeys: "repeat", tSendings: "sending alert state", tStates: "state", tAlerts: "alert", tRulebooks: "rulebooks", tRows: "row rows",
		tImports: "imports", tSettings: "setting", tIssues: "issues issue", tForms: "issue",
		tShelves: "shelf shelved shelve sweep",
	}
	for table, names := range lost {
		s := fullStore(t, filepath.Join(t.TempDir(), "caseclock.db"), newClock())
		for name := range strings.FieldsSeq(names) {
			if err := ways[name](s); err != nil {
				t.Fatalf("%s, before: %v", name, err)
			}
		}
		behind(t, s, func(tx *bolt.Tx) {
			tx.DeleteBucket([]byte(table.name))
			tx.CreateBucket([]byte(table.name))
		})
		for name := range strings.FieldsSeq(names) {
			if err := ways[name](s); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s, after %s lost its records: %v", name, table.name, err)
			}
		}
	}
}

func TestAnEarlierRecordIsNotServedForTheLast(t *testing.T) {
	c := newClock()
	s := fullStore(t, filepath.Join(t.TempDir(), "caseclock.db"), c)
	was := map[string][]byte{}
	all := func(tx *bolt.Tx, fn func(t *table, k, v []byte)) {
		for _, t := range tables {
			if t.grows {
				tx.Bucket([]byte(t.name)).ForEach(func(k, v []byte) error { fn(t, k, v); return nil })
			}
		}
	}
	s.db.View(func(tx *bolt.Tx) error {
		all(tx, func(t *table, k, v []byte) { was[t.name+string(k)] = bytes.Clone(v) })
		return nil
	})
	if _, err := s.Append(bg, Write{Events: []deadline.Event{concern(refOf(1), firstOf2026)}, Rows: []Row{{Source: "register", Key: "r1", Gone: true}}}); err != nil {
		t.Fatal(err)
	}
	x, _ := s.Sending("m1")
	x.State = Sent
	err := errors.Join(s.PutSendings(bg, Entry{}, SendingChange{Claimed, x}), s.Set(bg, "last evaluated", []byte("2027")),
		s.Shelve(bg, Entry{}, ShelfChange{Shelf: Accounts, Kept: Kept{Key: "anna", Value: []byte("other")}, If: IfSame, Was: []byte("one")}), s.Record(bg, Entry{By: "auditor", Action: "look"}))
	if err != nil {
		t.Fatal(err)
	}
	behind(t, s, func(tx *bolt.Tx) {
		var put []func()
		all(tx, func(t *table, k, v []byte) {
			if old := was[t.name+string(k)]; old != nil {
				k = bytes.Clone(k)
				put = append(put, func() { tx.Bucket([]byte(t.name)).Put(k, old) })
			}
		})
		for _, p := range put {
			p()
		}
	})
	for name, err := range map[string]error{
		"case": func() error { _, err := s.Case(refOf(1)); return err }(),
		"append": func() error {
			_, err := s.Append(bg, Write{Events: []deadline.Event{concern(refOf(1), 1)}})
			return err
		}(),
		"row":     func() error { _, err := s.Row("register", "r1"); return err }(),
		"sending": func() error { _, err := s.Sending("m1"); return err }(),
		"setting": func() error { _, err := s.Setting("last evaluated"); return err }(),
		"shelf":   s.Shelf(bg, Accounts, func(Kept) error { return nil }),
		"shelved": func() error { _, err := s.Shelved(Accounts, "anna"); return err }(),
		"person":  s.TrailOfPerson(bg, "auditor", func(Entry) error { return nil }),
		"scan":    s.Scan(bg, func(CaseKey, *deadline.Case) error { return nil }),
	} {
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s.Err() != nil {
		t.Errorf("the store stopped: %v", s.Err())
	}
}
