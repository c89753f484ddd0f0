//go:build trial

package input

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"caseclock/deadline"
	"caseclock/intake"
	"caseclock/rules"
	"caseclock/store"
	"caseclock/trial"
	"caseclock/trial/twin"
)

// Histories that contradict themselves, each with one contradiction whose query
// is known, followed by noise and by corrections of it.
func TestI3(t *testing.T) {
	r := trial.Begin(t, trial.Promise{ID: "I3", Says: "a history that contradicts itself is taken, its contradiction listed, its corrections added and nothing edited, and what is exported and read again gives the same deadlines and queries",
		Short: 1000, Long: 200000})
	s := newShelf(t)
	r.All(func(i int, chance *rand.Rand) error { return s.contradict(i, chance) })
	twin.Tried(t, r, "what is withdrawn vanishes for who reads the export", 200, 5, twin.Edit{
		File: "deadline/case.go", Old: "		c.Facts[i].Withdraws, c.Facts[i].Replaces = at[e.Target], at[e.Replaces]", New: "		c.Facts[i].Replaces = at[e.Replaces]"})
}

// shelf is a store, and a new one for each thousand cases.
type shelf struct {
	t    *testing.T
	st   *store.Store
	now  time.Time
	book *deadline.Rulebook
}

func newShelf(t *testing.T) *shelf {
	pack, err := rules.Open(rules.Default)
	if err != nil {
		t.Fatal(err)
	}
	s := &shelf{t: t, now: time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC), book: deadline.NewRulebook(deadline.Period{Pack: pack.Pack})}
	t.Cleanup(func() {
		if s.st != nil {
			s.st.Close()
		}
	})
	return s
}

// open gives the store for a trial.
func (s *shelf) open(i int) error {
	if s.st != nil && i%1000 != 0 {
		return nil
	}
	if s.st != nil {
		if err := s.st.Close(); err != nil {
			return err
		}
	}
	folder, err := os.MkdirTemp("/dev/shm", "trial")
	if err != nil {
		folder = s.t.TempDir()
	}
	s.t.Cleanup(func() { os.RemoveAll(folder) })
	s.st, err = store.Open(filepath.Join(folder, "caseclock.db"), store.Options{Now: func() time.Time { return s.now }})
	return err
}

// contradict is one history: what is asked of it is said at each step.
func (s *shelf) contradict(i int, chance *rand.Rand) error {
	if err := s.open(i); err != nil {
		return err
	}
	ref := fmt.Sprintf("CP-%07d", i)
	day, _ := deadline.NewDate(2025, 1+chance.IntN(12), 1+chance.IntN(28))
	plant := plants[i%len(plants)]
	events := plant.events(day)
	planted := len(events)
	events = append(events, noise(chance, day+60)...)
	for k := range events {
		events[k].ID, events[k].Case = fmt.Sprintf("%s-%d", ref, k), ref
	}
	if err := s.add(events); err != nil {
		return err
	}
	before, err := s.st.Case(ref)
	if err != nil {
		return err
	}
	first := all(&before)
	if err := s.listed(&before, plant, events[:planted]); err != nil {
		return err
	}
	corrections, twice := correct(chance, ref, events, planted)
	if err := s.add(corrections); err != nil {
		return err
	}
	now, err := s.st.Case(ref)
	if err != nil {
		return err
	}
	after := all(&now)
	if len(after) != len(first)+len(corrections) || !reflect.DeepEqual(after[:len(first)], first) {
		return fmt.Errorf("corrections changed what was recorded before")
	}
	if err := s.listed(&now, plant, events[:planted]); err != nil {
		return fmt.Errorf("after corrections of what came later: %w", err)
	}
	if twice != "" && !s.asked(&now, "corrected-twice", twice) {
		return fmt.Errorf("%s was corrected twice, and no query says so", twice)
	}
	return s.rebuilt(&now, after)
}

func (s *shelf) add(events []deadline.Event) error {
	if len(events) == 0 {
		return nil
	}
	s.now = s.now.Add(time.Minute)
	_, err := s.st.Append(context.Background(), store.Write{Events: events, Audit: store.Entry{By: "coordinator-1", Action: "record", Door: "trial"}})
	return err
}

func all(c *deadline.Case) (events []deadline.Event) {
	for i := range c.Facts {
		events = append(events, c.Event(int32(i)))
	}
	return events
}

// moments are those that a history is looked at: its whole, and each half of it.
func moment() deadline.Moment {
	d, _ := deadline.NewDate(2026, 12, 1)
	return deadline.Moment{AsAt: d}
}

// listed says whether the planted contradiction is not among the queries.
func (s *shelf) listed(c *deadline.Case, p plant, events []deadline.Event) error {
	at := ""
	if p.at >= 0 {
		at = events[p.at].ID
	}
	if !s.asked(c, p.code, at) {
		return fmt.Errorf("%s is not listed; listed are %v", p.code, deadline.Queries(c, s.book, moment()))
	}
	return nil
}

func (s *shelf) asked(c *deadline.Case, code, event string) bool {
	return slices.ContainsFunc(deadline.Queries(c, s.book, moment()), func(q deadline.Query) bool { return q.Code == code && q.Event == event })
}

// rebuilt writes the events as lines, reads them as a file of events is read, and
// compares what follows from both.
func (s *shelf) rebuilt(live *deadline.Case, events []deadline.Event) error {
	var lines strings.Builder
	for i := range events {
		b, err := json.Marshal(&events[i])
		if err != nil {
			return err
		}
		lines.Write(append(b, '\n'))
	}
	r := intake.NewReader(intake.Options{Rules: []string{"initial-cpcc"}, Categories: deadline.Categories})
	var again []deadline.Event
	file := intake.File{Name: "events.jsonl", Size: int64(lines.Len()), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(lines.String())), nil }}
	if err := r.Read(file, func(e *deadline.Event, _ int) error { again = append(again, *e); return nil }); err != nil {
		return err
	}
	if f := r.Faults(); f != nil && len(f.Kept) > 0 {
		return fmt.Errorf("what was exported cannot be read: %v", f.Kept[0])
	}
	c := deadline.NewCase(live.Ref, again)
	if a, b := s.said(live), s.said(&c); a != b {
		return fmt.Errorf("live:\n%s\nread from the export:\n%s", a, b)
	}
	return nil
}

// said is everything that follows from a case.
func (s *shelf) said(c *deadline.Case) string {
	ds := deadline.Evaluate(c, s.book, moment())
	var lines []any
	for i := range ds {
		lines = append(lines, c.Line(&ds[i]))
	}
	for _, q := range deadline.Queries(c, s.book, moment()) {
		lines = append(lines, q)
	}
	b, err := json.Marshal(lines)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
