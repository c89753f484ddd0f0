package load

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"caseclock/store"
)

// Old is what a store of an earlier version held, as the program of its time read
// it.
type Old struct {
	Schema   int
	Cases    map[string]string            // id by reference
	Events   map[string][]json.RawMessage // by reference
	Trail    []OldEntry
	Rows     []string // as JSON
	Sendings map[string]string
	Settings map[string]string
}

// OldEntry is an entry of its audit trail.
type OldEntry struct {
	Seq                            uint64
	By, Action, Door, Case, Detail string
	At                             time.Time
	Events                         int
	Digest                         string // of the events, hexadecimal
}

// Same says what of an older store is not as it was.
func Same(s *store.Store, old *Old) error {
	report, err := s.Verify(context.Background())
	if err = errors.Join(err, report.Err()); err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	for ref, events := range old.Events {
		if err := sameCase(s, ref, old.Cases[ref], events); err != nil {
			return fmt.Errorf("%s: %w", ref, err)
		}
	}
	for id, was := range old.Sendings {
		x, err := s.Sending(id)
		if now, failed := json.Marshal(x); errors.Join(err, failed) != nil || string(now) != was {
			return fmt.Errorf("%s is not as it was: %w", id, orNil(err))
		}
	}
	for name, was := range old.Settings {
		if now, err := s.Setting(name); err != nil || string(now) != was {
			return fmt.Errorf("the setting %q is not as it was: %w", name, orNil(err))
		}
	}
	return errors.Join(sameTrail(s, old), sameRows(s, old))
}

func sameCase(s *store.Store, ref, id string, was []json.RawMessage) error {
	c, err := s.Case(ref)
	if err != nil {
		return err
	}
	if now, err := s.CaseID(ref); err != nil || now != id {
		return fmt.Errorf("its id is not what it was: %w", orNil(err))
	}
	if len(c.Events) != len(was) {
		return fmt.Errorf("it has %d events and had %d", len(c.Events), len(was))
	}
	for i := range was {
		if now, err := json.Marshal(c.Events[i]); err != nil || string(now) != string(was[i]) {
			return fmt.Errorf("event %d is not as it was: %w", i, orNil(err))
		}
	}
	return nil
}

func sameTrail(s *store.Store, old *Old) error {
	var now []OldEntry
	err := s.Trail(context.Background(), func(e store.Entry) error {
		now = append(now, OldEntry{e.Seq, e.By, e.Action, e.Door, e.Case, e.Detail, e.At, e.Events, fmt.Sprintf("%x", e.Digest)})
		return nil
	})
	if err != nil {
		return err
	}
	if len(now) < len(old.Trail) { // becoming a newer one may be in the trail
		return fmt.Errorf("the trail has %d entries and had %d", len(now), len(old.Trail))
	}
	for i, was := range old.Trail {
		if now[i] != was {
			return fmt.Errorf("entry %d of the trail is not as it was", was.Seq)
		}
	}
	return nil
}

func sameRows(s *store.Store, old *Old) error {
	var now []string
	err := s.Rows(context.Background(), "register", func(r store.Row) error {
		b, err := json.Marshal(r)
		now = append(now, string(b))
		return err
	})
	if err == nil && !slices.Equal(now, old.Rows) {
		err = errors.New("the rows are not as they were")
	}
	return err
}
