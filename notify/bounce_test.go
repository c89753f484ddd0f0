package notify

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each sample says by its name what it must lead to: a bounce of our message
// reopens its alerts, a delay and everything else does not.
func TestBounceSamples(t *testing.T) {
	names := must[[]string](t)(filepath.Glob("testdata/bounces/*.eml"))
	if len(names) < 40 {
		t.Fatalf("%d samples, fewer than 40", len(names))
	}
	for _, name := range names {
		b := ReadBounce(strings.NewReader(string(must[[]byte](t)(os.ReadFile(name)))))
		got := "ignored"
		switch {
		case b.Refuses(theSending()):
			got = "reopens"
		case b.Kind == Delayed:
			got = "delayed"
		}
		parts := strings.Split(filepath.Base(name), ".")
		if want := parts[len(parts)-2]; got != want {
			t.Errorf("%s: %s, want %s: %+v", filepath.Base(name), got, want, b)
		}
		if a := b.Attempt(); got == "reopens" && (a.State != Dead || a.Code < 400 || a.Reply == "" || len(a.Reply) > 2100) {
			t.Errorf("%s: kept as %+v", filepath.Base(name), a)
		}
	}
}

// Whatever comes in is read without harm.
func FuzzBounce(f *testing.F) {
	names, _ := filepath.Glob("testdata/bounces/*.eml")
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		a := ReadBounce(strings.NewReader(string(b)))
		if len([]rune(a.Reason)) > 501 {
			t.Errorf("a reason of %d bytes", len(a.Reason))
		}
	})
}
