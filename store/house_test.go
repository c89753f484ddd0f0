package store

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseclock/deadline"
)

// What must not be in the product's own files.
func TestTheSourceHoldsNoShortcut(t *testing.T) {
	never := regexp.MustCompile(`NoSync\b|NoGrowSync|time\.Now\(|\bStrictMode\b|\.Batch\(`)
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 20 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		if at := never.FindIndex(b); at != nil {
			t.Errorf("%s: %s", f, b[at[0]:at[1]])
		}
	}
}

func TestNoKeyTellsAReference(t *testing.T) {
	c := newClock()
	s := fullStore(t, filepath.Join(t.TempDir(), "caseclock.db"), c)
	e := concern("CP-CANARY", firstOf2026)
	e.ID = "CP-CANARY-e1"
	_, err := s.Append(bg, Write{Events: []deadline.Event{e}, Key: "CP-CANARY", Rows: []Row{{Source: "CP-CANARY", Key: "CP-CANARY", Events: []RowEvent{{Label: "CP-CANARY"}}}}})
	if err != nil {
		t.Fatal(err)
	}
	mustShelve(t, s, onShelf(Accounts, "CP-CANARY", "CP-CANARY"))
	found := false
	for k, v := range dump(t, s) {
		_, key, _ := strings.Cut(k, "/")
		b, _ := hex.DecodeString(key)
		if bytes.Contains(b, []byte("CP-")) || bytes.Contains(b, []byte("CANARY")) {
			t.Errorf("the key %s", k)
		}
		found = found || strings.Contains(v, hex.EncodeToString([]byte("CP-CANARY")))
	}
	if !found {
		t.Error("the canary is in no value either: the test looks in the wrong place")
	}
}

// aesSealer seals with AES-GCM, as a later version might.
type aesSealer struct{ aead cipher.AEAD }

