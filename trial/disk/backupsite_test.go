//go:build trial

package disk_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"caseclock/trial/daemon"
	"caseclock/trial/twin"
)

// busySite is a daemon under load, and another site to restore to.
type busySite struct {
	*daemon.Site
	elsewhere *daemon.Site
	running   *daemon.Daemon
	l         *daemon.Ledger
	look      string // a token
	keys      chan string
}

func newBusySite(t *testing.T) *busySite {
	t.Helper()
	program := twin.Program(t, "")
	b := &busySite{Site: daemon.NewSite(t, program, daemon.Options{}), elsewhere: daemon.NewSite(t, program, daemon.Options{}), keys: make(chan string, 1<<16)}
	tokens := []string{b.Token("coordinator-1", "see-cases", "record-events"), b.Token("coordinator-1", "see-cases", "record-events")}
	b.look = b.Token("coordinator-1", "see-cases", "record-events")
	var err error
	if b.running, err = b.Start(); err != nil {
		t.Fatal(err)
	}
	if b.l, err = daemon.NewLedger(filepath.Join(t.TempDir(), "ledger.jsonl")); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for n, token := range tokens {
		all.Go(func() { b.write(ctx, n, token) })
	}
	t.Cleanup(func() { stop(); all.Wait(); b.running.Kill(); b.l.Close() })
	return b
}

// write records at the pace that the API admits.
func (b *busySite) write(ctx context.Context, n int, token string) {
	for i := 0; ctx.Err() == nil; i++ {
		key, ref := fmt.Sprintf("key-%d-%d", n, i), fmt.Sprintf("CP-%d-%d", n, i%200)
		a, err := b.l.Record(b.running.Client(token), key, daemon.Event{"case": ref, "event": "case-assigned", "on": "2026-01-05", "authority": "stirling", "chair": "chair-1"},
			daemon.Event{"case": ref, "event": "concern-notified", "on": "2026-01-05"})
		if err == nil && a.Status == 201 {
			b.keys <- key
		}
		time.Sleep(40 * time.Millisecond)
	}
}

// backup takes one by the command, restores it in the other site and asks a daemon
// there for what was answered before.
func (b *busySite) backup(i int) error {
	var before []string
	for len(b.keys) > 0 || len(before) == 0 {
		before = append(before, <-b.keys)
	}
	before = before[max(0, len(before)-8):]
	copied := filepath.Join(b.Folder, fmt.Sprintf("copy-%d.db", i))
	if _, err := b.Run("backup", copied); err != nil {
		return err
	}
	if _, err := b.elsewhere.Run("restore", copied); err != nil {
		return err
	}
	d, err := b.elsewhere.Start()
	if err != nil {
		return err
	}
	defer d.Kill()
	c := d.Client(b.look)
	for _, key := range before {
		a, err := b.l.Record(c, key) // asked again, it is answered as it was
		if err != nil || !a.Replayed {
			return fmt.Errorf("%s was answered before the copy, and is not known in it: %d %w", key, a.Status, err)
		}
	}
	if _, err := d.Stop(time.Minute); err != nil {
		return err
	}
	_, err = b.elsewhere.Run("verify")
	return err
}
