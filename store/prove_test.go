package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

func provedAs(t *testing.T, s *Store, what string, leaves int64) (Proof, string) {
	t.Helper()
	p, err := s.ProofOf(what, leaves)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := p.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return p, b.String()
}

// Any entry and any event is proved by itself, against the log as it is or as it
// was, and shows nothing of another.
func TestAProofShowsOneRecord(t *testing.T) {
	s := fullStore(t, filepath.Join(t.TempDir(), "caseclock.db"), newClock())
	h, err := s.LogHead()
	if err != nil {
		t.Fatal(err)
	}
	whats := []string{"1", "7", fmt.Sprint(40), "given-7"}
	c, err := s.Case(refOf(3))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range c.Events {
		whats = append(whats, e.ID)
	}
	for _, what := range whats {
		for _, leaves := range []int64{0, h.Leaves, h.Leaves - 3} {
			_, text := provedAs(t, s, what, leaves)
			back, err := ReadProof(strings.NewReader(text))
			if err != nil {
				t.Fatalf("%s: %v\n%s", what, err, text)
			}
			told, err := back.Tell()
			if err != nil || len(told) < 4 {
				t.Errorf("%s: %v, %v", what, told, err)
			}
			if leaves != h.Leaves-3 && back.Head.Root != h.Root {
				t.Errorf("%s: another head", what)
			}
		}
	}
	_, text := provedAs(t, s, c.Events[4].ID, 0)
	back, _ := ReadProof(strings.NewReader(text))
	if told, _ := back.Tell(); !strings.Contains(fmt.Sprint(told), refOf(3)) || strings.Contains(fmt.Sprint(told), refOf(4)) {
		t.Error(told)
	}
	for _, what := range []string{"99999", "0", "no-such", ""} {
		if _, err := s.ProofOf(what, 0); !errors.Is(err, ErrNotFound) {
			t.Errorf("%q: %v", what, err)
		}
	}
	if _, err := s.ProofOf("40", 3); !errors.Is(err, ErrNotFound) {
		t.Error("an entry was proved against a head before it", err)
	}
}

// A proof in which anything was altered does not hold.
func TestAnAlteredProofDoesNotHold(t *testing.T) {
	s := fullStore(t, filepath.Join(t.TempDir(), "caseclock.db"), newClock())
	_, text := provedAs(t, s, "7", 0)
	for at := range len(text) {
		b := []byte(text)
		b[at] ^= 1
		p, err := ReadProof(bytes.NewReader(b))
		if err != nil {
			continue
		}
		// Blanks are nothing, and the root alone is what is proved against: how many
		// leaves it counts, when and of which store is held against another head.
		before, _ := ReadProof(strings.NewReader(text))
		p.Head.At, p.Head.Store, p.Head.Leaves = before.Head.At, before.Head.Store, before.Head.Leaves
		a, _ := json.Marshal(p)
		z, _ := json.Marshal(before)
		if !bytes.Equal(a, z) {
			t.Errorf("byte %d altered, and it holds: %s", at, b)
		}
	}
}

// A head is read back as it was written, and nothing else is.
func TestAHeadIsReadStrictly(t *testing.T) {
	s := fullStore(t, filepath.Join(t.TempDir(), "caseclock.db"), newClock())
	for _, from := range []int64{0, 5, 1 << 40} {
		c, err := s.LogCopy(from)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := c.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		if _, err := ParseLogCopy(strings.NewReader(text)); err != nil {
			t.Error(from, err)
		}
		for _, bad := range []string{"", text + "x", " " + text, text + "\n\n", strings.Replace(text, "store ", "store  ", 1), text[1:],
			strings.Replace(text, "at 2026", "at 26", 1), strings.ToUpper(text), strings.Replace(text, "\n", "\r\n", 2)} {
			if _, err := ParseLogCopy(strings.NewReader(bad)); err == nil {
				t.Errorf("taken for a head: %q", bad)
			}
		}
	}
	c, _ := s.LogCopy(0)
	c.List[3].Hash[0] ^= 1
	var b bytes.Buffer
	c.WriteTo(&b)
	if _, err := ParseLogCopy(&b); err == nil {
		t.Error("leaves that are not the head's were taken")
	}
}

func FuzzParseLogCopy(f *testing.F) {
	s := fullStore(f, filepath.Join(f.TempDir(), "caseclock.db"), newClock())
	for _, from := range []int64{0, 500, 1 << 40} {
		c, err := s.LogCopy(from)
		if err != nil {
			f.Fatal(err)
		}
		var b bytes.Buffer
		c.WriteTo(&b)
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		c, err := ParseLogCopy(bytes.NewReader(in))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if c.WriteTo(&b); b.String() != string(in) && b.String() != string(in)+"\n" {
			t.Errorf("read %q, written %q", in, b.String())
		}
	})
}

func FuzzReadProof(f *testing.F) {
	s := fullStore(f, filepath.Join(f.TempDir(), "caseclock.db"), newClock())
	for _, what := range []string{"1", "given-7"} {
		p, err := s.ProofOf(what, 0)
		if err != nil {
			f.Fatal(err)
		}
		var b bytes.Buffer
		p.WriteTo(&b)
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		if p, err := ReadProof(bytes.NewReader(in)); err == nil {
			p.Tell()
		}
	})
}
