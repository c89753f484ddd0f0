//go:build trial

package crash

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"caseclock/trial"
)

// due is what a deadline says that does not depend on who asks.
type due struct {
	Case, Rule, Start, Due, Met, Status string
	Breach                              bool
}

// sameDeadlines holds what the daemon says is due against what the reckoning
// makes of the ledgers alone, without a store.
func (s *story) sameDeadlines() error {
	var lines bytes.Buffer
	for _, e := range s.events() {
		if e["event"] == "reason-recorded" {
			continue
		}
		if err := json.NewEncoder(&lines).Encode(e); err != nil {
			return err
		}
	}
	file := filepath.Join(s.site.Folder, "events.jsonl")
	if err := os.WriteFile(file, lines.Bytes(), 0o600); err != nil {
		return err
	}
	for range 2 { // unless the day changes meanwhile
		want, err := s.dues("evaluate", "--rules", "forth-valley", "--format", "jsonl", file)
		if err != nil {
			return err
		}
		got, err := s.dues("deadlines", "--format", "jsonl")
		if err != nil {
			return err
		}
		if maps.Equal(got, want) {
			return nil
		}
		if day := time.Now().Format("15:04"); day > "00:05" {
			return fmt.Errorf("the daemon knows %d deadlines, and the ledgers have %d, or others", len(got), len(want))
		}
	}
	return nil
}

// dues runs a command that prints deadlines, and counts each.
func (s *story) dues(args ...string) (map[due]int, error) {
	out, err := s.site.Command(args...).Output()
	if err != nil {
		return nil, fmt.Errorf("%v: %w", args, err)
	}
	all := map[due]int{}
	for line := range bytes.Lines(out) {
		var d due
		if err := json.Unmarshal(line, &d); err != nil {
			return nil, err
		}
		all[d]++
	}
	return all, nil
}

// figures are what a run measured.
type figures struct {
	mu     sync.Mutex
	saved  int
	starts []time.Duration
}

func (f *figures) add(s *story) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.saved += s.saved()
	f.starts = append(f.starts, s.starts...)
}

func (f *figures) note(run *trial.Run) {
	run.Note("%d events answered as saved, each found again; a start took %s at the 99th percentile of %d, beside other trials", f.saved, slowest(slices.Clone(f.starts)), len(f.starts))
}
