package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caseclock/store"
)

// What would have gone wrong: a store opened once by a machine whose clock was
// ten years ahead dated everything after it ten years ahead.
func TestAClockFarAfterTheLastRecordIsRefused(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	st, err := store.Open(filepath.Join(t.TempDir(), "caseclock.db"), store.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if err := st.Record(t.Context(), store.Entry{Action: "look"}); err != nil {
		t.Fatal(err)
	}
	for _, after := range []time.Duration{-time.Hour, 0, 60 * 24 * time.Hour, longestRest} {
		if err := plausible(st, now.Add(after)); err != nil {
			t.Errorf("%s after the last record: %v", after, err)
		}
	}
	err = plausible(st, now.AddDate(10, 0, 0))
	if err == nil || !strings.Contains(err.Error(), "2036-03-02") || !strings.Contains(err.Error(), "2026-03-02") || !strings.Contains(err.Error(), "--clock-is-right") {
		t.Errorf("ten years after: %v", err)
	}
	if err := (&service{store: st, app: &app{now: func() time.Time { return now.AddDate(10, 0, 0) }}, clockIsRight: true}).plausible(); err != nil {
		t.Errorf("though it is said to be right: %v", err)
	}
}
