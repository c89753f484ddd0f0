package store

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"caseclock/deadline"
)

// Several Writes may be one transaction. A case that gained a text for the first
// time by one of them is read by the next before that text is on the disk.
func TestTextsNewWithinOneTransaction(t *testing.T) {
	s, _ := newTestStore(t)
	mustAppend(t, s, concern("CP-1", firstOf2026))
	const rounds, people = 20, 16
	for round := range rounds {
		var at sync.WaitGroup
		for i := range people {
			e := deadline.Event{Case: "CP-1", Kind: deadline.ReasonRecorded, On: firstOf2026, Rule: fmt.Sprintf("rule-%d-%d", round, i),
				Start: firstOf2026, Category: "other", Text: "the hall was closed", By: "clerk-1"}
			at.Go(func() {
				if _, err := s.Append(context.Background(), Write{Events: []deadline.Event{e}}); err != nil {
					t.Error(err)
				}
			})
		}
		at.Wait()
	}
	c, err := s.Case("CP-1")
	if err != nil || len(c.Facts) != 1+rounds*people {
		t.Fatalf("%d events, %v", len(c.Facts), err)
	}
	seen := map[string]bool{}
	for i := range c.Events {
		seen[c.Events[i].Rule] = true
	}
	if len(seen) != 1+rounds*people {
		t.Errorf("%d texts", len(seen))
	}
	mustVerify(t, s)
}
