package store

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"caseclock/deadline"
)

// TestMain lets the test be its own child: a process that writes until it is
// killed, or until its files may grow no more.
func TestMain(m *testing.M) {
	switch path := os.Getenv("STORE_TEST_PATH"); os.Getenv("STORE_TEST_CHILD") {
	case "append":
		appendForEver(path)
	case "scrub":
		scrubForEver(path)
	case "full":
		appendUntilFull(path)
	case "hold":
		childOpen(path)
		fmt.Println("held")
		io.Copy(io.Discard, os.Stdin)
	default:
		os.Exit(m.Run())
	}
}

// toldFatal is closed when OnFatal, which runs beside, has been told.
var toldFatal = make(chan struct{})

func childOpen(path string) *Store {
	s, err := Open(path, Options{Now: time.Now, Holder: "caseclock serve", OnFatal: func(err error) { fmt.Println("fatal", err); close(toldFatal) }})
	if err != nil {
		fmt.Println("opening", err)
		os.Exit(3)
	}
	return s
}

// child starts this test as another process.
func child(t *testing.T, what, path string) (*exec.Cmd, *bufio.Scanner, io.WriteCloser) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "STORE_TEST_CHILD="+what, "STORE_TEST_PATH="+path, "GORACE=atexit_sleep_ms=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); cmd.Process.Kill(); cmd.Wait() })
	return cmd, bufio.NewScanner(out), in
}

// appendForEver answers each event that is on the disk with a line.
func appendForEver(path string) {
	s := childOpen(path)
	lines := make(chan string)
	for n := range 4 {
		go func() {
			for i := 0; ; i++ {
				ref := fmt.Sprintf("CP-%d-%d", n, i%50)
				r, err := s.Append(bg, Write{Events: []deadline.Event{concern(ref, firstOf2026), concern(ref, firstOf2026+1)},
					Key: fmt.Sprintf("%d-%d-%d", os.Getpid(), n, i), Audit: Entry{By: "clerk-1", Action: "record"}})
				if err != nil {
					lines <- "error " + err.Error()
					return
				}
				lines <- ref + " " + strings.Join(r.Events, " ")
			}
		}()
	}
	for l := range lines {
		fmt.Println(l)
	}
}

