package engine

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"caseclock/intake"
)

// manyCases brings cases in that are all out of timescale.
func (b *bench) manyCases(n int) {
	b.t.Helper()
	var lines strings.Builder
	for i := range n {
		fmt.Fprintf(&lines, `{"id":"a%d","case":"CP-%05d","event":"case-assigned","on":"2026-02-01","authority":"stirling","chair":"chair-1"}`+"\n", i, i)
		fmt.Fprintf(&lines, `{"id":"c%d","case":"CP-%05d","event":"concern-notified","on":"2026-02-01"}`+"\n", i, i)
	}
	file := intake.File{Name: "events.jsonl", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(lines.String())), nil }}
	if _, err := b.Import(context.Background(), Who{}, ImportAsk{}, []intake.File{file}, func(ImportNews) error { return nil }); err != nil {
		b.t.Fatal(err)
	}
}

// BenchmarkWakeAfterRestart wakes an engine that has all to learn anew from
// the ledger, when all is told already.
func BenchmarkWakeAfterRestart(b *testing.B) {
	k := newBench(b, "2026-03-02")
	k.manyCases(500)
	k.wake()
	for b.Loop() {
		k.told = nil
		if _, mail := k.wake(); len(mail) > 0 {
			b.Fatal("mailed again")
		}
	}
}

// BenchmarkWake wakes an engine when all is told already.
func BenchmarkWake(b *testing.B) {
	k := newBench(b, "2026-03-02")
	k.manyCases(500)
	k.wake()
	for b.Loop() {
		if _, mail := k.wake(); len(mail) > 0 {
			b.Fatal("mailed again")
		}
	}
}
