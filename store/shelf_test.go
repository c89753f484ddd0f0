package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"caseclock/deadline"
)

func onShelf(shelf Shelf, key, value string) ShelfChange {
	return ShelfChange{Shelf: shelf, Kept: Kept{Key: key, Value: []byte(value)}}
}

// again puts the same value in its own place.
func again(shelf Shelf, key, value string) ShelfChange {
	c := onShelf(shelf, key, value)
	c.If, c.Was = IfSame, c.Value
	return c
}

func mustShelve(t testing.TB, s *Store, changes ...ShelfChange) {
	t.Helper()
	if err := s.Shelve(bg, Entry{}, changes...); err != nil {
		t.Fatal(err)
	}
}

func onIt(t testing.TB, s *Store, shelf Shelf) string {
	t.Helper()
	var list []string
	if err := s.Shelf(bg, shelf, func(k Kept) error { list = append(list, k.Key+"="+string(k.Value)); return nil }); err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

func TestAConditionKeepsAChangeFromWritingOverAnother(t *testing.T) {
	s, c := newTestStore(t)
	soon := onShelf(Sessions, "brief", "x")
	soon.Expires = c.now().Add(time.Minute)
	mustShelve(t, s, onShelf(Sessions, "there", "one"), soon)
	c.add(time.Minute)
	for _, x := range []struct {
		key string
		If  Condition
		was string
		ok  bool
	}{
		{"none", IfNew, "", true}, {"there", IfNew, "", false}, {"brief", IfNew, "", true},
		{"none", IfThere, "", false}, {"there", IfThere, "", true}, {"brief", IfThere, "", false},
		{"none", IfSame, "", false}, {"there", IfSame, "one", true}, {"there", IfSame, "two", false}, {"brief", IfSame, "x", true},
		{"none", Whatever, "", true}, {"there", Whatever, "", true}, {"there", Condition(9), "", false},
	} {
		before := onIt(t, s, Sessions)
		change := ShelfChange{Shelf: Sessions, Kept: Kept{Key: x.key, Value: []byte("new")}, If: x.If, Was: []byte(x.was)}
		beside := onShelf(Sessions, "beside", "x")
		err := s.Shelve(bg, Entry{Action: "session"}, beside, change)
		if x.ok != (err == nil) || !x.ok && (!errors.Is(err, ErrChanged) || onIt(t, s, Sessions) != before) {
			t.Errorf("%s %d %q: %v; %s", x.key, x.If, x.was, err, onIt(t, s, Sessions))
		}
		// As it was, for the next.
		mustShelve(t, s, removal(Sessions, "none"), removal(Sessions, "beside"), whatever(onShelf(Sessions, "there", "one")), whatever(soon))
	}
	mustVerify(t, s)
}

func removal(shelf Shelf, key string) ShelfChange {
	return ShelfChange{Shelf: shelf, Kept: Kept{Key: key}, Remove: true, If: Whatever}
}

func whatever(c ShelfChange) ShelfChange {
	c.If = Whatever
	return c
}

func TestWhatExpiredIsNotThereAndIsSwept(t *testing.T) {
	s, c := newTestStore(t)
	brief := onShelf(Answers, "brief", "b")
	brief.Expires = c.now().Add(time.Hour)
	mustShelve(t, s, brief, onShelf(Answers, "for ever", "e"), onShelf(Feeds, "brief", "other shelf"))
	if got := onIt(t, s, Answers); got != "brief=b for ever=e" {
		t.Error(got)
	}
	if n, err := s.Sweep(bg); n != 0 || err != nil {
		t.Error(n, err)
	}
	c.add(time.Hour)
	if k, err := s.Shelved(Answers, "brief"); !errors.Is(err, ErrNotFound) || k.Value != nil {
		t.Error(k, err)
	}
	if got := onIt(t, s, Answers); got != "for ever=e" {
		t.Error(got)
	}
	if n, err := s.Sweep(bg); n != 1 || err != nil {
		t.Error(n, err)
	}
	c.add(-time.Hour) // it is gone, not hidden
	if got := onIt(t, s, Answers) + ", " + onIt(t, s, Feeds); got != "for ever=e, brief=other shelf" {
		t.Error(got)
	}
	mustVerify(t, s)
}

// A sweep and a renewal at once: what was renewed stays.
func TestASweepLeavesWhatWasRenewed(t *testing.T) {
	s, c := newTestStore(t)
	x := onShelf(Sessions, "k", "v")
	x.Expires = c.now()
	mustShelve(t, s, x)
	old := x
	old.Remove, old.If, old.Was = true, IfSame, x.Value
	x.Expires, x.If = c.now().Add(time.Hour), Whatever
	mustShelve(t, s, x)
	n := -1
	err := s.write(bg, func(w *writer) (err error) { n, err = w.sweep([]ShelfChange{old}, c.now()); return err })
	if n != 0 || err != nil || onIt(t, s, Sessions) != "k=v" {
		t.Error(n, err, onIt(t, s, Sessions))
	}
}

func TestWhatAShelfDoesNotKeep(t *testing.T) {
	s, _ := newTestStore(t)
	for name, c := range map[string]ShelfChange{
		"no shelf": onShelf('?', "k", "v"),
		"no key":   onShelf(Hooks, "", "v"),
		"long key": onShelf(Hooks, strings.Repeat("k", 513), "v"),
		"too much": onShelf(Hooks, "k", strings.Repeat("v", 4<<20+1)),
	} {
		if err := s.Shelve(bg, Entry{}, c); !errors.Is(err, ErrNotKept) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := s.Append(bg, Write{Shelf: []ShelfChange{c}}); !errors.Is(err, ErrNotKept) {
			t.Errorf("%s, with events: %v", name, err)
		}
	}
	if err := s.Shelve(bg, Entry{}, onShelf(Hooks, "k", "1"), onShelf(Hooks, "k", "2")); !errors.Is(err, ErrNotKept) {
		t.Errorf("twice: %v", err)
	}
	mustShelve(t, s, onShelf(Hooks, strings.Repeat("k", 512), strings.Repeat("v", 4<<20)), onShelf(Drafts, "k", ""))
	ctx, cancel := context.WithCancel(bg)
	cancel()
	if err := s.Shelf(ctx, Hooks, func(Kept) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	mustVerify(t, s)
}

// A change that comes with events is done with them, or not at all.
func TestAChangeWithEvents(t *testing.T) {
	s, _ := newTestStore(t)
	in := Write{Events: []deadline.Event{concern("CP-1", firstOf2026)}, Key: "k", Shelf: []ShelfChange{onShelf(Answers, "k", "v")}}
	if _, err := s.Append(bg, in); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Append(bg, in); err != nil || !r.Repeated {
		t.Error(r, err)
	}
	in.Key = "other"
	if _, err := s.Append(bg, in); !errors.Is(err, ErrChanged) {
		t.Error(err)
	}
	if c, err := s.Case("CP-1"); err != nil || len(c.Events) != 1 || onIt(t, s, Answers) != "k=v" {
		t.Error(c, err, onIt(t, s, Answers))
	}
	mustVerify(t, s)
}

// Of many that put the same record there, one does.
func TestOneOfManyPutsItThere(t *testing.T) {
	s, _ := newTestStore(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for i := range 20 {
		wg.Go(func() {
			err := s.Shelve(bg, Entry{}, onShelf(Answers, "k", fmt.Sprint(i)))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				done++
			} else if !errors.Is(err, ErrChanged) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if done != 1 {
		t.Errorf("%d did", done)
	}
}

// Backups and compacted stores have what is on the shelves.
func TestACopyHasTheShelves(t *testing.T) {
	s, c := newTestStore(t)
	mustShelve(t, s, onShelf(Accounts, "anna", "one"))
	copied := s.Path() + ".copy"
	if _, err := s.BackupFile(bg, copied); err != nil {
		t.Fatal(err)
	}
	path := s.Path()
	s.Close()
	if _, _, err := Compact(bg, path, Options{Now: c.now}); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, copied} {
		s := openAt(t, p, c)
		if got := onIt(t, s, Accounts); got != "anna=one" {
			t.Errorf("%s: %s", p, got)
		}
		mustVerify(t, s)
	}
}

// A record moved to another key, or to another shelf, is found.
func TestARecordInAnothersPlace(t *testing.T) {
	s, _ := newTestStore(t)
	mustShelve(t, s, onShelf(Tokens, "a", "1"), onShelf(Tokens, "b", "2"))
	a, b := s.shelfKey(Tokens, "a"), s.shelfKey(Tokens, "b")
	rewrite(t, s, tShelves, b, func([]byte) []byte {
		var other []byte
		s.view(func(r *reader) error { v, err := r.stored(tShelves, a); other = bytes.Clone(v); return err })
		return other
	})
	if r, err := s.Verify(bg); err != nil || r.Err() == nil || !strings.Contains(fmt.Sprint(r.Faults), "another's key") {
		t.Error(r.Faults, err)
	}
	if k, err := s.Shelved(Tokens, "b"); !errors.Is(err, ErrDamaged) {
		t.Error(k, err)
	}
}

// shelve puts something on a shelf of the model, or takes it away.
func (m *model) shelve(r *rapid.T) {
	key := fmt.Sprintf("k%d", rapid.IntRange(1, 6).Draw(r, "shelf key"))
	was, known := m.shelf[key]
	c := onShelf(Drafts, key, rapid.StringN(0, 20, 80).Draw(r, "value"))
	if rapid.Bool().Draw(r, "brief") {
		c.Expires = m.c.now().Add(time.Duration(rapid.IntRange(1, 60).Draw(r, "minutes")) * time.Minute)
	}
	if known {
		c.If, c.Was, c.Remove = IfSame, was.Value, rapid.Bool().Draw(r, "remove")
	}
	if err := m.s.Shelve(bg, Entry{By: "clerk-1", Action: "draft"}, c); err != nil {
		r.Fatal(err)
	}
	m.audit++
	if m.shelf[key] = c.Kept; c.Remove {
		delete(m.shelf, key)
	}
}

func (m *model) sweep(r *rapid.T) {
	want := 0
	for key, k := range m.shelf {
		if k.over(m.c.now()) {
			want++
			delete(m.shelf, key)
		}
	}
	if n, err := m.s.Sweep(bg); n != want || err != nil {
		r.Fatalf("%d swept, want %d: %v", n, want, err)
	}
}

func (m *model) checkShelf(r *rapid.T) {
	want, got := map[string]string{}, map[string]string{}
	for key, k := range m.shelf {
		if !k.over(m.c.now()) {
			want[key] = string(k.Value)
		}
		one, err := m.s.Shelved(Drafts, key)
		if k.over(m.c.now()) != errors.Is(err, ErrNotFound) || err == nil && string(one.Value) != string(k.Value) {
			r.Fatal(key, one, err)
		}
	}
	err := m.s.Shelf(bg, Drafts, func(k Kept) error { got[k.Key] = string(k.Value); return nil })
	if d := cmp.Diff(want, got); err != nil || d != "" {
		r.Fatal(err, d)
	}
}
