package store

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caseclock/deadline"
)

// erasure asks for cases as the engine does.
func erasure(ids ...string) Erasure {
	return Erasure{Cases: ids, Why: "kept for its time", Audit: Entry{By: "clerk-1"},
		About: func(data []byte) string { return string(data) },
		Tells: func(_ Shelf, k Kept, id, ref string) bool {
			return strings.Contains(string(k.Value), id) || strings.Contains(string(k.Value), ref)
		},
		Redact: func(x *Sending, id, ref string) (bool, error) {
			if !bytes.Contains(x.Facts, []byte(ref)) {
				return false, nil
			}
			x.Message, x.Facts = nil, bytes.ReplaceAll(x.Facts, []byte(ref), nil)
			return true, nil
		}}
}

func mustErase(t testing.TB, s *Store, refs ...string) []Tombstone {
	t.Helper()
	var ids []string
	for _, ref := range refs {
		id, err := s.CaseID(ref)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	done, err := s.Erase(bg, erasure(ids...))
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// plant records a case with a canary wherever a case can leave one.
func plant(t testing.TB, s *Store, ref, canary string) {
	t.Helper()
	events := typicalCase(ref, "stirling", firstOf2026)
	for i := range events {
		events[i].ID = fmt.Sprintf("%s-%d", canary, i)
		events[i].Family = canary + "-family"
	}
	events = append(events, deadline.Event{Case: ref, Kind: deadline.ReasonRecorded, On: firstOf2026 + 40, Rule: "minutes", Start: firstOf2026 + 18, Category: "other", Text: canary + "-why"})
	row := Row{Source: "nightly", Key: canary + "-row", Data: []byte(ref), Events: []RowEvent{{Label: "seen", New: 0}}}
	gone := Row{Source: "nightly", Key: canary + "-gone", Data: []byte(ref)}
	_, err := s.Append(bg, Write{Events: events, Key: canary + "-key", Rows: []Row{row, gone}, Audit: Entry{By: "clerk-1", Action: "import"}})
	if err != nil {
		t.Fatal(err)
	}
	x := Sending{ID: "s-" + ref[3:], Alerts: []string{"alert-" + ref[3:]}, State: Sent, Person: "chair-1", Claimed: newClock().now(),
		Message: []byte(canary + "-mail"), Facts: []byte(ref + " and others"), Attempts: []Attempt{{Outcome: "sent"}}}
	if err := s.PutSendings(bg, Entry{}, SendingChange{Sending: x}); err != nil {
		t.Fatal(err)
	}
	mustShelve(t, s, onShelf(Answers, canary+"-answer", canary+" "+ref), onShelf(Hooks, canary+"-hook", ref))
}

func TestAnErasedCaseIsGone(t *testing.T) {
	s, c := newTestStore(t)
	plant(t, s, "CP-1", "other-words")
	plant(t, s, "CP-2", "canary-in-the-mine")
	plant(t, s, "CP-3", "more-words")
	id, _ := s.CaseID("CP-2")
	c.add(time.Hour)
	done := mustErase(t, s, "CP-2")
	if len(done) != 1 || done[0].Case != id || done[0].Events != 14 || done[0].By != "clerk-1" || done[0].Why == "" || !done[0].At.Equal(c.now()) {
		t.Errorf("%+v", done)
	}
	if r := mustVerify(t, s); r.Erased != 1 || r.Cases != 2 || r.Events != 28 || !r.Unscrubbed {
		t.Errorf("%+v", r)
	}
	mustScrub(t, s)
	for _, text := range []string{"canary-in-the-mine", "CP-2"} {
		if n := holds(t, s, text); n != 0 {
			t.Errorf("%q is in the file %d times", text, n)
		}
	}
	isErased(t, s, "CP-2", id)
	backup := filepath.Join(t.TempDir(), "backup.db")
	if _, err := s.BackupFile(bg, backup); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(backup); err != nil || bytes.Contains(b, []byte("canary-in-the-mine")) {
		t.Error("the backup holds it", err)
	}
	s.Close()
	s = openAt(t, s.Path(), c)
	if r := mustVerify(t, s); r.Unscrubbed {
		t.Error("it is still said to be unscrubbed")
	}
	isErased(t, s, "CP-2", id)
}

// What opens a sealed case goes with it, also in the pages of before.
func TestTheSecretOfAnErasedCaseIsGone(t *testing.T) {
	c := newClock()
	s, err := Open(filepath.Join(t.TempDir(), "caseclock.db"), Options{Now: c.now, Timeout: -1, Seal: newSealer(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	plant(t, s, "CP-1", "words")
	plant(t, s, "CP-2", "other")
	id, _ := s.CaseID("CP-1")
	k, _ := ParseCaseKey(id)
	var sealed, secret []byte
	err = s.view(func(r *reader) error {
		a, err := r.stored(tCases, k[:])
		b, err2 := r.stored(tCaseKeys, k[:])
		sealed, secret = bytes.Clone(a), bytes.Clone(b)
		return errors.Join(err, err2)
	})
	if err != nil || holds(t, s, string(sealed)) == 0 || holds(t, s, string(secret)) == 0 {
		t.Fatal("the test looks for the wrong bytes", err)
	}
	mustErase(t, s, "CP-1")
	mustScrub(t, s)
	if holds(t, s, string(sealed))+holds(t, s, string(secret)) != 0 {
		t.Error("the case or its secret is still in the file")
	}
	isErased(t, s, "CP-1", id)
	mustVerify(t, s)
	if err := s.view(func(r *reader) error { _, err := r.caseSecret(k); return err }); !errors.Is(err, ErrErased) {
		t.Error(err)
	}
}

// isErased looks at a case by every door.
func isErased(t *testing.T, s *Store, ref, id string) {
	t.Helper()
	key, _ := ParseCaseKey(id)
	_, byRef := s.Case(ref)
	_, byID := s.CaseByID(id)
	_, noID := s.CaseID(ref)
	_, again := s.Append(bg, Write{Events: []deadline.Event{concern(ref, firstOf2026)}, Audit: Entry{By: "clerk-1"}})
	_, twice := s.Erase(bg, erasure(id))
	for i, err := range []error{byRef, byID, noID, again, twice} {
		if !errors.Is(err, ErrErased) || !errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), key.String()) || strings.Contains(err.Error(), ref) {
			t.Errorf("door %d: %v", i, err)
		}
	}
	err := s.Scan(bg, func(_ CaseKey, c *deadline.Case) error {
		if c.Ref == ref {
			t.Error("a scan gives it")
		}
		return nil
	})
	actions := map[string]int{}
	err = errors.Join(err, s.TrailOfCase(bg, id, func(e Entry) error { actions[e.Action]++; return nil }))
	if err != nil || actions["erase"] != 1 || actions["import"] != 1 {
		t.Errorf("the trail of the case: %v, %v", actions, err)
	}
}

func TestErasingKeepsOthersAsTheyWere(t *testing.T) {
	s, _ := newTestStore(t)
	var all []deadline.Event
	for i := range 9 { // of one entry
		all = append(all, typicalCase(refOf(i), "stirling", firstOf2026)...)
	}
	mustAppend(t, s, all...)
	for i := range 9 {
		mustAppend(t, s, concern(refOf(i), firstOf2026+200), concern(refOf((i+3)%9), firstOf2026+201))
	}
	for _, refs := range [][]string{{refOf(4)}, {refOf(0), refOf(8)}, {refOf(3), refOf(5), refOf(1)}, {refOf(2), refOf(6), refOf(7)}} {
		before := dump(t, s)
		mustErase(t, s, refs...)
		after := dump(t, s)
		maps.DeleteFunc(before, func(k, v string) bool { return !strings.HasPrefix(k, "cases/") || after[k] == v })
		if len(before) != len(refs) {
			t.Errorf("%d records of cases are not as before; want %d", len(before), len(refs))
		}
		mustVerify(t, s)
	}
	r := mustVerify(t, s)
	if r.Cases != 0 || r.Events != 0 || r.Erased != 9 {
		t.Errorf("%+v", r)
	}
}

func TestErasingIsRefused(t *testing.T) {
	s, _ := newTestStore(t)
	plant(t, s, "CP-1", "words")
	id, _ := s.CaseID("CP-1")
	x := Sending{ID: "waits", State: Retry, Person: "chair-1", Facts: []byte("CP-1")}
	if err := s.PutSendings(bg, Entry{}, SendingChange{Sending: x}); err != nil {
		t.Fatal(err)
	}
	before := dump(t, s)
	if _, err := s.Erase(bg, erasure(id)); !errors.Is(err, ErrOnItsWay) {
		t.Error(err)
	}
	if _, err := s.Erase(bg, erasure(id, "00000000000000000000000000000000")); !errors.Is(err, ErrNotFound) || errors.Is(err, ErrErased) {
		t.Error(err)
	}
	if _, err := s.Erase(bg, erasure("no id")); err == nil {
		t.Error("no id is accepted")
	}
	if after := dump(t, s); !maps.Equal(before, after) {
		t.Error("what was refused changed something")
	}
}

// An altered case is not erased: that would hide the alteration.
func TestAnAlteredCaseIsNotErased(t *testing.T) {
	s, _ := newTestStore(t)
	mustAppend(t, s, typicalCase("CP-1", "stirling", firstOf2026)...)
	id, _ := s.CaseID("CP-1")
	err := s.write(bg, func(w *writer) error {
		k, _ := ParseCaseKey(id)
		f, err := w.file(k)
		if err != nil {
			return err
		}
		plain, _ := w.get(tCases, k[:])
		altered := bytes.Clone(plain)
		altered[len(altered)-len(f.texts)-1]++ // a day
		return w.put(tCases, k[:], altered)
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Erase(bg, erasure(id)); !errors.Is(err, ErrDamaged) {
		t.Error(err)
	}
}

func TestReadmittedReferences(t *testing.T) {
	s, _ := newTestStore(t)
	plant(t, s, "CP-1", "words")
	old, _ := s.CaseID("CP-1")
	if err := s.Readmit(bg, Entry{By: "clerk-1"}, old); !errors.Is(err, ErrNotFound) {
		t.Error("a case that was not erased:", err)
	}
	mustErase(t, s, "CP-1")
	for range 2 {
		if err := s.Readmit(bg, Entry{By: "clerk-1"}, old); err != nil {
			t.Fatal(err)
		}
	}
	mustVerify(t, s)
	mustAppend(t, s, concern("CP-1", firstOf2026))
	if is, err := s.CaseID("CP-1"); err != nil || is == old {
		t.Error(is, err)
	}
	mustVerify(t, s)
	if all, err := s.Tombstones(); err != nil || len(all) != 1 || !all[0].Readmitted {
		t.Error(all, err)
	}
}
