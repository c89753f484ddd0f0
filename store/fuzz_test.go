package store

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseclock/deadline"
)

// FuzzRecords hands any bytes to every reader of records: each answers or says
// that it cannot, in memory bounded by what it was given.
func FuzzRecords(f *testing.F) {
	s, _ := newTestStore(f)
	r := mustAppend(f, s, typicalCase("CP-1", "stirling", firstOf2026)...)
	key, _ := ParseCaseKey(r.Cases[0])
	s.view(func(r *reader) error {
		v, _ := r.get(tCases, key[:])
		f.Add(bytes.Clone(v))
		v, _ = r.stored(tAudit, seqKey(1))
		f.Add(bytes.Clone(v))
		return nil
	})
	f.Add((&ledgered{Sending{ID: "m", State: Sent, Attempts: []Attempt{{}}}, 1}).pack())
	f.Fuzz(func(t *testing.T, b []byte) {
		err := s.view(func(r *reader) error {
			c := &casefile{r: r}
			if c.read(key, b) == nil {
				if len(c.facts) > len(b) {
					t.Errorf("%d facts of %d bytes", len(c.facts), len(b))
				}
				readAgain(t, s, c)
			}
			unpackEntry(seqKey(1), b)
			r.unpackRow([]byte("k"), b)
			unpackSending([]byte("k"), b)
			unpackAnswer([]byte("k"), b)
			unpackMark([]byte("k"), b)
			unpackRulebook([]byte("k"), b)
			unpackIssue(seqKey(1), b)
			unpackForm([]byte("k"), b, int64(len(b)))
			unpackPlace([]byte("k"), b)
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// readAgain packs what was read and reads it once more.
func readAgain(t *testing.T, s *Store, c *casefile) {
	events, err := c.events()
	if err != nil {
		return
	}
	w := &writer{reader: s.newReader(c.r.tx)}
	g := &growth{w: w, key: c.key, ref: string(c.ref), fresh: true, facts: c.facts}
	for i, e := range events {
		if u, _ := c.at(i); isGiven(u) {
			g.events = append(g.events, &e)
			continue
		}
		e.ID = ""
		g.events = append(g.events, &e)
	}
	g.pack(1)
	if len(w.words) > 0 {
		return // words that only this writer knows
	}
	again := &casefile{r: c.r}
	if err := again.read(c.key, g.plain); err != nil {
		t.Fatalf("what was packed cannot be read: %v", err)
	}
	if d := cmp.Diff(append([]deadline.Fact{}, c.facts...), append([]deadline.Fact{}, again.facts...)); d != "" {
		t.Error(d)
	}
	if more, err := again.events(); err != nil || cmp.Diff(events, more) != "" {
		t.Error(err, cmp.Diff(events, more))
	}
}

func isGiven(u unpacker) bool {
	t := unpacker{b: u.fixed(u.uint())}
	t.uint()
	return t.uint()&textID != 0
}

// FuzzPages hands any file to the walk that comes before mapping.
func FuzzPages(f *testing.F) {
	s, _ := newTestStore(f)
	mustAppend(f, s, concern("CP-1", firstOf2026))
	var b bytes.Buffer
	if err := s.Backup(bg, &b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes(), 4096*3, byte(3))
	f.Add(b.Bytes()[:100], 0, byte(0))
	f.Fuzz(func(t *testing.T, file []byte, at int, with byte) {
		if at >= 0 && at < len(file) {
			file = bytes.Clone(file)
			file[at] ^= with
		}
		faults := 0
		walkPages(bytes.NewReader(file), int64(len(file)), func(error) error { faults++; return nil })
		if faults > len(file) {
			t.Errorf("%d faults in %d bytes", faults, len(file))
		}
	})
}

// FuzzEvents keeps events of any texts and days and reads them back.
func FuzzEvents(f *testing.F) {
	f.Add("CP-1", "a.csv:12", "stirling", "text", "id", int32(firstOf2026), uint8(1), uint8(0))
	f.Add("\xff", ":", "", "\x00", "", int32(-1), uint8(18), uint8(3))
	s, _ := newTestStore(f)
	f.Fuzz(func(t *testing.T, ref, source, word, text, id string, on int32, kind, sub uint8) {
		fact := deadline.Fact{On: deadline.Date(on), Kind: deadline.Kind(kind%20 + 1), Sub: sub, A: deadline.Date(on / 2), B: deadline.Date(on + 1),
			Conference: deadline.Conference(sub % 6), Outcome: deadline.Outcome(sub % 7), Word: word}
		e := deadline.Event{Case: ref, Source: source, Text: text, Meeting: text, By: word, ID: id}
		unfold(&fact, &e)
		e.Recorded = s.Created().Add(-1)
		if checkEvent(&e) != nil {
			return
		}
		err := s.view(func(r *reader) error {
			w := &writer{reader: *r}
			kept := deadline.FactOf(&e)
			g := &growth{w: w, ref: ref, fresh: true, events: []*deadline.Event{&e}, facts: []deadline.Fact{kept}}
			known := len(s.words.Load().text)
			g.pack(7)
			s.learn(w.words)
			defer s.words.Store(&words{text: s.words.Load().text[:known], number: map[string]uint32{}})
			c := &casefile{r: r}
			if err := c.read(g.key, g.plain); err != nil {
				return err
			}
			got, audit, err := c.event(0)
			if e.ID == "" {
				got.ID = ""
			}
			if d := cmp.Diff(e, got); err != nil || d != "" || audit != 7 {
				t.Error(err, d, audit)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
