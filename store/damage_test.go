package store

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"

	"caseclock/deadline"
)

// fullStore has something in every table.
func fullStore(t testing.TB, path string, c *clock) *Store {
	t.Helper()
	s := openAt(t, path, c)
	for i := range 40 {
		events := typicalCase(refOf(i), []string{"stirling", "falkirk"}[i%2], firstOf2026)
		events[3].ID = fmt.Sprintf("given-%d", i)
		mustAppend(t, s, events...)
	}
	mustAppend(t, s, assigned(refOf(3), "fife", firstOf2026+50))
	row := Row{Source: "register", Key: "r1", Events: []RowEvent{{Label: "concern"}}}
	steps := []error{
		func() error {
			_, err := s.Append(bg, Write{Events: []deadline.Event{concern(refOf(1), firstOf2026)}, Key: "k", Rows: []Row{row}, Audit: Entry{By: "clerk-2", Action: "import"}})
			return err
		}(),
		s.PutSendings(bg, Entry{By: "daemon", Action: "claim"}, SendingChange{0, Sending{ID: "m1", Alerts: []string{"a1", "a2"}, State: Claimed, Message: []byte("To: x")}}),
		s.PutRulebook(bg, Entry{By: "daemon", Action: "rulebook"}, Rulebook{Digest: "d", Content: []byte("{}")}),
		s.Set(bg, "last evaluated", []byte("2026")),
		s.write(bg, func(w *writer) error { return w.putMark(&ImportMark{Key: "x"}) }),
		func() error { _, _, err := s.KeepIssue(bg, Entry{By: "daemon"}, issueOf(c, "q", "d")); return err }(),
		s.Shelve(bg, Entry{By: "admin", Action: "account"}, onShelf(Accounts, "anna", "one"), onShelf(Tokens, "t1", "two")),
	}
	if err := errors.Join(steps...); err != nil {
		t.Fatal(err)
	}
	id, _ := s.CaseID(refOf(2))
	if err := s.Record(bg, Entry{By: "auditor", Action: "look", Case: id}); err != nil {
		t.Fatal(err)
	}
	return s
}

// answers is what every way of reading gives; an error stands for itself.
func answers(s *Store) map[string]string {
	all := map[string]string{}
	put := func(name string, v any, err error) {
		if err != nil {
			all[name] = "error: " + err.Error()
		} else {
			all[name] = fmt.Sprintf("%+v", v)
		}
	}
	for i := range 41 { // the last is not there
		c, err := s.Case(refOf(i))
		put("case "+refOf(i), c.Events, err)
		f, err := s.Event(fmt.Sprintf("given-%d", i))
		put(fmt.Sprintf("event %d", i), f, err)
	}
	var refs, stirling, fife, trail, rows, claimed []string
	err := s.Scan(bg, func(id CaseKey, c *deadline.Case) error {
		refs = append(refs, fmt.Sprint(id, c.Ref, c.Facts))
		return nil
	})
	put("scan", refs, err)
	err = s.ScanAuthority(bg, "stirling", func(id CaseKey, c *deadline.Case) error { stirling = append(stirling, c.Ref); return nil })
	put("stirling", stirling, err)
	err = s.ScanAuthority(bg, "fife", func(id CaseKey, c *deadline.Case) error { fife = append(fife, c.Ref); return nil })
	put("fife", fife, err)
	err = s.Trail(bg, func(e Entry) error { trail = append(trail, fmt.Sprint(e)); return nil })
	put("trail", trail, err)
	trail = nil
	err = s.TrailOfPerson(bg, "auditor", func(e Entry) error { trail = append(trail, fmt.Sprint(e)); return nil })
	put("person", trail, err)
	err = s.Rows(bg, "register", func(r Row) error { rows = append(rows, fmt.Sprint(r)); return nil })
	put("rows", rows, err)
	err = s.Sendings(bg, Claimed, func(x Sending) error { claimed = append(claimed, fmt.Sprint(x)); return nil })
	put("claimed", claimed, err)
	of, err := s.SendingsOf("a1")
	put("alert", of, err)
	books, err := s.Rulebooks()
	put("rulebooks", books, err)
	v, err := s.Setting("last evaluated")
	put("setting", v, err)
	marks, err := s.Imports()
	put("imports", marks, err)
	issued, err := s.Issues()
	put("issues", issued, err)
	report, err := s.Issue("q-2026Q1")
	put("issue", fmt.Sprintf("%x %s", report.Content, report.Cells), err)
	for _, shelf := range []Shelf{Accounts, Tokens, Sessions} {
		var kept []string
		err = s.Shelf(bg, shelf, func(k Kept) error { kept = append(kept, fmt.Sprint(k)); return nil })
		put("shelf "+string(shelf), kept, err)
	}
	anna, err := s.Shelved(Accounts, "anna")
	put("anna", anna, err)
	return all
}

// records gives every record as far as bbolt can still find it; ok is false
// where it cannot.
func records(s *Store) (all map[string]string, ok bool) {
	all = map[string]string{}
	err := guard(func() error {
		return s.db.View(func(tx *bolt.Tx) error {
			return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
				if b == nil {
					return nil
				}
				return b.ForEach(func(k, v []byte) error {
					all[fmt.Sprintf("%s/%x", name, k)] = string(v)
					return nil
				})
			})
		})
	})
	return all, err == nil
}

