package store

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/deadline"
)

func actions(list *[]string) func(Entry) error {
	return func(e Entry) error { *list = append(*list, e.Action); return nil }
}

func TestTheTrailByCasePersonAndTime(t *testing.T) {
	s, c := newTestStore(t)
	note := func(by, action, id string) {
		t.Helper()
		c.add(time.Hour)
		if err := s.Record(bg, Entry{By: by, Action: action, Case: id}); err != nil {
			t.Fatal(err)
		}
	}
	enter := func(by, action string, events ...deadline.Event) Receipt {
		t.Helper()
		c.add(time.Hour)
		r, err := s.Append(bg, Write{Events: events, Audit: Entry{By: by, Action: action, Case: ""}})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := enter("clerk-1", "first", concern("CP-1", firstOf2026), concern("CP-2", firstOf2026))
	one, two := r.Cases[0], r.Cases[1]
	note("auditor", "look-1", one)
	middle := c.now()
	note("chair-1", "look-2", two)
	enter("clerk-2", "second", concern("CP-1", firstOf2026))
	note("auditor", "search", "")
	for name, test := range map[string]struct {
		read func(func(Entry) error) error
		want string
	}{
		"all":             {func(f func(Entry) error) error { return s.Trail(bg, f) }, "first look-1 look-2 second search"},
		"one":             {func(f func(Entry) error) error { return s.TrailOfCase(bg, one, f) }, "first look-1 second"},
		"two":             {func(f func(Entry) error) error { return s.TrailOfCase(bg, two, f) }, "first look-2"},
		"auditor":         {func(f func(Entry) error) error { return s.TrailOfPerson(bg, "auditor", f) }, "look-1 search"},
		"nobody":          {func(f func(Entry) error) error { return s.TrailOfPerson(bg, "nobody", f) }, ""},
		"from the middle": {func(f func(Entry) error) error { return s.TrailBetween(bg, middle, c.now(), f) }, "look-1 look-2 second"},
		"before":          {func(f func(Entry) error) error { return s.TrailBetween(bg, time.Time{}, middle, f) }, "first"},
		"after":           {func(f func(Entry) error) error { return s.TrailBetween(bg, c.now().Add(1), c.now().Add(2), f) }, ""},
	} {
		var got []string
		if err := test.read(actions(&got)); err != nil || strings.Join(got, " ") != test.want {
			t.Errorf("%s: %v, want %s: %v", name, got, test.want, err)
		}
	}
	mustVerify(t, s)
}

// rewrite puts another value in a record's place with a hash and a sum that fit,
// as a forger would who knows the layout.
func rewrite(t *testing.T, s *Store, tb *table, key []byte, change func([]byte) []byte) {
	t.Helper()
	err := s.write(bg, func(w *writer) error {
		stored, err := w.stored(tb, key)
		if err != nil {
			return err
		}
		return w.putStored(tb, key, change(slices.Clone(stored)))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAForgerIsNoticed(t *testing.T) {
	replace := func(from, to string) func([]byte) []byte {
		return func(b []byte) []byte {
			if !strings.Contains(string(b), from) {
				t.Fatalf("%q does not hold %q", b, from)
			}
			return []byte(strings.Replace(string(b), from, to, 1))
		}
	}
	for name, forge := range map[string]func(*Store, CaseKey){
		"an event's text": func(s *Store, k CaseKey) { rewrite(t, s, tCases, k[:], replace("the hall", "the ball")) },
		"a shared word": func(s *Store, k CaseKey) {
			rewrite(t, s, tWords, wordKey(uint32(s.words.Load().number["clerk-1"])), replace("clerk-1", "clerk-9"))
		},
		"an audit entry":                func(s *Store, k CaseKey) { rewrite(t, s, tAudit, seqKey(1), replace("clerk-1", "clerk-9")) },
		"the last entry":                func(s *Store, k CaseKey) { rewrite(t, s, tAudit, seqKey(3), replace("look", "pook")) },
		"the last entry, and the chain": func(s *Store, k CaseKey) { rewriteLast(t, s) },
		"an entry removed":              func(s *Store, k CaseKey) { removeRecord(t, s, tAudit, seqKey(2)) },
		"the last removed":              func(s *Store, k CaseKey) { removeRecord(t, s, tAudit, seqKey(3)) },
		"a case removed":                func(s *Store, k CaseKey) { removeRecord(t, s, tCases, k[:]) },
	} {
		s, _ := newTestStore(t)
		e := deadline.Event{Case: "CP-1", Kind: deadline.ReasonRecorded, On: firstOf2026, Rule: "minutes", Start: firstOf2026, Category: "other", Text: "the hall was closed", By: "clerk-1"}
		r := mustAppend(t, s, e, concern("CP-2", firstOf2026))
		mustAppend(t, s, concern("CP-1", firstOf2026))
		if err := s.Record(bg, Entry{Action: "look", By: "auditor"}); err != nil {
			t.Fatal(err)
		}
		mustVerify(t, s)
		k, _ := ParseCaseKey(r.Cases[0])
		forge(s, k)
		if report, err := s.Verify(bg); err != nil || report.Err() == nil {
			t.Errorf("%s: verify finds nothing, %v", name, err)
		} else {
			t.Logf("%s: %v", name, report.Faults)
		}
	}
}

// rewriteLast changes the last entry and ends the chain with a hash that fits.
func rewriteLast(t *testing.T, s *Store) {
	var before chained
	if err := s.view(func(r *reader) (err error) { before, err = r.entry(2); return err }); err != nil {
		t.Fatal(err)
	}
	rewrite(t, s, tAudit, seqKey(3), func(b []byte) []byte {
		b = []byte(strings.Replace(string(b[:len(b)-32]), "look", "pook", 1))
		hash := chainHash(before.Hash, seqKey(3), b)
		return append(b, hash[:]...)
	})
}

func removeRecord(t *testing.T, s *Store, tb *table, key []byte) {
	t.Helper()
	err := s.write(bg, func(w *writer) error {
		b := w.tx.Bucket([]byte(tb.name))
		_, hash, err := tb.split(key, b.Get(key))
		if err != nil {
			return err
		}
		if tb.bits >= 0 {
			x, err := w.change(tb, key)
			if err != nil {
				return err
			}
			x.sub(hash)
		}
		w.wrote = true
		return b.Delete(key)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRulebooksKeepTheirOrder(t *testing.T) {
	s, c := newTestStore(t)
	put := func(digest string, since time.Time) error {
		return s.PutRulebook(bg, Entry{By: "daemon", Action: "rulebook"}, Rulebook{Digest: digest, Since: since, Content: []byte("{" + digest + "}")})
	}
	first := c.now()
	c.add(time.Hour)
	for _, err := range []error{put("a", first), put("a", time.Time{}), put("b", time.Time{}), put("a", time.Time{})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := put("c", first); !errors.Is(err, ErrNotKept) {
		t.Errorf("into force before the last: %v", err)
	}
	list, err := s.Rulebooks()
	if err != nil || len(list) != 3 || list[0].Digest != "a" || !list[0].Since.Equal(first) || list[1].Digest != "b" || !list[1].Since.Equal(c.now()) || string(list[2].Content) != "{a}" {
		t.Errorf("%+v, %v", list, err)
	}
	if st, _ := s.Stats(); st.Entries != 3 {
		t.Errorf("%d entries", st.Entries)
	}
	mustVerify(t, s)
}

// A name has behind a stroke what is not the program's own word; it is in no key,
// and what lay in the open before is found, and is put where it belongs.
func TestASettingOfAName(t *testing.T) {
	s, c := newTestStore(t)
	path := s.Path()
	mustSet := func(name, value string) {
		t.Helper()
		if err := s.Set(bg, name, []byte(value)); err != nil {
			t.Fatal(err)
		}
	}
	mustSet("imported/canary", "new")
	err := s.write(bg, func(w *writer) error { return w.put(tSettings, []byte("imported/canary-2"), []byte("old")) })
	if err != nil {
		t.Fatal(err)
	}
	look := func(s *Store, open bool) {
		t.Helper()
		for name, want := range map[string]string{"imported/canary": "new", "imported/canary-2": "old", "imported/other": ""} {
			if v, err := s.Setting(name); err != nil || string(v) != want {
				t.Errorf("%s: %q, %v", name, v, err)
			}
		}
		for k := range dump(t, s) {
			if at := strings.Contains(k, hex.EncodeToString([]byte("canary"))); at && !open {
				t.Errorf("the key %s tells it", k)
			}
		}
	}
	look(s, true)
	look(sealedOf(t, s, c), false)
	s.Close()
	toOld(t, path, 4)
	s = openAt(t, path, c)
	look(s, false)
	mustVerify(t, s)
}

func TestSettings(t *testing.T) {
	s, _ := newTestStore(t)
	if v, err := s.Setting("last"); v != nil || err != nil {
		t.Error(v, err)
	}
	for _, v := range []string{"1", "2"} {
		if err := s.Set(bg, "last", []byte(v)); err != nil {
			t.Fatal(err)
		}
	}
	if v, err := s.Setting("last"); string(v) != "2" || err != nil {
		t.Error(v, err)
	}
	if err := s.Set(bg, "", nil); !errors.Is(err, ErrNotKept) {
		t.Error(err)
	}
	if err := s.Set(bg, strings.Repeat("x", 49), nil); !errors.Is(err, ErrNotKept) {
		t.Error(err)
	}
	mustVerify(t, s)
}

func TestASendingsMessageNeverChanges(t *testing.T) {
	s, c := newTestStore(t)
	x := Sending{ID: "m1", Alerts: []string{"a1"}, State: Claimed, Person: "chair-1", Claimed: c.now(), Due: c.now(), MessageID: "<m1>", Message: []byte("To: chair")}
	if err := s.PutSendings(bg, Entry{}, SendingChange{0, x}); err != nil {
		t.Fatal(err)
	}
	if err := s.PutSendings(bg, Entry{}, SendingChange{0, x}); !errors.Is(err, ErrConflict) {
		t.Errorf("claimed twice: %v", err)
	}
	x.State, x.Attempts = Unknown, []Attempt{{At: c.now(), Outcome: "timeout", Reply: "", Server: "mx", TLS: "1.3"}}
	if err := s.PutSendings(bg, Entry{}, SendingChange{Claimed, x}); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Sending){
		"the message":      func(x *Sending) { x.Message = []byte("To: other") },
		"the Message-ID":   func(x *Sending) { x.MessageID = "<m2>" },
		"the person":       func(x *Sending) { x.Person = "chair-2" },
		"the alerts":       func(x *Sending) { x.Alerts = []string{"a1", "a2"} },
		"the attempts":     func(x *Sending) { x.Attempts = nil },
		"an attempt":       func(x *Sending) { x.Attempts = []Attempt{{At: c.now(), Outcome: "sent"}} },
		"when it was owed": func(x *Sending) { x.Due = c.now().Add(1) },
	} {
		y := x
		change(&y)
		if err := s.PutSendings(bg, Entry{}, SendingChange{Unknown, y}); !errors.Is(err, ErrConflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Of two together, one refused, none is written.
	z := x
	z.ID, z.State = "m2", Claimed
	if err := s.PutSendings(bg, Entry{Action: "claim"}, SendingChange{0, z}, SendingChange{Claimed, x}); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
	if _, err := s.Sending("m2"); !errors.Is(err, ErrNotFound) {
		t.Errorf("half of it was written: %v", err)
	}
	mustVerify(t, s)
}

func TestSendingsComeInTheOrderOfTheirNextTry(t *testing.T) {
	s, c := newTestStore(t)
	for i, after := range []time.Duration{3, -90000 * time.Hour * 24, 1, 2} {
		x := Sending{ID: fmt.Sprint(i), State: Retry, Next: c.now().Add(after)}
		if err := s.PutSendings(bg, Entry{}, SendingChange{0, x}); err != nil {
			t.Fatal(err)
		}
	}
	s.PutSendings(bg, Entry{}, SendingChange{0, Sending{ID: "none", State: Retry}})
	got := ""
	err := s.Sendings(bg, Retry, func(x Sending) error { got += x.ID + " "; return nil })
	if err != nil || got != "none 1 2 3 0 " {
		t.Errorf("%s, %v", got, err)
	}
}