func newSealer(t testing.TB) aesSealer {
	block, err := aes.NewCipher(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	return aesSealer{aead}
}

func (a aesSealer) Seal(dst, plain, id []byte) ([]byte, error) {
	nonce := make([]byte, 12)
	rand.Read(nonce)
	return a.aead.Seal(append(dst, nonce...), nonce, plain, id), nil
}

func (a aesSealer) Open(dst, sealed, id []byte) ([]byte, error) {
	if len(sealed) < 12 {
		return nil, errors.New("too short")
	}
	return a.aead.Open(dst, sealed[:12], sealed[12:], id)
}

func TestASealedStore(t *testing.T) {
	c := newClock()
	path := filepath.Join(t.TempDir(), "caseclock.db")
	s, err := Open(path, Options{Now: c.now, Timeout: -1, Seal: newSealer(t)})
	if err != nil {
		t.Fatal(err)
	}
	events := typicalCase("CP-CANARY", "stirling-CANARY", firstOf2026)
	events[1].ID = "id-CANARY"
	r, err := s.Append(bg, Write{Events: events, Key: "k-CANARY", Audit: Entry{By: "by-CANARY", Detail: "CANARY"},
		Rows: []Row{{Source: "CANARY", Key: "CANARY", Data: []byte("CANARY"), Events: []RowEvent{{Label: "CANARY"}}}}})
	if err != nil {
		t.Fatal(err)
	}
	mustAppend(t, s, concern("CP-2", firstOf2026))
	mustShelve(t, s, onShelf(Sessions, "CANARY", "CANARY"))
	err = errors.Join(s.Set(bg, "x", []byte("CANARY")), s.PutRulebook(bg, Entry{}, Rulebook{Digest: "CANARY", Content: []byte("CANARY")}),
		s.PutSendings(bg, Entry{}, SendingChange{0, Sending{ID: "CANARY", State: Sent, Message: []byte("CANARY")}}))
	if err != nil {
		t.Fatal(err)
	}
	mustVerify(t, s)
	var seen []string
	err = s.Scan(bg, func(_ CaseKey, c *deadline.Case) error { seen = append(seen, c.Ref, c.Event(0).By); return nil })
	if err != nil || len(seen) != 4 {
		t.Error(seen, err)
	}
	want, err := s.Case("CP-CANARY")
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	b, _ := os.ReadFile(path)
	if bytes.Contains(b, []byte("CANARY")) {
		t.Error("a canary lies open in the file")
	}
	if _, err := Open(path, Options{Now: c.now, Timeout: -1}); !errors.Is(err, ErrDamaged) {
		t.Errorf("without the key: %v", err)
	}
	s, err = Open(path, Options{Now: c.now, Timeout: -1, Seal: newSealer(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, err := s.Case("CP-CANARY")
	if d := cmp.Diff(want.Events, got.Events); err != nil || d != "" {
		t.Error(err, d)
	}
	// A value moved to another key does not open.
	k, _ := ParseCaseKey(r.Cases[0])
	k2, _, _ := func() (CaseKey, bool, error) {
		id, err := s.CaseID("CP-2")
		k, _ := ParseCaseKey(id)
		return k, true, err
	}()
	rewrite(t, s, tCases, k2[:], func([]byte) []byte {
		var other []byte
		s.view(func(r *reader) error { v, err := r.stored(tCases, k[:]); other = bytes.Clone(v); return err })
		return other
	})
	if _, err := s.Case("CP-2"); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "does not open") {
		t.Errorf("a value in another's place: %v", err)
	}
}

func TestWritersShareACommitAndAreRefusedAlone(t *testing.T) {
	s, _ := newTestStore(t)
	first := concern("CP-0", firstOf2026)
	first.ID = "taken"
	mustAppend(t, s, first)
	var wg sync.WaitGroup
	for n := range 32 {
		wg.Go(func() {
			for i := range 10 {
				ref := fmt.Sprintf("CP-%d", (n+i)%7)
				if _, err := s.Append(bg, Write{Events: []deadline.Event{concern(ref, firstOf2026)}, Key: fmt.Sprint(n, i)}); err != nil {
					t.Error(err)
				}
				bad := concern(ref, firstOf2026)
				bad.ID = "taken"
				if _, err := s.Append(bg, Write{Events: []deadline.Event{bad}}); !errors.Is(err, ErrIDUsed) {
					t.Error(err)
				}
				if _, err := s.Case(ref); err != nil && !errors.Is(err, ErrNotFound) {
					t.Error(err)
				}
			}
		})
	}
	wg.Go(func() {
		for range 10 {
			if r, err := s.Verify(bg); err != nil || r.Err() != nil {
				t.Error(err, r.Faults)
			}
			if err := s.ScanParallel(bg, 3, func(int, CaseKey, *deadline.Case) error { return nil }); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Wait()
	if st := mustVerify(t, s).Stats; st.Events != 321 {
		t.Errorf("%+v", st)
	}
}

// A writer that fails after its first write is given up alone.
func TestAWriterThatFailsHalfWayHarmsNobody(t *testing.T) {
	s, _ := newTestStore(t)
	half := errors.New("half way")
	jobs := []*job{}
	for i := range 5 {
		e := concern(refOf(i), firstOf2026)
		in := Write{Events: []deadline.Event{e}}
		jobs = append(jobs, &job{ctx: bg, done: make(chan struct{}), apply: func(w *writer) error {
			if _, _, err := w.append(&in, [16]byte{}); err != nil {
				return err
			}
			if i == 2 {
				return half
			}
			if i == 3 {
				panic("a fault of our own")
			}
			return nil
		}})
	}
	s.serve(jobs)
	for i, j := range jobs {
		_, err := s.Case(refOf(i))
		switch i {
		case 2:
			if !errors.Is(j.err, half) || !errors.Is(err, ErrNotFound) {
				t.Errorf("%d: %v, %v", i, j.err, err)
			}
		case 3:
			if j.err == nil || !errors.Is(err, ErrNotFound) {
				t.Errorf("%d: %v, %v", i, j.err, err)
			}
		default:
			if j.err != nil || err != nil {
				t.Errorf("%d: %v, %v", i, j.err, err)
			}
		}
	}
	if s.Err() != nil {
		t.Error(s.Err())
	}
	mustVerify(t, s)
}

func TestACancelledWriterWritesNothing(t *testing.T) {
	s, _ := newTestStore(t)
	ctx, cancel := context.WithCancel(bg)
	cancel()
	if _, err := s.Append(ctx, Write{Events: []deadline.Event{concern("CP-1", firstOf2026)}}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := s.Case("CP-1"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	mustAppend(t, s, concern("CP-1", firstOf2026))
	if err := s.Scan(ctx, func(CaseKey, *deadline.Case) error { return nil }); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
