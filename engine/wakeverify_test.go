package engine

import (
	"context"
	"testing"
	"time"

	"caseclock/notify"
)

// pinged counts the signs of life.
type pinged struct{ times int }

func (p *pinged) Ping(context.Context, string) error { p.times++; return nil }

// The store is verified with the first wake after it was opened, and then once a
// day.
func TestVerifiedAtStartAndDaily(t *testing.T) {
	b := newBench(t, "2026-03-02")
	b.overdueCase("CP-0001", "chair-1")
	for _, c := range []struct {
		after time.Duration // the wake before
		anew  bool          // verified in this wake
	}{{0, true}, {time.Minute, false}, {23 * time.Hour, false}, {time.Hour, true}, {time.Hour, false}} {
		b.later(c.after)
		b.wake()
		if v, err := b.verified(); err != nil || v == nil || v.At.Equal(b.now()) != c.anew {
			t.Errorf("%s later: verified %+v, %v", c.after, v, err)
		}
	}
	b.later(time.Hour)
	b.reopen(nil)
	b.wake()
	if v, err := b.verified(); err != nil || !v.At.Equal(b.now()) {
		t.Errorf("after a restart: verified %+v, %v", v, err)
	}
}

// While records are not as they were written there is no sign of life, and who
// looks is told.
func TestDamageWithholdsTheSignOfLife(t *testing.T) {
	b := newBench(t, "2026-03-02")
	p := &pinged{}
	b.Pinger, b.Heartbeat = p, notify.Heartbeat{URL: "https://watch.example/x", Every: time.Minute}
	b.overdueCase("CP-0001", "chair-1")
	b.wake()
	if p.times != 1 {
		t.Fatalf("%d signs of life from a sound store", p.times)
	}
	kept := []byte(`{"at":"2026-03-02T00:00:00Z","faults":3}`)
	if err := b.Store().Set(context.Background(), verifiedSetting, kept); err != nil {
		t.Fatal(err)
	}
	b.later(time.Hour)
	s, _ := b.wake()
	if p.times != 1 || s.Damaged != 3 || len(s.Warnings) == 0 {
		t.Errorf("%d signs of life, %+v", p.times, s)
	}
}
