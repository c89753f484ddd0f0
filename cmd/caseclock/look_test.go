package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"caseclock/store"
)

// storeFile makes a sound store.
func storeFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := store.Open(path, store.Options{Now: time.Now, AnyFilesystem: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// noWarning fails a test where no look could be begun.
func noWarning(t *testing.T) func(string) {
	return func(w string) { t.Errorf("a warning: %s", w) }
}

func TestFirstLook(t *testing.T) {
	path := storeFile(t)
	if err := first(t.Context(), noWarning(t))(path); err != nil {
		t.Errorf("a sound store: %v", err)
	}
	if err := os.Truncate(path, 2*4096); err != nil { // no page but the first two
		t.Fatal(err)
	}
	err := first(t.Context(), noWarning(t))(path)
	if !errors.Is(err, store.ErrDamaged) || storeStatus(err) != exitDamaged {
		t.Fatalf("a file that ends the process that maps it: %v", err)
	}
	for _, part := range []string{path, "SIG", "its pages are followed", "nothing was written"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in: %v", part, err)
		}
	}
}

// What a look says in order keeps its words and its status.
func TestFirstLookRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	if err := os.WriteFile(path, bytes.Repeat([]byte("x"), 1<<15), 0o600); err != nil {
		t.Fatal(err)
	}
	err := first(t.Context(), noWarning(t))(path)
	if err == nil || strings.Contains(err.Error(), "caseclock:") || !strings.Contains(err.Error(), store.ErrNotStore.Error()) || storeStatus(err) != exitDamaged {
		t.Errorf("a file of something else: status %d: %v", storeStatus(err), err)
	}
}

// Whoever is told to end does not wait for a look.
func TestFirstLookEndsWithItsAsker(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := first(ctx, noWarning(t))(storeFile(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("after it was told to end: %v", err)
	}
}

// held keeps a look waiting for the file's own lock, for two seconds.
func held(t *testing.T) string {
	t.Helper()
	path := storeFile(t)
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFirstLookHasALimit(t *testing.T) {
	path := held(t)
	if err := first(t.Context(), noWarning(t))(path); storeStatus(err) != exitHeld {
		t.Errorf("a file that another process holds: %v", err)
	}
	was := lookWithin
	lookWithin = 500 * time.Millisecond
	defer func() { lookWithin = was }()
	if err := first(t.Context(), noWarning(t))(path); !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), "did not end within") {
		t.Errorf("a look that goes on for ever: %v", err)
	}
}

// A look ends when whoever asked for it is gone.
func TestLookEndsWithItsInput(t *testing.T) {
	c := exec.Command(os.Args[0], lookWord, held(t))
	out, err := c.CombinedOutput() // its input ends at once
	if err == nil || strings.Contains(string(out), lookedWord) {
		t.Errorf("it went on: %v %s", err, out)
	}
}

// A look tells nothing of its environment to the process that looks.
func TestFirstLookKnowsNoSecret(t *testing.T) {
	got := runtimeWords([]string{"PATH=/bin", "CASECLOCK_MAIL_PASSWORD=x", "GORACE=y", "CREDENTIALS_DIRECTORY=/run/c"})
	if strings.Join(got, " ") != "GORACE=y GOTRACEBACK=none" {
		t.Errorf("%q", got)
	}
}

func TestWayOutIsSaidOnce(t *testing.T) {
	err := wayOut(wayOut(store.ErrDamaged))
	if n := strings.Count(err.Error(), restoring); n != 1 {
		t.Errorf("%d times: %v", n, err)
	}
	if err := wayOut(store.ErrHeld); !errors.Is(err, store.ErrHeld) || strings.Contains(err.Error(), restoring) {
		t.Errorf("of another fault: %v", err)
	}
}
