package engine

import (
	"os"
	"testing"
	"time"

	"caseclock/notify"
)

// What went wrong: the sign of life was given before the wake was kept, so that
// the first wake that a store refused still gave one.
func TestAStoreThatTakesNoWriteGivesNoSignOfLife(t *testing.T) {
	b := newBench(t, "2026-03-02")
	p := &pinged{}
	b.Pinger, b.Heartbeat = p, notify.Heartbeat{URL: "https://watch.example/x", Every: time.Minute}
	b.wake()
	if p.times != 1 || !b.vital().Beat.Equal(b.now()) {
		t.Fatalf("%d signs of life from a sound store, kept %+v", p.times, b.vital())
	}
	b.later(time.Minute)
	content, err := os.ReadFile(b.path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(b.path, b.path+".away"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Wake(t.Context(), b.now()); err == nil || p.times != 1 {
		t.Errorf("%d signs of life, wake says %v", p.times, err)
	}
}
