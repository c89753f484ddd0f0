package store

import (
	"errors"
	"fmt"
	"iter"
	"testing"

	"github.com/google/go-cmp/cmp"

	"caseclock/deadline"
)

// many gives n cases of thirteen events, each standing in a row, and then an
// error where there is one.
func many(n int, end error) iter.Seq2[CaseWrite, error] {
	return func(yield func(CaseWrite, error) bool) {
		for i := range n {
			c := CaseWrite{Ref: refOf(i), Events: typicalCase(refOf(i), "stirling", firstOf2026)}
			row := Row{Source: "register", Key: c.Ref, Hash: [32]byte{1}}
			for j := range c.Events {
				row.Events = append(row.Events, RowEvent{Label: "column", New: j})
			}
			c.Rows = []Row{row}
			if !yield(c, nil) {
				return
			}
		}
		if end != nil {
			yield(CaseWrite{}, end)
		}
	}
}

var anImport = Import{Key: "register.csv", Audit: Entry{By: "clerk-1", Action: "import"}}

func TestASmallImportIsWholeOrNothing(t *testing.T) {
	s, _ := newTestStore(t)
	before := dump(t, s)
	broken := errors.New("line 301 cannot be read")
	if _, err := s.AppendMany(bg, anImport, many(300, broken)); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if d := cmp.Diff(before, dump(t, s)); d != "" {
		t.Fatal("something of it was kept")
	}
	out, err := s.AppendMany(bg, anImport, many(300, nil))
	if err != nil || out.Cases != 300 || out.Events != 300*13 || out.Rows != 300 || out.Unchanged != 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	st := mustVerify(t, s)
	if st.Cases != 300 || st.Events != 300*13 || st.Entries != 1 {
		t.Errorf("%+v", st.Stats)
	}
}

func TestTheSameImportAgainChangesNothing(t *testing.T) {
	s, c := newTestStore(t)
	if _, err := s.AppendMany(bg, anImport, many(200, nil)); err != nil {
		t.Fatal(err)
	}
	before := dump(t, s)
	c.add(1e12)
	out, err := s.AppendMany(bg, anImport, many(200, nil))
	if err != nil || out.Events != 0 || out.Rows != 0 || out.Unchanged != 200*13 {
		t.Fatalf("%+v, %v", out, err)
	}
	if d := cmp.Diff(before, dump(t, s)); d != "" {
		t.Error(d)
	}
}

func TestABrokenLargeImportIsSeenAndFinished(t *testing.T) {
	if testing.Short() {
		t.Skip("writes a quarter of a million events")
	}
	s, _ := newTestStore(t)
	broken := errors.New("the plug was pulled")
	const cases = 20500
	if _, err := s.AppendMany(bg, anImport, many(15000, broken)); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	report := mustVerify(t, s)
	if len(report.Unfinished) != 1 || report.Unfinished[0].Cases == 0 || report.Unfinished[0].Key != anImport.Key {
		t.Fatalf("%+v", report.Unfinished)
	}
	last := 0
	im := anImport
	im.Progress = func(n int) { last = n }
	out, err := s.AppendMany(bg, im, many(cases, nil))
	if err != nil || out.Unchanged == 0 || out.Events+out.Unchanged != cases*13 || last != cases {
		t.Fatalf("%+v, %d, %v", out, last, err)
	}
	report = mustVerify(t, s)
	marks, err := s.Imports()
	if err != nil || len(report.Unfinished) != 0 || len(marks) != 1 || marks[0].Finished.IsZero() || marks[0].Cases != cases || marks[0].Events != cases*13 {
		t.Errorf("%+v, %+v, %v", report.Unfinished, marks, err)
	}
	if report.Cases != cases || report.Events != cases*13 {
		t.Errorf("%+v", report.Stats)
	}
}

func TestALargeImportMustBeRepeatable(t *testing.T) {
	s, _ := newTestStore(t)
	loose := func(yield func(CaseWrite, error) bool) {
		for i := range 8000 {
			if !yield(CaseWrite{Ref: refOf(i), Events: typicalCase("", "stirling", firstOf2026)}, nil) {
				return
			}
		}
	}
	if _, err := s.AppendMany(bg, anImport, loose); !errors.Is(err, ErrNotKept) {
		t.Errorf("events without ids or rows: %v", err)
	}
	if _, err := s.AppendMany(bg, Import{}, many(8000, nil)); !errors.Is(err, ErrNotKept) {
		t.Errorf("no key: %v", err)
	}
}

func TestAnImportKnowsItsEventsById(t *testing.T) {
	s, _ := newTestStore(t)
	c := CaseWrite{Ref: "CP-1", Events: []deadline.Event{concern("CP-1", firstOf2026), concern("CP-1", firstOf2026+1)}}
	c.Events[0].ID, c.Events[1].ID = "a", "b"
	for pass, want := range []Imported{{Cases: 1, Events: 2}, {Unchanged: 2}} {
		out, err := s.AppendMany(bg, anImport, one(c))
		out.Recorded = want.Recorded
		if err != nil || out != want {
			t.Errorf("pass %d: %+v, %v", pass, out, err)
		}
	}
	c.Events[1].On++
	if _, err := s.AppendMany(bg, anImport, one(c)); !errors.Is(err, ErrIDUsed) {
		t.Errorf("another content: %v", err)
	}
	mustVerify(t, s)
}

func TestARowIsFollowed(t *testing.T) {
	s, _ := newTestStore(t)
	row := func(key string, hash byte, events ...RowEvent) Row {
		return Row{Source: "register", Key: key, Hash: [32]byte{hash}, Events: events, Data: []byte("2026-01-01")}
	}
	first := Write{Events: []deadline.Event{concern("CP-1", firstOf2026), assigned("CP-1", "stirling", firstOf2026), concern("CP-2", firstOf2026)},
		Rows: []Row{row("r1", 1, RowEvent{Label: "date", New: 0}, RowEvent{Label: "authority", New: 1}), row("r2", 1, RowEvent{Label: "date", New: 2})}}
	r, err := s.Append(bg, first)
	if err != nil {
		t.Fatal(err)
	}
	fix := concern("CP-1", firstOf2026+1)
	fix.Replaces = r.Events[0]
	gone := row("r2", 1, RowEvent{Label: "date", ID: r.Events[2]})
	gone.Gone = true
	r2, err := s.Append(bg, Write{Events: []deadline.Event{fix}, Rows: []Row{row("r1", 2, RowEvent{Label: "date", New: 0}, RowEvent{Label: "authority", ID: r.Events[1]}), gone}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Row("register", "r1")
	want := row("r1", 2, RowEvent{Label: "date", ID: r2.Events[0]}, RowEvent{Label: "authority", ID: r.Events[1]})
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Error(err, d)
	}
	vanished := func(seen ...string) (keys []string) {
		err := s.Vanished(bg, "register", func(key string) bool { return fmt.Sprint(seen) == fmt.Sprint([]string{key}) },
			func(r Row) error { keys = append(keys, r.Key); return nil })
		if err != nil {
			t.Error(err)
		}
		return keys
	}
	if k := vanished(); len(k) != 1 || k[0] != "r1" {
		t.Errorf("vanished %v: r2 was reported before", k)
	}
	if k := vanished("r1"); len(k) != 0 {
		t.Errorf("vanished %v", k)
	}
	if _, err := s.Row("register", "r3"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	if _, err := s.Append(bg, Write{Rows: []Row{row("r9", 1, RowEvent{ID: "nothing"})}}); !errors.Is(err, ErrNoTarget) {
		t.Errorf("a row of nothing: %v", err)
	}
	mustVerify(t, s)
}
