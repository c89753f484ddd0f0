//go:build trial

package daemon_test

import (
	"testing"
	"time"

	"caseclock/trial/daemon"
	"caseclock/trial/twin"
)

// The harness itself: a daemon is started, killed and started again; what it
// answered is there, once, and a ledger that says otherwise is noticed.
func TestSite(t *testing.T) {
	s := daemon.NewSite(t, twin.Program(t, ""), daemon.Options{})
	token, look := s.Token("coordinator-1", "see-cases", "record-events"), s.Token("auditor-1", "see-trail")
	d, err := s.Start()
	if err != nil {
		t.Fatal(err)
	}
	l, err := daemon.NewLedger(s.Folder + "/ledger.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ready, words, err := d.Health()
	if err != nil || !ready {
		t.Errorf("health: %v %s %v", ready, words, err)
	}
	assigned := daemon.Event{"case": "CP-0001", "event": "case-assigned", "on": "2026-01-05", "authority": "stirling", "chair": "chair-1", "family": "F-1"}
	concern := daemon.Event{"case": "CP-0001", "event": "concern-notified", "on": "2026-01-05"}
	a, err := l.Record(d.Client(token), "key-1", assigned, concern)
	if err != nil || a.Status != 201 || a.Replayed {
		t.Fatalf("recording: %d %s %v", a.Status, a.Body, err)
	}
	d.Kill()
	if _, err := l.Record(d.Client(token), "key-2", daemon.Event{"case": "CP-0001", "event": "core-group-held", "on": "2026-02-05"}); err == nil {
		t.Error("a daemon that was killed answers")
	}
	if d, err = s.Start(); err != nil {
		t.Fatal(err)
	}
	if err := l.Check(d.Client(token)); err != nil {
		t.Error(err)
	}
	if err := l.Retry(d.Client(token)); err != nil {
		t.Error(err)
	}
	if a, err = l.Record(d.Client(token), "key-1"); err != nil || !a.Replayed {
		t.Errorf("the same key again: %+v %v", a, err)
	}
	if err := l.Check(d.Client(token)); err != nil {
		t.Error(err)
	}
	if err := daemon.CheckTrail(d.Client(look), 3); err != nil {
		t.Error(err)
	}
	if _, err := d.Client(token).Record("", daemon.Event{"case": "CP-0001", "event": "core-group-held", "on": "2026-02-06"}); err != nil {
		t.Fatal(err)
	}
	if l.Check(d.Client(token)) == nil || daemon.CheckTrail(d.Client(look), 3) == nil {
		t.Error("an event that the ledger does not know is not noticed")
	}
	if status, err := d.Stop(time.Minute); status != 0 || err != nil {
		t.Errorf("SIGTERM: status %d, %v", status, err)
	}
	if out, err := s.Run("verify"); err != nil {
		t.Errorf("%v %s", err, out)
	}
}