func TestKilledAtAnyMomentNothingAnsweredIsLost(t *testing.T) {
	path := filepath.Join(t.TempDir(), "caseclock.db")
	kept := map[string]string{}
	for round := range 8 {
		cmd, lines, _ := child(t, "append", path)
		for n := 0; n < 5+round*7 && lines.Scan(); n++ {
			note(t, kept, lines.Text())
		}
		cmd.Process.Kill()
		for lines.Scan() {
			note(t, kept, lines.Text())
		}
		cmd.Wait()
		s, err := Open(path, Options{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		mustVerify(t, s)
		for id, ref := range kept {
			if f, err := s.Event(id); err != nil || f.Case != ref {
				t.Errorf("round %d: answered, and not there: %s of %s: %v", round, id, ref, err)
			}
		}
		checkPairs(t, s)
		s.Close()
	}
	t.Logf("8 kills, %d events answered, all there", len(kept))
}

func note(t *testing.T, kept map[string]string, line string) {
	f := strings.Fields(line)
	if len(f) != 3 || !strings.HasPrefix(f[0], "CP-") {
		t.Fatalf("the child says %q", line)
	}
	kept[f[1]], kept[f[2]] = f[0], f[0]
}

// checkPairs makes sure that two events of one write are both there or neither.
func checkPairs(t *testing.T, s *Store) {
	t.Helper()
	err := s.Scan(bg, func(_ CaseKey, c *deadline.Case) error {
		if len(c.Facts)%2 != 0 {
			t.Errorf("%s has %d events", c.Ref, len(c.Facts))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func appendUntilFull(path string) {
	s := childOpen(path)
	st, _ := s.Stats()
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: uint64(st.FileBytes) + 3<<20, Max: uint64(st.FileBytes) + 3<<20}); err != nil {
		fmt.Println("limit", err)
		os.Exit(3)
	}
	write := func(i int) (Receipt, error) {
		e := concern(fmt.Sprintf("CP-%d", i), firstOf2026)
		e.Meeting = strings.Repeat("x", 20000)
		return s.Append(bg, Write{Events: []deadline.Event{e}, Audit: Entry{By: "clerk-1", Action: "record"}})
	}
	i := 0
	for ; i < 10000; i++ {
		r, err := write(i)
		if err != nil {
			fmt.Println("stopped", errors.Is(err, ErrStopped), strings.ReplaceAll(err.Error(), "\n", " "))
			break
		}
		fmt.Println("kept", r.Events[0])
	}
	unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: unix.RLIM_INFINITY, Max: unix.RLIM_INFINITY})
	_, err := write(0)
	fmt.Println("again", errors.Is(err, ErrStopped))
	_, err = s.Case("CP-0")
	fmt.Println("read", err == nil)
	<-toldFatal
	fmt.Println("closed", s.Close() == nil)
}

func TestAFullDiskStopsTheStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "caseclock.db")
	_, lines, _ := child(t, "full", path)
	var kept, said []string
	for lines.Scan() {
		if id, ok := strings.CutPrefix(lines.Text(), "kept "); ok {
			kept = append(kept, id)
		} else {
			said = append(said, lines.Text())
		}
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{"stopped true", "again true", "read true", "closed true", "fatal " + ErrStopped.Error()} {
		if !strings.Contains(all, want) {
			t.Errorf("the child does not say %q:\n%s", want, all)
		}
	}
	s, err := Open(path, Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	mustVerify(t, s)
	if len(kept) == 0 {
		t.Error("nothing was kept before the disk was full")
	}
	for _, id := range kept {
		if _, err := s.Event(id); err != nil {
			t.Errorf("answered, and not there: %v", err)
		}
	}
}

func TestASecondProcessIsToldWhoHoldsTheStore(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "caseclock.db")
	cmd, lines, in := child(t, "hold", path)
	if !lines.Scan() || lines.Text() != "held" {
		t.Fatal(lines.Text())
	}
	link, hard, moved := filepath.Join(dir, "link.db"), filepath.Join(dir, "hard.db"), filepath.Join(dir, "moved.db")
	for _, err := range []error{os.Symlink(path, link), os.Link(path, hard)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	refused := func(name, path string, o Options) {
		t.Helper()
		o.Now, o.Timeout = time.Now, 50*time.Millisecond
		_, err := Open(path, o)
		if !errors.Is(err, ErrHeld) {
			t.Errorf("%s: %v", name, err)
		} else if path != hard && !strings.Contains(err.Error(), fmt.Sprintf("process %d (caseclock serve), since 20", cmd.Process.Pid)) {
			t.Errorf("%s does not say who: %v", name, err)
		}
	}
	refused("the same name", path, Options{})
	refused("reading", path, Options{ReadOnly: true})
	refused("a link", link, Options{})
	refused("another name of the file", hard, Options{})
	if _, err := Restore(bg, path, path, Options{Now: time.Now, Timeout: -1}); !errors.Is(err, ErrHeld) {
		t.Errorf("restore: %v", err)
	}
	if _, _, err := Compact(bg, path, Options{Now: time.Now, Timeout: -1}); !errors.Is(err, ErrHeld) {
		t.Errorf("compact: %v", err)
	}
	os.Rename(path, moved)
	refused("a new file in its place", path, Options{})
	os.Rename(moved, path)
	in.Close()
	cmd.Wait()
	s, err := Open(path, Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
}

func TestReadersShareAStore(t *testing.T) {
	s, c := newTestStore(t)
	mustAppend(t, s, concern("CP-1", firstOf2026))
	path := s.Path()
	s.Close()
	var readers []*Store
	for range 2 {
		r, err := Open(path, Options{Now: c.now, Timeout: -1, ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		readers = append(readers, r)
	}
	if _, err := readers[0].Case("CP-1"); err != nil {
		t.Error(err)
	}
	if _, err := readers[1].Append(bg, Write{}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a reader writes: %v", err)
	}
	if _, err := Open(path, Options{Now: c.now, Timeout: -1}); !errors.Is(err, ErrHeld) {
		t.Errorf("a writer beside readers: %v", err)
	}
}

func TestAFileReplacedUnderUsStopsTheStore(t *testing.T) {
	c := newClock()
	path := filepath.Join(t.TempDir(), "caseclock.db")
	for _, watch := range []time.Duration{0, time.Millisecond} {
		fatal := make(chan error, 1)
		s, err := Open(path, Options{Now: c.now, Timeout: -1, Watch: watch, OnFatal: func(err error) { fatal <- err }})
		if err != nil {
			t.Fatal(err)
		}
		mustAppend(t, s, concern("CP-1", firstOf2026))
		b, _ := os.ReadFile(path)
		os.WriteFile(path+".copy", b, 0o600)
		os.Rename(path+".copy", path)
		if watch == 0 {
			if _, err := s.Append(bg, Write{Events: []deadline.Event{concern("CP-2", firstOf2026)}}); !errors.Is(err, ErrReplaced) || !errors.Is(err, ErrStopped) {
				t.Errorf("append: %v", err)
			}
		}
		select {
		case err := <-fatal:
			if !errors.Is(err, ErrReplaced) {
				t.Error(err)
			}
		case <-time.After(10 * time.Second):
			t.Error("nobody was told")
		}
		if _, err := s.Case("CP-1"); err != nil {
			t.Errorf("reading goes on: %v", err)
		}
		s.Close()
	}
}

func TestClosingLeavesNothingBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	s, _ := newTestStore(t)
	mustAppend(t, s, concern("CP-1", firstOf2026))
	s.Close()
	if err := s.Close(); err != nil {
		t.Errorf("twice: %v", err)
	}
	if _, err := s.Append(bg, Write{}); !errors.Is(err, ErrClosed) {
		t.Errorf("append: %v", err)
	}
	if _, err := s.Case("CP-1"); !errors.Is(err, ErrClosed) {
		t.Errorf("case: %v", err)
	}
	for i := 0; runtime.NumGoroutine() > before && i < 1000; i++ {
		time.Sleep(10 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines, %d before", n, before)
	}
}
