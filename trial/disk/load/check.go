package load

import (
	"context"
	"errors"
	"fmt"
	"io"

	"caseclock/deadline"
	"caseclock/store"
)

// Check says what of the ledger a store does not hold as it was answered, and what
// it holds that nobody wrote: each writer's Writes are there in order, all that
// were answered and at most one more, each whole with its audit entry, its
// idempotency key, its row and its record of the shelf; and all verifies.
func Check(s *store.Store, l Ledger, writers int) error {
	report, err := s.Verify(context.Background())
	if err = errors.Join(err, report.Err()); err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	events := uint64(0)
	for w := range writers {
		n, err := checkWriter(s, w, l[w])
		if err != nil {
			return fmt.Errorf("writer %d, of whose %d answered: %w", w, len(l[w]), err)
		}
		for i := range n {
			events += uint64(len(Write(w, i).Events))
		}
	}
	if report.Events != events {
		return fmt.Errorf("%d events are kept where the writers account for %d", report.Events, events)
	}
	return nil
}

func checkWriter(s *store.Store, w int, answered []Answer) (held int, err error) {
	if held, err = Held(s, w); err != nil {
		return 0, err
	}
	if held < len(answered) || held > len(answered)+1 {
		return held, fmt.Errorf("%d are held by their keys", held)
	}
	if err := checkCases(s, w, held, answered); err != nil {
		return held, err
	}
	if err := checkTrail(s, w, held, answered); err != nil {
		return held, err
	}
	return held, checkReplaced(s, w, held)
}

// checkCases compares each case whole.
func checkCases(s *store.Store, w, held int, answered []Answer) error {
	for first := range casesEach {
		ref := Ref(w, first)
		c, err := s.Case(ref)
		if first >= held && errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", ref, err)
		}
		at := 0
		for i := first; i < held; i += casesEach {
			n, err := sameEvents(&c, at, w, i, answered)
			if err != nil {
				return fmt.Errorf("%s: Write %d: %w", ref, i, err)
			}
			at += n
		}
		if at != len(c.Events) {
			return fmt.Errorf("%s: it has %d events, and %d were written", ref, len(c.Events), at)
		}
	}
	return nil
}

// sameEvents compares the events of a Write with those of its case from one on.
func sameEvents(c *deadline.Case, at, w, i int, answered []Answer) (int, error) {
	want := Write(w, i).Events
	if at+len(want) > len(c.Events) {
		return 0, fmt.Errorf("of its %d events %d are there", len(want), len(c.Events)-at)
	}
	for k, e := range want {
		got := c.Events[at+k]
		if i < len(answered) {
			e.ID, e.Recorded = answered[i].IDs[k], answered[i].Recorded
		} else {
			e.Recorded = got.Recorded
			if e.ID == "" {
				e.ID = got.ID
			}
		}
		if got != e {
			return 0, fmt.Errorf("event %d is not as it was answered", k)
		}
	}
	return len(want), nil
}

// checkTrail holds the writer's entries against its Writes.
func checkTrail(s *store.Store, w, held int, answered []Answer) error {
	var entries []store.Entry
	err := s.TrailOfPerson(context.Background(), Person(w), func(e store.Entry) error {
		entries = append(entries, e)
		return nil
	})
	if err != nil {
		return err
	}
	if len(entries) != held {
		return fmt.Errorf("%d audit entries for %d Writes", len(entries), held)
	}
	newestFirst := len(entries) > 1 && entries[0].Seq > entries[1].Seq
	for i := range entries {
		e := entries[i]
		if newestFirst {
			e = entries[len(entries)-1-i]
		}
		if e.Detail != fmt.Sprint(i) || e.Events != len(Write(w, i).Events) || (i < len(answered) && e.Seq != answered[i].Entry) {
			return fmt.Errorf("its audit entry %d is not that of Write %d", e.Seq, i)
		}
	}
	return nil
}

// checkReplaced compares the records that each Write replaces.
func checkReplaced(s *store.Store, w, held int) error {
	if held == 0 {
		return nil
	}
	k, err := s.Shelved(store.Drafts, Person(w))
	if err != nil || string(k.Value) != fmt.Sprint(held-1) {
		return fmt.Errorf("its record of the shelf is %q, not that of Write %d: %w", k.Value, held-1, orNil(err))
	}
	for i := max(0, held-casesEach); i < held; i++ {
		r, err := s.Row("register", rowKey(w, i))
		if err != nil || string(r.Data) != fmt.Sprint(i) {
			return fmt.Errorf("its row is %q, not that of Write %d: %w", r.Data, i, orNil(err))
		}
	}
	return nil
}

var errOther = errors.New("it reads well")

func orNil(err error) error {
	if err == nil {
		return errOther
	}
	return err
}

// GoOn repeats each writer's first unanswered Write, as a client whose answer was
// lost does, and looks whether all is there once. It tells the answers.
func GoOn(s *store.Store, l Ledger, writers int, tell io.Writer) error {
	for w := range writers {
		held, err := Held(s, w)
		if err != nil {
			return err
		}
		i := len(l[w])
		r, err := s.Append(context.Background(), Write(w, i))
		if err != nil {
			return fmt.Errorf("writer %d repeats its Write %d: %w", w, i, err)
		}
		if r.Repeated != (held > i) {
			return fmt.Errorf("writer %d repeats its Write %d: known before: %v, said to be a repeat: %v", w, i, held > i, r.Repeated)
		}
		line := Line(w, i, &r)
		if err := l.Add(line); err != nil {
			return err
		}
		if _, err := io.WriteString(tell, line); err != nil {
			return err
		}
	}
	return Check(s, l, writers)
}