// damaged opens a damaged file and says what is wrong with what the store then
// does, or nothing.
func damaged(t *testing.T, path string, c *clock, was map[string]string, answered map[string]string) (changed bool, wrong string) {
	s, err := Open(path, Options{Now: c.now, Timeout: -1, ReadOnly: true})
	if err != nil {
		if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotStore) {
			return true, "opening: " + err.Error()
		}
		return true, ""
	}
	defer s.Close()
	now, whole := records(s)
	changed = !whole || !maps.Equal(was, now)
	report, err := s.Verify(bg)
	if err != nil {
		return changed, "verify: " + err.Error()
	}
	if changed && report.Err() == nil {
		return changed, "verify finds nothing: " + cmp.Diff(was, now)
	}
	for name, a := range answers(s) {
		if a != answered[name] && !bytes.HasPrefix([]byte(a), []byte("error: ")) {
			return changed, name + " answers otherwise: " + cmp.Diff(answered[name], a)
		}
		if a != answered[name] && bytes.Contains([]byte(a), []byte("not found")) {
			return changed, name + " is denied: " + a
		}
	}
	return changed, ""
}

func TestDamageIsFoundAndNeverServed(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	path := filepath.Join(dir, "caseclock.db")
	s := fullStore(t, path, c)
	var earlier bytes.Buffer
	if err := s.Backup(bg, &earlier); err != nil {
		t.Fatal(err)
	}
	for i := range 30 {
		mustAppend(t, s, concern(refOf(i), firstOf2026))
	}
	mustVerify(t, s)
	was, answered := dumpRaw(t, s), answers(s)
	used := 0
	s.db.View(func(tx *bolt.Tx) error { used = int(tx.Size()); return nil })
	s.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	seed := uint64(20260105)
	other := filepath.Join(dir, "damaged.db")
	r := rand.New(rand.NewPCG(seed, seed))
	for _, how := range []struct {
		name string
		hurt func([]byte)
	}{
		{"a bit flipped", func(b []byte) { b[r.IntN(used)] ^= 1 << r.IntN(8) }},
		{"a page zeroed", func(b []byte) { clear(page(b, r.IntN(used/4096))) }},
		{"a page repeated", func(b []byte) { copy(page(b, r.IntN(used/4096)), page(b, r.IntN(used/4096))) }},
		// A write that was lost. Not of the first two pages, which are the transaction
		// itself: with them, too, the file is whole as it once was, and only such a
		// restoration, or one of a page that nothing leads to, is not told.
		{"a page as it was", func(b []byte) {
			n := 2 + r.IntN(earlier.Len()/4096-2)
			copy(page(b, n), page(earlier.Bytes(), n))
		}},
		{"a byte of noise", func(b []byte) { b[r.IntN(used)] = byte(r.Uint32()) }},
	} {
		changes, trials := 0, 50
		for i := range trials {
			b := bytes.Clone(whole)
			how.hurt(b)
			if err := os.WriteFile(other, b, 0o600); err != nil {
				t.Fatal(err)
			}
			changed, wrong := damaged(t, other, c, was, answered)
			if wrong != "" {
				t.Fatalf("seed %d, %s, trial %d: %s", seed, how.name, i, wrong)
			}
			if changed {
				changes++
			}
		}
		t.Logf("%s: %d of %d trials changed something, each found", how.name, changes, trials)
	}
}

func page(b []byte, n int) []byte { return b[n*4096 : (n+1)*4096] }

func dumpRaw(t *testing.T, s *Store) map[string]string {
	t.Helper()
	all, ok := records(s)
	if !ok {
		t.Fatal("the whole store cannot be read")
	}
	return all
}

func TestATruncatedFileIsAnErrorNotADeath(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	path := filepath.Join(dir, "caseclock.db")
	s := fullStore(t, path, c)
	used := 0
	s.db.View(func(tx *bolt.Tx) error { used = int(tx.Size()); return nil })
	s.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sizes := []int{0, 1, 15, 16, 79, 80, 81, 1023, 1024, 4095, 4096, 4097, 8191, 8192, 8193, 12288, used - 1}
	for n := 16384; n < used; n += 4096*3 + 7 {
		sizes = append(sizes, n)
	}
	for _, n := range sizes {
		if err := os.WriteFile(path, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(path, Options{Now: c.now, Timeout: -1})
		if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotStore) {
			t.Errorf("%d of %d bytes: %v", n, used, err)
		}
	}
	os.WriteFile(path, whole[:used], 0o600)
	if s, err := Open(path, Options{Now: c.now, Timeout: -1}); err != nil {
		t.Errorf("all that is used: %v", err)
	} else {
		mustVerify(t, s)
		s.Close()
	}
}

// A file that shrinks while it is open faults in the mapping.
func TestAFileThatShrinksUnderUsIsAnError(t *testing.T) {
	c := newClock()
	path := filepath.Join(t.TempDir(), "caseclock.db")
	s := fullStore(t, path, c)
	if err := os.Truncate(path, 3*4096); err != nil {
		t.Fatal(err)
	}
	err := s.Scan(bg, func(CaseKey, *deadline.Case) error { return nil })
	if !errors.Is(err, ErrDamaged) {
		t.Errorf("scan: %v", err)
	}
	if r, err := s.Verify(bg); err != nil || r.Err() == nil {
		t.Errorf("verify: %v, %v", r.Err(), err)
	}
}

func TestACallersPanicStaysOne(t *testing.T) {
	s, _ := newTestStore(t)
	mustAppend(t, s, concern("CP-1", firstOf2026))
	for name, scan := range map[string]func(Visit) error{
		"scan": func(v Visit) error { return s.Scan(bg, v) },
		"parallel": func(v Visit) error {
			return s.ScanParallel(bg, 2, func(_ int, id CaseKey, c *deadline.Case) error { return v(id, c) })
		},
	} {
		func() {
			defer func() {
				if p := recover(); p != "mine" {
					t.Errorf("%s: recovered %v", name, p)
				}
			}()
			scan(func(CaseKey, *deadline.Case) error { panic("mine") })
		}()
	}
	mustVerify(t, s)
}
