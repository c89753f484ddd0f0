package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func (m *model) scrub(*rapid.T) {
	if _, err := m.s.Scrub(bg); err != nil {
		m.t.Fatal(err)
	}
}

// holds counts how often a text is in a store's file.
func holds(t testing.TB, s *Store, text string) int {
	t.Helper()
	b, err := os.ReadFile(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Count(b, []byte(text))
}

func mustScrub(t testing.TB, s *Store) Scrubbed {
	t.Helper()
	done, err := s.Scrub(bg)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// putAndTake leaves what was taken away again in old pages of the file.
func putAndTake(t testing.TB, s *Store, canary string) {
	t.Helper()
	for i := range 300 {
		mustAppend(t, s, typicalCase(refOf(i), "stirling", firstOf2026)...)
	}
	big := strings.Repeat(canary+" ", 2000) // of several pages
	mustShelve(t, s, onShelf(Answers, "small", canary), onShelf(Answers, "big", big))
	mustAppend(t, s, concern("CP-1", firstOf2026))
	mustShelve(t, s, ShelfChange{Shelf: Answers, Kept: Kept{Key: "small"}, Remove: true, If: IfThere},
		ShelfChange{Shelf: Answers, Kept: Kept{Key: "big"}, Remove: true, If: IfThere})
}

func TestScrubLeavesNothingOfWhatIsGone(t *testing.T) {
	s, _ := newTestStore(t)
	const canary = "canary-of-what-is-gone"
	putAndTake(t, s, canary)
	if holds(t, s, canary) == 0 {
		t.Fatal("the canary is not in the file before either: the test proves nothing")
	}
	before := dump(t, s)
	done := mustScrub(t, s)
	if n := holds(t, s, canary); n != 0 || done.Pages == 0 {
		t.Errorf("%d of the canary are left, with %d pages overwritten", n, done.Pages)
	}
	after := dump(t, s)
	for k, v := range before {
		if after[k] != v && !strings.HasPrefix(k, "store/") && !strings.HasPrefix(k, "sums/") {
			t.Errorf("%s is not as before", k)
		}
	}
	mustVerify(t, s)
	again := mustScrub(t, s)
	if again.Pages > 20 {
		t.Errorf("a second scrub overwrites %d pages", again.Pages)
	}
	s.Close()
	mustVerify(t, openAt(t, s.Path(), newClock()))
}

// What a reader still sees is left to it, and told.
func TestScrubWaitsForReaders(t *testing.T) {
	s, _ := newTestStore(t)
	const canary = "canary-of-a-reader"
	mustShelve(t, s, onShelf(Answers, "k", canary))
	read, begun, went := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		went <- s.view(func(r *reader) error {
			close(begun)
			<-read
			k, there, err := r.shelved(s.shelfKey(Answers, "k"))
			if err == nil && (!there || string(k.Value) != canary) {
				err = errors.New("it reads something else")
			}
			return err
		})
	}()
	<-begun
	mustShelve(t, s, ShelfChange{Shelf: Answers, Kept: Kept{Key: "k"}, Remove: true, If: IfThere})
	ended := make(chan error)
	go func() { _, err := s.Scrub(bg); ended <- err }()
	select {
	case err := <-ended:
		t.Fatalf("it did not wait for the reader: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(read)
	if err := errors.Join(<-went, <-ended); err != nil {
		t.Fatal(err)
	}
	if n := holds(t, s, canary); n != 0 {
		t.Errorf("%d of the canary are left", n)
	}
}

// Where a reader does not end, its pages are left alone and all others are not.
func TestScrubSparesWhatIsRead(t *testing.T) {
	s, _ := newTestStore(t)
	mustShelve(t, s, onShelf(Answers, "k", "canary-read"), onShelf(Answers, "old", "canary-before"))
	mustShelve(t, s, ShelfChange{Shelf: Answers, Kept: Kept{Key: "old"}, Remove: true, If: IfThere})
	err := s.view(func(r *reader) error {
		mustShelve(t, s, ShelfChange{Shelf: Answers, Kept: Kept{Key: "k"}, Remove: true, If: IfThere})
		for range 3 {
			mustShelve(t, s, ShelfChange{Shelf: Answers, Kept: Kept{Key: "x"}, If: Whatever})
		}
		if _, err := s.scrub(); err != nil { // nobody else writes
			return err
		}
		_, there, err := r.shelved(s.shelfKey(Answers, "k"))
		if !there {
			t.Error("the reader lost what it reads")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if holds(t, s, "canary-read") == 0 || holds(t, s, "canary-before") != 0 {
		t.Error("what is read must be left, and only that")
	}
}

// scrubForEver keeps, takes away and scrubs, and says what is on the disk.
func scrubForEver(path string) {
	s := childOpen(path)
	for i := 0; ; i++ {
		e := concern(fmt.Sprintf("CP-%d-%d", os.Getpid(), i), firstOf2026)
		k := Kept{Key: "k", Value: bytes.Repeat([]byte("gone "), 3000)}
		_, err := s.Append(bg, Write{Events: append(typicalCase(e.Case, "stirling", firstOf2026), e), Audit: Entry{By: "clerk-1", Action: "record"}})
		err = errors.Join(err, s.Shelve(bg, Entry{}, ShelfChange{Shelf: Drafts, Kept: k, If: Whatever}), s.Shelve(bg, Entry{}, ShelfChange{Shelf: Drafts, Kept: k, Remove: true, If: IfThere}))
		fmt.Println("kept", e.Case)
		if _, err2 := s.Scrub(bg); errors.Join(err, err2) != nil {
			fmt.Println("error", errors.Join(err, err2))
			return
		}
		fmt.Println("scrubbed", e.Case)
	}
}

func TestScrubKilledAtAnyMomentHarmsNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "caseclock.db")
	kept := map[string]bool{}
	for round := range 10 {
		cmd, lines, _ := child(t, "scrub", path)
		for n := 0; n < 3+round*2 && lines.Scan(); n++ {
			noteScrub(t, kept, lines.Text())
		}
		time.Sleep(time.Duration(round) * 300 * time.Microsecond)
		cmd.Process.Kill()
		for lines.Scan() {
			noteScrub(t, kept, lines.Text())
		}
		cmd.Wait()
		s, err := Open(path, Options{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		mustVerify(t, s)
		for ref := range kept {
			if c, err := s.Case(ref); err != nil || len(c.Events) < 14 {
				t.Errorf("round %d: %s was kept, and is not whole: %v", round, ref, err)
			}
		}
		s.Close()
	}
	if len(kept) < 20 {
		t.Errorf("only %d cases were kept: the test proves little", len(kept))
	}
}

func noteScrub(t *testing.T, kept map[string]bool, line string) {
	f := strings.Fields(line)
	if len(f) != 2 || f[0] == "error" {
		t.Fatalf("the child says %q", line)
	}
	kept[f[1]] = true
}
